from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..rules.errors import RuleError
from ..rules.limitation import alarms
from ..rules.tables import add_months
from .collection_limitation import ALARMS, COMPARISONS, LEVELS


class CollectionItem(models.Model):
    """Until when a due item can be brought to court."""

    _inherit = "collection.item"

    limitation_date = fields.Date(
        compute="_compute_limitation",
        search="_search_limitation_date",
        string="Last Day for the Court",
        help="The limitation: after that day the claim can no longer be brought to "
        "court.",
    )
    limitation_level = fields.Selection(
        LEVELS, compute="_compute_limitation", string="Limitation"
    )
    limitation_reason = fields.Char(
        compute="_compute_limitation", string="Limitation: Why"
    )
    limitation_steps = fields.Text(
        compute="_compute_limitation", string="Limitation: Steps"
    )
    alarm_date = fields.Date(
        string="Warned About", help="The last day a person was warned about."
    )
    alarm_months = fields.Integer(
        string="Months Left at the Warning",
        help="6 or 3; 0: the claim was prescribed by then.",
    )

    def _limitations(self):
        """Return ``{item: rules.limitation.Limitation}``; an item whose law is not in
        the tables is absent."""
        return {
            item: found
            for item, found in self._read_limitations().items()
            if not isinstance(found, RuleError)
        }

    def _read_limitations(self):
        debts = {item: (item.move_id, item.date_due) for item in self}
        return self.env["collection.limitation"]._read(debts)

    def _prescribed(self, today):
        """Return ``{item: why it is not said any more}`` for the prescribed ones.

        For every debtor, a business included: the law only lets the debtor plead it
        (2247 C. civ.), but a claim that no court would grant is not announced as one
        to be enforced. A person notes what interrupted it, or gives it up.
        """
        limits = self.env["collection.limitation"]
        debts = {item: (item.move_id, item.date_due) for item in self}
        return {
            item: limits._refusal(found, item.company_id)
            for item, found in limits._prescribed(debts, today).items()
        }

    @api.depends_context("collection_today", "lang")
    @api.depends(
        "date_due",
        "is_open",
        "partner_id.collection_class",
        "move_id.delivery_date",
        "case_id.event_ids",
        "notice_line_ids.departed_on",
    )
    def _compute_limitation(self):
        limits = self.env["collection.limitation"]
        running = self.filtered(lambda item: item.is_open and item.move_id)
        for item in self - running:
            item.limitation_date = item.limitation_level = False
            item.limitation_reason = item.limitation_steps = False
        for item, found in running._read_limitations().items():
            today = item.company_id._collection_today()
            unknown = isinstance(found, RuleError)
            item.limitation_date = not unknown and found.last_day
            item.limitation_level = limits._level(found, today)
            item.limitation_reason = limits._reason(found, item.company_id)
            item.limitation_steps = "\n".join(limits._steps(found, item.company_id))

    @api.model
    def _search_limitation_date(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        day = fields.Date.to_date(value)
        limits = self.env["collection.limitation"]
        domain = Domain.TRUE
        if operator in ("<", "<="):
            domain = Domain.OR(
                limits._candidate_domain(company, day) for company in self.env.companies
            )
        found = self.search(Domain("is_open", "=", True) & domain)._limitations()
        compare = COMPARISONS[operator]
        ids = [
            item.id
            for item, one in found.items()
            if one.last_day and compare(one.last_day, day)
        ]
        return Domain("id", "in", ids)

    # -- warnings ------------------------------------------------------------

    @api.model
    def _warn_of_limitation(self, company, today):
        """Ask a person about the open items whose last day comes near or has passed:
        once with six months left, once with three, once when it is too late."""
        limits = self.env["collection.limitation"]
        horizon = add_months(today, max(ALARMS))
        # dates first: whether an item is open costs a look into the ledger
        old = self.search(limits._candidate_domain(company, horizon))
        candidates = self.search([("id", "in", old.ids), ("is_open", "=", True)])
        groups = {}
        for item, found in candidates._limitations().items():
            months = item._alarm_due(found, today)
            if months is not None:
                place = (item.case_id, found.last_day, months)
                groups[place] = groups.get(place, item.browse()) | item
        questions = []
        given = defaultdict(self.browse)
        for (case, last_day, months), items in groups.items():
            questions.append((case, items._alarm_in_words(last_day, months)))
            given[last_day, months] |= items
        self.env["collection.case"]._ask_each(questions, today, once=True)
        for (last_day, months), items in given.items():
            items._record_fact(alarm_date=last_day, alarm_months=months)

    def _alarm_due(self, found, today):
        """Return the months of the alarm that is due and was not given yet: 6, 3 or 0
        (prescribed); else ``None``."""
        if found.last_day is None:
            return None
        due = [
            months
            for months, on in zip(ALARMS, alarms(found.last_day, ALARMS), strict=True)
            if today >= on
        ]
        if found.is_prescribed(today):
            due.append(0)
        if not due:
            return None
        told = self.alarm_date == found.last_day and self.alarm_months <= min(due)
        return None if told else min(due)

    def _alarm_in_words(self, last_day, months):
        values = {
            "invoices": ", ".join(self.move_id.mapped("name")),
            "day": format_date(self.env, last_day),
            "months": months,
        }
        if months:
            return self.env._(
                "Less than %(months)s months to go to court: %(invoices)s, last day "
                "%(day)s.",
                **values,
            )
        return self.env._(
            "Prescribed since %(day)s: %(invoices)s. Note what interrupted it, or give "
            "the claim up.",
            **values,
        )
