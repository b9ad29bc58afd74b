"""Interest on what was really owed each day, line by line, to the cent.

Events go in (what fell due, was paid, bounced, was credited), with a regime of rates
(see ``rates``); lines come out that a person can check with a pocket calculator:
base × rate × days ÷ divisor, rounded half-up, and the table adds up.

Conventions: simple interest (art. 1343-2 C. civ.: compounding only by contract or
judgment); base: the unpaid amount, VAT included; first day: the day after the due date
(art. L441-10 II C. com., L2192-13 CCP); last day: the day the money arrives (public
bodies: R2192-32 CCP, "payment day included"); each day bears its own semester's rate,
30 June the first's, 1 July the second's. A payment that bounced never paid.

1,000 EUR due on 31 May 2026, between professionals without a rate of their own; the
debtor pays 400 EUR on 15 July. ECB 2.15 % on 1 January and 2.40 % on 1 July, + 10:

>>> from .rates import BusinessDefault
>>> from .tables import Row, Table
>>> ecb = Table("ecb", (
...     Row(date(2025, 6, 11), Decimal("2.15"), "ECB"),
...     Row(date(2026, 6, 17), Decimal("2.40"), "ECB"),
...     Row(date(2026, 9, 16), Decimal("2.65"), "ECB"),
... ))
>>> ten = Row(date(2009, 1, 1), Decimal(10), "art. L441-10 II C. com.")
>>> rates = BusinessDefault(ecb, Table("margin_business", (ten,), "law"))
>>> events = [Claim(date(2026, 5, 31), Decimal(1000)),
...           Payment(date(2026, 7, 15), Decimal(400))]
>>> table = statement(events, rates, date(2026, 8, 31))
>>> for line in table.lines:
...     print(line.start, line.end, line.days, line.base, line.rate, line.interest)
2026-06-01 2026-06-30 30 1000.00 12.15 9.99
2026-07-01 2026-07-15 15 1000.00 12.40 5.10
2026-07-16 2026-08-31 47 600.00 12.40 9.58
>>> table.interest, table.owed["principal"]
(Decimal('24.67'), Decimal('600.00'))

The same payment by art. 1343-1 C. civ. pays the 15.09 of interest first:

>>> from .imputation import INTEREST_FIRST
>>> legal = statement(events, rates, date(2026, 8, 31), order=INTEREST_FIRST)
>>> legal.lines[2].base, legal.lines[2].interest, legal.owed["interest"]
(Decimal('615.09'), Decimal('9.82'), Decimal('9.82'))
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .clock import Hold
from .daycount import DayCount, Line, lines, total
from .debtor import CONSUMER, Debtor, require_class
from .errors import BadInput, FactMissing
from .imputation import (
    COSTS,
    INDEMNITY,
    INTEREST,
    PRINCIPAL,
    PRINCIPAL_FIRST,
    Split,
    impute,
)
from .money import ZERO, check_amount
from .rates import Rates
from .tables import ONE_DAY

# ------------------------------------------------------------------ what happened


@dataclass(frozen=True)
class Claim:
    """``amount`` had to be paid by ``due``: an invoice, an instalment."""

    due: date
    amount: Decimal
    key: Hashable = None


@dataclass(frozen=True)
class Payment:
    """``amount`` arrived on the creditor's account on ``on``.

    ``bounced_on``: the bank took it back (unpaid cheque, rejected direct debit): it
    never paid, from its first day. ``order``: its own imputation, such as
    ``("interest",)`` for a payment made for the interest alone; ``None``: the table's.
    """

    on: date
    amount: Decimal
    key: Hashable = None
    bounced_on: date | None = None
    order: Sequence[str] | None = None


@dataclass(frozen=True)
class Credit:
    """A credit note or a set-off: it lessens the principal, never the interest.

    From the day after ``on``, like a payment; ``retroactive``: it corrects the invoice,
    so the sum was never owed, whatever the day of the statement. Of several instalments
    the earliest are lessened first.
    """

    on: date
    amount: Decimal
    key: Hashable = None
    retroactive: bool = False


@dataclass(frozen=True)
class Accessory:
    """A sum owed from ``on`` that bears no interest: ``indemnity`` or ``costs``.

    :raises BadInput: another part.
    """

    on: date
    amount: Decimal
    part: str = INDEMNITY
    key: Hashable = None

    def __post_init__(self) -> None:
        if self.part not in (INDEMNITY, COSTS):
            raise BadInput("part", self.part)


@dataclass(frozen=True)
class Apart:
    """Interest of this debt that payments on it do not pay: claimed by a document of
    its own, or waived by a decision. What payments take of interest, they take of the
    rest."""

    amount: Decimal
    key: Hashable = None


Event = Claim | Payment | Credit | Accessory | Apart


# ------------------------------------------------------------------ from when, until


def first_day(debtor: Debtor, due: date, formal_notice: date | None = None) -> date:
    """Return the first day that bears interest.

    Businesses and public bodies: the day after the due date, without any reminder (art.
    L441-10 II C. com., L2192-13 CCP). A consumer: the day after a formal notice was
    received or first presented, the prudent reading of "from" (art. 1231-6 and 1344-1
    C. civ.), and never before the debt is due.

    :param formal_notice: day the formal notice was received or first presented.
    :raises FactMissing: unknown class, or a consumer without a dated formal notice.

    >>> first_day("business", date(2026, 5, 31))
    datetime.date(2026, 6, 1)
    >>> first_day("consumer", date(2026, 5, 31), date(2026, 7, 9))
    datetime.date(2026, 7, 10)
    >>> first_day("consumer", date(2026, 5, 31))
    Traceback (most recent call last):
    rules.errors.FactMissing: formal_notice is unknown, enter it in notice
    """
    if require_class(debtor) != CONSUMER:
        return due + ONE_DAY
    if formal_notice is None:
        raise FactMissing("formal_notice", "notice")
    return max(due, formal_notice) + ONE_DAY


def insolvency_stop(judgment_on: date, judgment_day_bears: bool = False) -> Hold:
    """Return the days without interest after a judgment that opens an insolvency.

    The text (L622-28 C. com.) is silent on the day itself; the prudent reading stops
    the day before. Not for loans and deferred payments of a year or more, which go on.

    >>> insolvency_stop(date(2026, 9, 15))
    (datetime.date(2026, 9, 15), None)
    """
    return (judgment_on + ONE_DAY if judgment_day_bears else judgment_on, None)


# ------------------------------------------------------------------ the table


@dataclass(frozen=True)
class Imputation:
    """What one payment paid; ``split.surplus``: what nothing was owed for."""

    payment: Payment
    split: Split


@dataclass(frozen=True)
class Statement:
    """The table and what is left at the end of its last day.

    ``owed``: open amount by part (``principal``, ``interest``, ``indemnity``,
    ``costs``); the principal includes instalments not yet due, ``overdue`` does not.
    ``interest``: sum of the lines. ``overpaid``: what the creditor owes back.
    """

    lines: tuple[Line, ...]
    interest: Decimal
    owed: dict[str, Decimal]
    overdue: Decimal
    overpaid: Decimal
    imputations: tuple[Imputation, ...]

    @property
    def total(self) -> Decimal:
        """All that is owed."""
        return sum(self.owed.values(), ZERO)


def statement(
    events: Iterable[Event],
    rates: Rates,
    until: date,
    first: date | None = None,
    order: Sequence[str] = PRINCIPAL_FIRST,
    count: DayCount | None = None,
) -> Statement:
    """Compute interest on the balance as it really was each day, ``until`` included.

    All events belong to debts with one regime of rates. What happened after ``until``
    is left out, except a bounce and a retroactive credit: both say what never was.

    :param first: no interest before that day (a consumer's, see :func:`first_day`); by
        default each claim bears from the day after its due date.
    :param order: ``PRINCIPAL_FIRST`` as booked, ``INTEREST_FIRST`` by art. 1343-1
        C. civ., or another order of the parts; see ``imputation``.
    :param count: divisor, payment day, stops (see :func:`insolvency_stop`), cuts.
    :raises DataMissing: the rate of a day that bears interest is unknown.
    :raises BadInput: negative amounts, parts of a cent, unknown parts.

    A debt paid on its due date or before bears nothing:

    >>> from .rates import ContractRate
    >>> due = date(2026, 3, 31)
    >>> punctual = [Claim(due, Decimal(500)), Payment(due, Decimal(500))]
    >>> statement(punctual, ContractRate(Decimal(12)), date(2026, 12, 31)).lines
    ()

    A bounced cheque of 10 April does not stop the interest: 91 days, not 10.

    >>> bounced = [Claim(due, Decimal(500)),
    ...     Payment(date(2026, 4, 10), Decimal(500), bounced_on=date(2026, 4, 17))]
    >>> table = statement(bounced, ContractRate(Decimal(12)), date(2026, 6, 30))
    >>> [(line.days, str(line.interest)) for line in table.lines]
    [(91, '14.96')]
    """
    count = count or DayCount()
    known = _happened(events, until, count.payment_day_bears)
    balance = _Balance(known, rates, order, count, first or date.min)
    for on, event in known:
        if on <= until or not isinstance(event, Claim):
            balance.apply(on, event)
    return balance.close(until)


def _happened(
    events: Iterable[Event], until: date, payment_day_bears: bool
) -> list[tuple[date, Event]]:
    """What counts on a day, each with the first day of the balance it makes."""
    lag = timedelta(days=1 if payment_day_bears else 0)
    dated: list[tuple[date, int, Event]] = []
    for event in events:
        if isinstance(event, Claim):
            dated.append((event.due + ONE_DAY, 0, event))
        elif (isinstance(event, Credit) and event.retroactive) or isinstance(
            event, Apart
        ):
            dated.append((date.min, 1, event))
        elif isinstance(event, Accessory) and event.on <= until:
            dated.append((event.on, 1, event))
        elif isinstance(event, Credit) and event.on <= until:
            dated.append((event.on + lag, 2, event))
        elif isinstance(event, Payment) and not event.bounced_on and event.on <= until:
            dated.append((event.on + lag, 3, event))
    dated.sort(key=lambda one: one[:2])
    return [(day, event) for day, _rank, event in dated]


class _Balance:
    """The account while its events are played in their order."""

    def __init__(
        self,
        known: Iterable[tuple[date, Event]],
        rates: Rates,
        order: Sequence[str],
        count: DayCount,
        first: date,
    ) -> None:
        self.rates, self.order, self.count, self.first = rates, order, count, first
        claims = [event for _day, event in known if isinstance(event, Claim)]
        self.claimed = sum((self._amount(claim) for claim in claims), ZERO)
        self.due = self.lessened = self.surplus = self.apart = ZERO
        self.accessories = dict.fromkeys((INTEREST, INDEMNITY, COSTS), ZERO)
        self.counted_to = date.min
        self.lines: list[Line] = []
        self.imputations: list[Imputation] = []

    def _amount(self, event: Event) -> Decimal:
        return check_amount(event.amount, self.count.unit)

    @property
    def base(self) -> Decimal:
        """What is due and unpaid; an instalment may have been paid in advance."""
        return max(ZERO, self.due - self.lessened)

    def owed(self) -> dict[str, Decimal]:
        return {PRINCIPAL: max(ZERO, self.claimed - self.lessened), **self.accessories}

    def apply(self, on: date, event: Event) -> None:
        """Change the balance from the day ``on``."""
        amount = self._amount(event)
        if isinstance(event, Accessory):
            self.accessories[event.part] += amount
            return
        if isinstance(event, Apart):
            self.apart += amount
            return
        self._count_up_to(on)
        if isinstance(event, Claim):
            self.due += amount
        elif isinstance(event, Credit):
            self.lessened += amount
        else:
            self._pay(event, amount)

    def _pay(self, payment: Payment, amount: Decimal) -> None:
        owed = self.owed()
        owed[INTEREST] -= self.apart
        split = impute(amount, owed, payment.order or self.order)
        for part in self.accessories:
            self.accessories[part] -= split.of(part)
        self.lessened += split.of(PRINCIPAL)
        self.surplus += split.surplus
        self.imputations.append(Imputation(payment, split))

    def _count_up_to(self, day: date) -> None:
        """Write the lines of the days before ``day`` that are not yet counted."""
        start = max(self.counted_to, self.first)
        if self.base and start < day:
            end = day - ONE_DAY
            new = list(lines(self.base, start, end, self.rates, self.count))
            self.lines += new
            self.accessories[INTEREST] += total(new, self.count.unit)
        self.counted_to = max(self.counted_to, day)

    def close(self, until: date) -> Statement:
        self._count_up_to(until + ONE_DAY)
        return Statement(
            lines=tuple(self.lines),
            interest=total(self.lines, self.count.unit),
            owed=self.owed(),
            overdue=self.base,
            overpaid=max(ZERO, self.lessened - self.claimed) + self.surplus,
            imputations=tuple(self.imputations),
        )
