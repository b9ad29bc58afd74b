from odoo import fields, models


class ResCompany(models.Model):
    """How often and how soon a call in vain is tried again."""

    _inherit = "res.company"

    collection_call_attempts = fields.Integer(
        string="Attempts of a Call",
        default=3,
        help="After so many attempts in vain the call counts as made and the policy "
        "goes on.",
    )
    collection_call_days = fields.Integer(
        string="Days between Attempts", default=2, help="Calendar days."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_call_attempts = fields.Integer(
        related="company_id.collection_call_attempts", readonly=False
    )
    collection_call_days = fields.Integer(
        related="company_id.collection_call_days", readonly=False
    )
