from dataclasses import replace

from odoo import models

from ..rules.interest import Payment
from ..rules.settlement import Account, settle


class CollectionClaim(models.AbstractModel):
    """Payments that no invoice has taken yet, spread by law (art. 1342-10 C. civ.)."""

    _inherit = "collection.claim"

    def _settle(self, claims, credits, day):
        """Return the claims once ``credits`` paid them, and what is left of each.

        :param claims: ``{invoice: MoveClaim}`` of one company and currency
        :param credits: open journal items of payments in that currency
        :return: ``({invoice: MoveClaim}, {journal item: Decimal left})``
        """
        company = credits.company_id
        payments = [
            Payment(
                self._paid_on(line),
                self._decimal(-line.amount_residual_currency, line.currency_id),
                line,
            )
            for line in credits
        ]
        lines = [one for claim in claims.values() for one in claim.lines]
        accounts = [
            Account(one.line, one.events, one.rates, one.first, one.count)
            for one in lines
        ]
        settled = settle(
            accounts,
            payments,
            day,
            order=self._imputation_order(company),
            unit=self._unit(credits.currency_id),
        )
        taken = {}
        for parts in settled.payments.values():
            for part in parts:
                taken[part.key] = taken.get(part.key, 0) + part.amount
        left = {one.key: one.amount - taken.get(one.key, 0) for one in payments}
        paid = {
            move: replace(
                claim,
                lines=tuple(self._paid(one, settled) for one in claim.lines),
            )
            for move, claim in claims.items()
        }
        return self._award_again(paid, claims, company, day), left

    def _award_again(self, paid, claims, company, day):
        """Return the claims with the indemnity that is left: what came in by the due
        date leaves nothing late."""
        moves = self.env["account.move"].union(
            *[
                move
                for move, claim in paid.items()
                if claim.indemnity and claim.lines != claims[move].lines
            ]
        )
        if not moves:
            return paid
        lines = [one.line for move in moves for one in paid[move].lines]
        lines = self.env["account.move.line"].union(*lines)
        facts = self._facts(company, moves, lines, day)
        awards = {move: self._award(move, paid[move].lines, facts) for move in moves}
        return paid | {
            move: replace(paid[move], indemnity=award.amount, indemnity_rows=award.rows)
            for move, (award, _problem) in awards.items()
        }

    def _paid(self, claim, settled):
        """Return the claim of one instalment with what it took."""
        shares = settled.payments[claim.line]
        if not shares:
            return claim
        table = settled.statements[claim.line]
        return replace(claim, events=(*claim.events, *shares), table=table)

    def _paid_on(self, line):
        """Return the day the money of an open payment reached the account."""
        return line.move_id._collection_entry_nature().on
