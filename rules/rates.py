"""At what rate a debt bears interest on a day, by regime.

A regime answers :meth:`period`: the stretch of days with one rate that holds a given
day. It is asked only for days that bear interest, so a rate nobody knows yet disturbs
no debt that was paid before. Rates are percent a year, as ``Decimal``; tables come from
outside (see ``tables``).

>>> from datetime import date
>>> from decimal import Decimal
>>> ecb = Table("ecb", (
...     Row(date(2025, 6, 11), Decimal("2.15"), "ECB"),
...     Row(date(2026, 6, 17), Decimal("2.40"), "ECB"),
...     Row(date(2026, 9, 16), Decimal("2.65"), "ECB"),
... ))
>>> ten = Row(date(2009, 1, 1), Decimal(10), "art. L441-10 II C. com.")
>>> business = BusinessDefault(ecb, Table("margin_business", (ten,), "law"))

Between professionals (art. L441-10 II C. com.) the rate is re-set on 1 January and
1 July; that the ECB moved on 16 September 2026 changes nothing before 2027:

>>> [(str(one.start), str(one.rate)) for one in
...     periods(business, date(2026, 5, 1), date(2026, 12, 31))]
[('2026-05-01', '12.15'), ('2026-07-01', '12.40')]
>>> business.period(date(2027, 1, 1))
Traceback (most recent call last):
rules.errors.RateMissing: ecb: no value for 2027 S1, enter it in law_tables
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from .errors import BadInput, FactMissing
from .money import check_decimal
from .tables import ONE_DAY, Row, Semester, Table, add_months, semesters


@dataclass(frozen=True)
class RatePeriod:
    """Days from ``start`` to ``end``, both included, that bear ``rate`` percent a year.

    ``rows``: the rows of the tables it was made of, with their sources.
    """

    start: date
    end: date
    rate: Decimal
    rows: tuple[Row, ...] = ()


class Rates(Protocol):
    """A regime: anything that knows the rate of a day."""

    def period(self, day: date) -> RatePeriod:
        """Return the period that holds the day.

        :raises DataMissing: the rate of that day is not known.
        """


@dataclass(frozen=True)
class BusinessDefault:
    """Between professionals without a rate of their own: ECB rate plus a margin.

    The ECB's rate on 1 January serves the first semester, that on 1 July the second;
    ``margin``: points, 10 since 1 January 2009. Source: art. L441-10 II C. com.; the
    date from memory (loi LME of 4 August 2008). With a table of one row it also serves
    a contract that says "ECB rate plus n points, re-set each semester".
    """

    ecb: Table
    margin: Table

    def period(self, day: date) -> RatePeriod:
        semester = Semester.of(day)
        points = self.margin.at(semester.start)
        ecb = self.ecb.at(semester.start)
        rate = ecb.value + points.value
        return RatePeriod(semester.start, semester.end, rate, (ecb, points))


@dataclass(frozen=True)
class PublicBody:
    """A public body under a public contract: frozen on the semester interest began in.

    ``began_on``: first day that bears interest, the day after the time to pay ended;
    ``contract_on``: the day the contract was concluded, which the margin (8 points for
    contracts from 16 March 2013) goes by; ``None`` is refused, an invoice's date proves
    nothing about its contract. An invoice in instalments has a regime for each of them.

    Source: R2192-31 and L2192-13 CCP; since when, from memory (décret 2013-269). Public
    bodies of L2192-11 CCP follow art. L441-10 C. com. instead.

    :raises FactMissing: the contract's day is unknown.
    :raises BeforeTables: an older contract, whose regime is not in the tables.

    >>> ecb = Table("ecb", (Row(date(2026, 6, 17), Decimal("2.40")),
    ...                     Row(date(2026, 9, 16), Decimal("2.65"))))
    >>> eight = Table("margin_public", (Row(date(2013, 3, 16), Decimal(8)),), "law")
    >>> began = date(2026, 12, 1)
    >>> rates = PublicBody(ecb, eight, date(2025, 9, 1), began)
    >>> rates.period(date(2028, 2, 1)).rate
    Decimal('10.40')
    >>> PublicBody(ecb, eight, date(2013, 3, 15), began).period(began)
    Traceback (most recent call last):
    rules.errors.BeforeTables: margin_public: the rule of 2013-03-15 is not in its \
