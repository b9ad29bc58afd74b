from odoo import api, fields, models


class ResCompany(models.Model):
    """Whether a debtor who paid is thanked."""

    _inherit = "res.company"

    collection_thanks = fields.Boolean(
        string="Thank for Payments",
        help="Once all that was claimed from a debtor is paid, the next run thanks him "
        "by e-mail, once.",
    )
    collection_thanks_since = fields.Date(
        readonly=True, help="What was paid before is not thanked for."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered("collection_thanks")._collection_start_thanks()
        return companies

    def write(self, vals):
        starting = self.filtered(lambda one: not one.collection_thanks)
        result = super().write(vals)
        if vals.get("collection_thanks"):
            starting._collection_start_thanks()
        return result

    def _collection_start_thanks(self):
        for company in self:
            company.collection_thanks_since = company._collection_today()
