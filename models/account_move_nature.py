from dataclasses import replace
from fractions import Fraction

from odoo import fields, models

from .account_partial_reconcile import (
    BOUNCED,
    BOUNCED_STATES,
    CREDIT,
    DOUBTFUL,
    LOSS,
    PAYMENT,
    SET_OFF,
    Nature,
)
from .res_company_ledger import LedgerAccounts


class AccountMove(models.Model):
    """What an entry that settles an invoice is: money, a credit note, a loss …"""

    _inherit = "account.move"

    collection_credit_effect = fields.Selection(
        [
            ("retroactive", "From the invoice's first day"),
            ("dated", "From its own date"),
        ],
        string="Lessens the Debt",
        copy=False,
        help="For late-payment interest. Left empty, a credit note that corrects this "
        "very invoice counts from the invoice's first day, any other from its own "
        "date.",
    )

    def _collection_is_retroactive(self, invoice):
        """Tell whether this credit note says that ``invoice`` never owed its sum."""
        self.ensure_one()
        if self.collection_credit_effect:
            return self.collection_credit_effect == "retroactive"
        return self.reversed_entry_id == invoice

    def _collection_entry_nature(self, accounts=None, banked=None):
        """Return what this entry is as :class:`Nature`, whatever it is matched with.

        :param accounts: the :class:`LedgerAccounts` of its company, to read them once
            for many entries
        :param banked: ``{payment: day of its last bank line}``, likewise
        """
        self.ensure_one()
        accounts = accounts or LedgerAccounts(self.company_id)
        if self.move_type == "out_refund":
            return Nature(CREDIT, self.invoice_date or self.date)
        if self.statement_line_id:
            nature = Nature(PAYMENT, self.date, is_banked=True)
        elif self.origin_payment_id:
            nature = self._collection_payment_nature(banked)
        else:
            nature = Nature(self._collection_misc_kind(accounts), self.date)
        if nature.kind == PAYMENT:
            return replace(
                nature, lost_share=self._collection_lost_share(accounts.loss)
            )
        return nature

    def _collection_payment_nature(self, banked=None):
        payment = self.origin_payment_id
        if payment.state in BOUNCED_STATES:
            return Nature(BOUNCED, payment.date)
        if banked is None:
            banked = payment._collection_bank_days()
        if payment in banked:
            return Nature(PAYMENT, banked[payment], is_banked=True)
        return Nature(PAYMENT, payment.date)

    def _collection_misc_kind(self, accounts):
        """Return the kind of a miscellaneous entry, by the accounts it debits: a loss
        may credit the claim or the doubtful debt."""
        debits = self.line_ids.filtered(lambda line: line.balance > 0)
        debited = debits.account_id
        if debited & accounts.doubtful:
            return DOUBTFUL
        if debited & accounts.money:
            return PAYMENT
        if debited & accounts.loss:
            return LOSS
        return SET_OFF

    def _collection_lost_share(self, losses):
        """Return the part of what an entry of money settled that it wrote off."""
        lines = self.line_ids.filtered(lambda line: line.account_id in losses)
        lost = sum(lines.mapped("balance"))
        money = self.company_currency_id
        if money.compare_amounts(lost, 0) <= 0:
            return Fraction(0)
        settled = -sum(
            line.balance
            for line in self.line_ids
            if line.balance < 0 and line.matched_debit_ids
        )
        if money.compare_amounts(settled, lost) < 0:
            return Fraction(1)
        places = money.decimal_places
        return Fraction(f"{lost:.{places}f}") / Fraction(f"{settled:.{places}f}")
