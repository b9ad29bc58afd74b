"""The law as dated tables: what stood on a day, or an error that names what is missing.

Rates, margins and amounts come from outside as rows with the day they begin, their
source and how sure it is. Nothing is extrapolated: not past the last row of a rate,
not before the first row of anything.

The ECB's main refinancing rate, a row for each change (announcements of the ECB):

>>> ecb = Table("ecb", (
...     Row(date(2025, 6, 11), Decimal("2.15"), "ECB"),
...     Row(date(2026, 6, 17), Decimal("2.40"), "ECB"),
...     Row(date(2026, 9, 16), Decimal("2.65"), "ECB"),
... ))
>>> ecb.at(date(2026, 1, 1)).value, ecb.at(date(2026, 7, 1)).value
(Decimal('2.15'), Decimal('2.40'))

Nobody has said yet what stood on 1 January 2027:

>>> ecb.at(date(2027, 1, 1))
Traceback (most recent call last):
rules.errors.RateMissing: ecb: no value for 2027 S1, enter it in law_tables
>>> ecb.at(date(2025, 1, 1))
Traceback (most recent call last):
rules.errors.BeforeTables: ecb: the rule of 2025-01-01 is not in its tables, which \
begin 2025-06-11
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from .errors import BadInput, BeforeTables, RateMissing

SEMESTER = "semester"
CHANGES = "changes"
LAW = "law"
CADENCES = (SEMESTER, CHANGES, LAW)

ONE_DAY = timedelta(days=1)


class Semester(NamedTuple):
    """Half a civil year, whose anchors are 1 January and 1 July.

    >>> Semester.of(date(2026, 6, 30)), Semester.of(date(2026, 7, 1)).label
    (Semester(year=2026, half=1), '2026 S2')
    """

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> "Semester":
        """Return the semester a day belongs to: 30 June to the first, 1 July not."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @property
    def start(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def end(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def label(self) -> str:
        return f"{self.year} S{self.half}"

    def next(self) -> "Semester":
        """
        >>> Semester(2026, 2).next().label
        '2027 S1'
        """
        return Semester.of(self.end + ONE_DAY)


def semesters(start: date, end: date) -> Iterator[Semester]:
    """Yield the semesters that have a day between two days, both included."""
    semester = Semester.of(start)
    while semester.start <= end:
        yield semester
        semester = semester.next()


def add_months(day: date, months: int) -> date:
    """Return the day of the same number some months on, else the month's last day.

    Source: art. 641 CPC, paragraph 2. Negative months count back.

    >>> add_months(date(2025, 12, 31), 2), add_months(date(2024, 2, 29), 60)
    (datetime.date(2026, 2, 28), datetime.date(2029, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Row:
    """One dated value: percent, points, amount, years … as its table says.

    ``source`` and ``confidence`` are free text, carried to whoever prints the value.
    """

    valid_from: date
    value: Decimal
    source: str = ""
    confidence: str = ""


@dataclass(frozen=True)
class Table:
    """Rows in the order of their dates, and what may be concluded between them.

    ``cadence``:

    - ``semester``: a row each 1 January and 1 July; a semester without its own row is
      missing (legal interest rate);
    - ``changes``: a row for each change; what stands after the last row is known up to
      ``known_until`` only, by default that row's own day (ECB rate). A row dated 1
      January with an unchanged value says that the rate was looked up then;
    - ``law``: stands until changed (margins, amounts, delays), or to ``known_until``.

    :raises BadInput: dates out of order, a binary fraction as value, an unknown
        cadence, a row of a semester that is not on its anchor.
    """

    code: str
    rows: tuple[Row, ...]
    cadence: str = CHANGES
    known_until: date | None = None

    def __post_init__(self) -> None:
        if self.cadence not in CADENCES:
            raise BadInput("cadence", self.cadence)
        for before, after in pairwise(self.rows):
            if before.valid_from >= after.valid_from:
                raise BadInput("rows_out_of_order", after.valid_from)
        for row in self.rows:
            if not isinstance(row.value, Decimal) or not row.value.is_finite():
                raise BadInput("value", row.value)
            if self.cadence == SEMESTER and not _is_anchor(row.valid_from):
                raise BadInput("not_an_anchor", row.valid_from)

    def at(self, day: date) -> Row:
        """Return the row that stood on a day.

        :raises BeforeTables: the day lies before the first row.
        :raises RateMissing: the table does not reach the day; names its semester.

        >>> legal = Table("legal_other", (
        ...     Row(date(2025, 7, 1), Decimal("2.76")),
        ...     Row(date(2026, 7, 1), Decimal("2.75")),
        ... ), "semester")
        >>> legal.at(date(2025, 12, 31)).value
        Decimal('2.76')
        >>> legal.at(date(2026, 1, 1))
        Traceback (most recent call last):
        rules.errors.RateMissing: legal_other: no value for 2026 S1, enter it in \
law_tables
        """
        position = bisect_right(self.rows, day, key=lambda row: row.valid_from)
        if not position:
            first = self.rows[0].valid_from if self.rows else None
            raise BeforeTables(self.code, day, first)
        if day > self._known_until(position - 1):
            raise RateMissing(self.code, Semester.of(day).label)
        return self.rows[position - 1]

    def _known_until(self, position: int) -> date:
        """Last day on which the row at a position is known to stand."""
        row = self.rows[position]
        if self.cadence == SEMESTER:
            return Semester.of(row.valid_from).end
        if position < len(self.rows) - 1:
            return date.max
        if self.cadence == LAW:
            return self.known_until or date.max
        return max(row.valid_from, self.known_until or row.valid_from)


def _is_anchor(day: date) -> bool:
    return day == Semester.of(day).start
