"""Which rung of the ladder comes next for one due item, and on which day.

The rule of the house ("the clock"): a due item climbs one stage per departed notice,
never skips one and never gets the same stage twice. The next stage is due at the later
of its own day and the last departure plus the ladder's gap; days on hold do not count.

A rung before the due date announces; it lapses when the due date has passed, for what
is overdue cannot be announced. All other rungs claim, and only what is overdue.

>>> from datetime import date
>>> ladder = build_ladder([(1, -5, "due"), (2, 3, "due"), (3, 15, "due")])
>>> due = date(2026, 3, 31)
>>> next_step(ladder, due, None, None, [], today=date(2026, 3, 1))
Step(rung=Rung(key=1, days=-5, gap=0), on=datetime.date(2026, 3, 26))

The courtesy message left on its day; the next rung waits for its own day:

>>> next_step(ladder, due, ladder[0], date(2026, 3, 26), [], today=date(2026, 4, 1)).on
datetime.date(2026, 4, 3)

It left ten days late, so the gap of twelve days counts from then:

>>> next_step(ladder, due, ladder[1], date(2026, 4, 13), [], today=date(2026, 4, 20))
Step(rung=Rung(key=3, days=15, gap=12), on=datetime.date(2026, 4, 25))

An old debt enters at the first rung that can still be climbed:

>>> next_step(ladder, due, None, None, [], today=date(2027, 1, 1)).rung.key
2
"""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from .clock import Hold, add_counted_days, add_running_days
from .working_days import WEEKS

CALENDAR = "calendar"


@dataclass(frozen=True)
class Rung:
    """One stage of a policy.

    ``key`` identifies it, ``days`` is its nominal day counted from the due date
    (negative: before), ``gap`` the days that lie between the rung below and this one.

    ``kind`` says which days count: those of the calendar, ``"working"`` (Monday to
    Saturday) or ``"business"`` ones (Monday to Friday), public holidays left out. For
    the last two ``number`` is how many, from the due date or, with ``follows``, from
    the departure before; the nominal day then is only the earliest it can be, and
    serves to compare rungs.
    """

    key: int
    days: int
    gap: int
    kind: str = field(default=CALENDAR, repr=False)
    number: int = field(default=0, repr=False)
    follows: bool = field(default=False, repr=False)

    @property
    def announces(self) -> bool:
        """Before or on the due date a message can only announce."""
        return self.days <= 0


@dataclass(frozen=True)
class Step:
    """The next rung and its day; ``on`` is ``None`` while a hold without end lasts.

    ``passed``: the keys of the rungs whose day has come and that were passed over.
    """

    rung: Rung
    on: date | None
    passed: tuple[int, ...] = field(default=(), repr=False)


def build_ladder(
    stages: Iterable[tuple[int, int, str] | tuple[int, int, str, str]],
) -> tuple[Rung, ...]:
    """Build a ladder from its stages in their order.

    :param stages: ``(key, days, anchor)``; with anchor ``"due"`` the days count from
        the due date, with ``"previous"`` from the departure of the stage before. A
        fourth value is the kind of days, else those of the calendar.
    :raises ValueError: days that run backwards, or a first stage without a stage
        before it to count from; ``args`` are a code and the key.

    >>> [rung.days for rung in build_ladder([(1, 3, "due"), (2, 8, "previous")])]
    [3, 11]

    Ten business days are at least fourteen days of the calendar:

    >>> build_ladder([(1, 10, "due", "business")])[0].days
    14
    >>> build_ladder([(1, 3, "due"), (2, 2, "due")])
    Traceback (most recent call last):
    ValueError: ('backwards', 2)
    """
    rungs: list[Rung] = []
    for key, days, anchor, *kinds in stages:
        kind = kinds[0] if kinds else CALENDAR
        below = rungs[-1].days if rungs else None
        follows = anchor == "previous"
        if follows and below is None:
            raise ValueError("no_previous", key)
        span = _least_span(days, kind)
        nominal = below + span if follows else span
        if below is not None and nominal < below:
            raise ValueError("backwards", key)
        gap = 0 if below is None else nominal - below
        rungs.append(Rung(key, nominal, gap, kind, days, follows))
    return tuple(rungs)


