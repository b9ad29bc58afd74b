import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.collection_bad_debt import PROOF_FIELDS, PROOFS
from ..models.collection_bad_debt_step import KINDS
from ..rules.errors import Refused
from ..rules.write_off import check_loss, last_claim_day


class CollectionBadDebtWizard(models.TransientModel):
    """Book one step for chosen invoices, having shown the entries first."""

    _name = "collection.bad.debt.wizard"
    _description = "Book a Bad Debt"

    kind = fields.Selection(KINDS, string="Step", required=True, default="doubtful")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    move_ids = fields.Many2many("account.move", string="Invoices")
    date = fields.Date(
        string="Accounting Date", compute="_compute_date", store=True, readonly=False
    )
    reason = fields.Char()
    percent = fields.Float(
        string="Allowance",
        digits=(5, 2),
        default=50.0,
        help="Of what is open without tax, all allowances together. 0 releases it.",
    )
    recovers_tax = fields.Boolean(
        string="Recover the VAT",
        compute="_compute_recovers_tax",
        store=True,
        readonly=False,
    )
    proof_kind = fields.Selection(PROOFS, string="Proof of Irrecoverability")
    proof_date = fields.Date(string="Proved On")
    proof_reference = fields.Char(string="Reference")
    proof_attachment_ids = fields.Many2many(
        "ir.attachment",
        "collection_bad_debt_wizard_proof_rel",
        string="Documents of Proof",
    )
    duplicate_sent_on = fields.Date()
    duplicate_sent_how = fields.Char(string="Sent How")
    duplicate_attachment_ids = fields.Many2many(
        "ir.attachment",
        "collection_bad_debt_wizard_duplicate_rel",
        string="Rectified Duplicate",
    )
    payment_line_ids = fields.Many2many(
        "account.move.line",
        string="Payments",
        compute="_compute_payments",
        store=True,
        readonly=False,
        domain="[('id', 'in', possible_line_ids)]",
    )
    possible_line_ids = fields.Many2many(
        "account.move.line",
        "collection_bad_debt_wizard_possible_rel",
        compute="_compute_payments",
        store=True,
    )
    problem = fields.Char(compute="_compute_preview")
    warning = fields.Char(compute="_compute_warning")
    preview = fields.Text(compute="_compute_preview")

    @api.model
    def _open_for(self, moves, kind):
        """Return the action that asks for ``kind`` on these invoices.

        :raises AccessError: no accounting rights
        :raises UserError: invoices of several companies, or none
        """
        self.env["collection.bad.debt"]._check_accountant()
        moves = moves.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_receipt")
                and move.state == "posted"
            )
        )
        if not moves or len(moves.company_id) > 1:
            raise UserError(
                self.env._("Choose posted customer invoices of one company.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["kind"]._description_selection(self.env))[kind],
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_ids": [(6, 0, moves.ids)],
                "default_kind": kind,
                "default_company_id": moves.company_id.id,
                **self._known(moves, kind),
            },
        }

    @api.model
    def _known(self, moves, kind):
        """Return what the record of one bad debt knows already, as defaults."""
        debt = moves.collection_bad_debt_ids
        if len(debt) != 1 or kind != "loss":
            return {}
        known = {
            f"default_{name}": debt[name]
            for name in PROOF_FIELDS
            if debt[name] and not name.endswith("_ids")
        }
        for name in ("proof_attachment_ids", "duplicate_attachment_ids"):
            known[f"default_{name}"] = [(6, 0, debt[name].ids)]
        return known

    # -- proposals -------------------------------------------------------------

    @api.depends("kind", "company_id")
    def _compute_date(self):
        for wizard in self:
            today = wizard.company_id._collection_today()
            wizard.date = (
                wizard._year_end(today) if wizard.kind == "allowance" else today
            )

    def _year_end(self, today):
        """Return the end of the year that is being closed: the last one for half a
        year, then the running one."""
        year = self.company_id.compute_fiscalyear_dates(today)
        if (today - year["date_from"]).days < 182:
            return year["date_from"] - timedelta(days=1)
        return year["date_to"]

    @api.depends("kind", "move_ids")
    def _compute_recovers_tax(self):
        for wizard in self:
            moves = wizard.move_ids._origin
            wizard.recovers_tax = wizard.kind == "loss" and any(
                not move._collection_waits(line)
                for move in moves
                for line in move._collection_tax_lines()
            )

    @api.depends("kind", "move_ids")
    def _compute_payments(self):
        for wizard in self:
            lines = self.env["account.move.line"]
            if wizard.kind == "recovered":
                debtors = wizard.move_ids._origin.commercial_partner_id
                lines = lines.search(
                    [
                        ("company_id", "=", wizard.company_id.id),
                        ("account_type", "=", "asset_receivable"),
                        ("parent_state", "=", "posted"),
                        ("reconciled", "=", False),
                        ("amount_residual", "<", 0),
                        ("partner_id.commercial_partner_id", "in", debtors.ids),
                    ],
                    order="date, id",
                )
            wizard.possible_line_ids = lines
            wizard.payment_line_ids = lines

    # -- what will be booked -----------------------------------------------------

    @api.depends(
        "kind", "move_ids", "date", "percent", "recovers_tax", "payment_line_ids"
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            try:
                groups, wizard.problem = wizard._preview_groups(), False
            except UserError as error:
                groups, wizard.problem = [], str(error)
            wizard.preview = json.dumps(
                {"groups_vals": groups, "options": {"columns": wizard._columns()}}
            )

    def _preview_groups(self):
        groups = []
        for debt in self._debts():
            plan = debt._plan(self.kind, self._values())
            groups += [debt._as_preview(entry, self.date) for entry in plan.entries]
        return groups

    @api.model
    def _columns(self):
        right = "text-end text-nowrap"
        return [
            {"field": "account_id", "label": self.env._("Account")},
            {"field": "name", "label": self.env._("Label")},
            {"field": "debit", "label": self.env._("Debit"), "class": right},
            {"field": "credit", "label": self.env._("Credit"), "class": right},
        ]

    def _debts(self):
        """Return the records of these invoices; those that are not there yet are only
        thought of, nothing is written before the step is booked."""
        debts = self.env["collection.bad.debt"]
        for move in self.move_ids._origin:
            known = move.collection_bad_debt_ids[:1]
            yield known or debts.new(
                {
                    "move_id": move.id,
                    "company_id": move.company_id.id,
                    "partner_id": move.commercial_partner_id.id,
                }
            )

    def _values(self):
        if not self.date:
            raise UserError(self.env._("Enter the accounting date."))
        return {
            "date": self.date,
            "reason": self.reason,
            "percent": self.percent if self.kind == "allowance" else 0.0,
            "recovers_tax": self.kind == "loss" and self.recovers_tax,
            "payments": self.payment_line_ids._origin,
        }

    @api.depends("kind", "recovers_tax", "proof_date", "date")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = False
            if wizard.kind != "loss" or not wizard.recovers_tax:
                continue
            if not (wizard.proof_date and wizard.date):
                continue
            last = last_claim_day(wizard.proof_date)
            if wizard.date > last:
                wizard.warning = self.env._(
                    "The VAT was to be claimed back by %s: ask your adviser whether it "
                    "still can be.",
                    format_date(self.env, last),
                )

    # -- booking -----------------------------------------------------------------

    def action_confirm(self):
        """Book the step for all chosen invoices, or for none."""
        self.ensure_one()
        debts = self.env["collection.bad.debt"]
        debts._check_accountant()
        self._check_step()
        known = debts._ensure_for(self.move_ids)
        for move in self.move_ids.sorted(lambda one: (one.invoice_date_due, one.id)):
            debt = known[move]
            if self.kind == "loss":
                debt._take_proof(self._proof_values())
            debt._book(self.kind, self._values())
        return debts.union(*known.values())._show()

    def _check_step(self):
        if self.kind == "allowance" and not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why this debt is at risk: an allowance is individual and "
                    "justified."
                )
            )
        if self.kind == "loss":
            self._check_loss()

    def _check_loss(self):
        proved = self.proof_kind and self.proof_attachment_ids and self.proof_date
        sent = self.duplicate_attachment_ids and self.duplicate_sent_on
        try:
            check_loss(proved or None, self.date, self.recovers_tax, sent or None)
        except Refused as refusal:
            raise UserError(self._refusals()[refusal.data["rule"]]) from refusal

    def _refusals(self):
        return {
            "no_proof": self.env._(
                "A final loss needs the proof that the claim is irrecoverable: choose "
                "its kind, enter its date and attach it. Mere default is no proof."
            ),
            "proof_later": self.env._(
                "The proof is dated after the loss: book the loss on its day or later."
            ),
            "no_duplicate": self.env._(
                "The VAT is recovered only after the invoice was rectified (art. 272-1 "
                "CGI; Conseil d'État, 28 March 2012, n° 320470): attach the rectified "
                "duplicate and enter the day it was sent, or book the loss without "
                "recovering the VAT."
            ),
            "duplicate_later": self.env._(
                "The rectified duplicate was sent after the loss: book the loss on "
                "that day or later."
            ),
        }

    def _proof_values(self):
        values = {
            name: self[name] for name in PROOF_FIELDS if not name.endswith("_ids")
        }
        values["proof_attachment_ids"] = [(6, 0, self.proof_attachment_ids.ids)]
        values["duplicate_attachment_ids"] = [(6, 0, self.duplicate_attachment_ids.ids)]
        return values
