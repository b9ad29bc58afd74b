from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from odoo import models

from ..rules.interest import Claim, Credit, Payment
from ..rules.money import round_half_up
from .account_partial_reconcile import (
    BOUNCED,
    CREDIT,
    DOUBTFUL,
    LOSS,
    NOTHING,
    PAYMENT,
    Nature,
)


@dataclass(frozen=True)
class Taken:
    """What one matching, or one part of it, took off an instalment in the books.

    ``key``: the matching; the journal item of a credit note that corrects a payment.
    """

    key: Any
    nature: Nature
    amount: Decimal


class CollectionClaim(models.AbstractModel):
    """The ledger as events of :mod:`rules.interest`: what fell due, was paid, bounced,
    was credited or set off. Nothing is kept: each reading starts from what stands."""

    _inherit = "collection.claim"

    def _decimal(self, amount, currency):
        """Return a float of the ledger as the exact amount it stands for."""
        return Decimal(f"{amount:.{currency.decimal_places}f}")

    def _unit(self, currency):
        return Decimal(1).scaleb(-currency.decimal_places)

    def _events(self, lines, taken):
        """Return ``{journal item: events}``; an event's key is the matching it came
        from, a claim's the journal item."""
        return {
            line: [
                Claim(
                    line.date_maturity,
                    self._decimal(line.amount_currency, line.currency_id),
                    line,
                ),
                *[event for one in taken[line] for event in self._as_events(one)],
            ]
            for line in lines
        }

    def _as_events(self, one):
        """Yield what was taken as an event; a loss lessens nothing: the debtor owes it
        as before, only the books gave it up."""
        nature = one.nature
        if nature.kind in (NOTHING, LOSS, DOUBTFUL) or not one.amount:
            return
        if nature.kind == PAYMENT:
            yield Payment(nature.on, one.amount, one.key)
        elif nature.kind == BOUNCED:
            yield Payment(nature.on, one.amount, one.key, bounced_on=nature.on)
        else:
            retroactive = nature.kind == CREDIT and nature.retroactive
            yield Credit(nature.on, one.amount, one.key, retroactive)

    def _taken(self, lines):
        """Return ``{journal item: [Taken]}``; what was moved to doubtful debts is
        followed there."""
        standings = lines._collection_standings()
        partials = lines.sudo().matched_credit_ids
        natures = partials._collection_natures()
        taken = defaultdict(list)
        for line in lines:
            booked = [
                (one, one.debit_amount_currency)
                for one in line.sudo().matched_credit_ids
                if natures[one].kind != DOUBTFUL
            ]
            if line in standings:
                since = standings[line].settlements
                booked += [(one.partial, one.amount) for one in since]
                later = partials.union(*[one.partial for one in since])
                natures |= later._collection_natures()
            for partial, amount in booked:
                exact = self._decimal(amount, line.currency_id)
                parts = self._parts(partial, natures[partial], exact, line.currency_id)
                taken[line] += parts
        for move, mine in lines.grouped("move_id").items():
            self._correct(move, {line: taken[line] for line in mine}, taken)
        return taken

    def _parts(self, partial, nature, amount, currency):
        """Yield what one matching took: what its entry wrote off was not paid."""
        lost = self._written_off(nature, amount, currency)
        if lost:
            yield Taken(partial, replace(nature, kind=LOSS), lost)
        if amount > lost:
            yield Taken(partial, nature, amount - lost)

    def _written_off(self, nature, amount, currency):
        """Return how much of a matching its entry gave up as a loss."""
        exact = Fraction(amount) * nature.lost_share
        return round_half_up(exact, self._unit(currency))

    # -- an invoice that turned out to be smaller than what was paid ------------

    def _correct(self, move, mine, taken):
        """Let credit notes that correct an invoice count in full, matched with it or
        not: an invoice paid before it was corrected was never owed in full.

        Losses, then the last payments are lessened by what the invoice did not need; it
        is open on the credit note.
        """
        for note in move.sudo().reversal_move_ids:
            extra = self._unmatched_correction(note, move)
            while extra > 0:
                found = [
                    (one.nature.kind == LOSS, one.nature.on, at, line)
                    for line in mine
                    for at, one in enumerate(taken[line])
                    if one.nature.kind in (PAYMENT, LOSS)
                    and one.amount
                    # not what came in on a doubtful debt
                    and one.key in line.sudo().matched_credit_ids
                ]
                if not found:
                    break
                *_order, at, line = max(found, key=lambda one: one[:3])
                one = taken[line][at]
                share = min(extra, one.amount)
                extra -= share
                taken[line][at] = replace(one, amount=one.amount - share)
                nature = replace(note._collection_entry_nature(), retroactive=True)
                key = note.line_ids.filtered(
                    lambda item: item.account_type == "asset_receivable"
                )[:1]
                taken[line].append(Taken(key, nature, share))

    def _unmatched_correction(self, note, move):
        """Return what a credit note corrects an invoice by, beyond what is matched
        with it."""
        stands = (
            note.state == "posted"
            and note.move_type == "out_refund"
            and note.currency_id == move.currency_id
            and note._collection_is_retroactive(move)
        )
        if not stands:
            return Decimal()
        partials = note.line_ids.matched_debit_ids.filtered(
            lambda one: (
                one.debit_move_id.move_id == move
                # the note itself was taken back
                or one.debit_move_id.move_id.reversed_entry_id == note
            )
        )
        matched = sum(partials.mapped("credit_amount_currency"))
        return self._decimal(note.amount_total - matched, note.currency_id)
