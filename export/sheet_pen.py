"""Writing a workbook cell by cell: numbers as numbers, texts never as formulas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from .text import clean

_ACCENT, _BAND = "#1b4965", "#f1f4f7"
_FORBIDDEN = str.maketrans("[]:*?/\\", "-------")


@dataclass(frozen=True)
class Formula:
    """A formula with the result the statement prints."""

    text: str
    value: Decimal | int


Cell = str | Decimal | int | date | Formula | None


@dataclass
class Pen:
    """Writes cells one under the other on one sheet."""

    sheet: Worksheet
    formats: dict[str, Format]
    row: int = 0

    def line(self, cells: Sequence[Cell], look: str = "") -> int:
        """Write one row and return its index; `look` is a key of the formats."""
        for column, cell in enumerate(cells):
            self._cell(column, cell, look)
        self.row += 1
        return self.row - 1

    def head(self, titles: Sequence[str]) -> None:
        """Write the titles of a table."""
        self.line(titles, "head")

    def _cell(self, column: int, cell: Cell, look: str) -> None:
        sheet, place = self.sheet, (self.row, column)
        if isinstance(cell, Formula):
            kind = "amount" if isinstance(cell.value, Decimal) else "whole"
            seen = self._format(kind, look)
            sheet.write_formula(*place, cell.text, seen, _number(cell.value))
        elif isinstance(cell, Decimal):
            sheet.write_number(*place, float(cell), self._format("amount", look))
        elif isinstance(cell, int):
            sheet.write_number(*place, cell, self._format("whole", look))
        elif isinstance(cell, date):
            sheet.write_datetime(*place, cell, self._format("date", look))
        elif cell is None or not cell.strip():
            sheet.write_blank(*place, None, self._format("text", look))
        else:
            sheet.write_string(*place, clean(cell), self._format("text", look))

    def _format(self, kind: str, look: str) -> Format:
        return self.formats.get(f"{kind} {look}") or self.formats[look or kind]


def _number(value: Decimal | int) -> float | int:
    """A spreadsheet knows no Decimal; 15 digits hold every amount we print."""
    return float(value) if isinstance(value, Decimal) else value


def sheet_name(words: str, taken: Sequence[str]) -> str:
    """Return a name a spreadsheet accepts and that no other sheet has.

    >>> sheet_name("A/B", []), sheet_name("Notes", ["notes"])
    ('A-B', 'Notes 1')
    """
    name = clean(words).translate(_FORBIDDEN).strip("' ")[:31] or "Sheet"
    while name.casefold() in [one.casefold() for one in taken]:
        name = f"{name[:28]} {len(taken)}"
    return name


def cell_at(row: int, column: int) -> str:
    """
    >>> cell_at(0, 2)
    'C1'
    """
    return xl_rowcol_to_cell(row, column)


def span_of(first: int, last: int, column: int) -> str:
    """
    >>> span_of(1, 4, 2)
    'C2:C5'
    """
    return f"{cell_at(first, column)}:{cell_at(last, column)}"


def cell_formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    """Return every look of a cell by kind and look, e.g. "amount strong"."""
    kinds = {
        "text": {},
        "amount": {"num_format": "#,##0.00##;[Red]-#,##0.00##"},
        "whole": {"num_format": "0"},
        "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    }
    looks = {
        "": {},
        "strong": {"bold": True, "top": 1, "bg_color": _BAND},
    }
    formats = {
        f"{kind} {look}".strip(): book.add_format({**values, **more})
        for kind, values in kinds.items()
        for look, more in looks.items()
    }
    formats["head"] = book.add_format(
        {
            "bold": True,
            "bg_color": _BAND,
            "bottom": 1,
            "font_color": _ACCENT,
            "text_wrap": True,
            "valign": "bottom",
        }
    )
    formats["title"] = book.add_format(
        {"bold": True, "font_size": 15, "font_color": _ACCENT}
    )
    return formats
