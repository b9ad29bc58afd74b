from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """How the company's post travels, and how long news of it is waited for."""

    _inherit = "res.company"

    collection_post_days = fields.Integer(
        string="Days without News of a Registered Letter",
        default=15,
        help="Nothing follows a registered letter before its first presentation is "
        "known, or so many days have passed since it was posted; the collector is then "
        "asked for news.",
    )

    @api.constrains("collection_post_days")
    def _check_collection_post_days(self):
        for company in self:
            if company.collection_post_days < 0:
                raise ValidationError(
                    self.env._(
                        "The days without news of a registered letter cannot be "
                        "negative."
                    )
                )

    def _collection_post_providers(self, service):
        """Return who carries registered letters of a kind for this company; electronic
        ones only a qualified service, for no other is worth a registered letter."""
        self.ensure_one()
        providers = self.env["collection.post.provider"]
        if not service:
            return providers
        found = providers.search(
            [("company_id", "=", self.id), ("service", "=", service)]
        )
        return found.filtered(lambda one: service == "paper" or one.is_qualified)

    def _collection_post_horizon(self, today):
        """Return the last departure of which news is overdue on ``today``."""
        return fields.Date.subtract(today, days=self.collection_post_days)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_post_days = fields.Integer(
        related="company_id.collection_post_days", readonly=False
    )
