from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_active = fields.Boolean(string="Collections")
    collection_policy_id = fields.Many2one(
        related="company_id.collection_policy_id", readonly=False
    )
    collection_user_id = fields.Many2one(
        related="company_id.collection_user_id", readonly=False
    )
    collection_mail_limit = fields.Integer(
        related="company_id.collection_mail_limit", readonly=False
    )
    collection_signatory = fields.Char(
        related="company_id.collection_signatory", readonly=False
    )

    def action_preview_collections(self):
        """Show what today's run would say, with nothing written or sent."""
        self.ensure_one()
        return self.env["collection.preview"]._open_for(self.company_id)