def _least_span(days: int, kind: str) -> int:
    """Return the days of the calendar that so many days of a kind take at least.

    >>> _least_span(4, "business"), _least_span(-10, "business")
    (4, -14)
    >>> _least_span(6, "working")
    7
    """
    if kind == CALENDAR:
        return days
    week = WEEKS[kind]
    sign = -1 if days < 0 else 1
    return sign * (abs(days) + (7 - week) * (abs(days) // week))


def next_step(
    ladder: Sequence[Rung],
    due: date,
    last: Rung | None,
    departed: date | None,
    holds: Sequence[Hold],
    today: date,
    passable: Collection[int] = (),
    holidays: Container[date] = (),
    not_before: date | None = None,
) -> Step | None:
    """Return the next step of a due item, or ``None`` at the top of the ladder.

    :param last: the rung of the last departed notice. After a change of policy it may
        be a rung of another ladder: the next one is then the first whose nominal day
        lies after its own.
    :param departed: the day that notice left.
    :param holds: days on which the clock stood or will stand still.
    :param today: decides only whether an announcing rung has lapsed, and whether the
        day of one that is passed over has come.
    :param passable: keys of the rungs whose condition does not hold today. Until its
        day comes a rung may still be needed; then it is passed over.
    :param holidays: the public holidays, for rungs in working or business days.
    :param not_before: no rung is due earlier, whatever its own day: the last letter
        was registered and nobody knows yet whether it was presented.

    A letter that follows a bounced e-mail is passed over where none bounced:

    >>> ladder = build_ladder([(1, 3, "due"), (2, 5, "due"), (3, 15, "due")])
    >>> due, left = date(2026, 3, 31), date(2026, 4, 3)
    >>> for today in (date(2026, 4, 4), date(2026, 4, 5)):
    ...     step = next_step(ladder, due, ladder[0], left, [], today, passable={2})
    ...     step.rung.key, step.passed
    (2, ())
    (3, (2,))

    A letter registered on 3 April, of which nothing is heard until the 20th:

    >>> next_step(ladder, due, ladder[0], left, [], date(2026, 4, 6), (),
    ...     not_before=date(2026, 4, 20)).on
    datetime.date(2026, 4, 20)
    """
    passed: list[int] = []
    for rung in _above(ladder, last):
        on = _day_of(rung, due, departed, holds, holidays)
        if on is not None and not_before is not None:
            on = max(on, not_before)
        if rung.announces and not _can_announce(on, due, today):
            continue
        if rung.key in passable and on is not None and on <= today:
            passed.append(rung.key)
            continue
        return Step(rung, on, tuple(passed))
    return None


def _above(ladder: Sequence[Rung], last: Rung | None) -> Sequence[Rung]:
    if last is None:
        return ladder
    for position, rung in enumerate(ladder):
        if rung.key == last.key:
            return ladder[position + 1 :]
    return [rung for rung in ladder if rung.days > last.days]


def _can_announce(on: date | None, due: date, today: date) -> bool:
    return today <= due and on is not None and on <= due


def _day_of(
    rung: Rung,
    due: date,
    departed: date | None,
    holds: Sequence[Hold],
    holidays: Container[date],
) -> date | None:
    counted = rung.kind != CALENDAR
    if counted and not rung.follows:
        own = add_counted_days(due, rung.number, rung.kind, holds, holidays)
    else:
        own = add_running_days(due, rung.days, holds)
    if own is None or departed is None:
        return own
    if counted and rung.follows:
        number = max(rung.number, 1)
        after_gap = add_counted_days(departed, number, rung.kind, holds, holidays)
        return None if after_gap is None else max(own, after_gap)
    # A rung lapsed in between leaves its gap: the distance from the last departure to
    # this rung is then longer than this rung's own gap, and its own day covers it.
    after_gap = add_running_days(departed, max(rung.gap, 1), holds)
    return None if after_gap is None else max(own, after_gap)


def is_overdue(due: date, today: date) -> bool:
    """Overdue is what was not paid on its due date: from the day after.

    >>> is_overdue(date(2026, 3, 31), date(2026, 3, 31))
    False
    """
    return today - due >= timedelta(days=1)
