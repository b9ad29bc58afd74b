"""What a due item's clock shows."""

from datetime import date
from typing import Any, NamedTuple


class Clock(NamedTuple):
    """Where one due item stands; two that are equal climb alike.

    ``due``: the date the ladder counts from; ``stage``: the one reached, maybe none;
    ``departed``: the day of its departure. ``told``: a notice claimed it. An old debt
    may enter at the stage ``entry``, not before a day, or be ``left_out``. Up to the
    day ``news`` word of the last registered letter is waited for.
    """

    due: date
    stage: Any
    departed: date | None
    told: bool = False
    entry: Any = None
    not_before: date | None = None
    left_out: bool = False
    news: date | None = None
