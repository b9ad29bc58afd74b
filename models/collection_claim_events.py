from collections import defaultdict
from decimal import Decimal

from odoo import models

from ..rules.interest import Claim, Credit, Payment
from .account_partial_reconcile import (
    BOUNCED,
    CREDIT,
    DOUBTFUL,
    LOSS,
    NOTHING,
    PAYMENT,
)


class CollectionClaim(models.AbstractModel):
    """The ledger as events of :mod:`rules.interest`: what fell due, was paid, bounced,
    was credited or set off. Nothing is kept: each reading starts from what stands."""

    _inherit = "collection.claim"

    def _decimal(self, amount, currency):
        """Return a float of the ledger as the exact amount it stands for."""
        return Decimal(f"{amount:.{currency.decimal_places}f}")

    def _unit(self, currency):
        return Decimal(1).scaleb(-currency.decimal_places)

    def _events(self, lines):
        """Return ``{journal item: events}``; an event's key is the matching it came
        from, a claim's the journal item."""
        partials = lines.sudo().matched_credit_ids
        natures = partials._collection_natures()
        followed = self._follow_doubtful(partials, natures)
        return {
            line: [
                Claim(
                    line.date_maturity,
                    self._decimal(line.amount_currency, line.currency_id),
                    line,
                ),
                *self._line_events(line, natures, followed),
            ]
            for line in lines
        }

    def _line_events(self, line, natures, followed):
        for partial in line.sudo().matched_credit_ids:
            if natures[partial].kind == DOUBTFUL:
                yield from followed[partial]
            else:
                amount = self._decimal(partial.debit_amount_currency, line.currency_id)
                yield from self._as_events(partial, natures[partial], amount)

    def _as_events(self, partial, nature, amount):
        """Yield what one matching of ``amount`` is; a loss lessens nothing: the debtor
        owes it as before, only the books gave it up."""
        if nature.kind in (NOTHING, LOSS, DOUBTFUL) or not amount:
            return
        if nature.kind == PAYMENT:
            yield Payment(nature.on, amount, partial)
        elif nature.kind == BOUNCED:
            yield Payment(nature.on, amount, partial, bounced_on=nature.on)
        else:
            retroactive = nature.kind == CREDIT and nature.retroactive
            yield Credit(nature.on, amount, partial, retroactive)

    # -- what was moved to doubtful debts is still owed ------------------------

    def _follow_doubtful(self, partials, natures):
        """Return ``{matching with a transfer to doubtful debts: events since}``.

        What came in on the debtor's doubtful lines pays the oldest claim of the
        transfer first, whichever of them are read here.
        """
        moved = partials.filtered(lambda one: natures[one].kind == DOUBTFUL)
        events = defaultdict(list)
        for partial in moved:
            line = partial.debit_move_id
            entry = partial.credit_move_id.move_id
            pool = entry._collection_pool(line.partner_id.commercial_partner_id)
            first = min(
                line.matched_credit_ids.filtered(
                    lambda one, entry=entry: one.credit_move_id.move_id == entry
                ).ids
            )
            if line in pool and partial.id == first:
                for one in pool[line].settlements:
                    amount = self._decimal(one.amount, line.currency_id)
                    events[partial] += self._as_events(one.partial, one.nature, amount)
        return events
