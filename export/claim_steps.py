"""The course of a claim's balance, day by day, from the rows of its statement."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .claim_invoice import (
    ACCESSORY,
    INDEMNITY,
    PARTS,
    POSTED,
    WAIVED,
    ZERO,
    ClaimedInvoice,
    InterestRow,
)
from .claim_rows import Balance, ClaimAccount, Step

_DAY = timedelta(days=1)
_CENT = Decimal("0.01")


def balances(account: ClaimAccount) -> tuple[Balance, ...]:
    """Return the course of the balance in each currency that was ever owed.

    The statement's own, where it has them; else computed, ending on what it claims.
    """
    if account.balances:
        return account.balances
    found = (_balance(account, currency) for currency in account.currencies)
    return tuple(balance for balance in found if len(balance.steps) > 1)


@dataclass
class _Course:
    """What changed the balance of one currency, and what bears interest in it."""

    end: date
    principal: list[tuple[date, Decimal]] = field(default_factory=list)
    others: list[tuple[date, Decimal]] = field(default_factory=list)
    rows: list[InterestRow] = field(default_factory=list)

    def days(self) -> list[date]:
        """Return the days on which a step stands."""
        found = {self.end}
        found.update(day for day, _amount in self.principal)
        for day, _amount in self.others:
            # the day before too: such a change is a jump, not a slope
            found.update((day, day - _DAY))
        for row in self.rows:
            found.update((row.end, row.start - _DAY))
        # what is not due yet begins later than it ends: its end stands alone
        first = min([self.end, *(day for day, _amount in self.principal)])
        return sorted(day for day in found if first <= day <= self.end)

    def at(self, day: date) -> tuple[Decimal, Decimal]:
        """Return principal and total at the end of a day."""
        principal = sum((move for on, move in self.principal if on <= day), ZERO)
        others = sum((move for on, move in self.others if on <= day), ZERO)
        interest = sum((_accrued(row, day) for row in self.rows), Fraction(0))
        cents = Decimal(round(interest * 100)) * _CENT
        return principal, principal + others + cents


def _accrued(row: InterestRow, day: date) -> Fraction:
    """Return the share of a line's interest that had accrued at the end of a day."""
    days = min(max((day - row.start).days + 1, 0), row.days)
    return Fraction(row.interest) * days / row.days


def _balance(account: ClaimAccount, currency: str) -> Balance:
    course = _Course(account.date)
    for invoice in account.invoices:
        _add_invoice(course, invoice, currency)
    for row in account.costs:
        if row.currency == currency:
            course.others.append((row.date, row.counted))
    for row in account.unallocated:
        if row.currency == currency:
            course.principal.append((row.date, row.counted))
    steps = [Step(day, *course.at(day)) for day in course.days()]
    # the chart ends on the very figures of the statement
    last = account.total(currency)
    principal = last.principal + last.unallocated
    steps[-1] = Step(account.date, principal, last.total)
    return Balance(currency, tuple(steps), account.markers)


def _add_invoice(course: _Course, invoice: ClaimedInvoice, currency: str) -> None:
    own = invoice.currency == currency
    if own:
        course.rows += invoice.interest_rows
    for move in invoice.movements:
        if own and move.principal:
            course.principal.append((move.counts_from, move.principal))
        for part in PARTS:
            amount = getattr(move, part)
            if amount and _currency(invoice, part) == currency:
                course.others.append((move.counts_from, amount))
    for part in PARTS:
        if _currency(invoice, part) == currency:
            course.others += _untold(invoice, part, course.end)


def _currency(invoice: ClaimedInvoice, part: str) -> str:
    return invoice.indemnity_currency if part == INDEMNITY else invoice.currency


def _untold(
    invoice: ClaimedInvoice, part: str, end: date
) -> Iterator[tuple[date, Decimal]]:
    """Yield what no movement tells of: it accrues when late, and is settled last."""
    kinds = {move.kind for move in invoice.movements if getattr(move, part)}
    value = getattr(invoice, part)
    if part in (INDEMNITY, "costs") and ACCESSORY not in kinds and value.accrued:
        late = min(instalment.due for instalment in invoice.instalments) + _DAY
        yield late, value.accrued
    if POSTED not in kinds and value.posted:
        yield end, -value.posted
    if WAIVED not in kinds and value.waived:
        yield end, -value.waived
