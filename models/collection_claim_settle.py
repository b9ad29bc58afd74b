from dataclasses import replace

from odoo import models

from ..rules.interest import Payment, statement
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
        order = self._imputation_order(company)
        settled = settle(
            accounts,
            payments,
            day,
            order=order,
            unit=self._unit(credits.currency_id),
        )
        needed = {one.key: self._needed(one, settled, day, order) for one in accounts}
        taken = {}
        for _events, _table, used in needed.values():
            for key, amount in used.items():
                taken[key] = taken.get(key, 0) + amount
        left = {one.key: one.amount - taken.get(one.key, 0) for one in payments}
        paid = {
            move: replace(
                claim,
                lines=tuple(self._paid(one, *needed[one.line]) for one in claim.lines),
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

    def _needed(self, account, settled, day, order):
        """Return the events of a debt with what it was given, its statement, and how
        much of each open payment it used.

        A payment matched with it later may have paid what an open one had taken
        already: then the later one was not needed in full, and as much is free again.
        """
        shares = settled.payments[account.key]
        events = [*account.events, *shares]
        table = settled.statements[account.key]
        used = {}
        for part in shares:
            used[part.key] = used.get(part.key, 0) + part.amount
        while shares and table.overpaid:
            last = max(
                (one for one in events if self._counts(one, day)),
                key=lambda one: one.on,
                default=None,
            )
            if last is None:
                break
            over = min(last.amount, table.overpaid)
            # by identity: two payments may be equal
            at = next(at for at, one in enumerate(events) if one is last)
            events[at] = replace(last, amount=last.amount - over)
            for part in reversed(shares):
                freed = min(over, used[part.key])
                used[part.key] -= freed
                over -= freed
            table = statement(
                events,
                account.rates,
                day,
                first=account.first,
                order=order,
                count=account.count,
            )
        events = [one for one in events if not isinstance(one, Payment) or one.amount]
        return events, table, used

    def _counts(self, event, day):
        """Tell whether an event is money that came by a day."""
        is_money = isinstance(event, Payment) and not event.bounced_on
        return is_money and event.on <= day and bool(event.amount)

    def _paid(self, claim, events, table, used):
        """Return the claim of one instalment with what it took."""
        if not used:
            return claim
        return replace(claim, events=tuple(events), table=table)

    def _paid_on(self, line):
        """Return the day the money of an open payment reached the account."""
        return line.move_id._collection_entry_nature().on
