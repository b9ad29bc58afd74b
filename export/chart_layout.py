"""Where everything of a balance's picture stands; drawn by `step_chart`.

Coordinates in units of a picture 760 wide, y downwards. Geometry may be float; amounts
are printed from their Decimals only.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from .claim_rows import Balance, Marker, Step
from .formats import Formats
from .labels import ChartLabels
from .text import clip

WIDTH = 760.0
SIZE = 12.0
TEXT, MUTED, GRID = "text", "muted", "grid"
PRINCIPAL, TOTAL, FORMAL, EVENT = "principal", "total", "formal", "event"
_COLOURS = {"formal": FORMAL, "event": EVENT, "payment": PRINCIPAL}

_PLOT_HEIGHT = 190.0
_LINE = 17.0
_GAP = 10.0
_LEGEND_LIMIT = 16
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1
    dash: tuple[float, float] | None = None


@dataclass(frozen=True)
class Shape:
    """A line through points, or the area they enclose when `filled`."""

    points: tuple[tuple[float, float], ...]
    colour: str
    filled: bool = False


@dataclass(frozen=True)
class Text:
    """Words; `anchor` is start, middle or end of them at `x`."""

    x: float
    y: float
    words: str
    colour: str = TEXT
    anchor: str = "start"
    bold: bool = False


@dataclass(frozen=True)
class Pill:
    """A rounded plate with words in its middle."""

    x: float
    y: float
    width: float
    words: str
    colour: str


@dataclass
class Picture:
    """All that is drawn, back to front, and the words for those who cannot see it."""

    title: str
    description: str
    height: float = 0
    items: list[object] = field(default_factory=list)


def text_width(words: str, bold: bool = False) -> float:
    """Return a width no usual font exceeds, so that labels never touch.

    >>> text_width("12,345.00") < text_width("漢" * 9)
    True
    """
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in words)
    narrow = sum(char in " .,:;'’il|!\u00a0\u202f" for char in words)
    units = 0.6 * (len(words) - wide - narrow) + wide + 0.34 * narrow
    return SIZE * units * (1.06 if bold else 1)


def nice_step(span: Decimal, count: int = 4) -> Decimal:
    """Return a round distance that cuts `span` in at most `count` + 1 pieces.

    >>> nice_step(Decimal(9700)), nice_step(Decimal("0.5")), nice_step(Decimal(0))
    (Decimal('2500'), Decimal('0.2'), Decimal('1'))
    """
    if span <= 0:
        return Decimal(1)
    raw = span / count
    power = Decimal(1).scaleb(raw.adjusted())
    for factor in (1, 2, Decimal("2.5"), 5, 10):
        if power * factor * (count + Decimal("0.2")) >= span:
            break
    step = (power * factor).normalize()
    return step.quantize(Decimal(1)) if step >= 1 and step == int(step) else step


def short_amount(amount: Decimal, currency: str, formats: Formats) -> str:
    """Write an amount without its zero cents, for an axis.

    >>> from .formats import ENGLISH, FRENCH
    >>> short_amount(Decimal(2500), "EUR", ENGLISH)
    '€2,500'
    >>> short_amount(Decimal("2500.5"), "EUR", FRENCH)
    '2\\u202f500,50\\xa0€'
    """
    return re.sub(r"(?<=\d)[.,]00(?!\d)", "", formats.amount(amount, currency))


def date_ticks(first: date, last: date, limit: int) -> tuple[date, ...]:
    """Return at most `limit` days to name on the axis: whole months where it can.

    >>> date_ticks(date(2026, 1, 15), date(2026, 6, 10), 4)
    (datetime.date(2026, 3, 1), datetime.date(2026, 5, 1))
    """
    for step in _DAYS:
        days = range(0, (last - first).days + 1, step)
        if len(days) <= limit:
            return tuple(first + timedelta(days=day) for day in days)
    for step in _MONTHS:
        found = tuple(
            date(month // 12, month % 12 + 1, 1)
            for month in range(first.year * 12, last.year * 12 + 12)
            if month % step == 0
        )
        found = tuple(day for day in found if first <= day <= last)
        if len(found) <= limit:
            break
    return found or (first,)


def lay_out(balance: Balance, labels: ChartLabels, formats: Formats) -> Picture:
    """Return the picture of one currency's balance."""
    return _Layout(balance, labels, formats).picture()


