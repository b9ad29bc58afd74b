from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from odoo import models

from .res_company_ledger import LedgerAccounts

PAYMENT = "payment"
CREDIT = "credit"
SET_OFF = "set_off"
DOUBTFUL = "doubtful"
LOSS = "loss"
BOUNCED = "bounced"
NOTHING = "nothing"

# A payment that was reset to draft stays matched as well.
BOUNCED_STATES = ("draft", "rejected", "canceled")


@dataclass(frozen=True)
class Nature:
    """What one matching means for a debt.

    ``kind``: ``payment`` (money came), ``credit`` (credit note), ``set_off`` (any other
    entry), ``doubtful`` (moved to doubtful debts: still owed), ``loss`` (given up),
    ``bounced`` (a payment its bank took back, still matched), ``nothing`` (exchange
    difference).

    ``on``: the day it counts from, for money the bank line's where there is one.
    ``is_banked``: that bank line is known. ``retroactive``: a credit note that corrects
    the invoice, so that the sum was never owed. ``lost_share``: the part of a payment's
    entry that was not paid but written off as a loss.
    """

    kind: str
    on: date
    is_banked: bool = False
    retroactive: bool = False
    lost_share: Fraction = Fraction(0)


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def _collection_natures(self):
        """Return ``{matching: Nature}``, seen from the claim on its debit side.

        Settled is not paid: what the entry on the credit side is decides. Un-matched
        entries leave no trace in the ledger, so a payment that was taken off an invoice
        never paid it.
        """
        partials = self.sudo()
        entries = partials.credit_move_id.move_id
        banked = entries.origin_payment_id._collection_bank_days()
        accounts = {one: LedgerAccounts(one) for one in entries.company_id}
        kinds = {
            entry: entry._collection_entry_nature(accounts[entry.company_id], banked)
            for entry in entries
        }
        return {
            partial: self._collection_nature(partial, kinds) for partial in partials
        }

    def _collection_nature(self, partial, kinds):
        entry = partial.credit_move_id.move_id
        if not partial.debit_amount_currency:
            return Nature(NOTHING, entry.date)
        nature = kinds[entry]
        if nature.kind != CREDIT:
            return nature
        invoice = partial.debit_move_id.move_id
        return Nature(
            CREDIT, nature.on, retroactive=entry._collection_is_retroactive(invoice)
        )
