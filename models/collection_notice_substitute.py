from odoo import api, models


class CollectionNotice(models.Model):
    """A stage that goes by electronic registered letter, to somebody who may not be
    sent one: it goes on paper, and says why."""

    _inherit = "collection.notice"

    @api.model
    def _record(self, plans, run):
        # EXTENDS: what was not taken is told on the notice
        notices = super()._record(plans, run)
        turned = notices.filtered(lambda one: one._lre_left_out())
        rows = [row for one in turned for row in one._instead_of_lre(run.date)]
        if rows:
            self.env["collection.delivery"].sudo().create(rows)
        return notices

    def _lre_left_out(self):
        """Return the channel of electronic registered letters where the stage names it
        and the notice does not take it."""
        lre = self.stage_id.channel_ids.filtered(lambda one: one.code == "lre")
        return lre - self.delivery_ids.channel_id

    def _instead_of_lre(self, today):
        """Return the values of the deliveries that say why it was left out and, where
        it is not there yet, take its place; without any place a person is asked."""
        lre, taken = self._lre_left_out(), self.delivery_ids.channel_id
        reason = (
            lre._carrier().with_company(self.company_id)._obstacle(self.recipient_id)
        )
        paper = self.stage_id._fallback(self.recipient_id)
        names = ", ".join((paper or taken).mapped("name"))
        instead = self.env._("It goes by %s instead.", names)
        rows = [
            {
                "notice_id": self.id,
                "channel_id": lre.id,
                "state": "skipped",
                "reason": f"{reason} {instead}",
            }
        ]
        if paper and paper not in taken:
            rows.append({"notice_id": self.id, "channel_id": paper.id})
        if not paper:
            self.case_id._ask(reason, today)
        return rows

    @api.depends("delivery_ids.state")
    def _compute_channel_names(self):
        # EXTENDS: a channel that was not taken is none it went by
        result = super()._compute_channel_names()
        for notice in self:
            taken = notice.delivery_ids.filtered(
                lambda one: one.state != "skipped" or one.channel_code != "lre"
            )
            if taken != notice.delivery_ids:
                names = taken.channel_id.mapped("name")
                notice.channel_names = ", ".join(names)
        return result
