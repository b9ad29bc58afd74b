from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

KINDS = [
    ("doubtful", "Moved to doubtful debts"),
    ("allowance", "Allowance"),
    ("received", "Money on the doubtful debt"),
    ("loss", "Final loss"),
    ("recovered", "Money after the loss"),
]


class CollectionBadDebtStep(models.Model):
    """One thing that was booked for a bad debt: when, by whom, why, by which entries.

    Never changed; taken back by entries that reverse its own, the last step first.
    """

    _name = "collection.bad.debt.step"
    _description = "Step of a Bad Debt"
    _inherit = ["collection.record.mixin"]
    _order = "id"
    _rec_name = "kind"

    bad_debt_id = fields.Many2one(
        "collection.bad.debt", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="bad_debt_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(KINDS, required=True)
    date = fields.Date(required=True)
    user_id = fields.Many2one("res.users", string="Booked By", required=True)
    reason = fields.Char()
    percent = fields.Float(digits=(5, 2), string="Percentage")
    recovers_tax = fields.Boolean(string="VAT Recovered")
    entry_ids = fields.Many2many(
        "account.move", "collection_bad_debt_step_entry_rel", string="Entries"
    )
    reversal_ids = fields.Many2many(
        "account.move", "collection_bad_debt_step_reversal_rel", string="Reversals"
    )
    amount_gross = fields.Monetary(string="Amount")
    amount_net = fields.Monetary(string="Without Tax")
    amount_tax = fields.Monetary(string="Tax")
    tax_shares = fields.Json(help="Tax of the step by tax line of the invoice.")
    is_live = fields.Boolean(compute="_compute_is_live", string="Stands")

    @api.depends("kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for step in self:
            day = format_date(self.env, step.date)
            step.display_name = f"{labels[step.kind]}, {day}"

    @api.depends("entry_ids.state", "entry_ids.reversal_move_ids.state")
    def _compute_is_live(self):
        """A step stands while its entries do, whoever took them back."""
        for step in self:
            entries = step.sudo().entry_ids
            step.is_live = bool(entries) and all(
                entry.state == "posted"
                and "posted" not in entry.reversal_move_ids.mapped("state")
                for entry in entries
            )

    def _live(self):
        return self.filtered("is_live")

    def _all_entries(self):
        return self.entry_ids | self.reversal_ids

    def _sum_of(self, kind, name):
        return sum(self.filtered(lambda step: step.kind == kind).mapped(name))

    def action_reverse(self):
        """Take these steps back by entries that reverse theirs, the last one first."""
        self.env["collection.bad.debt"]._check_accountant()
        for step in self.sorted("id", reverse=True):
            step._reverse(step.company_id._collection_today())

    def _reverse(self, day):
        self.ensure_one()
        if not self.is_live:
            raise UserError(self.env._("%s is taken back already.", self.display_name))
        later = self.bad_debt_id.step_ids._live().filtered(lambda one: one.id > self.id)
        if later:
            raise UserError(
                self.env._(
                    "Take back what came after first: %s.", later[-1].display_name
                )
            )
        entries = self.entry_ids.filtered(lambda one: one.state == "posted")
        shared = self.search([("entry_ids", "in", entries.ids), ("id", "!=", self.id)])
        if shared:
            raise UserError(
                self.env._(
                    "%s moved several invoices: reverse it in the journal.",
                    entries[0].name,
                )
            )
        self._record_fact(reversal_ids=[(6, 0, self._post_reversals(entries, day).ids)])
        self._settle_reversed()

    def _post_reversals(self, entries, day):
        values = [
            {
                "date": max(day, entry.date),
                "ref": self.env._("Reversal of %s", entry.name),
                "journal_id": entry.journal_id.id,
            }
            for entry in entries
        ]
        quiet = entries.with_context(no_cash_basis=True)
        reversals = quiet._reverse_moves(values)
        reversals.collection_bad_debt_id = self.bad_debt_id
        self.bad_debt_id._check_locks(reversals)
        entries.line_ids.remove_move_reconcile()
        reversals.with_context(move_reverse_cancel=True)._post(soft=False)
        return reversals

    def _settle_reversed(self):
        """The claims are open again: on the invoice, or as doubtful debts."""
        debt = self.bad_debt_id
        self.env["collection.item"]._forget_ledger()
        self.invalidate_recordset(["is_live"])
        debt.invalidate_recordset()
        debt._refresh_state()
        debt.case_id._log_event(
            self.env._(
                "Taken back: %(step)s (%(invoice)s).",
                step=self.display_name,
                invoice=debt.move_id.name,
            )
        )
        items = self.env["collection.item"].search([("move_id", "=", debt.move_id.id)])
        items.sudo()._schedule()
