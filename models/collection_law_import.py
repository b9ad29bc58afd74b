from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from .collection_law_row import CONFIDENCE, MOST_PLACES, exact

SHIPPED = ("ecb", "legal_rate", "figures", "wordings")
NEEDED = ("table", "valid_from", "source")
COLUMNS = (*NEEDED, "value", "text", "text_en", "evidence", "confidence")
MOST_PROBLEMS = 50


@dataclass
class Line:
    """One line of a file: what it says, what it would do, or why it cannot."""

    number: int
    cells: dict
    law: Any = None
    row: Any = None
    vals: dict = field(default_factory=dict)
    state: str = "new"
    problem: str = ""


class CollectionLaw(models.Model):
    """Rows from a CSV text: those the add-on ships and those a person brings."""

    _name = "collection.law"
    _inherit = ["collection.law", "collection.csv.mixin"]

    @api.model
    def _load_shipped(self):
        """Add the rows the add-on ships; called at every installation and update.

        Rows that are missing are added; one that nobody corrected or confirmed follows
        the new release; what a person has touched stays.
        """
        shipped = self.with_context(collection_law_shipped=True)
        country = self.env.ref("base.fr")
        for name in SHIPPED:
            with file_open(f"account_collection/data/law/{name}.csv") as source:
                shipped._import_rows(source.read(), country=country)

    @api.model
    def _import_rows(self, text, update=False, country=None):
        """Write the rows of a CSV text; return its :class:`Line` s.

        :param update: whether rows that are there may change.
        :raises UserError: naming every line that is wrong; nothing is written.
        """
        lines = self._read_lines(text, country)
        problems = [
            self.env._(
                "Line %(number)s: %(problem)s", number=one.number, problem=one.problem
            )
            for one in lines
            if one.problem
        ]
        if problems:
            raise UserError(self._tell_problems(problems))
        self._write_lines(lines, update)
        return lines

    @api.model
    def _tell_problems(self, problems):
        more = len(problems) - MOST_PROBLEMS
        if more > 0:
            problems = [*problems[:MOST_PROBLEMS], self.env._("… and %s more", more)]
        intro = self.env._("The file is refused and nothing was written:")
        return "\n".join([intro, *problems])

    @api.model
    def _write_lines(self, lines, update):
        Rows = self.env["collection.law.row"]
        shipped = self.env.context.get("collection_law_shipped")
        new = [one for one in lines if one.state == "new"]
        Rows.create([one.vals for one in new])
        for one in lines:
            if one.state != "changed":
                continue
            if update or (shipped and one.row._is_untouched()):
                one.row.write(one.vals)
            else:
                one.state = "kept"

    # -- reading ---------------------------------------------------------------

    @api.model
    def _read_lines(self, text, country=None):
        """Return the lines of a CSV text, compared with what is there."""
        country = country or self.env.company.account_fiscal_country_id
        laws = self.with_context(active_test=False).search(
            [("country_id", "=", country.id)]
        )
        by_code = {law.code: law for law in laws}
        there = self._rows_there(laws)
        lines, seen = [], {}
        for number, cells in self._csv_cells(
            text, {name: name for name in COLUMNS}, NEEDED
        ):
            line = Line(number, cells)
            try:
                self._read_line(line, by_code)
                self._compare(line, there, seen)
            except ValueError as error:
                line.state, line.problem = "wrong", str(error)
            lines.append(line)
        if not lines:
            raise UserError(self.env._("The file has no line below its headings."))
        return lines

    @api.model
    def _rows_there(self, laws):
        """Return ``{(law, day): row}``; a shipped row answers for its first day too,
        so that one that was moved or archived does not come back."""
        rows = self.env["collection.law.row"].with_context(active_test=False)
        found = {}
        for row in rows.search([("law_id", "in", laws.ids)]):
            if row.shipped_on and self.env.context.get("collection_law_shipped"):
                found.setdefault((row.law_id, row.shipped_on), row)
            if row.active:
                found[row.law_id, row.valid_from] = row
        return found

    @api.model
    def _read_line(self, line, by_code):
        cells = line.cells
        if any(cells["more"]):
            raise ValueError(self.env._("more cells than headings"))
        line.law = by_code.get(cells["table"])
        if line.law is None:
            raise ValueError(
                self.env._("there is no table “%s” in this country", cells["table"])
            )
        if not cells["source"]:
            raise ValueError(self.env._("the source is missing"))
        day = self._csv_day(cells["valid_from"])
        value = self._read_value(cells.get("value"), line.law)
        text = cells.get("text") or False
        problem = self.env["collection.law.row"]._problem(
            line.law, day, value or Decimal(0), text
        )
        if problem:
            raise ValueError(problem)
        line.vals = {
            "law_id": line.law.id,
            "valid_from": day,
            "value": float(value or 0),
            "text": text,
            "text_en": cells.get("text_en") or False,
            "source": cells["source"],
            "evidence": cells.get("evidence") or False,
            "confidence": self._read_confidence(cells.get("confidence")),
        }
        if self.env.context.get("collection_law_shipped"):
            line.vals["shipped_on"] = day

    @api.model
    def _read_value(self, cell, law):
        if not cell:
            if law.unit == "text":
                return None
            raise ValueError(self.env._("the value is missing"))
        try:
            value = Decimal(cell.replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise ValueError(self.env._("“%s” is not a number", cell))
        if -value.normalize().as_tuple().exponent > MOST_PLACES:
            raise ValueError(
                self.env._(
                    "“%(value)s” has more than %(places)s decimals",
                    value=cell,
                    places=MOST_PLACES,
                )
            )
        return value

    @api.model
    def _read_confidence(self, cell):
        """Return a confidence; nothing said is doubtful until a manager confirms."""
        cell = (cell or "doubtful").lower()
        words = [key for key, _label in CONFIDENCE]
        if cell not in words:
            raise ValueError(
                self.env._(
                    "“%(word)s” is no confidence: %(words)s",
                    word=cell,
                    words=", ".join(words),
                )
            )
        return cell

    @api.model
    def _compare(self, line, there, seen):
        key = (line.law, line.vals["valid_from"])
        if key in seen:
            raise ValueError(self.env._("the same table and day as line %s", seen[key]))
        seen[key] = line.number
        line.row = there.get(key)
        if line.row:
            if "text_en" not in line.cells:
                line.vals.pop("text_en")
            given = dict(line.vals)
            if not line.cells.get("confidence"):
                given.pop("confidence")
            if "evidence" not in line.cells:
                given.pop("evidence")
            same = all(_same(line.row, name, value) for name, value in given.items())
            line.state = "same" if same else "changed"


def _same(row, name, value):
    if name == "law_id":
        return True
    if name == "value":
        places = f".{MOST_PLACES}f"
        return exact(format(row.value, places), "text") == exact(
            format(value, places), "text"
        )
    return (row[name] or False) == (value or False)
