from collections import defaultdict

from odoo import api, fields, models

from .account_partial_reconcile import CREDIT, LOSS, PAYMENT, SET_OFF

SETTLED_AS = [
    ("open", "Open"),
    ("doubtful", "Doubtful"),
    ("paid", "Paid"),
    ("credited", "Credited"),
    ("set_off", "Set off"),
    ("lost", "Lost"),
    ("cancelled", "Cancelled"),
]
BY_KIND = {PAYMENT: "paid", CREDIT: "credited", SET_OFF: "set_off", LOSS: "lost"}


class CollectionItem(models.Model):
    """Settled is not paid: how a due item ended, and what of it was money."""

    _inherit = "collection.item"

    settled_as = fields.Selection(
        SETTLED_AS,
        compute="_compute_settled",
        string="Standing",
        help="A transfer to doubtful debts is still owed; a loss or a set-off was not "
        "paid.",
    )
    amount_collected = fields.Monetary(
        compute="_compute_settled",
        string="Collected",
        help="Money only: credit notes, set-offs and losses do not count.",
    )
    bad_debt_ids = fields.Many2many(
        "collection.bad.debt", compute="_compute_bad_debts", string="Bad Debts"
    )

    @api.depends("move_id.line_ids.amount_residual", "date_due", "rank")
    def _compute_settled(self):
        lines = self._find_lines()
        found = self.env["account.move.line"].union(*lines.values())
        settlements = found._collection_settlements()
        for item in self:
            line = lines.get(item, found.browse())
            mine = settlements.get(line, [])
            item.amount_collected = sum(
                one.amount for one in mine if one.kind == PAYMENT
            )
            item.settled_as = item._settled_as(line, mine)

    def _settled_as(self, line, settlements):
        if not line or line.parent_state != "posted":
            return "cancelled"
        if self.is_open:
            return "doubtful" if self.amount_doubtful else "open"
        sums = defaultdict(float)
        for one in settlements:
            sums[one.kind] += one.amount
        if sums.get(LOSS):
            return "lost"
        largest = max(sums, key=sums.get, default=CREDIT)
        return BY_KIND.get(largest, "open")

    @api.depends("move_id")
    def _compute_bad_debts(self):
        debts = self.env["collection.bad.debt"].search(
            [("move_id", "in", self.move_id.ids)]
        )
        by_move = debts.grouped("move_id")
        for item in self:
            item.bad_debt_ids = by_move.get(item.move_id, debts.browse())

    @api.model
    def _forget_ledger(self):
        """Drop what was read of the ledger: money that comes in on a doubtful account
        changes an item whose own journal item does not change."""
        self.invalidate_model(
            [
                "amount_residual",
                "amount_residual_company",
                "amount_doubtful",
                "doubtful_line_id",
                "is_open",
                "settled_as",
                "amount_collected",
            ],
            flush=False,
        )
