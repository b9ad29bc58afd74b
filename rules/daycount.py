"""Interest of one unchanged amount between two days, as lines of a table.

A line is cut where the rate changes, where interest stands still, and, when days count
over the real length of the year, on 31 December. Its interest is
base × rate × days ÷ (100 × divisor), exact, then rounded half-up to the cent.

10,000 EUR at 4.5 % over the turn of a leap year; 365 every year (the default, every
published calculator's), or the year's own length (no text decides it):

>>> from .rates import ContractRate
>>> span = Decimal(10000), date(2023, 12, 1), date(2024, 1, 31)
>>> rates = ContractRate(Decimal("4.5"))
>>> [(line.days, line.divisor, str(line.interest)) for line in lines(*span, rates)]
[(62, 365, '76.44')]
>>> [(line.days, line.divisor, str(line.interest))
...     for line in lines(*span, rates, DayCount(ACTUAL))]
[(31, 365, '38.22'), (31, 366, '38.11')]
"""

from calendar import isleap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .clock import Hold, first_running_day
from .errors import BadInput
from .money import CENT, round_half_up
from .rates import RatePeriod, Rates
from .tables import ONE_DAY, Row

FIXED = "365"
ACTUAL = "actual"


@dataclass(frozen=True)
class Line:
    """One printed line. Both days are included; ``rate`` is percent a year.

    ``interest``: whole cents, as printed; ``exact``: before rounding; ``rows``: the
    rows of law the rate was made of.
    """

    start: date
    end: date
    days: int
    base: Decimal
    rate: Decimal
    divisor: int
    interest: Decimal
    exact: Fraction
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class DayCount:
    """How days are counted and lines are cut.

    ``divisor``: ``"365"``, or ``"actual"`` (366 in a leap year, cut on 31 December).
    ``stops``: days without interest, both included, ``None``: no end. ``cuts``: last
    days of lines that a reader wants to see apart; they change nothing but rounding.
    ``payment_day_bears``: the day the money arrives bears interest on what it found
    (for public bodies the law, R2192-32 CCP); ``False``: the day before was the last.
    ``unit``: smallest unit of the currency.

    :raises BadInput: another divisor.
    """

    divisor: str = FIXED
    stops: tuple[Hold, ...] = ()
    cuts: tuple[date, ...] = ()
    payment_day_bears: bool = True
    unit: Decimal = CENT

    def __post_init__(self) -> None:
        if self.divisor not in (FIXED, ACTUAL):
            raise BadInput("divisor", self.divisor)

    def divisor_of(self, day: date) -> int:
        """Days of the year that interest of a day is divided by.

        >>> DayCount(ACTUAL).divisor_of(date(2024, 2, 1)), DayCount().divisor_of(
        ...     date(2024, 2, 1))
        (366, 365)
        """
        return 366 if self.divisor == ACTUAL and isleap(day.year) else 365

    def last_of_run(self, day: date, end: date) -> date:
        """Last day up to ``end`` of the line that begins on ``day``."""
        ends = [end, *(cut for cut in self.cuts if cut >= day)]
        ends += [start - ONE_DAY for start, _end in self.stops if start > day]
        if self.divisor == ACTUAL:
            ends.append(date(day.year, 12, 31))
        return min(ends)


def lines(
    base: Decimal,
    start: date,
    end: date,
    rates: Rates,
    count: DayCount | None = None,
) -> Iterator[Line]:
    """Yield the lines of an amount between two days, both included.

    :raises DataMissing: the rate of a day that bears interest is unknown.
    :raises BadInput: a regime that answers for another day.
    """
    count = count or DayCount()
    day = first_running_day(start, count.stops)
    while day is not None and day <= end:
        period = rates.period(day)
        if not period.start <= day <= period.end:
            raise BadInput("period_of_another_day", day)
        last = min(count.last_of_run(day, end), period.end)
        yield _line(base, day, last, period, count)
        day = first_running_day(last + ONE_DAY, count.stops)


def _line(
    base: Decimal, start: date, end: date, period: RatePeriod, count: DayCount
) -> Line:
    days = (end - start).days + 1
    divisor = count.divisor_of(start)
    exact = Fraction(base) * Fraction(period.rate) * days / (100 * divisor)
    interest = round_half_up(exact, count.unit)
    return Line(
        start, end, days, base, period.rate, divisor, interest, exact, period.rows
    )


def total(table: Iterable[Line], unit: Decimal = CENT) -> Decimal:
    """Sum of the printed interest: what a reader gets when he adds the column up."""
    return sum((line.interest for line in table), Decimal(0)).quantize(unit)
