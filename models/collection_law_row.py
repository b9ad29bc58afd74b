from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount, format_date

from ..rules.tables import SEMESTER, Row, Semester

CONFIDENCE = [("confirmed", "Confirmed"), ("doubtful", "Doubtful")]
CONTENT = ("valid_from", "value", "text", "text_en", "source")
"""Fields in which a person corrects a row, and thereby vouches for it."""
PLACES = {"percent": 2, "money": 2}
MOST_PLACES = 4


@dataclass(frozen=True)
class LawRow(Row):
    """A row of ``rules.tables`` that remembers which record it was read from."""

    law_id: int = 0
    row_id: int = 0

    @property
    def is_doubtful(self) -> bool:
        return self.confidence != "confirmed"


def exact(value: str | None, unit: str) -> Decimal:
    """Return a stored number with the decimals people write it with.

    >>> exact("2.4000", "percent"), exact("10.0000", "points"), exact(None, "text")
    (Decimal('2.40'), Decimal('10'), Decimal('0'))
    """
    number = Decimal(value or 0)
    places = PLACES.get(unit, 0)
    short = number.normalize()
    if -short.as_tuple().exponent > places:
        return short
    return number.quantize(Decimal(1).scaleb(-places))


class CollectionLawRow(models.Model):
    """One dated value of a table: since when, how much, where it was read, how sure.

    Doubtful values are used, with a warning wherever they appear, until a manager has
    looked them up and confirms them. Whoever corrects a row vouches for it too; what
    the add-on ships later never overwrites what a person corrected or confirmed.
    """

    _name = "collection.law.row"
    _description = "Value of a Table of Law"
    _inherit = ["collection.record.mixin"]
    _order = "law_id, valid_from desc, id"
    _fact_fields = frozenset({"vouched_by_id", "vouched_on", "shipped_on", "is_own"})

    law_id = fields.Many2one(
        "collection.law",
        string="Table",
        required=True,
        index=True,
        ondelete="cascade",
    )
    unit = fields.Selection(related="law_id.unit")
    valid_from = fields.Date(required=True, index=True)
    value = fields.Float(digits=(16, MOST_PLACES), aggregator=None)
    text = fields.Text(help="The wording, in the language of the law.")
    text_en = fields.Text(
        string="English Rendering", help="For readers of any other language."
    )
    source = fields.Char(
        required=True, help="The article or announcement; printed beside the value."
    )
    evidence = fields.Char(help="Where it was read and how often, with addresses.")
    confidence = fields.Selection(CONFIDENCE, required=True, default="confirmed")
    vouched_by_id = fields.Many2one(
        "res.users", string="Confirmed By", readonly=True, copy=False
    )
    vouched_on = fields.Date(string="Confirmed On", readonly=True, copy=False)
    shipped_on = fields.Date(
        readonly=True,
        copy=False,
        help="The date under which the add-on brought this row.",
    )
    is_own = fields.Boolean(string="Entered by a Person", readonly=True, copy=False)
    active = fields.Boolean(default=True)
    value_text = fields.Char(compute="_compute_value_text", string="Reads")

    _law_and_day = models.UniqueIndex(
        "(law_id, valid_from) WHERE active",
        "A table of law has one value from a day: correct the one that is there.",
    )
    _positive = models.Constraint(
        "CHECK (value >= 0)", "A figure of the law is never negative."
    )

    @api.constrains("law_id", "valid_from", "value", "text")
    def _check_row(self):
        for row in self:
            problem = row._problem(
                row.law_id, row.valid_from, exact(str(row.value), "text"), row.text
            )
            if problem:
                raise ValidationError(problem)

    @api.model
    def _problem(self, law, valid_from, value, text):
        """Return in words what is wrong with a value of a table, or nothing."""
        if law.cadence == SEMESTER and valid_from != Semester.of(valid_from).start:
            return self.env._(
                "%(law)s has a value for each half-year: it begins on 1 January or "
                "1 July, not on %(day)s.",
                law=law.name,
                day=format_date(self.env, valid_from),
            )
        if law.unit == "text":
            if value:
                return self.env._("%s is a text: it has no figure.", law.name)
            return "" if text else self.env._("%s: the text is missing.", law.name)
        if text:
            return self.env._("%s is a figure: it has no text.", law.name)
        if value < 0:
            return self.env._("%s: a figure of the law is never negative.", law.name)
        if not value and law.unit != "percent":
            return self.env._("%s: the figure is missing.", law.name)
        return ""

    @api.depends("value", "text", "law_id.unit", "law_id.currency_id")
    @api.depends_context("lang")
    def _compute_value_text(self):
        for row in self:
            law = row.law_id
            if law.unit == "text":
                row.value_text = (row.text or "").replace("\n", "; ")
                continue
            value = exact(f"{row.value:.{MOST_PLACES}f}", law.unit)
            row.value_text = self._format_value(value, law.unit, law.currency_id)

    @api.depends("law_id.name", "valid_from")
    def _compute_display_name(self):
        for row in self:
            day = format_date(self.env, row.valid_from) if row.valid_from else "…"
            row.display_name = f"{row.law_id.name or ''}, {day}"

    @api.model
    def _format_value(self, value, unit, currency):
        """Return a figure with its unit, in the user's language."""
        if unit == "money" and currency:
            return format_amount(self.env, float(value), currency)
        number = self._number(value)
        one = value == 1
        words = {
            "percent": self.env._("%s %%", number),
            "points": self.env._("1 point") if one else self.env._("%s points", number),
            "times": self.env._("%s times", number),
            "days": self.env._("1 day") if one else self.env._("%s days", number),
            "months": self.env._("1 month") if one else self.env._("%s months", number),
            "years": self.env._("1 year") if one else self.env._("%s years", number),
            "people": self.env._("%s people", number),
        }
        return words.get(unit, number)

    @api.model
    def _number(self, value):
        """Return a plain number with the user's decimal sign, no digit dropped."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return f"{value:f}".replace(".", lang.decimal_point or ".")

    # -- CRUD: who vouches, and a trace of every change ------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._own()
        rows.filtered(lambda row: row.confidence == "confirmed")._vouch()
        rows._changed(self.env._("New value"))
        return rows

    def write(self, vals):
        before = {row: row._trace() for row in self}
        laws = self.law_id
        if self._is_person() and vals.keys() & set(CONTENT):
            vals = {"confidence": "confirmed", **vals}
        result = super().write(vals)
        if vals.keys() & {*CONTENT, "active"}:
            self._own()
        if self._is_person() and vals.get("confidence") == "confirmed":
            self._vouch()
        if vals.keys() & {*CONTENT, "active", "confidence", "law_id"}:
            self._changed(self.env._("Corrected"), before, laws)
        return result

    def unlink(self):
        self._changed(self.env._("Deleted"))
        laws = self.law_id
        result = super().unlink()
        laws._forget_tables()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        if self.filtered("shipped_on"):
            raise UserError(
                self.env._(
                    "This value came with the add-on: archive it instead, or the next "
                    "update brings it back."
                )
            )

    def _is_person(self):
        """Whether a person writes, not the add-on's own data or updater."""
        return not self.env.context.get("collection_law_shipped")

    def _is_untouched(self):
        """Whether the row still says what the add-on shipped, unconfirmed by anyone."""
        return bool(self.shipped_on) and not (self.is_own or self.vouched_by_id)

    def _own(self):
        """Remember that a person said this: the add-on's data no longer changes it."""
        if self and self._is_person():
            self._record_fact(is_own=True)

    def _vouch(self):
        if self and self._is_person():
            today = self.env.company._collection_today()
            self._record_fact(vouched_by_id=self.env.uid, vouched_on=today)

    def _trace(self):
        return (
            f"{self.valid_from}: {self.value_text} ({self.source}, {self.confidence})"
        )

    def _changed(self, what, before=None, laws=None):
        """Clear the cache, close tasks that are done, and tell it in the history."""
        laws = (laws or self.law_id) | self.law_id
        laws._forget_tables()
        laws._close_tasks()
        if not self._is_person():
            return
        for law, rows in self.grouped("law_id").items():
            lines = [
                f"{before[row]} → {row._trace()}" if before else row._trace()
                for row in rows
            ]
            body = Markup("<br/>").join([Markup("<b>%s</b>") % what, *lines])
            law.message_post(body=body)

    # -- buttons ---------------------------------------------------------------

    def action_confirm(self):
        """Vouch for doubtful values: they were looked up and are right."""
        self.check_access("write")
        doubtful = self.filtered(lambda row: row.confidence != "confirmed")
        doubtful.write({"confidence": "confirmed"})
