from functools import cached_property

from odoo import models


class LedgerAccounts:
    """The accounts of one company that tell what an entry means, read when first asked
    for, and once for all entries of a reading."""

    def __init__(self, company):
        self.company = company

    @cached_property
    def doubtful(self):
        return self.company._collection_doubtful_accounts()

    @cached_property
    def loss(self):
        return self.company._collection_loss_accounts()

    @cached_property
    def money(self):
        return self.company._collection_money_accounts()


class ResCompany(models.Model):
    """Which accounts tell what an entry means for a debt."""

    _inherit = "res.company"

    def _collection_doubtful_accounts(self):
        """Return the accounts of doubtful debts, maybe none."""
        return self._collection_accounts_like("doubtful")

    def _collection_loss_accounts(self):
        """Return the accounts of losses on debts, maybe none."""
        this_year = self._collection_accounts_like("loss")
        return this_year | self._collection_accounts_like("loss_prior")

    def _collection_money_accounts(self):
        """Return the accounts where money is, or waits for its bank line."""
        self.ensure_one()
        journals = (
            self.env["account.journal"]
            .sudo()
            .search(
                [
                    ("company_id", "in", (self | self.parent_ids).ids),
                    ("type", "in", ("bank", "cash", "credit")),
                ]
            )
        )
        lines = journals.inbound_payment_method_line_ids
        # Where payments wait that were registered without an account of their own.
        waiting = self.env["account.chart.template"].with_company(self)
        outstanding = waiting.ref(
            "account_journal_payment_debit_account_id", raise_if_not_found=False
        )
        accounts = (
            journals.default_account_id
            | journals.suspense_account_id
            | lines.payment_account_id
        )
        return accounts | outstanding if outstanding else accounts
