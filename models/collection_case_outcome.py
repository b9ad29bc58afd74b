from odoo import api, fields, models

from .collection_reason import STANCES


class CollectionCase(models.Model):
    """Why he does not pay, and what that says of him; the last word counts."""

    _inherit = "collection.case"

    reason_id = fields.Many2one(
        "collection.reason",
        string="Reason for Not Paying",
        tracking=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    stance = fields.Selection(STANCES, string="Attitude", tracking=True)
    call_ids = fields.Many2many(
        "collection.delivery", compute="_compute_call_ids", string="Calls to Make"
    )
    has_call = fields.Boolean(compute="_compute_call_ids")

    def write(self, vals):
        result = super().write(vals)
        if "stance" in vals:
            # A refusal moves those whose next stage waits for one.
            items = self.sudo().item_ids
            items.filtered(lambda one: one.policy_id._conditional_stages())._schedule()
        return result

    @api.depends("notice_ids.state", "notice_ids.delivery_ids.state")
    def _compute_call_ids(self):
        for case in self:
            waiting = case.notice_ids.filtered(lambda one: one.state == "ready")
            calls = waiting.delivery_ids.filtered(
                lambda one: one.state == "ready" and one.way == "person"
            )
            case.call_ids = calls
            case.has_call = bool(calls)

    def action_outcome(self):
        """Say what an answer means, or what came out of a call that is due."""
        self.ensure_one()
        call = self.call_ids[: not self.has_waiting_reply]
        return self.env["collection.outcome.wizard"]._open_for(self, call)

    def action_call_outcome(self):
        """Say what came out of the call or visit that is due."""
        self.ensure_one()
        return self.env["collection.outcome.wizard"]._open_for(self, self.call_ids[:1])
