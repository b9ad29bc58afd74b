from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_contract_date = fields.Date(
        string="Contract Concluded On",
        help="The day the public contract was concluded, by which the rate of late "
        "interest of a public body goes. Empty: the date noted on the debtor.",
    )

    collection_debtor_class = fields.Selection(
        related="commercial_partner_id.collection_class"
    )

    def _collection_contract_on(self):
        """Return the day this invoice's contract was concluded, or ``None``.

        Never the invoice's own date, which proves nothing about its contract.
        """
        self.ensure_one()
        debtor = self.commercial_partner_id.with_company(self.company_id)
        return self.collection_contract_date or debtor.collection_contract_date or None

    def _collection_born_on(self):
        """Return the day this claim was born: the earlier of the service and the
        invoice, ``None`` for a draft without either."""
        self.ensure_one()
        days = [day for day in (self.delivery_date, self.invoice_date) if day]
        return min(days, default=None)
