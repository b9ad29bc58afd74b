from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .collection_bad_debt_states import STATES

PROOFS = [
    ("judgment", "Judgment opening a judicial liquidation"),
    ("insufficient", "Closing of the liquidation for want of assets"),
    ("certificate_agent", "Certificate of the judicial agent (mandataire)"),
    ("certificate_officer", "Certificate of the commissaire de justice"),
    ("failed_enforcement", "Failed enforcement or search"),
    ("vanished", "Debtor gone without an address"),
    ("complaint", "Complaint for a stolen cheque"),
    ("other", "Other proof"),
]
ACCOUNTANTS = ("account.group_account_user", "account.group_account_manager")
PROOF_FIELDS = {
    "proof_kind",
    "proof_date",
    "proof_reference",
    "proof_attachment_ids",
    "duplicate_sent_on",
    "duplicate_sent_how",
    "duplicate_attachment_ids",
}


class CollectionBadDebt(models.Model):
    """One invoice that will perhaps not be paid, from doubt to loss and back.

    One record an invoice, for the law looks at each claim by itself: its proof, its
    VAT, its year and its allowance are its own. The wizard takes many at once.

    What was booked is told by the steps and their entries; what is open, by the ledger.
    """

    _name = "collection.bad.debt"
    _description = "Bad Debt"
    _inherit = ["mail.thread", "collection.record.mixin", "collection.sum.mixin"]
    _order = "id desc"
    _rec_names_search = ["move_id", "partner_id"]
    _check_company_auto = True
    _plain_fields = frozenset(PROOF_FIELDS | {"note"})
    _ledger_sums = (
        "amount_open",
        "amount_allowance",
        "amount_lost",
        "amount_tax_recovered",
        "amount_received",
    )

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    case_id = fields.Many2one(
        "collection.case",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="doubtful", tracking=True
    )
    step_ids = fields.One2many(
        "collection.bad.debt.step", "bad_debt_id", string="Steps", readonly=True
    )
    entry_ids = fields.One2many(
        "account.move", "collection_bad_debt_id", string="Entries", readonly=True
    )
    entry_count = fields.Integer(compute="_compute_entry_count")
    note = fields.Text(string="Notes")

    # -- proof ---------------------------------------------------------------
    proof_kind = fields.Selection(PROOFS, string="Proof of Irrecoverability")
    proof_date = fields.Date(string="Proved On")
    proof_reference = fields.Char(help="Court and number, name of the officer …")
    proof_attachment_ids = fields.Many2many(
        "ir.attachment",
        "collection_bad_debt_proof_rel",
        string="Documents of Proof",
    )
    duplicate_sent_on = fields.Date(
        help="The day the rectified duplicate of the invoice was sent to the debtor or "
        "to the judicial agent. Without it no VAT is recovered.",
    )
    duplicate_sent_how = fields.Char(
        string="Sent How", help="Registered letter and its number, e-mail, by hand …"
    )
    duplicate_attachment_ids = fields.Many2many(
        "ir.attachment",
        "collection_bad_debt_duplicate_rel",
        string="Rectified Duplicate",
    )

    # -- figures, read from the ledger, in the company's currency ---------------
    currency_id = fields.Many2one(related="company_id.currency_id")
    invoice_currency_id = fields.Many2one(
        related="move_id.currency_id", string="Currency of the Invoice"
    )
    amount_open = fields.Monetary(
        compute="_compute_amounts", string="Open", help="Tax included."
    )
    amount_open_net = fields.Monetary(
        compute="_compute_amounts", string="Open, without Tax"
    )
    amount_allowance = fields.Monetary(compute="_compute_amounts", string="Allowance")
    amount_lost = fields.Monetary(
        compute="_compute_amounts", string="Lost", help="Without the tax recovered."
    )
    amount_tax_recovered = fields.Monetary(
        compute="_compute_amounts", string="VAT Recovered"
    )
    amount_received = fields.Monetary(
        compute="_compute_amounts",
        string="Received",
        help="Money that came in on the doubtful debt, or after the loss.",
    )

    _move_unique = models.UniqueIndex(
        "(move_id)", "This invoice has a record of bad debt already."
    )

    @api.depends("move_id", "partner_id")
    def _compute_display_name(self):
        for debt in self:
            debt.display_name = f"{debt.move_id.name} – {debt.partner_id.name}"

    @api.depends("entry_ids")
    def _compute_entry_count(self):
        for debt in self:
            debt.entry_count = len(debt.entry_ids)

    @api.depends("step_ids", "move_id")
    def _compute_amounts(self):
        for debt in self:
            debt.amount_open = debt.move_id._collection_open_amount()
            split = debt.amount_open and debt.move_id._collection_split_company()
            debt.amount_open_net = float(split.net) if split else 0.0
            live = debt.step_ids._live()
            debt.amount_allowance = debt._allowance()
            debt.amount_lost = live._sum_of("loss", "amount_net")
            debt.amount_tax_recovered = live._sum_of("loss", "amount_tax")
            received = live._sum_of("received", "amount_gross")
            debt.amount_received = received + live._sum_of("recovered", "amount_gross")

    # -- making and refusing ---------------------------------------------------

    @api.model
    def _ensure_for(self, moves):
        """Return ``{invoice: record}``, making those that are missing."""
        debts = self.search([("move_id", "in", moves.ids)])
        known = {debt.move_id: debt for debt in debts}
        missing = moves.filtered(lambda move: move not in known)
        for company, mine in missing.grouped("company_id").items():
            cases = (
                self.env["collection.case"]
                .sudo()
                ._ensure_cases(mine.commercial_partner_id, company)
            )
            created = self.sudo().create(
                [
                    {
                        "move_id": move.id,
                        "company_id": company.id,
                        "partner_id": move.commercial_partner_id.id,
                        "case_id": cases[move.commercial_partner_id].id,
                    }
                    for move in mine
                ]
            )
            known.update((one.move_id, one.with_env(self.env)) for one in created)
        return {move: known[move] for move in moves}

    @api.model
    def _check_accountant(self):
        """Refuse who may not book.

        :raises AccessError: no accounting rights
        """
        if not self.env.su and not any(map(self.env.user.has_group, ACCOUNTANTS)):
            raise AccessError(
                self.env._(
                    "Doubtful debts and losses are booked by an accountant: ask one, "
                    "or ask for the accounting rights."
                )
            )

    def write(self, vals):
        if PROOF_FIELDS & vals.keys() and not self.env.su:
            settled = self.filtered(lambda debt: debt.state in ("lost", "recovered"))
            if settled:
                raise UserError(
                    self.env._(
                        "%s: the loss is booked on this proof, which no longer "
                        "changes. Take the loss back first.",
                        settled[0].display_name,
                    )
                )
        return super().write(vals)

    def _take_proof(self, values):
        """Write proof and duplicate; their files belong to this record from now on."""
        self._check_accountant()
        self.sudo().write(values)
        files = self.sudo().proof_attachment_ids | self.sudo().duplicate_attachment_ids
        loose = files.filtered(lambda one: one.res_model != self._name)
        loose.write({"res_model": self._name, "res_id": self.id})

    def _keeping(self, attachments):
        """Return the losses that rest on these files."""
        return self.search(
            Domain("state", "in", ("lost", "recovered"))
            & (
                Domain("proof_attachment_ids", "in", attachments.ids)
                | Domain("duplicate_attachment_ids", "in", attachments.ids)
            )
        )

    def _refresh_state(self):
        """Write the state that the live entries tell."""
        for debt in self:
            state = debt._state_of(debt.step_ids._live())
            if debt.state != state:
                debt._record_fact(state=state)

    def _state_of(self, live):
        kinds = set(live.mapped("kind"))
        if "loss" in kinds:
            return "recovered" if "recovered" in kinds else "lost"
        if "doubtful" not in kinds:
            return "released"
        if not self.move_id._collection_open_amount():
            return "recovered"
        return "allowance" if self._allowance() else "doubtful"

    # -- transfers booked by hand --------------------------------------------

    @api.model
    def _adopt_transfers(self, company, today):
        """Take up the transfers to doubtful debts that people booked by hand, and bring
        the states up to date with the ledger."""
        claims = self.env["account.move.line"]._collection_doubtful_claims(company)
        self._adopt(claims)
        debts = self.search(
            Domain("company_id", "=", company.id)
            & Domain("state", "not in", ("released",))
        )
        debts._refresh_state()
        debts._ask_about_money(today)

    def _ask_about_money(self, today):
        """Money that came in on a doubtful debt asks for entries: the release of its
        allowance, and the tax where it is due on payment."""
        for debt in self.filtered(lambda one: one.state in ("doubtful", "allowance")):
            if debt.currency_id.compare_amounts(debt.amount_unbooked, 0) > 0:
                debt.case_id._ask(
                    self.env._(
                        "Money came in on the doubtful debt %s: have the accountant "
                        "book what follows.",
                        debt.move_id.name,
                    ),
                    today,
                )

    @api.model
    def _adopt(self, claims):
        booked = claims._collection_moved()
        steps = self.env["collection.bad.debt.step"].sudo()
        for move, partials in booked.grouped(
            lambda one: one.debit_move_id.move_id
        ).items():
            entries = partials.credit_move_id.move_id
            debt = self._ensure_for(move.with_env(self.env))[move.with_env(self.env)]
            known = debt.sudo().step_ids.entry_ids
            for entry in entries - known:
                amount = sum(
                    one.amount
                    for one in partials
                    if one.credit_move_id.move_id == entry
                )
                steps.create(
                    {
                        "bad_debt_id": debt.id,
                        "kind": "doubtful",
                        "date": entry.date,
                        "user_id": entry.create_uid.id,
                        "reason": self.env._("Booked by hand: %s", entry.name),
                        "entry_ids": [(6, 0, entry.ids)],
                        "amount_gross": amount,
                        "amount_net": amount,
                    }
                )
                debt.case_id._log_event(
                    self.env._(
                        "%(invoice)s was moved to doubtful debts by entry %(entry)s; "
                        "it is still claimed.",
                        invoice=move.name,
                        entry=entry.name,
                    )
                )

    # -- buttons -------------------------------------------------------------

    def action_view_entries(self):
        """Open the journal entries of these bad debts."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "domain": [("id", "in", self.step_ids._all_entries().ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
            "name": self.env._("Entries"),
        }

    def action_view_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_view_case(self):
        """Open the debtor's case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.case",
            "res_id": self.case_id.id,
            "view_mode": "form",
        }

    def action_allowance(self):
        """Ask for an allowance on these debts."""
        return self._open_wizard("allowance")

    def action_loss(self):
        """Ask for what a final loss takes."""
        return self._open_wizard("loss")

    def action_received(self):
        """Ask what money that came in changes."""
        lost = self.filtered(lambda debt: debt.state in ("lost", "recovered"))
        return self._open_wizard("recovered" if lost else "received")

    def action_doubtful(self):
        """Ask again to move these debts to doubtful ones."""
        return self._open_wizard("doubtful")

    def _show(self):
        """Return the action that shows these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_bad_debt_action"
        )
        action.update(domain=[("id", "in", self.ids)], context={})
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")], view_mode="form")
        return action

    def _open_wizard(self, step):
        return self.env["collection.bad.debt.wizard"]._open_for(self.move_id, step)
