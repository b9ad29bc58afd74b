from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import format_date

from .collection_law_row import exact

WIDTH, HEIGHT = 720, 180
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 14, 24
FEWEST = 3
"""A table with fewer rows is read at a glance without a picture."""


class Mark(NamedTuple):
    """A line or dot of the picture with its label."""

    x: float
    y: float
    label: str


class CollectionLaw(models.Model):
    """The history of a figure as a step line: each value until the next one."""

    _inherit = "collection.law"

    @api.depends("unit", "known_until", "row_ids.value", "row_ids.valid_from")
    @api.depends_context("lang", "company", "collection_today")
    def _compute_history_html(self):
        for law in self:
            law.history_html = law._draw_history() if law._origin else False

    def _draw_history(self):
        table = self._as_table()
        if self.unit == "text" or len(table.rows) < FEWEST:
            return False
        today = self.env.company._collection_today()
        first = table.rows[0].valid_from
        last = max(today, table.rows[-1].valid_from)
        top = max(row.value for row in table.rows) or Decimal(1)
        scale = _Scale(first, last, _round_up(top))
        return self.env["ir.qweb"]._render(
            "account_collection.law_history",
            {
                "width": WIDTH,
                "height": HEIGHT,
                "right": WIDTH - RIGHT,
                "left": LEFT,
                "base": scale.y(Decimal(0)),
                "path": _path(table.rows, scale),
                "marks": [self._mark(row, scale) for row in table.rows],
                "levels": self._levels(scale),
                "years": _years(scale),
                "title": self.name,
            },
            minimal_qcontext=True,
        )

    def _mark(self, row, scale):
        day = format_date(self.env, row.valid_from)
        label = self.env._(
            "%(label)s: %(value)s", label=day, value=self._format(row.value)
        )
        return Mark(scale.x(row.valid_from), scale.y(row.value), label)

    def _levels(self, scale):
        levels = []
        for step in range(5):
            part = scale.top * step / 4
            number = self.row_ids._number(exact(str(part), "text"))
            levels.append(Mark(LEFT, scale.y(part), number))
        return levels


class _Scale(NamedTuple):
    """Where days and values stand in the picture."""

    first: date
    last: date
    top: Decimal

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value: Decimal) -> float:
        share = float(value / self.top)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)


def _round_up(value: Decimal) -> Decimal:
    """Return the next of 1, 2, 4, 6, 8 times a power of ten: its quarters read well.

    >>> _round_up(Decimal("4.50")), _round_up(Decimal("12")), _round_up(Decimal(10))
    (Decimal('6'), Decimal('20'), Decimal('10'))
    """
    power = Decimal(10) ** value.adjusted()
    steps = [Decimal(step) for step in (1, 2, 4, 6, 8, 10)]
    return next(step * power for step in steps if step * power >= value)


def _path(rows, scale) -> str:
    start = rows[0]
    parts = [f"M{scale.x(start.valid_from)} {scale.y(start.value)}"]
    for row in rows[1:]:
        parts.append(f"H{scale.x(row.valid_from)}V{scale.y(row.value)}")
    return "".join([*parts, f"H{scale.x(scale.last)}"])


def _years(scale) -> list[Mark]:
    """Return the ticks of the years, some ten of them."""
    span = scale.last.year - scale.first.year
    step = max(1, span // 10)
    days = [
        date(year, 1, 1)
        for year in range(scale.first.year, scale.last.year + 1, step)
        if date(year, 1, 1) >= scale.first
    ]
    return [Mark(scale.x(day), HEIGHT - 6, str(day.year)) for day in days]
