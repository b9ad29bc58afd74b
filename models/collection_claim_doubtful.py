from collections import defaultdict

from odoo import models

from ..rules.money import share_pro_rata


class CollectionClaim(models.AbstractModel):
    """What was moved to doubtful debts is still owed: followed to what came since."""

    _inherit = "collection.claim"

    def _follow_doubtful(self, moved):
        """Return ``{matching with a transfer to doubtful debts: [Taken since]}``.

        One entry may move the claims of several debtors. What comes in on a debtor's
        doubtful line pays his oldest due date first, whichever of his claims are being
        read; on a line that names nobody, the oldest of all.
        """
        found = defaultdict(list)
        for entry in moved.credit_move_id.move_id:
            everything = entry.line_ids.matched_debit_ids.filtered(
                lambda one: one.debit_move_id._collection_is_claim()
            ).sorted(lambda one: (one.debit_move_id.date_maturity, one.id))
            left = {
                one: self._decimal(
                    one.debit_amount_currency, one.debit_move_id.currency_id
                )
                for one in everything
            }
            doubtful = entry._collection_doubtful_lines()
            for debtor, lines in doubtful.grouped(
                lambda line: line.partner_id.commercial_partner_id
            ).items():
                mine = everything.filtered(
                    lambda one, who=debtor: (
                        not who
                        or one.debit_move_id.move_id.commercial_partner_id == who
                    )
                )
                self._spread_since(lines, mine, left, found)
        return found

    def _spread_since(self, doubtful, moved, left, found):
        """Give what came in on doubtful lines to the claims moved there."""
        later = doubtful.matched_credit_ids
        natures = later._collection_natures()
        for partial in later.sorted(lambda one: (natures[one].on, one.id)):
            amount = self._in_currency_of(partial, moved, doubtful)
            for target in moved:
                share = min(amount, left[target])
                left[target] -= share
                amount -= share
                found[target] += self._parts(
                    partial, natures[partial], share, target.debit_move_id.currency_id
                )

    def _in_currency_of(self, partial, moved, doubtful):
        """Return a matching's amount in the currency of the debts it was moved from;
        a transfer booked in another currency is converted at its own rate."""
        currency = moved.debit_move_id.currency_id[:1]
        booked = partial.debit_move_id.currency_id
        amount = self._decimal(partial.debit_amount_currency, booked)
        if booked == currency or not moved:
            return amount
        there = self._decimal(sum(doubtful.mapped("amount_currency")), booked)
        here = self._decimal(sum(moved.mapped("debit_amount_currency")), currency)
        share, _rest = share_pro_rata(
            here, [amount, there - amount], self._unit(currency)
        )
        return share
