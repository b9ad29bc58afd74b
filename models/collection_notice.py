import hashlib
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("review", "To review"),
    ("ready", "Ready"),
    ("sending", "Sending"),
    ("sent", "Sent"),
    ("skipped", "Skipped"),
    ("failed", "Failed"),
    ("uncertain", "Uncertain"),
]
STATE_FROM_DELIVERIES = ("uncertain", "sending", "ready", "failed", "sent", "skipped")
# What was said is frozen; what happened to it afterwards is told by proofs and states.
FROZEN = {
    "name",
    "case_id",
    "recipient_id",
    "currency_id",
    "stage_id",
    "lang",
    "subject",
    "body",
    "letter_body",
    "sms_body",
    "line_ids",
    "amount_total",
    "amount_interest",
    "amount_indemnity",
    "accessories",
    "amount_unallocated",
    "amount_deducted",
    "credit_elsewhere",
    "grace_days",
    "date_deadline",
    "departed_on",
    "departed_at",
    "pdf_id",
    "sha256",
}


class CollectionNotice(models.Model):
    """One message to one debtor about N due items: the outbox row and, once it has
    departed, the frozen record."""

    _name = "collection.notice"
    _description = "Collection Notice"
    _inherit = ["collection.record.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True
    _plain_fields = frozenset({"proof_ids"})

    name = fields.Char(string="Reference", required=True, readonly=True)
    case_id = fields.Many2one(
        "collection.case",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="case_id.user_id", string="Collector")
    recipient_id = fields.Many2one("res.partner", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    stage_id = fields.Many2one(
        "collection.stage",
        required=True,
        index=True,
        ondelete="restrict",
        help="The highest stage reached by one of its due items.",
    )
    phase = fields.Selection(related="stage_id.phase")
    lang = fields.Char(required=True)
    state = fields.Selection(STATES, required=True, default="ready", index=True)
    reason = fields.Char(help="Why it was skipped, or why it must be looked at again.")
    run_id = fields.Many2one(
        "collection.run", index="btree_not_null", ondelete="set null"
    )
    line_ids = fields.One2many("collection.notice.line", "notice_id")
    delivery_ids = fields.One2many("collection.delivery", "notice_id")
    proof_ids = fields.One2many("collection.proof", "notice_id")
    channel_names = fields.Char(compute="_compute_channel_names", string="Channels")

    # -- what it says --------------------------------------------------------
    subject = fields.Char()
    body = fields.Html(sanitize=False, string="Message")
    letter_body = fields.Html(sanitize=False, string="Letter")
    amount_total = fields.Monetary(
        string="Claimed", readonly=True, help="Overdue principal."
    )
    amount_announced = fields.Monetary(compute="_compute_announced", string="Announced")
    amount_unallocated = fields.Monetary(
        string="Unallocated Credit",
        readonly=True,
        help="What the debtor paid or was credited without being allocated.",
    )
    grace_days = fields.Integer(string="Delay Granted")
    date_deadline = fields.Date(string="Deadline")
    use_links = fields.Boolean(
        string="Links Instead of Attachments",
        help="The invoices are too large for an e-mail: it carries links.",
    )

    # -- its departure -------------------------------------------------------
    departed_on = fields.Date(readonly=True, copy=False, index=True)
    departed_at = fields.Datetime(readonly=True, copy=False)
    approved_by = fields.Many2one("res.users", readonly=True)
    approved_amount = fields.Monetary(readonly=True)
    pdf_id = fields.Many2one("ir.attachment", string="Copy", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    message_id = fields.Many2one(
        "mail.message", string="Chatter Message", readonly=True, ondelete="set null"
    )

    _pending = models.Index("(state) WHERE departed_on IS NULL")

    @api.depends("name", "stage_id")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.name} – {notice.stage_id.name}"

    @api.depends("delivery_ids.channel_id")
    def _compute_channel_names(self):
        for notice in self:
            names = notice.delivery_ids.channel_id.mapped("name")
            notice.channel_names = ", ".join(names)

    @api.depends("line_ids.amount_residual", "line_ids.days_late")
    def _compute_announced(self):
        for notice in self:
            announced = notice.line_ids.filtered(lambda line: not line.is_claimed)
            notice.amount_announced = sum(announced.mapped("amount_residual"))

    # -- the last look at the ledger -----------------------------------------

    def _read_again(self, today):
        """Read the ledger again for notices that have not departed.

        :return: what :meth:`_find_money` found.
        """
        self.line_ids._read_again(today)
        money = unmatched, _at_hand = self._find_money()
        for notice in self:
            claimed = notice.line_ids.filtered("is_claimed")
            place = (notice.case_id, notice.currency_id)
            notice._record_changes(
                amount_total=sum(claimed.mapped("amount_residual")),
                amount_unallocated=unmatched.get(place, 0.0),
            )
        self._read_accessories(today)
        return money

    def _check_truth(self, today):
        """Decide at departure which of these notices still say the truth.

        What is paid, held or excluded is left out; a notice left empty is skipped with
        the reason; one that differs from what a person approved goes back to review.

        :return: those that may depart.
        """
        written = self.filtered(lambda notice: not notice._is_spoken())
        silences = written._overtaken(today)
        silences |= self.line_ids._silences(today)
        left = self.browse()
        for notice in self:
            untrue = {
                line: silences[line] for line in notice.line_ids if silences.get(line)
            }
            if notice._says_nothing_without(untrue):
                notice._skip(" ".join(sorted(set(untrue.values()))))
                continue
            notice._leave_out(untrue)
            left |= notice
        money = left._read_again(today)
        true = self.browse()
        for notice in left:
            covered = notice._covered_now(money)
            if covered:
                notice._skip(covered)
                continue
            changed = notice._differs_from_approval()
            if changed:
                notice._back_to_review(changed)
                continue
            true |= notice
        return true

    def _is_spoken(self):
        """Tell whether a person says it: a call that took place is not undone by a
        ladder that was changed."""
        ways = set(self.delivery_ids.mapped("way"))
        return ways == {"person"}

    def _says_nothing_without(self, untrue):
        """Tell whether this notice loses its point: nothing is left at the stage whose
        text and channel it has. What is left is said anew, at its own stage."""
        left = self.line_ids.filtered(lambda line: line not in untrue)
        return self.stage_id not in left.stage_id

    def _still_true(self, today):
        """Return those whose frozen text is still true to the cent."""
        silences = self.line_ids._silences(today)
        money = self._find_money()
        return self.filtered(
            lambda notice: (
                not any(
                    silences.get(line) or line._changed() for line in notice.line_ids
                )
                and not notice._covered_now(money)
            )
        )

    def _find_money(self):
        """Return what of these debtors' money waits to be matched: as
        :meth:`collection.case._unallocated` says it, and as ``_at_hand`` does."""
        cases, claimed = self.case_id, defaultdict(set)
        for notice in self:
            claimed[notice.case_id].add(notice.currency_id)
        unmatched = cases._unallocated()
        return unmatched, cases._at_hand(unmatched, claimed)

    def _covered_now(self, money):
        """Say in words that money came in that only waits to be matched.

        :param money: what :meth:`_find_money` found.
        """
        unmatched, _at_hand = money
        credit = unmatched.get((self.case_id, self.currency_id), 0.0)
        if self.currency_id.compare_amounts(credit, 0) <= 0:
            return ""
        return self._covers(credit, self._said(), self.currency_id)

    def _said(self):
        """Return the principal it claims; where it only announces, what it does."""
        lines = self.line_ids.filtered("is_claimed") or self.line_ids
        return self.currency_id.round(sum(lines.mapped("amount_residual")))

    def _leave_out(self, untrue):
        """Take out of a notice what must not be said any more.

        :param untrue: ``{line: reason}``
        """
        if not untrue:
            return
        lines = self.env["collection.notice.line"].union(*untrue)
        self.case_id._log_event(
            self.env._(
                "Left out of notice %(name)s: %(invoices)s. %(reason)s",
                name=self.name,
                invoices=", ".join(lines.mapped("invoice_name")),
                reason=" ".join(sorted(set(untrue.values()))),
            )
        )
        lines.sudo().unlink()

    def _differs_from_approval(self):
        """Say in words what is not as a person approved it, or return an empty text."""
        if not self.approved_by or not self.currency_id.compare_amounts(
            self.amount_total, self.approved_amount
        ):
            return ""
        return self.env._(
            "The amount changed from %(old)s to %(new)s since it was approved.",
            old=self._money(self.approved_amount),
            new=self._money(self.amount_total),
        )

    def _back_to_review(self, reason):
        self._record_fact(state="review", approved_by=False, reason=reason)
        self.delivery_ids._drop_question()
        self._ask_review()

    # -- departure -----------------------------------------------------------

    def _write_texts(self, today):
        """Fix the words that will leave, and the deadline they state."""
        for notice in self:
            if notice.grace_days:
                deadline = fields.Date.add(today, days=notice.grace_days)
                notice._record_fact(date_deadline=deadline)
            notice._record_fact(**notice._texts())

    def _freeze(self, today):
        """Fix what will leave, once its texts are written: the copy with its hash.

        :return: those whose copy could be made.
        """
        letters = self.filtered(lambda notice: notice._has_letter())
        copies = letters._render_letters(today)
        for notice in self - letters:
            copies[notice] = notice._render_copy(today)
        self._keep_copies(copies)
        return self.filtered(lambda notice: notice in copies)

    def _keep_copies(self, copies):
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{notice.name.replace('/', '-')}.pdf",
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": self._name,
                    "res_id": notice.id,
                }
                for notice, content in copies.items()
            ]
        )
        for (notice, content), attachment in zip(
            copies.items(), attachments, strict=True
        ):
            notice._record_fact(
                pdf_id=attachment.id, sha256=hashlib.sha256(content).hexdigest()
            )

    def _depart(self, today):
        """Record that these notices left; only the first departure counts."""
        leaving = self.filtered(lambda one: not one.departed_on)
        leaving._climb(today)
        for notice in leaving.filtered(lambda one: not one.message_id):
            notice._record_fact(message_id=notice._post().id)
        leaving._record_fact(departed_on=today, departed_at=fields.Datetime.now())

    def _climb(self, today):
        for stage, lines in self.line_ids.grouped("stage_id").items():
            lines.item_id._climb(stage, today, notices=self)

    def _post(self):
        """Write the one chatter message of this notice, on its case."""
        body = Markup("<p><b>%s</b> – %s</p>") % (
            self.display_name,
            self.channel_names or "",
        )
        if self.letter_body or self.body:
            body += Markup("<blockquote>%s</blockquote>") % Markup(
                self.letter_body or self.body
            )
        return self.case_id.message_post(
            body=body,
            subject=self.subject,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
            attachment_ids=self.pdf_id.copy({"res_model": False, "res_id": 0}).ids
            if self.pdf_id
            else [],
        )

    def _refresh_state(self):
        """Derive the state from what happened on each channel."""
        for notice in self.filtered(lambda one: one.state != "review"):
            states = set(notice.delivery_ids.mapped("state"))
            state = next(
                (one for one in STATE_FROM_DELIVERIES if one in states), "skipped"
            )
            if notice.state != state:
                notice._record_fact(state=state)

    # -- protection ----------------------------------------------------------

    def write(self, vals):
        self._check_not_departed(vals.keys())
        return super().write(vals)

    def _check_not_departed(self, names):
        departed = self.filtered("departed_on")
        if departed and FROZEN & set(names):
            raise UserError(
                self.env._(
                    "Notice %s has departed: what was said is not rewritten. Send "
                    "another notice, or record a proof.",
                    departed[0].name,
                )
            )

    @api.model
    def _keeping(self, attachments):
        """Return the notices that departed, or may have, with a copy among
        ``attachments``."""
        return self.search(
            [
                ("pdf_id", "in", attachments.ids),
                "|",
                ("departed_on", "!=", False),
                ("state", "in", ("sending", "uncertain")),
            ],
            limit=1,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A notice is part of the history: skip it instead."))

    # -- buttons -------------------------------------------------------------

    def action_send(self):
        """Let these notices leave now, where their channel leaves by itself."""
        self.action_approve()
        self.delivery_ids._deliver_now()

    def action_print(self):
        """Print the letters of these notices as one PDF."""
        return self.delivery_ids.action_print()

    def action_view_pdf(self):
        """Open the copy of what was sent."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.pdf_id.id}",
            "target": "new",
        }
