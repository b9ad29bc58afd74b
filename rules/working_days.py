"""Delays counted in days on which people work.

``working``: Monday to Saturday without public holidays (*jours ouvrables*);
``business``: Monday to Friday without them (*jours ouvrés*). Whether a shop opens on
Saturdays changes neither. The day a delay begins on is not counted (art. 641 CPC).

France in May 2026: the 1st (Friday), the 8th (Friday), Ascension on Thursday 14 and
Whit Monday 25 are public holidays.

>>> may = {date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25)}

From Thursday 30 April: 2, 4, 5, 6, 7, 9, 11, 12, 13, 15 May are ten working days; 4, 5,
6, 7, 11, 12, 13, 15, 18, 19 May ten business days.

>>> add_days(date(2026, 4, 30), 10, WORKING, may)
datetime.date(2026, 5, 15)
>>> add_days(date(2026, 4, 30), 10, BUSINESS, may)
datetime.date(2026, 5, 19)
"""

from collections.abc import Container
from datetime import date

from .errors import BadInput
from .tables import ONE_DAY

WORKING = "working"
BUSINESS = "business"
WEEKS = {WORKING: 6, BUSINESS: 5}
"""How many days of the week count, from Monday."""


def counts(day: date, kind: str, holidays: Container[date]) -> bool:
    """Tell whether a day counts.

    :raises BadInput: another kind.

    >>> saturday = date(2026, 5, 2)
    >>> counts(saturday, WORKING, ()), counts(saturday, BUSINESS, ())
    (True, False)
    >>> counts(date(2026, 5, 1), WORKING, {date(2026, 5, 1)})
    False
    """
    if kind not in WEEKS:
        raise BadInput("kind", kind)
    return day.weekday() < WEEKS[kind] and day not in holidays


def add_days(start: date, days: int, kind: str, holidays: Container[date]) -> date:
    """Return the last day of a delay of so many days that count.

    :param start: the day it begins on, itself not counted.
    :param days: 0 or more; 0: the start itself, whether it counts or not.
    :param holidays: the public holidays of every year the delay may reach.
    :raises BadInput: a negative number, another kind.

    >>> add_days(date(2026, 5, 2), 1, BUSINESS, ())
    datetime.date(2026, 5, 4)
    >>> add_days(date(2026, 5, 2), -1, BUSINESS, ())
    Traceback (most recent call last):
    rules.errors.BadInput: days: -1
    """
    if days < 0:
        raise BadInput("days", days)
    day = start
    while days:
        day += ONE_DAY
        if counts(day, kind, holidays):
            days -= 1
    return day


def subtract_days(start: date, days: int, kind: str, holidays: Container[date]) -> date:
    """Return the day that lies so many days that count before ``start``.

    :param days: 0 or more; 0: the start itself.
    :raises BadInput: a negative number, another kind.

    Five business days before Thursday 14 May 2026: 13, 12, 11, 7 and 6 May, for the
    8th is a public holiday.

    >>> subtract_days(date(2026, 5, 14), 5, BUSINESS, {date(2026, 5, 8)})
    datetime.date(2026, 5, 6)
    """
    if days < 0:
        raise BadInput("days", days)
    day = start
    while days:
        day -= ONE_DAY
        if counts(day, kind, holidays):
            days -= 1
    return day
