from odoo import fields, models


class ResPartner(models.Model):
    """A debtor as registered mail reaches him."""

    _inherit = "res.partner"

    collection_lre_consent_ids = fields.One2many(
        "collection.lre.consent",
        "partner_id",
        string="Consents to Electronic Registered Letters",
        groups="account_collection.group_collection_readonly",
    )

    def _collection_lre_consent(self, company):
        """Return the consent this debtor gave ``company`` and has not taken back."""
        return (
            self.env["collection.lre.consent"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.commercial_partner_id.id),
                    ("company_id", "=", company.id),
                    ("withdrawn_on", "=", False),
                ],
                limit=1,
            )
        )

    def _collection_post_address(self):
        """Return the address by parts; empty ones are empty texts."""
        self.ensure_one()
        debtor = self.commercial_partner_id
        parts = {
            "name": debtor.name,
            "contact": self.name if self != debtor else "",
            "street": self.street,
            "street2": self.street2,
            "zip": self.zip,
            "city": self.city,
            "country": self.country_id.code,
        }
        return {name: value or "" for name, value in parts.items()}