@dataclass
class _Layout:
    """Places axes first, then the curve, then the markers."""

    balance: Balance
    labels: ChartLabels
    formats: Formats

    def __post_init__(self) -> None:
        steps = self.balance.steps
        self.first = steps[0].date
        self.last = max(steps[-1].date, self.first + timedelta(days=1))
        values = [value for step in steps for value in (step.principal, step.total)]
        high, low = max(*values, Decimal(0)), min(*values, Decimal(0))
        step = nice_step(high - low)
        lowest, highest = math.floor(low / step), max(math.ceil(high / step), 1)
        self.ticks = [step * rank for rank in range(lowest, highest + 1)]
        self.left = _GAP + max(text_width(self._short(tick)) for tick in self.ticks)
        self.right = (
            WIDTH
            - _GAP
            - max(
                text_width(self._amount(value), bold=True)
                for value in (steps[-1].principal, steps[-1].total)
            )
        )
        self.markers = sorted(
            (
                one
                for one in self.balance.markers
                if self.first <= one.date <= self.last
            ),
            key=lambda one: one.date,
        )

    def picture(self) -> Picture:
        last = self.balance.steps[-1]
        words = {
            "start": self.formats.day(self.first),
            "end": self.formats.day(last.date),
            "principal": self._amount(last.principal),
            "total": self._amount(last.total),
        }
        title = self.labels.chart_title % {"currency": self.balance.currency}
        picture = Picture(title, self.labels.chart_described % words)
        self.top = 0.0
        picture.items += self._legend()
        self.top += 31 if self.markers else 12
        self.bottom = self.top + _PLOT_HEIGHT
        picture.items += [*self._axes(), *self._curve(), *self._ends()]
        picture.items += self._pills()
        self.bottom += 24
        picture.items += self._notes()
        picture.height = self.bottom + 4
        return picture

    # -- places ------------------------------------------------------------------

    def _amount(self, amount: Decimal) -> str:
        return self.formats.amount(amount, self.balance.currency)

    def _short(self, amount: Decimal) -> str:
        return short_amount(amount, self.balance.currency, self.formats)

    def _x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return self.left + share * (self.right - self.left)

    def _y(self, amount: Decimal) -> float:
        share = float((amount - self.ticks[0]) / (self.ticks[-1] - self.ticks[0]))
        return self.bottom - share * _PLOT_HEIGHT

    # -- parts -------------------------------------------------------------------

    def _legend(self) -> Iterator[object]:
        """Yield what the colours mean, on as many lines as the words need."""
        x, self.top = 0.0, _LINE
        for colour, words in (
            (PRINCIPAL, self.labels.chart_principal),
            (TOTAL, self.labels.chart_total),
        ):
            words = _fitting(words, WIDTH - 30)
            if x and x + 30 + text_width(words) > WIDTH:
                x, self.top = 0.0, self.top + _LINE
            yield Line(x, self.top - 4, x + 18, self.top - 4, colour, 3)
            yield Text(x + 24, self.top, words)
            x += 24 + text_width(words) + 24

    def _axes(self) -> Iterator[object]:
        for tick in self.ticks:
            y = self._y(tick)
            yield Line(self.left, y, self.right, y, MUTED if not tick else GRID)
            yield Text(self.left - 6, y + 4, self._short(tick), MUTED, "end")
        widest = 14 + max(
            text_width(self.formats.day(day)) for day in (self.first, self.last)
        )
        room = max(int((self.right - self.left) / widest), 1)
        for day in date_ticks(self.first, self.last, room):
            x, words = self._x(day), self.formats.day(day)
            half = text_width(words) / 2
            yield Line(x, self.bottom, x, self.bottom + 4, MUTED)
            middle = min(max(x, half), WIDTH - half)
            yield Text(middle, self.bottom + 18, words, MUTED, "middle")

    def _curve(self) -> Iterator[object]:
        principal, total = self._points()
        zero = self._y(Decimal(0))
        under = ((principal[0][0], zero), *principal, (principal[-1][0], zero))
        yield Shape(under, PRINCIPAL, filled=True)
        yield Shape((*principal, *reversed(total)), TOTAL, filled=True)
        yield Shape(tuple(total), TOTAL)
        yield Shape(tuple(principal), PRINCIPAL)

    def _points(self) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
        """Return the corners of both lines; the rest grows between two steps."""
        zero = (self._x(self.first), self._y(Decimal(0)))
        principal, total = [zero], [zero]
        before: Step | None = None
        for step in self.balance.steps:
            x = self._x(step.date)
            if before:
                grown = before.principal + step.total - step.principal
                principal.append((x, self._y(before.principal)))
                total.append((x, self._y(grown)))
            principal.append((x, self._y(step.principal)))
            total.append((x, self._y(step.total)))
            before = step
        return principal, total

    def _ends(self) -> Iterator[object]:
        """Yield both amounts of the last day, kept apart."""
        last = self.balance.steps[-1]
        x = self._x(last.date) + 6
        high, low = self._y(last.total) + 4, self._y(last.principal) + 4
        if last.total == last.principal:
            yield Text(x, high, self._amount(last.total), bold=True)
            return
        upper, lower = sorted((high, low))
        if lower - upper < 15:
            upper, lower = (upper + lower) / 2 - 7.5, (upper + lower) / 2 + 7.5
        total, principal = (upper, lower) if high < low else (lower, upper)
        yield Text(x, total, self._amount(last.total), TOTAL, bold=True)
        yield Text(x, principal, self._amount(last.principal), PRINCIPAL, bold=True)

    def _pills(self) -> Iterator[object]:
        """Yield a numbered pill per marker; neighbours share one."""
        y = self.top - 16
        groups: list[list[int]] = []
        for rank, marker in enumerate(self.markers):
            groups.append([rank])
            while len(groups) > 1 and self._touch(groups[-2], groups[-1]):
                last = groups.pop()
                groups[-1] += last
            x = self._x(marker.date)
            yield Line(x, y, x, self.bottom, MUTED, 0.8, (2, 3))
        for group in groups:
            colours = [_colour(self.markers[rank]) for rank in group]
            colour = FORMAL if FORMAL in colours else colours[0]
            yield Pill(self._middle(group), y, *_pill(group), colour)

    def _middle(self, group: Sequence[int]) -> float:
        ends = [self._x(self.markers[rank].date) for rank in (group[0], group[-1])]
        return sum(ends) / 2

    def _touch(self, one: Sequence[int], two: Sequence[int]) -> bool:
        room = (_pill(one)[0] + _pill(two)[0]) / 2 + 2
        return self._middle(two) - self._middle(one) < room

    def _notes(self) -> Iterator[object]:
        """Yield what each number stands for, in two columns."""
        shown = self.markers
        if len(shown) > _LEGEND_LIMIT:
            shown = shown[: _LEGEND_LIMIT - 1]
        notes = [
            f"{rank}. "
            + self.labels.chart_marker
            % {"date": self.formats.day(one.date), "label": clip(one.label, 80)}
            for rank, one in enumerate(shown, start=1)
        ]
        if len(shown) < len(self.markers):
            more = len(self.markers) - len(shown)
            notes.append(self.labels.chart_more % {"count": more})
        # long words get the whole width, as long as there are few
        wide = max(map(text_width, notes), default=0) > WIDTH / 2 - 12
        columns = 1 if wide and len(notes) <= _LEGEND_LIMIT / 2 else 2
        half = math.ceil(len(notes) / columns)
        for rank, note in enumerate(notes):
            x, row = (0.0, rank) if rank < half else (WIDTH / 2, rank - half)
            words = _fitting(note, WIDTH / columns - 12)
            yield Text(x, self.bottom + 16 + row * _LINE, words)
        self.bottom += half * _LINE + (6 if notes else 0)


def _pill(group: Sequence[int]) -> tuple[float, str]:
    words = str(group[0] + 1)
    if len(group) > 1:
        words += f"–{group[-1] + 1}"
    return max(18.0, text_width(words, bold=True) + 10), words


def _colour(marker: Marker) -> str:
    return _COLOURS.get(marker.kind, MUTED)


def _fitting(words: str, width: float, measure: Callable = text_width) -> str:
    """Cut words so that they fit."""
    limit = len(words)
    while limit > 1 and measure(clip(words, limit)) > width:
        limit -= 1
    return clip(words, limit)