tables, which begin 2013-03-16
    """

    ecb: Table
    margin: Table
    contract_on: date | None
    began_on: date

    def period(self, day: date) -> RatePeriod:
        if self.contract_on is None:
            raise FactMissing("contract_on", "contract")
        points = self.margin.at(self.contract_on)
        ecb = self.ecb.at(Semester.of(self.began_on).start)
        rate = ecb.value + points.value
        return RatePeriod(self.began_on, date.max, rate, (ecb, points))


@dataclass(frozen=True)
class LegalRate:
    """The legal interest rate of each semester, raised some time after a judgment.

    ``legal``: the creditor's column, see :func:`legal_column`. ``enforceable_on``: the
    day a judgment became enforceable, even provisionally; ``surcharge``: points (5)
    added when ``months`` (2) have run since. It counts from the day after they expire,
    the prudent reading; the judge may remit it. It raises the legal rate only, never
    penalties of another rate.

    Source: art. 1231-6 C. civ., L313-2 and L313-3 CMF.

    :raises BadInput: a judgment without the table of the surcharge.

    >>> legal = Table("legal_other", (
    ...     Row(date(2026, 1, 1), Decimal("2.62"), "arrêté of 15 December 2025"),
    ...     Row(date(2026, 7, 1), Decimal("2.75"), "arrêté not read"),
    ... ), "semester")
    >>> five = Table("judgment", (Row(date(1975, 7, 15), Decimal(5), "L313-3"),), "law")
    >>> rates = LegalRate(legal, date(2026, 6, 20), five)
    >>> [(str(one.start), str(one.rate)) for one in
    ...     periods(rates, date(2026, 6, 30), date(2026, 12, 31))]
    [('2026-06-30', '2.62'), ('2026-07-01', '2.75'), ('2026-08-21', '7.75')]
    """

    legal: Table
    enforceable_on: date | None = None
    surcharge: Table | None = None
    months: int = 2

    def __post_init__(self) -> None:
        if self.enforceable_on and not self.surcharge:
            raise BadInput("surcharge", None)

    def period(self, day: date) -> RatePeriod:
        semester = Semester.of(day)
        row = self.legal.at(day)
        plain = RatePeriod(semester.start, semester.end, row.value, (row,))
        if self.enforceable_on is None or self.surcharge is None:
            return plain
        expiry = add_months(self.enforceable_on, self.months)
        if day <= expiry:
            return replace(plain, end=min(plain.end, expiry))
        points = self.surcharge.at(day)
        return RatePeriod(
            max(plain.start, expiry + ONE_DAY),
            plain.end,
            row.value + points.value,
            (row, points),
        )


@dataclass(frozen=True)
class ContractRate:
    """The rate two parties agreed, the same every day, as it is written.

    It is reported, never corrected, where it is below the law's floor: see
    :func:`below_floor`. Source: art. L441-10 II C. com.

    :raises BadInput: negative or not a ``Decimal``.
    """

    rate: Decimal

    def __post_init__(self) -> None:
        check_decimal(self.rate, "rate")

    def period(self, day: date) -> RatePeriod:
        return RatePeriod(date.min, date.max, self.rate)


@dataclass(frozen=True)
class LegalMultiple:
    """A contract that says "n times the legal interest rate", re-set each semester.

    >>> row = Row(date(2026, 7, 1), Decimal("2.75"))
    >>> legal = Table("legal_other", (row,), "semester")
    >>> LegalMultiple(legal, Decimal(3)).period(date(2026, 11, 21)).rate
    Decimal('8.25')
    """

    legal: Table
    factor: Decimal

    def period(self, day: date) -> RatePeriod:
        semester, row = Semester.of(day), self.legal.at(day)
        rate = row.value * self.factor
        return RatePeriod(semester.start, semester.end, rate, (row,))


@dataclass(frozen=True)
class GivenPeriods:
    """Periods written down by hand: of a judgment, a settlement, a foreign law.

    :raises BadInput: periods that overlap (two interests for the same day are never
        stacked) or run backwards; asked for a day that none of them holds.
    """

    given: tuple[RatePeriod, ...]

    def __post_init__(self) -> None:
        for one in self.given:
            if one.start > one.end:
                raise BadInput("period_backwards", one.start)
        for one, after in pairwise(sorted(self.given, key=lambda one: one.start)):
            if after.start <= one.end:
                raise BadInput("periods_overlap", after.start)

    def period(self, day: date) -> RatePeriod:
        for one in self.given:
            if one.start <= day <= one.end:
                return one
        raise BadInput("no_rate_for_day", day)


def legal_column(
    other: Table, individual: Table, creditor_is_professional: bool = True
) -> Table:
    """Return the column of the legal rate, which goes by the *creditor*'s quality.

    A business that claims from a consumer uses "autres cas"; "particuliers" is for a
    natural person who does not act for professional needs. Two columns since 2015 (from
    memory). Source: art. L313-2 CMF.
    """
    return other if creditor_is_professional else individual


def periods(rates: Rates, start: date, end: date) -> Iterator[RatePeriod]:
    """Yield the periods between two days, both included, cut to them.

    :raises DataMissing: the rate of one of the days is not known.
    """
    while start <= end:
        period = rates.period(start)
        last = min(period.end, end)
        yield replace(period, start=start, end=last)
        if last == date.max:
            return
        start = last + ONE_DAY


@dataclass(frozen=True)
class Breach:
    """A semester in which a contract's rate lies below the floor; both in percent."""

    semester: Semester
    rate: Decimal
    floor: Decimal


def below_floor(
    rate: Decimal,
    start: date,
    end: date,
    legal: Table,
    factor: Table,
    is_multiple: bool = False,
) -> tuple[Breach, ...]:
    """Report each semester in which a contract's rate is below the law's minimum.

    :param legal: legal rate, column "autres cas".
    :param factor: how many times the legal rate is the floor (3), by date.
    :param is_multiple: ``rate`` is not percent but how many times the legal rate.
    :raises DataMissing: a semester without legal rate: the comparison cannot be made.

    Source: art. L441-10 II C. com. The floor may exceed ECB + 10: 15.21 against 14.50
    in 2024 S1. It says nothing about the default rate.

    >>> legal = Table("legal_other", (
    ...     Row(date(2024, 1, 1), Decimal("5.07")),
    ...     Row(date(2024, 7, 1), Decimal("4.92")),
    ... ), "semester")
    >>> three = Table("floor", (Row(date(2009, 1, 1), Decimal(3)),), "law")
    >>> [(one.semester.label, str(one.floor)) for one in below_floor(
    ...     Decimal(15), date(2024, 6, 30), date(2024, 7, 1), legal, three)]
    [('2024 S1', '15.21')]
    """
    found = []
    for semester in semesters(start, end):
        once = legal.at(semester.start).value
        agreed = once * rate if is_multiple else rate
        floor = once * factor.at(semester.start).value
        if agreed < floor:
            found.append(Breach(semester, agreed, floor))
    return tuple(found)
