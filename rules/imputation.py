"""What a payment pays: which part of a debt, and which of several debts.

Amounts are ``Decimal`` in whole units of the currency (a cent by default).

A payment of 100 on a debt of 1,000 with 30 of interest and 40 of indemnity; the law
takes the interest first (art. 1343-1 C. civ.), the books mostly the principal:

>>> from datetime import date
>>> owed = {"interest": Decimal(30), "principal": Decimal(1000),
...         "indemnity": Decimal(40)}
>>> split = impute(Decimal(100), owed, INTEREST_FIRST)
>>> split.of("interest"), split.of("principal"), split.of("indemnity")
(Decimal('30'), Decimal('70'), Decimal('0'))
>>> impute(Decimal(100), owed, PRINCIPAL_FIRST).of("principal")
Decimal('100')
>>> impute(Decimal(1100), owed, INTEREST_FIRST).surplus
Decimal('30')
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .errors import BadInput
from .money import CENT, ZERO, check_amount, share_pro_rata

PRINCIPAL = "principal"
INTEREST = "interest"
INDEMNITY = "indemnity"
COSTS = "costs"
PARTS = (PRINCIPAL, INTEREST, INDEMNITY, COSTS)

INTEREST_FIRST = (INTEREST, PRINCIPAL, INDEMNITY, COSTS)
"""Art. 1343-1 C. civ. It is silent on the 40 EUR and on costs: after the principal is
the prudent reading, which claims the least interest; another order is a setting."""

PRINCIPAL_FIRST = (PRINCIPAL, INTEREST, INDEMNITY, COSTS)
"""As booked: an invoice's payment is reconciled with the invoice, so the principal."""


@dataclass(frozen=True)
class Split:
    """What each part of a debt received, and what exceeded all of them."""

    shares: Mapping[str, Decimal] = field(default_factory=dict)
    surplus: Decimal = ZERO

    def of(self, part: str) -> Decimal:
        """What one part received, zero if it was not named."""
        return self.shares.get(part, ZERO)


def impute(amount: Decimal, owed: Mapping[str, Decimal], order: Sequence[str]) -> Split:
    """Split a payment over the parts of one debt, in an order.

    :param owed: open amount of each part.
    :param order: parts from the first paid to the last; a part that is not named
        receives nothing (``("interest",)``: a payment made for the interest alone).
    :raises BadInput: a part that does not exist or is named twice.
    """
    if set(order) - set(PARTS) or len(set(order)) < len(order):
        raise BadInput("order", tuple(order))
    shares = {}
    for part in order:
        shares[part] = min(amount, max(ZERO, owed.get(part, ZERO)))
        amount -= shares[part]
    return Split(shares, amount)


@dataclass(frozen=True)
class Debt:
    """One of several debts of the same debtor to the same creditor.

    ``due``: its last day to pay. ``open``: all that is still owed of it. ``rank``: how
    much the debtor was interested in paying it, 0 the most; a person's judgment (it
    bears interest, is secured, has a title), equal for all unless somebody says
    otherwise. ``since``: the day its age counts from, by default ``due``; the law says
    "the oldest" without saying by which date.
    """

    key: Hashable
    due: date
    open: Decimal
    rank: int = 0
    since: date | None = None

    @property
    def age_from(self) -> date:
        return self.since or self.due


def spread(
    amount: Decimal,
    debts: Sequence[Debt],
    on: date,
    chosen: Sequence[Hashable] = (),
    unit: Decimal = CENT,
) -> Split:
    """Spread a payment over several debts; the shares go by the debts' keys.

    First the debts the debtor named, in his order; else those due on the day, among
    them those he had most interest in paying, then the oldest, then in proportion to
    the cent. Source: art. 1342-10 C. civ.

    :param on: day of the payment; a debt is due from its due date on.
    :param chosen: keys of the debts the debtor indicated.
    :raises BadInput: amounts with parts of a cent, the key of a debt that is not there
        or stands twice.

    >>> debts = [Debt("A", date(2026, 3, 31), Decimal(100)),
    ...          Debt("B", date(2026, 2, 28), Decimal(100)),
    ...          Debt("C", date(2026, 9, 30), Decimal(100))]
    >>> spread(Decimal(150), debts, date(2026, 6, 1)).shares
    {'B': Decimal('100.00'), 'A': Decimal('50.00')}
    >>> spread(Decimal(150), debts, date(2026, 6, 1), ["C"]).shares
    {'C': Decimal('100.00'), 'B': Decimal('50.00')}

    Equal in everything: in proportion, and no cent is lost.

    >>> equal = [Debt(key, date(2026, 3, 31), Decimal(70)) for key in "XYZ"]
    >>> list(spread(Decimal(100), equal, date(2026, 6, 1)).shares.values())
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    left = check_amount(amount, unit)
    shares: dict[Hashable, Decimal] = {}
    for group in _in_order(debts, on, chosen):
        opens = [check_amount(debt.open, unit) for debt in group]
        total = sum(opens, ZERO)
        paid = min(left, total)
        if paid:
            parts = share_pro_rata(paid, opens, unit)
            shares |= zip([debt.key for debt in group], parts, strict=True)
        left -= paid
    return Split({key: share for key, share in shares.items() if share}, left)


def _in_order(
    debts: Sequence[Debt], on: date, chosen: Sequence[Hashable]
) -> list[list[Debt]]:
    """Groups of debts from the first paid to the last; a group is paid pro rata."""
    by_key = {debt.key: debt for debt in debts}
    if len(by_key) < len(debts):
        raise BadInput("debt_twice", None)
    if strangers := [key for key in chosen if key not in by_key]:
        raise BadInput("debt_not_there", strangers[0])
    if len(set(chosen)) < len(chosen):
        raise BadInput("debt_twice", None)

    groups: dict[tuple[bool, int, date], list[Debt]] = {}
    for debt in debts:
        if debt.key not in chosen:
            place = debt.due > on, debt.rank, debt.age_from
            groups.setdefault(place, []).append(debt)
    return [[by_key[key]] for key in chosen] + [groups[one] for one in sorted(groups)]
