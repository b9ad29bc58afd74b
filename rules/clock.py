"""The one clock of a debt: days that count, and days on which it stood still.

A hold stops the clock, nothing else does. Both ends of a hold are days on hold; a hold
without an end stops the clock until somebody ends it.

>>> from datetime import date
>>> dispute = (date(2026, 3, 1), date(2026, 3, 14))
>>> is_on_hold(date(2026, 3, 14), [dispute])
True
>>> add_running_days(date(2026, 3, 1), 3, [dispute])
datetime.date(2026, 3, 17)
>>> add_running_days(date(2026, 3, 1), 3, [(date(2026, 3, 2), None)]) is None
True
"""

from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta

from .working_days import counts, subtract_days

Hold = tuple[date, date | None]
"""First and last day on hold, both included; ``None``: no end is known."""

ONE_DAY = timedelta(days=1)


def is_on_hold(day: date, holds: Iterable[Hold]) -> bool:
    """Tell whether the clock stands still on ``day``."""
    return any(start <= day and (end is None or day <= end) for start, end in holds)


def first_running_day(day: date, holds: Sequence[Hold]) -> date | None:
    """Return ``day`` or the first day after it that is not on hold.

    ``None`` when a hold without end covers it.

    >>> first_running_day(date(2026, 3, 2), [(date(2026, 3, 1), date(2026, 3, 4))])
    datetime.date(2026, 3, 5)
    """
    for start, end in sorted(holds, key=lambda hold: hold[0]):
        if start <= day and (end is None or day <= end):
            if end is None:
                return None
            day = end + ONE_DAY
    return day


def add_running_days(anchor: date, days: int, holds: Sequence[Hold]) -> date | None:
    """Return the day on which ``days`` running days have passed since ``anchor``.

    A negative number counts back in plain days: before the anchor no clock runs. The
    answer is never itself a day on hold. ``None``: a hold without end comes before.

    :param days: number of days, of which those on hold do not count.

    >>> add_running_days(date(2026, 3, 31), -5, [])
    datetime.date(2026, 3, 26)
    """
    if days <= 0:
        return first_running_day(anchor + timedelta(days=days), holds)
    day = first_running_day(anchor + ONE_DAY, holds)
    while day is not None and days > 1:
        leap = _free_days(day, days - 1, holds)
        day = first_running_day(day + timedelta(days=leap), holds)
        days -= leap
    return day


def _free_days(day: date, wanted: int, holds: Iterable[Hold]) -> int:
    """How many of the ``wanted`` days after ``day`` pass before the next hold; at least
    one, the step onto a hold's first day, which the caller then pushes out of it."""
    ahead = [(start - day).days for start, _end in holds if start > day]
    return max(1, min([wanted, *ahead]))


def add_counted_days(
    anchor: date,
    days: int,
    kind: str,
    holds: Sequence[Hold],
    holidays: Container[date],
) -> date | None:
    """As :func:`add_running_days`, in days of a kind of :mod:`rules.working_days`.

    The answer is a day that counts and is not on hold.

    :param kind: ``"working"`` or ``"business"``.
    :raises BadInput: another kind.

    Three business days from Thursday 30 April 2026, the 1st of May being a holiday, are
    4, 5 and 6 May; with the 5th on hold they are 4, 6 and 7 May.

    >>> start, first = date(2026, 4, 30), {date(2026, 5, 1)}
    >>> add_counted_days(start, 3, "business", [], first)
    datetime.date(2026, 5, 6)
    >>> hold = (date(2026, 5, 5), date(2026, 5, 5))
    >>> add_counted_days(start, 3, "business", [hold], first)
    datetime.date(2026, 5, 7)
    """
    if days <= 0:
        day = subtract_days(anchor, -days, kind, holidays)
        return _first_counted(day, kind, holds, holidays)
    day: date | None = anchor
    while day is not None and days:
        day = _first_counted(day + ONE_DAY, kind, holds, holidays)
        days -= 1
    return day


def _first_counted(
    day: date, kind: str, holds: Sequence[Hold], holidays: Container[date]
) -> date | None:
    """Return ``day`` or the first one after it that counts and is not on hold."""
    free = first_running_day(day, holds)
    while free is not None and not counts(free, kind, holidays):
        free = first_running_day(free + ONE_DAY, holds)
    return free
