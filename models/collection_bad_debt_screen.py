from odoo import api, fields, models

from .collection_bad_debt import STATES


class CollectionBadDebt(models.Model):
    """What only the screens of a bad debt show."""

    _inherit = "collection.bad.debt"

    date_booked = fields.Date(
        compute="_compute_date_booked",
        search="_search_date_booked",
        string="Booked On",
        help="Day of the last step that stands.",
    )
    line_ids = fields.One2many(
        "account.move.line", compute="_compute_line_ids", string="Journal Items"
    )
    amount_unbooked = fields.Monetary(
        compute="_compute_amount_unbooked", string="Money to Book"
    )

    @api.depends("step_ids")
    def _compute_date_booked(self):
        for debt in self:
            debt.date_booked = max(
                debt.step_ids._live().mapped("date"), default=False
            )

    @api.model
    def _search_date_booked(self, operator, value):
        return [("step_ids.date", operator, value)]

    @api.depends("step_ids")
    def _compute_line_ids(self):
        for debt in self:
            entries = debt.step_ids._all_entries()
            debt.line_ids = entries.line_ids.sorted(lambda line: (line.date, line.id))

    @api.depends("step_ids")
    def _compute_amount_unbooked(self):
        for debt in self:
            if debt.state in ("lost", "released"):
                debt.amount_unbooked = 0.0
                continue
            booked = debt.step_ids._live()._sum_of("received", "amount_gross")
            debt.amount_unbooked = float(debt._received_on_doubtful()) - booked


class CollectionCase(models.Model):
    _inherit = "collection.case"

    bad_debt_ids = fields.One2many("collection.bad.debt", "case_id")
    bad_debt_count = fields.Integer(compute="_compute_bad_debt_count")

    @api.depends("bad_debt_ids")
    def _compute_bad_debt_count(self):
        for case in self:
            case.bad_debt_count = len(case.bad_debt_ids)

    def action_bad_debt(self):
        """Ask to move what is overdue in these cases to doubtful debts."""
        items = self.item_ids.filtered(
            lambda item: item.is_open and item.settled_as == "open" and item.days_late
        )
        return items.move_id.action_collection_doubtful()

    def action_view_bad_debts(self):
        """Open the bad debts of these cases."""
        return self.bad_debt_ids._show()


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_bad_debt_state = fields.Selection(
        STATES,
        compute="_compute_collection_bad_debt_state",
        string="Bad Debt State",
        groups="account_collection.group_collection_readonly",
    )

    @api.depends("collection_bad_debt_ids.state")
    def _compute_collection_bad_debt_state(self):
        for move in self:
            move.collection_bad_debt_state = move.collection_bad_debt_ids[:1].state
