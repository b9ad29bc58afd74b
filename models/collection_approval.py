from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionApproval(models.Model):
    """One person approved one notice or one hand-off for one amount: append-only."""

    _name = "collection.approval"
    _description = "Collection Approval"
    _inherit = ["collection.record.mixin"]
    _order = "id"
    _rec_name = "user_id"

    notice_id = fields.Many2one(
        "collection.notice", index="btree_not_null", ondelete="restrict"
    )
    handoff_id = fields.Many2one(
        "collection.handoff", index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    user_id = fields.Many2one("res.users", string="Approved By", required=True)
    approved_at = fields.Datetime(string="On", required=True)
    amount = fields.Monetary(help="What was claimed when it was approved.")
    text_key = fields.Char(
        string="Text",
        readonly=True,
        help="Fingerprint of the texts as they stood when it was approved.",
    )
    is_void = fields.Boolean(
        string="Void", help="It changed afterwards: it was to be approved anew."
    )

    _one = models.Constraint(
        "CHECK (num_nonnulls(notice_id, handoff_id) = 1)",
        "A notice or a hand-off is approved.",
    )

    @api.depends("notice_id", "handoff_id")
    def _compute_company_id(self):
        for approval in self:
            origin = approval.notice_id or approval.handoff_id
            approval.company_id = origin.company_id

    @api.depends("notice_id", "handoff_id")
    def _compute_currency_id(self):
        for approval in self:
            origin = approval.notice_id or approval.handoff_id
            approval.currency_id = origin.currency_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("An approval is part of the history."))
