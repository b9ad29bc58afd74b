from odoo import api, models


class CollectionNotice(models.Model):
    """A stage that goes by electronic registered letter, to somebody who may not be
    sent one: it goes on paper, and says why."""

    _inherit = "collection.notice"

    @api.model
    def _prepare(self, plan, run):
        values = super()._prepare(plan, run)
        stage = self.env["collection.stage"].browse(values["stage_id"])
        lre = stage.channel_ids.filtered(lambda one: one.code == "lre")
        recipient = self.env["res.partner"].browse(values["recipient_id"])
        reason = lre and lre._carrier()._obstacle(recipient)
        if not reason:
            return values
        paper = stage._fallback(recipient)
        chosen = [channel for channel, _refusal in values["channels"]]
        if paper and paper not in chosen:
            values["channels"].append((paper, None))
        instead = paper or self.env["collection.channel"].union(*chosen)
        names = ", ".join(instead.mapped("name"))
        words = self.env._("It goes by %s instead.", names)
        values["channels"].append((lre, f"{reason} {words}"))
        if not paper:
            plan["case"]._ask(reason, run.date)
        return values

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
