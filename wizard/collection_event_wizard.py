from odoo import Command, api, fields, models

from ..models.collection_event import KINDS
from ..rules.limitation import INTERRUPTS, SUSPENDS

PROCEEDINGS = ("court_claim", "order_served", "enforcement", "claim_declared")


class CollectionEventWizard(models.TransientModel):
    """Record a fact of law, or correct one: what is known today is added, what was
    noted before is kept."""

    _name = "collection.event.wizard"
    _description = "Record a Fact of Law"

    case_id = fields.Many2one("collection.case", required=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    company_id = fields.Many2one(related="case_id.company_id")
    debtor_class = fields.Selection(related="case_id.debtor_class")
    replaces_id = fields.Many2one("collection.event", string="Corrects")
    kind = fields.Selection(KINDS, required=True, default="acknowledgment")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._collection_today()
    )
    until = fields.Date(string="Ended On")
    pending = fields.Boolean(string="Still Going On")
    void = fields.Boolean(string="It Never Was")
    confirmed = fields.Boolean(string="Acknowledges the Debt")
    move_ids = fields.Many2many("account.move", string="Invoices")
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Proof")
    is_lasting = fields.Boolean(compute="_compute_effect")
    effect = fields.Char(compute="_compute_effect")

    @api.depends_context("lang")
    @api.depends("kind", "debtor_class", "confirmed", "void")
    def _compute_effect(self):
        for wizard in self:
            wizard.is_lasting = wizard.kind in (*PROCEEDINGS, *SUSPENDS)
            wizard.effect = wizard._effect_in_words()

    def _effect_in_words(self):
        if self.void:
            return self.env._("It changes nothing, as if it had never been.")
        if self.kind in SUSPENDS:
            return self.env._(
                "The delay stands still meanwhile (%s).", SUSPENDS[self.kind]
            )
        if self.kind == "partial_payment" and not self.confirmed:
            return self.env._(
                "A payment changes nothing as long as nobody confirms that it "
                "acknowledges the debt."
            )
        if self.kind in INTERRUPTS:
            return self.env._("A new delay begins (%s).", INTERRUPTS[self.kind])
        if self.debtor_class == "public":
            return self.env._("A new delay begins (law no. 68-1250, art. 2).")
        return self.env._(
            "It changes nothing: a letter interrupts against a public body alone."
        )

    # -- opened from ---------------------------------------------------------

    @api.model
    def _open_for(self, case, **defaults):
        """Return the action that asks for a fact about ``case``."""
        context = {"default_case_id": case.id}
        context.update({f"default_{name}": value for name, value in defaults.items()})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a Fact of Law"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": context,
        }

    @api.model
    def _open_for_moves(self, moves):
        """Return the action that asks for a fact about invoices of one debtor."""
        debtor = moves.commercial_partner_id
        cases = self.env["collection.case"]._ensure_cases(debtor, moves.company_id)
        return self._open_for(cases[debtor], move_ids=[Command.set(moves.ids)])

    @api.model
    def _open_to_correct(self, event, **changed):
        """Return the action that asks what is known today about ``event``."""
        values = {
            "replaces_id": event.id,
            "kind": event.kind,
            "date": event.date,
            "until": event.until,
            "pending": event.pending,
            "void": event.void,
            "confirmed": event.confirmed,
            "note": event.note,
            "move_ids": [Command.set(event.move_ids.ids)],
            "attachment_ids": [Command.set(event.attachment_ids.ids)],
            **changed,
        }
        return {
            **self._open_for(event.case_id, **values),
            "name": self.env._("Correct a Fact of Law"),
        }

    def action_confirm(self):
        """Record the fact and close."""
        self.ensure_one()
        self._hang_proof()
        lasting = self.is_lasting
        self.env["collection.event"].create(
            {
                "case_id": self.case_id.id,
                "replaces_id": self.replaces_id.id,
                "kind": self.kind,
                "date": self.date,
                "until": lasting and self.until,
                "pending": lasting and self.kind in PROCEEDINGS and self.pending,
                "void": self.void,
                "confirmed": self.kind == "partial_payment" and self.confirmed,
                "note": self.note,
                "move_ids": [Command.set(self.move_ids.ids)],
                "attachment_ids": [Command.set(self.attachment_ids.ids)],
            }
        )
        return {"type": "ir.actions.act_window_close"}

    def _hang_proof(self):
        """Hang the files just uploaded on the case, whose readers then see them."""
        fresh = self.attachment_ids.filtered(
            lambda one: not one.res_id and one.create_uid == self.env.user
        )
        fresh.sudo().write({"res_model": "collection.case", "res_id": self.case_id.id})
