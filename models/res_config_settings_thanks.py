from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_thanks = fields.Boolean(
        related="company_id.collection_thanks", readonly=False
    )
