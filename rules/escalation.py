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

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .clock import Hold, add_running_days


@dataclass(frozen=True)
class Rung:
    """One stage of a policy.

    ``key`` identifies it, ``days`` is its nominal day counted from the due date
    (negative: before), ``gap`` the days that lie between the rung below and this one.
    """

    key: int
    days: int
    gap: int

    @property
    def announces(self) -> bool:
        """Before or on the due date a message can only announce."""
        return self.days <= 0


@dataclass(frozen=True)
class Step:
    """The next rung and its day; ``on`` is ``None`` while a hold without end lasts."""

    rung: Rung
    on: date | None


def build_ladder(stages: Iterable[tuple[int, int, str]]) -> tuple[Rung, ...]:
    """Build a ladder from its stages in their order.

    :param stages: ``(key, days, anchor)``; with anchor ``"due"`` the days count from
        the due date, with ``"previous"`` from the departure of the stage before.
    :raises ValueError: days that run backwards, or a first stage without a stage
        before it to count from; ``args`` are a code and the key.

    >>> [rung.days for rung in build_ladder([(1, 3, "due"), (2, 8, "previous")])]
    [3, 11]
    >>> build_ladder([(1, 3, "due"), (2, 2, "due")])
    Traceback (most recent call last):
    ValueError: ('backwards', 2)
    """
    rungs: list[Rung] = []
    for key, days, anchor in stages:
        below = rungs[-1].days if rungs else None
        if anchor == "previous" and below is None:
            raise ValueError("no_previous", key)
        nominal = below + days if anchor == "previous" else days
        if below is not None and nominal < below:
            raise ValueError("backwards", key)
        rungs.append(Rung(key, nominal, 0 if below is None else nominal - below))
    return tuple(rungs)


def next_step(
    ladder: Sequence[Rung],
    due: date,
    last: Rung | None,
    departed: date | None,
    holds: Sequence[Hold],
    today: date,
) -> Step | None:
    """Return the next step of a due item, or ``None`` at the top of the ladder.

    :param last: the rung of the last departed notice. After a change of policy it may
        be a rung of another ladder: the next one is then the first whose nominal day
        lies after its own.
    :param departed: the day that notice left.
    :param holds: days on which the clock stood or will stand still.
    :param today: decides only whether an announcing rung has lapsed.
    """
    for rung in _above(ladder, last):
        on = _day_of(rung, due, departed, holds)
        if not rung.announces or _can_announce(on, due, today):
            return Step(rung, on)
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
) -> date | None:
    own = add_running_days(due, rung.days, holds)
    if own is None or departed is None:
        return own
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
