from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_rate_kind = fields.Selection(
        related="company_id.collection_rate_kind", readonly=False
    )
    collection_rate = fields.Float(related="company_id.collection_rate", readonly=False)
    collection_divisor = fields.Selection(
        related="company_id.collection_divisor", readonly=False
    )
    collection_imputation = fields.Selection(
        related="company_id.collection_imputation", readonly=False
    )
    collection_indemnity_each = fields.Boolean(
        related="company_id.collection_indemnity_each", readonly=False
    )
