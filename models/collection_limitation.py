import operator

from odoo import api, models
from odoo.fields import Domain

from ..rules.debtor import BUSINESS, CONSUMER, PUBLIC
from ..rules.errors import RuleError
from ..rules.limitation import Basis, Interruption, limitation
from ..rules.tables import LAW, Table, add_months

DELAYS = (BUSINESS, CONSUMER, PUBLIC)
CODES = (*DELAYS, "carriage", "listed", "title", "suspended")
WRITTEN_CHANNELS = ("email", "letter", "registered")
ALARMS = (6, 3)
"""Months left at which a person is warned."""
COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
LEVELS = [
    ("prescribed", "Prescribed"),
    ("close", "Three months or less"),
    ("near", "Six months or less"),
    ("far", "More than six months"),
    ("stopped", "Does not run"),
    ("unknown", "Unknown"),
]


def may_be_over(due, delivered, last):
    """Tell whether a delay may be over that began by the day ``last`` at the latest:
    on the due date or, if earlier, on delivery."""
    return bool(last) and min(due, delivered or due) <= last


class CollectionLimitation(models.AbstractModel):
    """Until when a due item can be brought to court, read each time from the invoice,
    the facts of law, what was said to the debtor, and the tables of law.

    Its own arithmetic is in :mod:`rules.limitation`. Where a table is missing the last
    day is unknown: nothing is guessed, and nothing is held back for it.
    """

    _name = "collection.limitation"
    _description = "Limitation Read from the Facts"

    @api.model
    def _read(self, debts):
        """Return ``{key: Limitation}``, or why it is unknown as a :class:`RuleError`.

        :param debts: ``{key: (invoice, due date)}``; a key is hashable.
        """
        moves = self.env["account.move"].union(*[move for move, _due in debts.values()])
        events = self.env["collection.event"].sudo()._for_moves(moves)
        said = self._said(moves)
        laws = {
            company: self._tables(company)
            for company in self.env["res.company"].union(*moves.mapped("company_id"))
        }
        return {
            key: self._read_one(
                move,
                due,
                laws[move.company_id],
                [event._as_rule() for event in events[move]]
                + said.get((move, due), []),
            )
            for key, (move, due) in debts.items()
        }

    def _read_one(self, move, due, law, events):
        try:
            return limitation(
                move.commercial_partner_id.collection_class,
                Basis(due=due, service_done=move.delivery_date or None),
                law,
                events,
            )
        except RuleError as error:
            return error

    @api.model
    def _tables(self, company):
        """Return the tables of law under the names :mod:`rules.limitation` knows."""
        tables = self.env["collection.law"]._limitation_tables(self._country(company))
        return {
            code: tables.get(code) or Table(f"limitation_{code}", (), LAW)
            for code in CODES
        }

    @api.model
    def _country(self, company):
        return company.account_fiscal_country_id or company.country_id

    @api.model
    def _said(self, moves):
        """Return ``{(invoice, due date): written claims that left}``.

        Against a public body any of them interrupts (loi 68-1250, art. 2); for anybody
        else a formal notice is read too, to say that it changed nothing.
        """
        lines = (
            self.env["collection.notice.line"]
            .sudo()
            .search(
                [
                    ("move_id", "in", moves.ids),
                    ("departed_on", "!=", False),
                    ("days_late", ">", 0),
                    (
                        "notice_id.delivery_ids",
                        "any",
                        [
                            ("channel_code", "in", WRITTEN_CHANNELS),
                            ("departed_on", "!=", False),
                        ],
                    ),
                ],
                order="departed_on, id",
            )
        )
        said = {}
        for line in lines:
            kind = "formal_notice" if line.stage_id.is_formal_notice else "reminder"
            known = line.move_id.commercial_partner_id.collection_class
            if kind == "formal_notice" or known == PUBLIC:
                place = (line.move_id, line.item_id.date_due)
                written = Interruption(line.departed_on, kind, key=line.notice_id)
                said.setdefault(place, []).append(written)
        return said

    # -- few of many ---------------------------------------------------------

    @api.model
    def _last_start(self, company, day):
        """Return the latest day on which a delay may have begun that is over by
        ``day``; ``None`` when no delay is known.

        What began later cannot be over, so nothing need be read about it.
        """
        tables = self._tables(company)
        years = [int(row.value) for code in DELAYS for row in tables[code].rows]
        return add_months(day, -12 * min(years)) if years else None

    @api.model
    def _prescribed(self, debts, today):
        """Return ``{key: Limitation}`` of what can no longer be brought to court."""
        starts = {}
        old = {}
        for key, (move, due) in debts.items():
            company = move.company_id
            if company not in starts:
                starts[company] = self._last_start(company, today)
            if may_be_over(due, move.delivery_date, starts[company]):
                old[key] = (move, due)
        if not old:
            return {}
        return {
            key: found
            for key, found in self._read(old).items()
            if not isinstance(found, RuleError) and found.is_prescribed(today)
        }

    @api.model
    def _level(self, found, today):
        """Return how near the last day is: ``unknown``, ``stopped``, ``prescribed``,
        ``close`` (3 months or less), ``near`` (6 months) or ``far``."""
        if isinstance(found, RuleError):
            return "unknown"
        if found.last_day is None:
            return "stopped"
        if found.is_prescribed(today):
            return "prescribed"
        near, close = (add_months(found.last_day, -months) for months in ALARMS)
        if today >= close:
            return "close"
        return "near" if today >= near else "far"

    @api.model
    def _candidate_domain(self, company, day):
        """Return the domain of the due items that may be over by ``day``."""
        last = self._last_start(company, day)
        if last is None:
            return Domain.FALSE
        return Domain("company_id", "=", company.id) & (
            Domain("date_due", "<=", last) | Domain("move_id.delivery_date", "<=", last)
        )
