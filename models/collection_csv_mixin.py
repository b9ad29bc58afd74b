import base64
import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import remove_accents

DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y")


class CollectionCsvMixin(models.AbstractModel):
    """Reading tables that people bring: separators, encodings, headings, days."""

    _name = "collection.csv.mixin"
    _description = "Reading of CSV Files"

    @api.model
    def _csv_text(self, data):
        """Return the text of a file a person chose.

        :param data: base64, as a binary field holds it.
        :raises UserError: when it is no text.
        """
        return self._csv_decode(base64.b64decode(data))

    @api.model
    def _csv_decode(self, raw):
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UserError(
            self.env._("The file is no text: save it as CSV, in UTF-8, and try again.")
        )

    @api.model
    def _csv_cells(self, text, columns, needed) -> Iterator[tuple[int, dict]]:
        """Yield the number of each line, as an editor counts, and its cells.

        :param columns: ``{heading: name of the cell}``; headings are compared without
            case, accents and spaces.
        :param needed: the names without which nothing can be read.
        :raises UserError: headings that are missing or not known.
        """
        text = text.removeprefix("\ufeff")
        heading = text.split("\n", 1)[0]
        delimiter = ";" if heading.count(";") > heading.count(",") else ","
        reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        headings = [name.strip() for name in next(reader, ())]
        names = [columns.get(self._csv_key(one)) for one in headings]
        unknown = [one for one, name in zip(headings, names, strict=True) if not name]
        missing = [name for name in needed if name not in names]
        if missing or unknown:
            self._csv_refuse_headings(columns, missing, unknown)
        before = reader.line_num
        for cells in reader:
            number, before = before + 1, reader.line_num
            cells = [cell.strip() for cell in cells]
            if any(cells):
                clean = dict(zip(names, cells, strict=False))
                more = cells[len(names) :]
                yield number, {**dict.fromkeys(names, ""), **clean, "more": more}

    @api.model
    def _csv_key(self, heading):
        """Return a heading as headings are compared."""
        plain = remove_accents(heading).lower()
        return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")

    @api.model
    def _csv_refuse_headings(self, columns, missing, unknown):
        raise UserError(
            self.env._(
                "The first line must hold the headings %(columns)s; missing: "
                "%(missing)s; unknown: %(unknown)s.",
                columns=", ".join(dict.fromkeys(columns.values())),
                missing=", ".join(missing) or "—",
                unknown=", ".join(unknown) or "—",
            )
        )

    @api.model
    def _csv_day(self, cell) -> date:
        """Return a cell as a day.

        :raises ValueError: in words.
        """
        for form in DAY_FORMATS:
            try:
                return datetime.strptime(cell, form).date()
            except ValueError:
                continue
        raise ValueError(
            self.env._("“%s” is not a date: write 2027-01-01 or 01/01/2027", cell)
        )
