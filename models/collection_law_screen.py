from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..rules.tables import CHANGES, Semester
from .client_actions import show_list
from .collection_law_tasks import AHEAD

STATES = [
    ("known", "Known"),
    ("due", "To Enter Soon"),
    ("missing", "Not Known Today"),
]


class CollectionLaw(models.Model):
    """One table as people look at it: what stands today, what is next, what is sure."""

    _inherit = "collection.law"

    current_text = fields.Char(compute="_compute_current", string="Latest Value")
    current_from = fields.Date(compute="_compute_current", string="Since")
    next_on = fields.Date(
        compute="_compute_current",
        string="Needed From",
        help="From this day the computations need the next value.",
    )
    status = fields.Selection(STATES, compute="_compute_current")
    doubtful_count = fields.Integer(
        compute="_compute_doubtful_count",
        search="_search_doubtful_count",
        string="Doubtful",
    )
    history_html = fields.Html(
        compute="_compute_history_html", sanitize=False, string="History"
    )

    @api.depends(
        "code",
        "unit",
        "currency_id",
        "cadence",
        "known_until",
        "country_id",
        "row_ids.active",
        "row_ids.valid_from",
        "row_ids.value",
        "row_ids.text",
    )
    @api.depends_context("lang", "company", "collection_today")
    def _compute_current(self):
        today = self.env.company._collection_today()
        for law in self:
            row = law._latest(today)
            law.current_text = law._latest_text(row)
            law.current_from = row and row.valid_from
            law.next_on = law._next_missing(today)
            law.status = law._status(today) if law.id else False

    def _latest(self, day):
        """Return the last row that began by a day: known to stand on it or not."""
        rows = self._as_table().rows if self._origin else ()
        return max(
            (row for row in rows if row.valid_from <= day),
            key=lambda row: row.valid_from,
            default=None,
        )

    def _latest_text(self, row):
        if not row:
            return False
        if self.unit != "text":
            return self._format(row.value)
        texts = self._text_table(self.country_id, self.code)[1]
        return texts[row.row_id][1].replace("\n", "; ")

    def _next_missing(self, today):
        """Return the first half-year from today's on whose value is missing."""
        if not self._origin or not (anchor := self._next_anchor(today)):
            return False
        return anchor if not self._reaches(anchor) else False

    def _status(self, today):
        """Say whether the value is there where the computations look for it."""
        law = self._origin
        anchor = law._next_anchor(today)
        if not anchor:
            return "known" if law._reaches(today) else "missing"
        if not law._reaches(Semester.of(today).start):
            return "missing"
        near = today >= anchor - timedelta(days=AHEAD[law.cadence])
        return "due" if near and not law._reaches(anchor) else "known"

    @api.depends("row_ids.confidence", "row_ids.active")
    def _compute_doubtful_count(self):
        counts = dict(
            self.env["collection.law.row"]._read_group(
                [("law_id", "in", self.ids), ("confidence", "=", "doubtful")],
                ["law_id"],
                ["__count"],
            )
        )
        for law in self:
            law.doubtful_count = counts.get(law._origin, 0)

    @api.model
    def _search_doubtful_count(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        return Domain("row_ids", "any", [("confidence", "=", "doubtful")])

    @api.onchange("known_until")
    def _onchange_known_until(self):
        """A rate that nobody has set yet cannot be known."""
        today = self.env.company._collection_today()
        if self.cadence != CHANGES or not self.known_until:
            return None
        if self.known_until <= today + timedelta(days=AHEAD[CHANGES]):
            return None
        return {
            "warning": {
                "title": self.env._("Far ahead"),
                "message": self.env._(
                    "The rate may still change before that day. Enter the last day "
                    "for which it has been looked up."
                ),
            }
        }

    # -- buttons ---------------------------------------------------------------

    def action_view_doubtful(self):
        """Open the doubtful values of these tables."""
        return show_list(
            self.env,
            "collection_law_row_action",
            [("law_id", "in", self.ids)],
            search_default_doubtful=1,
        )

    def action_confirm_rows(self):
        """Vouch for every doubtful value of these tables."""
        self.row_ids.action_confirm()

    def action_use_in_my_country(self):
        """Make the same tables, empty, for the country of the company."""
        country = self.env.company.account_fiscal_country_id
        if not country:
            raise UserError(self._explain_country(country))
        there = self.with_context(active_test=False).search(
            [("country_id", "=", country.id)]
        )
        codes = set(there.mapped("code"))
        missing = {law.code: law for law in self if law.code not in codes}
        made = self.create([law._empty_for(country) for law in missing.values()])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_law_action"
        )
        action["domain"] = [("id", "in", (there | made).ids)]
        return action

    def _empty_for(self, country):
        values = self.copy_data()[0]
        return {
            **values,
            "code": self.code,
            "name": self.name,
            "country_id": country.id,
            "currency_id": self.currency_id and self.env.company.currency_id.id,
            "language": False,
            "known_until": False,
            "note": False,
        }
