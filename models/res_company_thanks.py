from odoo import fields, models


class ResCompany(models.Model):
    """Whether a debtor who paid is thanked."""

    _inherit = "res.company"

    collection_thanks = fields.Boolean(
        string="Thank for Payments",
        help="Once all that was claimed from a debtor is paid, the next run thanks him "
        "by e-mail, once.",
    )

    def write(self, vals):
        starting = self.filtered(lambda one: not one.collection_thanks)
        result = super().write(vals)
        if vals.get("collection_thanks"):
            starting._collection_start_thanks()
        return result

    def _collection_start_thanks(self):
        """What was paid before is not thanked for."""
        items = self.env["collection.item"].sudo()
        for company in self:
            items._newly_settled(company)._record_fact(is_settlement_told=True)
