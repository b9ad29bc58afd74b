from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionApproval(models.Model):
    """One person approved one notice for one amount: append-only."""

    _name = "collection.approval"
    _description = "Collection Approval"
    _inherit = ["collection.record.mixin"]
    _order = "id"
    _rec_name = "user_id"

    notice_id = fields.Many2one(
        "collection.notice", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="notice_id.currency_id")
    user_id = fields.Many2one("res.users", string="Approved By", required=True)
    approved_at = fields.Datetime(string="On", required=True)
    amount = fields.Monetary(help="What the notice claimed when it was approved.")
    is_void = fields.Boolean(
        string="Void", help="The amount changed afterwards: it was to be approved anew."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("An approval is part of the history."))
