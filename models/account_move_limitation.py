from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..rules.errors import RuleError
from .bulk import read_columns
from .collection_limitation import COMPARISONS, LEVELS, may_be_over

CLAIM = ("move_id", "company_id", "date_maturity")
DELIVERY = ("delivery_date",)


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_limitation_date = fields.Date(
        groups="account_collection.group_collection_readonly",
        string="Last Day for the Court",
        compute="_compute_collection_limitation",
        search="_search_collection_limitation_date",
        help="The limitation of what is still open, of its first instalment.",
    )
    collection_limitation_level = fields.Selection(
        LEVELS,
        groups="account_collection.group_collection_readonly",
        string="Limitation",
        compute="_compute_collection_limitation",
    )
    collection_limitation_reason = fields.Char(
        groups="account_collection.group_collection_readonly",
        string="Limitation: Why",
        compute="_compute_collection_limitation",
    )

    @api.depends_context("collection_today", "lang")
    @api.depends(
        "line_ids.amount_residual",
        "collection_item_ids.is_open",
        "delivery_date",
        "partner_id.collection_class",
    )
    def _compute_collection_limitation(self):
        limits = self.env["collection.limitation"]
        self.collection_limitation_date = False
        self.collection_limitation_level = False
        self.collection_limitation_reason = False
        days = {move: move._collection_open_days() for move in self}
        debts = {move: (move, min(due)) for move, due in days.items() if due}
        for move, found in limits._read(debts).items():
            today = move.company_id._collection_today()
            unknown = isinstance(found, RuleError)
            move.collection_limitation_date = not unknown and found.last_day
            move.collection_limitation_level = limits._level(found, today)
            move.collection_limitation_reason = limits._reason(found, move.company_id)

    def _collection_open_days(self):
        """Return the due dates of what is open, on the ladder or not."""
        lines = self.line_ids.filtered(
            lambda line: (
                line._collection_is_claim()
                and line.parent_state == "posted"
                and line.amount_residual_currency > 0
            )
        )
        items = self.collection_item_ids.filtered("is_open")
        return {*lines.mapped("date_maturity"), *items.mapped("date_due")}

    @api.model
    def _search_collection_limitation_date(self, operator, value):
        if operator not in COMPARISONS:
            return NotImplemented
        day = fields.Date.to_date(value)
        lines = self.env["account.move.line"]
        domain = Domain.TRUE
        if operator in ("<", "<="):
            domain = Domain.OR(
                lines._collection_limitation_candidates(company, day)
                for company in self.env.companies
            )
        found = lines.search(
            Domain(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("move_type", "in", ("out_invoice", "out_receipt")),
                    ("parent_state", "=", "posted"),
                    ("amount_residual_currency", ">", 0),
                    ("date_maturity", "!=", False),
                ]
            )
            & domain
        )._collection_read_limitations()
        compare = COMPARISONS[operator]
        moves = self.browse().union(
            *[
                line.move_id
                for line, one in found.items()
                if not isinstance(one, RuleError)
                and one.last_day
                and compare(one.last_day, day)
            ]
        )
        return Domain("id", "in", moves.ids) | self._collection_search_items(
            Domain("limitation_date", operator, value)
        )

    def action_collection_event(self):
        """Ask for a fact of law about these invoices of one debtor."""
        if len(self.commercial_partner_id) != 1 or len(self.company_id) != 1:
            raise UserError(self.env._("Choose the invoices of one debtor."))
        return self.env["collection.event.wizard"]._open_for_moves(self)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _collection_read_limitations(self):
        """Return ``{line: Limitation, or why it is unknown}``."""
        debts = {line: (line.move_id, line.date_maturity) for line in self}
        return self.env["collection.limitation"]._read(debts)

    def _collection_prescribed(self, today):
        """Return ``{line: why it is not claimed any more}``."""
        limits = self.env["collection.limitation"]
        old = self._collection_old(today) if all(self._ids) else self
        debts = {line: (line.move_id, line.date_maturity) for line in old}
        return {
            line: limits._refusal(found, line.company_id)
            for line, found in limits._prescribed(debts, today).items()
        }

    def _collection_old(self, today):
        """Return those so old that they may be prescribed: of the others nothing need
        be read."""
        moves = self.move_id
        delivered = dict(zip(moves._ids, read_columns(moves, DELIVERY), strict=True))
        last = {
            company.id: self.env["collection.limitation"]._last_start(company, today)
            for company in self.company_id
        }
        return self.browse(
            line_id
            for line_id, (move_id, company_id, due) in zip(
                self._ids, read_columns(self, CLAIM), strict=True
            )
            if may_be_over(due, delivered[move_id][0], last[company_id])
        )

    @api.model
    def _collection_limitation_candidates(self, company, day):
        last = self.env["collection.limitation"]._last_start(company, day)
        if last is None:
            return Domain.FALSE
        return Domain("company_id", "=", company.id) & (
            Domain("date_maturity", "<=", last)
            | Domain("move_id.delivery_date", "<=", last)
        )
