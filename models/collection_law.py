from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.tables import CHANGES, LAW, SEMESTER, Semester, Table
from .collection_law_row import LawRow, exact

KINDS = [
    ("rate", "Rate"),
    ("amount", "Amount"),
    ("threshold", "Threshold"),
    ("delay", "Delay"),
    ("limitation", "Limitation"),
    ("wording", "Wording"),
    ("court", "Court"),
]
UNITS = [
    ("percent", "% a year"),
    ("points", "Points"),
    ("times", "Times"),
    ("money", "Amount"),
    ("days", "Days"),
    ("months", "Months"),
    ("years", "Years"),
    ("people", "People"),
    ("text", "Text"),
]
CADENCES = [
    (SEMESTER, "A value for each half-year"),
    (CHANGES, "A value for each change"),
    (LAW, "Stands until the law changes"),
]
SHAPE = {"code", "country_id", "unit", "cadence"}


class Wording(NamedTuple):
    """A text of the law: ``source`` is its article."""

    text: str
    source: str
    doubtful: bool


class CollectionLaw(models.Model):
    """One dated table of a country's law: a rate, an amount, a delay, a wording.

    Whatever the law fixes and may change is read from here for the day it is asked
    for, so that a statement for an old date uses the old law. Where no row reaches a
    day the tables say so; nothing is extrapolated (see ``rules.tables``).

    Shared by all companies. ``_tables`` answers everything about a country at once,
    from a cache that any change of a table or row clears.
    """

    _name = "collection.law"
    _description = "Table of Law"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="What the computations call this table: ecb, legal_other, …",
    )
    country_id = fields.Many2one(
        "res.country",
        required=True,
        index=True,
        default=lambda self: self.env.company.account_fiscal_country_id,
        ondelete="restrict",
    )
    sequence = fields.Integer(default=1000)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="rate")
    unit = fields.Selection(UNITS, required=True, default="percent")
    currency_id = fields.Many2one("res.currency")
    language = fields.Char(
        size=2, help="Language of the law's own text: two letters, such as fr."
    )
    cadence = fields.Selection(
        CADENCES,
        required=True,
        default=LAW,
        help="How long the last value may be used before somebody looks it up again.",
    )
    known_until = fields.Date(
        tracking=True,
        help="Last day for which the last value was looked up and found unchanged. "
        "Empty: a table with a value for each change is known up to the day of its "
        "last row only.",
    )
    note = fields.Text(translate=True)
    row_ids = fields.One2many("collection.law.row", "law_id", string="Values")
    is_shipped = fields.Boolean(compute="_compute_is_shipped")

    _code = models.UniqueIndex(
        "(code, country_id)",
        "This country already has a table with that code: add a value to it instead.",
    )
    _money = models.Constraint(
        "CHECK (unit != 'money' OR currency_id IS NOT NULL)",
        "Say in which currency the amounts of this table are.",
    )

    @api.depends("row_ids.shipped_on")
    def _compute_is_shipped(self):
        for law in self:
            law.is_shipped = bool(law._shipped_rows())

    # -- CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        laws = super().create(vals_list)
        self._forget_tables()
        return laws

    def write(self, vals):
        self._check_shipped(vals.keys())
        result = super().write(vals)
        self._forget_tables()
        if vals.keys() & {"known_until", "active"}:
            self._close_tasks()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_tables()
        return result

    @api.constrains("cadence", "unit")
    def _check_rows(self):
        self.row_ids._check_row()

    def _check_shipped(self, names):
        """The shape of a shipped table stays: computations and updates rely on it."""
        if names & SHAPE and self._shipped_rows():
            raise UserError(
                self.env._(
                    "Code, country, unit and cadence of a table that came with the "
                    "add-on cannot be changed: correct its values, or create a table."
                )
            )

    def _shipped_rows(self):
        rows = self.with_context(active_test=False).row_ids
        return rows.filtered("shipped_on")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if self._shipped_rows():
            raise UserError(
                self.env._(
                    "This table came with the add-on: archive it instead, or the next "
                    "update brings it back."
                )
            )

    def copy_data(self, default=None):
        return [
            {**vals, "code": f"{law.code}_copy"}
            for law, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model
    def _forget_tables(self):
        self.env.registry.clear_cache()

    # -- what stood on a day -------------------------------------------------

    @api.model
    def _tables(self, country):
        """Return ``{code: Table}`` of a country's figures; texts see ``_wording``.

        Tables without rows are there too; an unknown country has none. The rows are
        :class:`LawRow`: their confidence is ``confirmed`` or ``doubtful``.
        """
        return dict(self._read_tables(country.id)[0]) if country else {}

    @api.model
    def _law_table(self, country, code):
        """Return one table; one that does not exist has no rows, and says so when it
        is asked for a day (:class:`BeforeTables`)."""
        return self._tables(country).get(code) or Table(code, (), LAW)

    @api.model
    def _limitation_tables(self, country):
        """Return the tables of ``rules.limitation`` by its own names of delays."""
        prefix = "limitation_"
        return {
            code.removeprefix(prefix): table
            for code, table in self._tables(country).items()
            if code.startswith(prefix)
        }

    @api.model
    def _wording(self, code, day, lang, country):
        """Return the :class:`Wording` that stood on a day.

        A reader of the law's own language gets its text, any other the English
        rendering where there is one.

        :raises DataMissing: no text for that day.
        """
        table, texts = self._text_table(country, code)
        row = table.at(day)
        language, text, text_en = texts[row.row_id]
        own = not text_en or (lang or "").split("_")[0] == language
        return Wording(text if own else text_en, row.source, row.is_doubtful)

    @api.model
    def _text_table(self, country, code):
        found = self._read_tables(country.id)[1] if country else {}
        return found.get(code) or (Table(code, (), LAW), {})

    @api.model
    @tools.ormcache("country_id")
    def _read_tables(self, country_id):
        """Return figures and texts of a country, read in one query.

        The values are read as the exact decimals they are stored as.
        """
        figures, texts = {}, {}
        for law, rows in self._read_rows(country_id):
            table = Table(
                law["code"],
                tuple(_as_row(law, row) for row in rows),
                law["cadence"],
                law["known_until"],
            )
            if law["unit"] != "text":
                figures[table.code] = table
                continue
            words = {
                row["row_id"]: (law["language"], row["text"], row["text_en"])
                for row in rows
            }
            texts[table.code] = (table, words)
        return figures, texts

    @api.model
    def _read_rows(self, country_id):
        self.flush_model()
        self.row_ids.flush_model()
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT law.id, law.code, law.unit, law.cadence, law.known_until,
                       law.language, line.id AS row_id, line.valid_from,
                       line.value::text AS value, line.text, line.text_en,
                       line.source, line.confidence
                  FROM collection_law law
             LEFT JOIN collection_law_row line ON line.law_id = law.id AND line.active
                 WHERE law.country_id = %s AND law.active
              ORDER BY law.sequence, law.code, line.valid_from
                """,
                country_id,
            )
        )
        laws = {}
        for one in found:
            _law, rows = laws.setdefault(one["id"], (one, []))
            if one["row_id"]:
                rows.append(one)
        return list(laws.values())

    # -- one table -----------------------------------------------------------

    def _as_table(self):
        """Return this table as it is read; an archived one is empty."""
        self.ensure_one()
        if self.unit == "text":
            return self._text_table(self.country_id, self.code)[0]
        return self._law_table(self.country_id, self.code)

    def _next_anchor(self, today):
        """Return the day from which the next value is needed, if there is one."""
        self.ensure_one()
        return None if self.cadence == LAW else Semester.of(today).next().start

    def _format(self, value):
        """Return a figure of this table with its unit, as people write it."""
        self.ensure_one()
        number = exact(str(value), self.unit)
        return self.row_ids._format_value(number, self.unit, self.currency_id)


def _as_row(law: dict, row: dict) -> LawRow:
    return LawRow(
        valid_from=row["valid_from"],
        value=exact(row["value"], law["unit"]),
        source=row["source"] or "",
        confidence=row["confidence"],
        law_id=law["id"],
        row_id=row["row_id"],
    )
