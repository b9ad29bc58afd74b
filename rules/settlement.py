"""Payments without a debt of their own, over several debts with interest of their own.

What a debtor owes on each debt on the day he pays decides where his money goes (art.
1342-10 C. civ.), and inside a debt what it pays (art. 1343-1). So the payments are
played in their order: each sees the debts as the earlier ones left them.

>>> from decimal import Decimal
>>> from .interest import Claim
>>> from .rates import ContractRate
>>> twelve = ContractRate(Decimal(12))
>>> march, april = date(2026, 3, 31), date(2026, 4, 30)
>>> accounts = [Account("B", [Claim(april, Decimal(1000))], twelve),
...             Account("A", [Claim(march, Decimal(1000))], twelve)]

1,200 EUR on 30 June take A with its 91 days of interest (29.92), then B's 61 days
(20.05) and 150.03 of its principal:

>>> settled = settle(accounts, [Payment(date(2026, 6, 30), Decimal(1200))],
...                  date(2026, 6, 30))
>>> [str(settled.statements[key].total) for key in "AB"], settled.surplus
(['0.00', '849.97'], Decimal('0.00'))
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from .daycount import DayCount
from .imputation import INTEREST_FIRST, Debt, spread
from .interest import Claim, Event, Payment, Statement, statement
from .money import CENT, ZERO
from .rates import Rates


@dataclass(frozen=True)
class Account:
    """One debt: its own events, regime and, for art. 1342-10, rank.

    ``events`` may hold payments that are its own already. The first due date stands for
    all of a debt, so instalments are best an account each. See ``interest.statement``
    for ``first`` and ``count``, ``imputation.Debt`` for ``rank`` and ``since``.
    """

    key: Hashable
    events: Sequence[Event]
    rates: Rates
    first: date | None = None
    count: DayCount | None = None
    rank: int = 0
    since: date | None = None

    @property
    def due(self) -> date:
        """Its first due date; a debt without a claim is never due."""
        dues = [event.due for event in self.events if isinstance(event, Claim)]
        return min(dues, default=date.max)


@dataclass(frozen=True)
class Settlement:
    """The statement of each debt, the payments each received, and what nobody needed.

    ``payments``: by key of the debt; their ``key`` is that of the payment they are a
    part of.
    """

    statements: Mapping[Hashable, Statement]
    payments: Mapping[Hashable, tuple[Payment, ...]]
    surplus: Decimal


def settle(
    accounts: Sequence[Account],
    payments: Sequence[Payment],
    until: date,
    order: Sequence[str] = INTEREST_FIRST,
    chosen: Mapping[Hashable, Sequence[Hashable]] | None = None,
    unit: Decimal = CENT,
) -> Settlement:
    """Spread payments over debts, each with the interest it has borne by then.

    :param chosen: by key of a payment, the debts the debtor named for it, in his order.
    :raises RuleError: as ``interest.statement`` and ``imputation.spread``.
    """
    shares: dict[Hashable, list[Payment]] = {one.key: [] for one in accounts}
    surplus = ZERO
    for payment in sorted(payments, key=lambda one: one.on):
        if payment.on > until or payment.bounced_on:
            continue
        debts = [_debt(one, shares[one.key], payment.on, order) for one in accounts]
        named = (chosen or {}).get(payment.key, ())
        split = spread(payment.amount, debts, payment.on, named, unit)
        surplus += split.surplus
        for key, amount in split.shares.items():
            shares[key].append(replace(payment, amount=amount))
    statements = {
        one.key: _statement(one, shares[one.key], until, order) for one in accounts
    }
    found = {key: tuple(parts) for key, parts in shares.items()}
    return Settlement(statements, found, surplus)


def _debt(
    account: Account, paid: Sequence[Payment], on: date, order: Sequence[str]
) -> Debt:
    count = account.count or DayCount()
    if not count.payment_day_bears:
        count = replace(count, stops=(*count.stops, (on, None)))
        account = replace(account, count=count)
    owed = _statement(account, paid, on, order).total
    return Debt(account.key, account.due, owed, account.rank, account.since)


def _statement(
    account: Account, paid: Sequence[Payment], until: date, order: Sequence[str]
) -> Statement:
    return statement(
        [*account.events, *paid],
        account.rates,
        until,
        first=account.first,
        order=order,
        count=account.count,
    )
