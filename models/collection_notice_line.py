from odoo import api, fields, models
from odoo.tools import format_date

from ..rules.clock import is_on_hold
from ..rules.escalation import is_overdue
from .bulk import read_columns
from .client_actions import show_form

LINKS = ("item_id", "stage_id")
# What a line says of its due item and of its invoice.
OF_ITEM = ("move_id", "date_due", "amount_total", "amount_residual")
OF_INVOICE = ("name", "invoice_date")


class CollectionNoticeLine(models.Model):
    """One due item in a notice, at its own stage, with the amounts as they were said.

    The figures are the ledger's when the notice is recorded, are read again at its
    departure and are frozen from then on.
    """

    _name = "collection.notice.line"
    _description = "Collection Notice Line"
    _inherit = ["collection.record.mixin"]
    # written together with the notice, by whom and when stands there
    _log_access = False
    _order = "notice_id, date_due, id"
    _rec_name = "move_id"

    notice_id = fields.Many2one(
        "collection.notice", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "collection.item", required=True, index=True, ondelete="restrict"
    )
    move_id = fields.Many2one(related="item_id.move_id", string="Invoice")
    stage_id = fields.Many2one("collection.stage", required=True, ondelete="restrict")
    company_id = fields.Many2one(related="notice_id.company_id")
    state = fields.Selection(related="notice_id.state")
    departed_on = fields.Date(related="notice_id.departed_on", store=True)
    currency_id = fields.Many2one(related="notice_id.currency_id")
    invoice_name = fields.Char(string="Number")
    invoice_date = fields.Date()
    date_due = fields.Date(string="Due Date")
    days_late = fields.Integer()
    amount_total = fields.Monetary(string="Amount")
    amount_paid = fields.Monetary(string="Paid")
    amount_residual = fields.Monetary(string="Open")
    is_claimed = fields.Boolean(
        compute="_compute_is_claimed",
        help="What is overdue is claimed; the rest is only announced.",
    )

    _once = models.UniqueIndex(
        "(notice_id, item_id)", "A due item stands in a notice only once."
    )

    @api.depends("days_late", "item_id.parent_id")
    def _compute_is_claimed(self):
        for line in self:
            line.is_claimed = line.days_late > 0 or bool(line.item_id.parent_id)

    @api.model
    def _prepare(self, staged, today):
        """Return the values of the lines that say these due items.

        :param staged: pairs of a due item and the stage it is said at.
        """
        items = self.env["collection.item"].browse([item.id for item, _own in staged])
        items.mapped("amount_residual")  # what is computed is computed for all
        moves = items.move_id
        invoices = dict(zip(moves._ids, read_columns(moves, OF_INVOICE), strict=True))
        currencies = {move.id: move.currency_id for move in moves}
        rows = []
        for (item, stage), (move_id, due, total, open_now) in zip(
            staged, read_columns(items, OF_ITEM), strict=True
        ):
            name, invoice_date = invoices[move_id]
            paid = total - open_now
            rows.append(
                {
                    "item_id": item.id,
                    "stage_id": stage.id,
                    "invoice_name": name,
                    "invoice_date": invoice_date,
                    "date_due": due,
                    "days_late": max((today - due).days, 0),
                    "amount_total": total,
                    "amount_paid": currencies[move_id].round(paid) if paid else 0.0,
                    "amount_residual": open_now,
                }
            )
        return rows

    def _silences(self, today):
        """Return ``{line: why it must not be said any more}``; true lines are absent.

        The last look at the ledger: what is settled, excluded, on hold, already
        said, prescribed or, for an announcement, overdue by now.
        """
        holds = self.env["collection.hold"]._for_items(self.item_id)
        prescribed = self.item_id._prescribed(today)
        reasons = {
            line: line._silence(holds[line.item_id], today)
            or prescribed.get(line.item_id)
            for line in self
        }
        return {line: reason for line, reason in reasons.items() if reason}

    def _changed(self):
        """Tell whether the ledger says another amount or due date by now."""
        self.ensure_one()
        now = self.item_id.amount_residual
        return (
            self.item_id.date_due != self.date_due
            or self.currency_id.compare_amounts(now, self.amount_residual) != 0
        )

    def _silence(self, holds, today):
        item = self.item_id
        running = [hold for hold in holds if is_on_hold(today, [hold._as_days()])]
        if not item.line_id:
            return self.env._("The due item no longer exists on the invoice.")
        if item.move_id.commercial_partner_id != self.notice_id.partner_id:
            return self.env._("The invoice has another debtor by now.")
        line = item.line_id.with_context(collection_preview=False)
        closed = line._collection_exclusion(item.amount_doubtful)
        if closed:
            return closed.reason
        if running:
            return running[0]._reason()
        return self._said_before() or self._announced_too_late(today)

    def _said_before(self):
        reached, own = self.item_id.stage_id, self.stage_id
        if self.notice_id.departed_on or not reached:
            return ""
        if reached._nominal_day() < own._nominal_day():
            return ""
        return self.env._("Stage “%s” was reached in the meantime.", reached.name)

    def _announced_too_late(self, today):
        if self.stage_id._nominal_day() > 0 or not is_overdue(self.date_due, today):
            return ""
        return self.env._("The due date has passed in the meantime.")

    def _overtaken(self, today):
        """Return ``{line: why the policy does not want it said any more}`` of those
        whose ladder was changed since they were recorded; they are decided anew. What
        is printed already is left alone: it says the truth.
        """
        steps = self.item_id._next_steps(today)
        reasons = {line: line._not_due(*steps[line.item_id], today) for line in self}
        return {line: reason for line, reason in reasons.items() if reason}

    def _not_due(self, policy, step, today):
        """Say in words that the policy wants something else by now, or later.

        :param step: the next step of its due item as the policy stands now.
        """
        own = self.stage_id
        if not own.active or own.policy_id != policy:
            return self.env._(
                "Stage “%s” is not in the policy that applies by now.", own.name
            )
        if not step or step.rung.key != own.id:
            return self.env._("Stage “%s” is not the next one any more.", own.name)
        if step.on is None or step.on > today:
            return self.env._(
                "Stage “%(stage)s” is not due before %(day)s by now.",
                stage=own.name,
                day=format_date(self.env, step.on) if step.on else "…",
            )
        return ""

    def _read_again(self, today):
        """Read the ledger again; called until the notice departs, never after."""
        staged = [(line.item_id, line.stage_id) for line in self]
        for line, values in zip(self, self._prepare(staged, today), strict=True):
            line._record_changes(
                **{name: value for name, value in values.items() if name not in LINKS}
            )

    def action_view_notice(self):
        """Open the notice of this line."""
        return show_form(self.notice_id)

    def write(self, vals):
        self.notice_id._check_not_departed({"line_ids"})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_departed(self):
        self.notice_id._check_not_departed({"line_ids"})
