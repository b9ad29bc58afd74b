from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

PHASE_OF_KIND = {"agency": "agency"}
STOPPING_KINDS = ("dispute", "insolvency", "over_indebtedness")
FILES = {"pdf_id", "zip_id", "pdf_sha256", "zip_sha256"}
CLAIM = {"statement_id", "amount_interest", "amount_indemnity"}
FACTS = FILES | CLAIM | {"state", "date", "date_closed", "page_count"}
FROZEN = (
    FILES
    | CLAIM
    | {
        "case_id",
        "recipient_id",
        "kind",
        "date",
        "lang",
        "line_ids",
        "document_ids",
        "currency_id",
        "amount_total",
        "note",
    }
)


class CollectionHandoff(models.Model):
    """Chosen due items of a case given to a third party, with the documents that went.

    While it is out our own notices for the debtor stop, through a hold on the case;
    what falls due later stays with us, held, with a task.
    """

    _name = "collection.handoff"
    _description = "Hand-off"
    _inherit = ["mail.thread", "mail.activity.mixin", "collection.record.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id", "recipient_id"]
    _check_company_auto = True
    _fact_fields = FACTS

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
    recipient_id = fields.Many2one("res.partner", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("agency", "Collection agency"),
            ("bailiff", "Commissaire de justice"),
            ("lawyer", "Lawyer"),
            ("insurer", "Credit insurer"),
            ("court", "Court"),
        ],
        required=True,
        default="agency",
        tracking=True,
    )
    phase = fields.Selection(
        [("agency", "Agency"), ("legal", "Legal")], compute="_compute_phase"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("delivered", "Handed off"), ("closed", "Closed")],
        required=True,
        default="draft",
        tracking=True,
        index=True,
    )
    date = fields.Date(string="Handed Off On", readonly=True)
    date_closed = fields.Date(readonly=True)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        help="Language of the dossier: the recipient's.",
    )
    note = fields.Text(
        string="Word to the Recipient",
        help="Printed on the first page of the dossier.",
    )
    line_ids = fields.One2many("collection.handoff.line", "handoff_id")
    document_ids = fields.One2many("collection.handoff.document", "handoff_id")
    hold_ids = fields.One2many("collection.hold", "handoff_id")
    currency_id = fields.Many2one("res.currency", required=True)
    amount_total = fields.Monetary(
        string="Claimed", compute="_compute_amount_total", store=True
    )
    warnings = fields.Text(compute="_compute_warnings")
    pdf_id = fields.Many2one("ir.attachment", string="Dossier", readonly=True)
    zip_id = fields.Many2one("ir.attachment", string="Archive", readonly=True)
    pdf_sha256 = fields.Char(string="SHA-256 of the Dossier", readonly=True)
    zip_sha256 = fields.Char(string="SHA-256 of the Archive", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)

    @api.depends("kind")
    def _compute_phase(self):
        for handoff in self:
            handoff.phase = PHASE_OF_KIND.get(handoff.kind, "legal")

    @api.depends("line_ids.amount_residual")
    def _compute_amount_total(self):
        for handoff in self:
            handoff.amount_total = sum(handoff.line_ids.mapped("amount_residual"))

    @api.depends_context("lang")
    @api.depends("state", "line_ids.item_id", "document_ids.is_included")
    def _compute_warnings(self):
        for handoff in self:
            texts = handoff._warn() if handoff.state == "draft" else []
            handoff.warnings = "\n".join(texts)

    @api.depends("name", "partner_id", "recipient_id")
    def _compute_display_name(self):
        for handoff in self:
            handoff.display_name = (
                f"{handoff.name} – {handoff.partner_id.name} → "
                f"{handoff.recipient_id.name}"
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault(
                "name",
                self.env["ir.sequence"].sudo().next_by_code("collection.handoff"),
            )
        return super().create(vals_list)

    # -- preparing -----------------------------------------------------------

    def _fill(self, items):
        """Take ``items`` into this hand-off and gather their documents."""
        self.ensure_one()
        today = self.company_id._collection_today()
        rows = self.env["collection.handoff.line"]
        self.line_ids = [Command.clear()] + [
            Command.create(rows._prepare(item, today)) for item in items
        ]
        self.action_gather()

    def action_gather(self):
        """Look again for documents; what a person added or ticked stays."""
        for handoff in self:
            handoff._check_draft()
            known = {document._key() for document in handoff.document_ids}
            rows = []
            for source in self.env["collection.exhibit.base"]._sources():
                rows += source.with_context(lang=handoff.lang)._gather(handoff)
            documents = self.env["collection.handoff.document"]
            handoff.document_ids = [
                Command.create(row)
                for row in rows
                if documents._key_of(row) not in known
            ]

    def action_generate(self):
        """Build the dossier and the archive without handing off."""
        for handoff in self:
            handoff._check_draft()
            handoff._read_again()
            handoff._build_files()

    def _read_again(self):
        """Read the ledger again: what was settled meanwhile is not claimed."""
        today = self.company_id._collection_today()
        rows = self.env["collection.handoff.line"]
        for line in self.line_ids:
            if line.item_id.is_open:
                line.write(rows._prepare(line.item_id, today))
            else:
                line.unlink()

    # -- handing off ---------------------------------------------------------

    def action_deliver(self):
        """Hand off: freeze the dossier, stop our own notices, tell the case."""
        for handoff in self:
            handoff._check_draft()
            handoff._read_again()
            handoff._check_deliverable()
            handoff._record_fact(date=handoff.company_id._collection_today())
            handoff.statement_id.action_issue()
            handoff._build_files()
            handoff._stop_our_notices()
            handoff._record_fact(state="delivered")
            handoff._tell_case()
            handoff.case_id._refresh_phase()

    def _check_draft(self):
        self.check_access("write")
        if self.state != "draft":
            raise UserError(
                self.env._("Hand-off %s took place: it is not changed.", self.name)
            )

    def _check_draft_lines(self):
        for handoff in self:
            handoff._check_draft()

    def _check_deliverable(self):
        problems = self._obstacles()
        if problems:
            raise UserError("\n".join(problems))

    def _obstacles(self):
        """Return in words why this hand-off must not take place."""
        problems = []
        if not self.line_ids:
            problems.append(self.env._("Nothing is open on the chosen due items."))
        stopping = self.env["collection.hold"]._for_items(self.line_ids.item_id)
        for item, holds in stopping.items():
            for hold in holds.filtered("is_running"):
                if hold.kind in STOPPING_KINDS:
                    problems.append(
                        self.env._(
                            "%(invoice)s cannot be handed off. %(reason)s",
                            invoice=item.move_id.name,
                            reason=hold._reason(),
                        )
                    )
        letter = self.env["collection.channel.letter"]
        problems += filter(None, [letter._obstacle(self.partner_id)])
        problems += self._first_contact_problems() + self._approval_problems()
        return problems + self._double_problems()

    def _double_problems(self):
        others = self.env["collection.handoff.line"].search(
            [
                ("item_id", "in", self.line_ids.item_id.ids),
                ("handoff_id.state", "=", "delivered"),
                ("handoff_id", "!=", self.id),
            ]
        )
        return [
            self.env._(
                "%(invoice)s is handed off already (%(handoff)s).",
                invoice=line.invoice_name,
                handoff=line.handoff_id.name,
            )
            for line in others
        ]

    def _warn(self):
        """Return what the person who decides should know first."""
        texts = []
        stages = self._departed_notices().stage_id
        if not any(stage.is_formal_notice for stage in stages):
            texts.append(
                self.env._("No formal notice was sent yet: softer means are not tried.")
            )
        if not self.partner_id.collection_class:
            texts.append(self.env._("The debtor's class is not known."))
        included = self.document_ids.filtered("is_included")
        if not included.filtered(lambda one: one.category in ("order", "contract")):
            texts.append(
                self.env._("No order or contract is among the documents that go.")
            )
        return texts

    def _stop_our_notices(self):
        waiting = self.case_id.notice_ids.filtered(
            lambda notice: (
                not notice.departed_on and notice.state in ("review", "ready", "failed")
            )
        )
        reason = self.env._("Handed off to %s.", self.recipient_id.name)
        waiting._skip(reason)
        late = self.case_id.notice_ids.delivery_ids.filtered(
            lambda delivery: delivery.state == "ready"
        )
        late._set_state("skipped", reason)
        self.env["collection.hold"].create(
            {
                "kind": "handoff",
                "reason": reason,
                "case_id": self.case_id.id,
                "handoff_id": self.id,
                "date_from": self.date,
                "end_action": "resume",
            }
        )

    def _tell_case(self):
        body = Markup("<p>%s</p>") % self.env._(
            "Handed off to %(recipient)s: %(count)s due item(s), %(pages)s pages.",
            recipient=self.recipient_id.name,
            count=len(self.line_ids),
            pages=self.page_count,
        )
        self.case_id.message_post(
            body=body, message_type="notification", subtype_xmlid="mail.mt_note"
        )
        # What was asked about the case before is answered by the hand-off.
        self.case_id.activity_feedback(
            ["account_collection.mail_activity_type_collection"]
        )

    def action_close(self):
        """The file is back: our own policy goes on from where it stood."""
        self.check_access("write")
        for handoff in self.filtered(lambda one: one.state == "delivered"):
            today = handoff.company_id._collection_today()
            handoff._record_fact(state="closed", date_closed=today)
            handoff.hold_ids.action_end()
            handoff.case_id._refresh_phase()

    @api.model
    def _ask_about_newcomers(self, company, today):
        """What falls due while a file is out stays with us: ask a person about it."""
        out = self.search(
            [("company_id", "=", company.id), ("state", "=", "delivered")]
        )
        if not out:
            return
        lines = self.env["account.move.line"].search(
            self.env["account.move.line"]._collection_domain()
            & Domain("company_id", "=", company.id)
            & Domain("date_maturity", "<", today)
            & Domain("partner_id", "child_of", out.partner_id.ids)
        )
        gone = out.line_ids.item_id.line_id
        cases = {one.partner_id: one.case_id for one in reversed(out)}
        questions = [
            (
                cases[line.move_id.commercial_partner_id],
                self.env._(
                    "%s fell due while the file is out: hand it off too?",
                    line.move_id.name,
                ),
            )
            for line in lines - gone
            if line.move_id.commercial_partner_id in cases
        ]
        self.env["collection.case"]._ask_each(questions, today, once=True)

    # -- what it is about ----------------------------------------------------

    def _departed_notices(self):
        lines = self.line_ids.item_id.notice_line_ids
        return lines.notice_id.filtered("departed_on")

    # -- protection ----------------------------------------------------------

    def write(self, vals):
        delivered = self.filtered(lambda one: one.state != "draft")
        if delivered and FROZEN & vals.keys():
            raise UserError(
                self.env._(
                    "Hand-off %s took place: it is not changed.", delivered[0].name
                )
            )
        return super().write(vals)

    @api.model
    def _keeping(self, attachments):
        """Return the hand-offs that took place with one of ``attachments``."""
        return self.search(
            [
                ("state", "!=", "draft"),
                "|",
                ("pdf_id", "in", attachments.ids),
                ("zip_id", "in", attachments.ids),
            ],
            limit=1,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        if any(handoff.state != "draft" for handoff in self):
            raise UserError(self.env._("A hand-off that took place is not deleted."))

    # -- buttons -------------------------------------------------------------

    def action_open_pdf(self):
        """Open the dossier."""
        self.ensure_one()
        return self._open(self.pdf_id)

    def action_open_zip(self):
        """Download the archive."""
        self.ensure_one()
        return self._open(self.zip_id)

    def _open(self, attachment):
        if not attachment:
            raise UserError(self.env._("Build the dossier first."))
        return self._download(attachment)
