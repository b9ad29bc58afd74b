from odoo import api, models


class CollectionRun(models.Model):
    """Whoever posted a registered letter is asked for news of it, and the provider's
    manager for a deposit that was not confirmed."""

    _inherit = "collection.run"

    @api.model
    def _play(self, company, today, debtors=None):
        run = super()._play(company, today, debtors)
        if company.collection_active:
            self.env["collection.notice"]._ask_for_news(company, today)
            self.env["collection.batch"]._ask_for_deposits(company, today)
        return run
