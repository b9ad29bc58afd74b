from odoo import api, fields, models

from ..rules.escalation import next_step


class CollectionItem(models.Model):
    """A formal notice or a hand-off is never the first thing a debtor hears of a debt,
    whatever became of its policy in the meantime."""

    _inherit = "collection.item"

    was_claimed = fields.Boolean(
        compute="_compute_was_claimed",
        help="A notice that claimed it, or the debt it comes from, has departed.",
    )

    @api.depends("notice_line_ids.departed_on", "parent_id", "partner_id")
    def _compute_was_claimed(self):
        told = {
            (line.item_id.id, line.notice_id.partner_id.id)
            for line in self.env["collection.notice.line"].search_fetch(
                [
                    ("item_id", "in", (self | self.parent_id).ids),
                    ("departed_on", "!=", False),
                    "|",
                    ("days_late", ">", 0),
                    ("item_id.parent_id", "!=", False),
                ],
                ["item_id", "notice_id"],
            )
        }
        for item in self:
            known = {
                (one._origin.id, one.partner_id.id) for one in (item, item.parent_id)
            }
            item.was_claimed = not told.isdisjoint(known)

    def _next_step(self, policy, holds, today, passable=()):
        # EXTENDS: what was never claimed hears a reminder first
        step = super()._next_step(policy, holds, today, passable)
        if not step:
            return step
        stage = self.env["collection.stage"].browse(step.rung.key)
        if not stage.needs_reminder or self.was_claimed:
            return step
        ladder = [rung for rung in policy._reminders() if rung.key not in passable]
        return next_step(
            ladder[-1:],
            self._clock_due(),
            None,
            self.stage_date or None,
            [hold._as_days() for hold in holds],
            today,
            (),
            policy._holidays(ladder, self.company_id),
        )

    def _never_claimed_words(self):
        """Say why a formal step must not be taken yet, or return an empty text."""
        unheard = self.filtered(lambda item: not item.was_claimed)
        if not unheard:
            return ""
        return self.env._(
            "The debtor was never reminded of %s: a formal notice or a hand-off is "
            "not the first thing he hears.",
            ", ".join(unheard.move_id.mapped("name")),
        )
