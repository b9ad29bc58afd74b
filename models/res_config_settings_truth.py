from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_credit = fields.Selection(
        related="company_id.collection_credit", readonly=False, required=True
    )
    collection_unsent = fields.Selection(
        related="company_id.collection_unsent", readonly=False, required=True
    )
    collection_bank_days = fields.Integer(
        related="company_id.collection_bank_days", readonly=False
    )
