"""How often, on which days and at which hours a debtor is contacted.

No text sets hours or a number of contacts for collection: repeated malicious calls or
messages (art. 222-16 C. pén.) and aggressive practices towards consumers (art. L121-6
and L121-7 C. conso.) are judged by persistence, time and place. The figures are
therefore house rules that each company sets; the decree on canvassing by phone (art.
D223-9 C. conso.: Monday to Friday, not on public holidays, 10-13 h and 14-20 h, four
calls in 30 days) is only a benchmark.

A week is any 7 days on end and a month any 30, so that four contacts on the 31st and
four more on the 1st are eight in one month.

>>> house = Guard(per_day=1, per_week=2, per_month=4, days_off=SUNDAYS)
>>> thursday, friday = date(2026, 4, 9), date(2026, 4, 10)
>>> first_day(house, [thursday], friday)
datetime.date(2026, 4, 10)
>>> first_day(house, [friday], friday)
datetime.date(2026, 4, 11)

Two in the week: the third waits until the first is seven days old, here a Thursday.

>>> first_day(house, [thursday, friday], date(2026, 4, 11))
datetime.date(2026, 4, 16)
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .errors import BadInput

NONE = "none"
SUNDAYS = "sundays"
WEEKENDS = "weekends"
OPEN_DAYS = {NONE: 7, SUNDAYS: 6, WEEKENDS: 5}
"""How many days of the week are open, from Monday."""
WEEK = 7
MONTH = 30
ONE_DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Contact:
    """One contact as the guard counts it: numbers and dates, nothing else.

    ``notice_id``: the channels of one notice are one contact a day.
    """

    day: date
    is_call: bool
    notice_id: int


@dataclass(frozen=True)
class Guard:
    """The house rules for one class of debtors.

    ``per_day``, ``per_week``, ``per_month``: contacts through all channels; ``calls``:
    calls and visits in a month. 0: no limit.
    ``opens``, ``closes``: minutes since midnight where the debtor is; equal: all day.
    ``days_off``: ``none``, ``sundays`` or ``weekends``, the last two with the public
    holidays.

    >>> Guard(per_day=-1)
    Traceback (most recent call last):
    rules.errors.BadInput: per_day: -1
    >>> Guard(opens=600, closes=540)
    Traceback (most recent call last):
    rules.errors.BadInput: hours: (600, 540)
    """

    per_day: int = 0
    per_week: int = 0
    per_month: int = 0
    calls: int = 0
    opens: int = 0
    closes: int = 0
    days_off: str = NONE

    def __post_init__(self) -> None:
        for name in ("per_day", "per_week", "per_month", "calls"):
            if getattr(self, name) < 0:
                raise BadInput(name, getattr(self, name))
        if not 0 <= self.opens <= self.closes <= DAY_MINUTES:
            raise BadInput("hours", (self.opens, self.closes))
        if self.days_off not in OPEN_DAYS:
            raise BadInput("days_off", self.days_off)

    @property
    def all_day(self) -> bool:
        """Whether there are no quiet hours."""
        return self.opens == self.closes


def is_open(guard: Guard, day: date, holidays: Container[date] = ()) -> bool:
    """Tell whether anybody is contacted on that day.

    >>> sunday, may_day = date(2026, 4, 12), date(2026, 5, 1)
    >>> is_open(Guard(days_off=SUNDAYS), sunday), is_open(Guard(), sunday)
    (False, True)
    >>> is_open(Guard(days_off=SUNDAYS), may_day, {may_day})
    False
    >>> is_open(Guard(), may_day, {may_day})
    True
    """
    if guard.days_off == NONE:
        return True
    return day.weekday() < OPEN_DAYS[guard.days_off] and day not in holidays


def within_caps(
    guard: Guard, contacts: Sequence[date], day: date, calls: Sequence[date] = ()
) -> bool:
    """Tell whether one more contact on ``day`` stays within the limits.

    :param contacts: the day of each contact so far.
    :param calls: those of the calls and visits, when one more is asked about; else
        nothing.

    The 30 days that end on 30 April begin on 1 April:

    >>> house = Guard(per_month=1)
    >>> within_caps(house, [date(2026, 3, 31)], date(2026, 4, 29))
    False
    >>> within_caps(house, [date(2026, 3, 31)], date(2026, 4, 30))
    True
    """
    limits = (
        (guard.per_day, 1, contacts),
        (guard.per_week, WEEK, contacts),
        (guard.per_month, MONTH, contacts),
        (guard.calls, MONTH, calls),
    )
    return all(
        not limit or sum(0 <= (day - one).days < length for one in days) < limit
        for limit, length, days in limits
    )


def first_day(
    guard: Guard,
    contacts: Sequence[date],
    start: date,
    holidays: Container[date] = (),
    calls: Sequence[date] = (),
) -> date:
    """Return the first day from ``start`` on which one more contact is allowed.

    >>> good = Guard(days_off=WEEKENDS)
    >>> first_day(good, [], date(2026, 4, 4), {date(2026, 4, 6)})
    datetime.date(2026, 4, 7)
    """
    day = start
    while not (
        is_open(guard, day, holidays) and within_caps(guard, contacts, day, calls)
    ):
        day += ONE_DAY
    return day


def is_quiet(guard: Guard, now: time) -> bool:
    """Tell whether ``now``, where the debtor is, lies in the quiet hours.

    The hour of opening is open, that of closing is quiet.

    >>> house = Guard(opens=9 * 60, closes=18 * 60)
    >>> [is_quiet(house, time(*at)) for at in ((8, 59), (9, 0), (17, 59), (18, 0))]
    [True, False, False, True]
    """
    minute = now.hour * 60 + now.minute
    return not guard.all_day and not guard.opens <= minute < guard.closes


def first_moment(
    guard: Guard,
    contacts: Sequence[date],
    now: datetime,
    holidays: Container[date] = (),
) -> datetime:
    """Return the first moment from ``now`` at which a message may leave.

    :param now: the time on the debtor's clock, without a zone: the hours are those he
        reads, whatever daylight saving does to the length of a day.

    >>> house = Guard(per_day=1, opens=9 * 60, closes=18 * 60, days_off=SUNDAYS)
    >>> first_moment(house, [], datetime(2026, 4, 10, 8, 30))
    datetime.datetime(2026, 4, 10, 9, 0)
    >>> first_moment(house, [], datetime(2026, 4, 10, 17, 59))
    datetime.datetime(2026, 4, 10, 17, 59)

    Saturday evening: Sunday is off, so Monday morning.

    >>> first_moment(house, [], datetime(2026, 4, 11, 18, 0))
    datetime.datetime(2026, 4, 13, 9, 0)
    """
    today, minute = now.date(), now.hour * 60 + now.minute
    late = not guard.all_day and minute >= guard.closes
    day = first_day(guard, contacts, today + ONE_DAY * late, holidays)
    if day == today and not is_quiet(guard, now.time()):
        return now
    return datetime.combine(day, time(guard.opens // 60 % 24, guard.opens % 60))
