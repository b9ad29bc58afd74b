"""Tables on paper: columns as wide as their figures, the head on every page."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from .page import ACCENT, BAND, CONTENT_WIDTH, HAIRLINE, Sheet
from .text import clip
from .typeface import Typeface

_SIZES = (8.5, 7.5, 6.5, 5.5)
_PADDING = 1.9 * mm
_CELL_LIMIT = 240
# a text column that is not the flexible one may take this share of the width
_TEXT_SHARE = 0.22
_FLEX_MINIMUM = 28 * mm


@dataclass(frozen=True)
class Column:
    """One column.

    :param str head: its title
    :param bool right: figures, aligned on the right and never broken
    :param bool flexible: takes the width that the others leave
    :param str room: a text it must have room for, whatever the rows hold
    """

    head: str
    right: bool = False
    flexible: bool = False
    room: str = ""


@dataclass(frozen=True)
class Row:
    """One row of plain texts.

    :param cells: as many texts as columns
    :param bool strong: a total
    :param str target: address that every cell links to, if any
    """

    cells: tuple[str, ...]
    strong: bool = False
    target: str = field(default="")


def grid(columns: Sequence[Column], rows: Sequence[Row], sheet: Sheet) -> Table:
    """Return the table, its head repeated on each page it flows over."""
    size, widths = _fit(columns, rows, sheet.typeface)
    body = [_head(columns, sheet, size)]
    body += [_cells(columns, row, sheet, size) for row in rows]
    return sheet.table(body, widths, _style(rows), repeatRows=1)


def _head(columns: Sequence[Column], sheet: Sheet, size: float) -> list[Paragraph]:
    return [
        sheet.text(
            column.head,
            "label",
            bold=True,
            right=column.right,
            fontSize=size - 0.5,
            leading=size + 2,
        )
        for column in columns
    ]


def _cells(
    columns: Sequence[Column], row: Row, sheet: Sheet, size: float
) -> list[Paragraph]:
    cells = []
    for column, text in zip(columns, row.cells, strict=True):
        text = clip(text, _CELL_LIMIT)
        style = sheet.style(
            "body", row.strong, column.right, fontSize=size, leading=size + 3
        )
        if row.target and text:
            cells.append(sheet.link(text, row.target, style))
        else:
            cells.append(Paragraph(sheet.typeface.markup(text, row.strong), style))
    return cells


def _style(rows: Sequence[Row]) -> list[tuple]:
    style = [
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), BAND),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIRLINE),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 3.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.6),
    ]
    for index, row in enumerate(rows, start=1):
        if row.strong:
            style.append(("LINEABOVE", (0, index), (-1, index), 0.8, ACCENT))
            style.append(("BACKGROUND", (0, index), (-1, index), BAND))
    return style


def _fit(
    columns: Sequence[Column], rows: Sequence[Row], typeface: Typeface
) -> tuple[float, list[float]]:
    """Return the largest type size at which every figure stays on one line."""
    flexible = sum(column.flexible for column in columns)
    for size in _SIZES:
        widths = [
            0.0 if column.flexible else _natural(index, column, rows, typeface, size)
            for index, column in enumerate(columns)
        ]
        left = CONTENT_WIDTH - sum(widths)
        if left >= flexible * _FLEX_MINIMUM:
            break
    share = max(left, _FLEX_MINIMUM) / max(flexible, 1)
    return size, [
        share if column.flexible else width
        for column, width in zip(columns, widths, strict=True)
    ]


def _natural(
    index: int, column: Column, rows: Sequence[Row], typeface: Typeface, size: float
) -> float:
    """Return the width of the widest figure, or a bounded one for words."""
    widest = max(
        _two_lines(column.head, size, typeface),
        typeface.width(column.room, size, True),
    )
    for row in rows:
        text = clip(row.cells[index], _CELL_LIMIT)
        widest = max(widest, typeface.width(text, size, row.strong))
    if not column.right:
        widest = min(widest, _TEXT_SHARE * CONTENT_WIDTH)
    return widest + 2 * _PADDING + 0.5


def _two_lines(head: str, size: float, typeface: Typeface) -> float:
    """Return the width that lets a title stand on two lines."""
    words = head.split()
    halves = (
        (" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) + 1)
    )
    return min(
        max(typeface.width(half, size, True) for half in pair) for pair in halves
    )
