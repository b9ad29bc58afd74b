from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..models.collection_reason import NOT_REACHED, OUTCOMES, STANCE_OF

WAYS = [("call", "Call"), ("visit", "Visit"), ("reply", "Answer")]
NEEDS_REASON = ("disputes", "refuses", "cannot_pay")
DAYS_AFTER_RESENDING = 7


class CollectionOutcomeWizard(models.TransientModel):
    """What came out of a call, a visit or an answer, and what follows from it."""

    _name = "collection.outcome.wizard"
    _description = "Outcome of a Call, Visit or Answer"

    case_id = fields.Many2one("collection.case", required=True)
    delivery_id = fields.Many2one("collection.delivery", string="Call or Visit")
    way = fields.Selection(WAYS, required=True, default="call")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    reason_id = fields.Many2one(
        "collection.reason", compute="_compute_reason_id", store=True, readonly=False
    )
    note = fields.Text()
    amount = fields.Monetary(help="What he promises to pay.")
    currency_id = fields.Many2one("res.currency", compute="_compute_invoices")
    date_until = fields.Date(
        string="Until", compute="_compute_date_until", store=True, readonly=False
    )
    invoice_ids = fields.Many2many(
        "account.move", compute="_compute_invoices", string="Open Invoices"
    )
    move_ids = fields.Many2many("account.move", string="Invoices")
    contact_id = fields.Many2one(
        "res.partner",
        string="Right Contact",
        help="Who is called next time, where it is known.",
    )
    confirm = fields.Boolean(string="Confirm by E-mail")
    obstacle = fields.Char(compute="_compute_obstacle")
    debtor_id = fields.Many2one(related="case_id.partner_id", string="Debtor")

    @api.depends("case_id", "delivery_id")
    def _compute_invoices(self):
        for wizard in self:
            case, notice = wizard.case_id, wizard.delivery_id.notice_id
            wizard.invoice_ids = case.item_ids.filtered("is_open").move_id
            wizard.currency_id = notice.currency_id or case.currency_id

    @api.depends("outcome")
    def _compute_reason_id(self):
        """Where the outcome says it all, its reason is proposed."""
        for wizard in self:
            code = {"no_invoice": "not_received", "cannot_pay": "cannot"}.get(
                wizard.outcome
            )
            known = code and self.env.ref(f"account_collection.reason_{code}", False)
            wizard.reason_id = known or False

    @api.depends("outcome")
    def _compute_date_until(self):
        for wizard in self:
            today = (
                wizard.case_id.company_id._collection_today()
                if (wizard.case_id)
                else fields.Date.context_today(wizard)
            )
            wizard.date_until = wizard.outcome == "no_invoice" and fields.Date.add(
                today, days=DAYS_AFTER_RESENDING
            )

    @api.depends("case_id", "delivery_id")
    def _compute_obstacle(self):
        email = self.env["collection.channel.email"]
        for wizard in self:
            notice = wizard._notice()
            wizard.obstacle = (
                email._obstacle(notice.recipient_id)
                if notice
                else self.env._("No notice has left yet that it could belong to.")
            )

    @api.model
    def _open_for(self, case, delivery, outcome=None):
        """Return the action that asks what came out."""
        way = "visit" if delivery.channel_code == "visit" else "call"
        if not delivery and case.has_waiting_reply:
            way = "reply"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Came Out"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": case.id,
                "default_delivery_id": delivery.id,
                "default_way": way,
                **({"default_outcome": outcome} if outcome else {}),
            },
        }

    # -- acting --------------------------------------------------------------

    def action_confirm(self):
        """Write the outcome down and act on it."""
        self.ensure_one()
        self.case_id.check_access("write")
        self._check()
        if self.outcome not in NOT_REACHED:
            # Whoever spoke with him knows what his answer means; read first, it no
            # longer holds back the call that was made.
            self.case_id._reply_read(self._words())
        proof = self._record()
        hold = self._follow()
        if self.confirm:
            self._confirm_in_writing(proof, hold)
        return {"type": "ir.actions.act_window_close"}

    def _check(self):
        today = self.case_id.company_id._collection_today()
        if self.outcome == "promised":
            if not self.date_until or self.date_until < today:
                raise UserError(
                    self.env._("Say by which day he promises to pay, today or later.")
                )
            if self.amount <= 0:
                raise UserError(self.env._("Say how much he promises to pay."))
        if self.outcome in NEEDS_REASON and not self.reason_id:
            raise UserError(self.env._("Choose the reason he gives from the list."))
        if self.outcome == "no_invoice" and not self._moves():
            raise UserError(self.env._("Nothing is open that could be sent again."))
        if self.confirm and self.obstacle:
            raise UserError(
                self.env._("It cannot be confirmed by e-mail: %s", self.obstacle)
            )

    def _record(self):
        """Write the proof with the note; a call that was waiting is done or tried
        again. Without any notice the case alone tells it."""
        notice = self._notice()
        before = notice.proof_ids
        self.case_id._log_event(self._words())
        facts = {"reason_id": self.reason_id.id}
        waiting = self.delivery_id.filtered(lambda one: one.state == "ready")
        if waiting:
            waiting._outcome(self.outcome, self.note or "", **facts)
        elif notice:
            self.env["collection.proof"].create(
                {
                    "notice_id": notice.id,
                    "kind": self.way,
                    "date": notice.company_id._collection_today(),
                    "outcome": self.outcome,
                    "note": self.note,
                    **facts,
                }
            )
        self._classify()
        return (notice.proof_ids - before)[:1]

    def _classify(self):
        stance = self.reason_id.stance or STANCE_OF.get(self.outcome)
        values = {"reason_id": self.reason_id.id, "stance": stance}
        known = {name: value for name, value in values.items() if value}
        if known:
            self.case_id.write(known)

    def _follow(self):
        """Do what follows; return the hold it sets, maybe none."""
        follow = getattr(self, f"_follow_{self.outcome}", None)
        return (follow and follow()) or self.env["collection.hold"]

    def _follow_promised(self):
        amount = formatLang(self.env, self.amount, currency_obj=self.currency_id)
        day = format_date(self.env, self.date_until)
        return self._hold(
            "promise",
            self.env._("Promised %(amount)s by %(day)s", amount=amount, day=day),
            amount=self.amount,
            end_action="task",
        )

    def _follow_disputes(self):
        holds = self.env["collection.hold"]
        for move in self.move_ids:
            holds |= self._hold("dispute", self._why(), move_id=move.id)
        return holds or self._hold("dispute", self._why())

    def _follow_no_invoice(self):
        moves = self._moves()
        moves._collection_resend()
        if not self.date_until:
            return None
        names = ", ".join(moves.mapped("name"))
        reason = self.env._("Invoice not received, sent again: %s", names)
        holds = self.env["collection.hold"]
        for move in moves:
            holds |= self._hold("document", reason, move_id=move.id)
        return holds

    def _follow_refuses(self):
        self._ask(self.env._("%s refuses to pay: decide how to go on."))

    def _follow_cannot_pay(self):
        self._ask(
            self.env._("%s cannot pay: agree on instalments, or hand the case off?")
        )

    def _follow_wrong_contact(self):
        if self.contact_id and self.delivery_id:
            self.delivery_id._call_instead(self.contact_id)
        if not self.contact_id:
            self._ask(self.env._("Find the right contact of %s."))

    def _ask(self, question):
        self.case_id._ask(
            question % self.case_id.partner_id.name,
            self.case_id.company_id._collection_today(),
        )

    def _hold(self, kind, reason, **values):
        company = self.case_id.company_id
        return self.env["collection.hold"].create(
            {
                "kind": kind,
                "reason": reason,
                "case_id": self.case_id.id,
                "date_from": company._collection_today(),
                "date_to": self.date_until,
                "currency_id": self.currency_id.id,
                "reason_id": self.reason_id.id,
                **values,
            }
        )

    # -- words ---------------------------------------------------------------

    def _notice(self):
        """Return the notice it belongs to: the call's, else the last that left."""
        return self.delivery_id.notice_id or self.case_id._last_claim()

    def _moves(self):
        return self.move_ids or self.invoice_ids

    def _why(self):
        """Return the reason in words, with what was noted."""
        return ": ".join(filter(None, (self.reason_id.name, self.note)))

    def _words(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        ways = dict(self._fields["way"]._description_selection(self.env))
        said = f"{ways[self.way]}: {labels[self.outcome]}"
        why = self._why()
        return f"{said}. {why}" if why else said

    def _confirm_in_writing(self, proof, hold):
        notices = self.env["collection.notice"]
        promise = hold.filtered(lambda one: one.kind == "promise")
        if promise:
            text = self.env.ref("account_collection.mail_template_promise")
            notice = notices._record_promise(
                text, self._notice(), promise, outcome_id=proof.id
            )
        else:
            text = self.env.ref("account_collection.mail_template_outcome")
            notice = notices._record_message(text, self._notice(), outcome_id=proof.id)
        notice.delivery_ids._deliver_now()
