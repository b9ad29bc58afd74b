from odoo import api, fields, models


class CollectionRun(models.Model):
    """A run warns when the bank is behind: it does not stop for it."""

    _inherit = "collection.run"

    bank_warning = fields.Char(related="company_id.collection_bank_warning")

    @api.model
    def _play(self, company, today, debtors=None):
        run = super()._play(company, today, debtors)
        if run.notice_ids:
            company._collection_warn_of_bank(today)
        return run
