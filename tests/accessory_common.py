from datetime import date
from decimal import Decimal

from odoo.tests import freeze_time

from .claim_common import ClaimCommon
from .common import DUE

D = Decimal
PAID = date(2026, 6, 30)
"""The principal comes in 91 days late: 30 days of April, 31 of May, 30 of June, so
1000 × 12.15 × 91 ÷ 36500 = 30.2917 → 30.29, and the 40 EUR."""
INTEREST, FORTY = D("30.29"), D("40.00")
LATER = date(2026, 7, 10)


class AccessoryCommon(ClaimCommon):
    """Invoices paid late, and what people decide about what remains."""

    def _paid_late(self, amount=1000.0, **vals):
        """Return an invoice that stood on the ladder and whose principal came late."""
        invoice = self._invoice(amount, **vals)
        self._play(date(2026, 4, 3))
        self._pay(invoice, amount, PAID)
        return invoice

    def _decide(self, decision, shares, reason="", by=None, on=LATER):
        """Let a person decide.

        :param shares: ``{invoice: (interest, indemnity)}`` as texts.
        """
        exact = {move: (D(one), D(two)) for move, (one, two) in shares.items()}
        with freeze_time(f"{on} 10:00:00"), self.mock_mail_gateway():
            decisions = self.env["collection.accessory"].with_user(by or self.manager)
            return decisions._decide(decision, exact, reason).with_env(self.env)

    def _post(self, *invoices, on=LATER, by=None):
        """Post all that is open on some invoices; return the documents made."""
        moves = invoices[0].union(*invoices)
        shares = {
            move: (claim.interest_open, claim.indemnity_open)
            for move, claim in moves._collection_claims(on).items()
        }
        return self._decide("post", shares, on=on, by=by).document_id

    def _open(self, invoice, on=LATER):
        """Return the open interest and indemnity of an invoice."""
        claim = self._claim(invoice, on)
        return claim.interest_open, claim.indemnity_open

    def _questions(self, case):
        """Return the open questions about interest of a case."""
        kind = self.env.ref("account_collection.mail_activity_type_accessory")
        return case.activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def _balances(self):
        """Return the trial balance in exact figures."""
        return {
            code: D(f"{balance:.2f}") for code, balance in super()._balances().items()
        }


__all__ = ["DUE", "FORTY", "INTEREST", "LATER", "PAID", "AccessoryCommon", "D"]
