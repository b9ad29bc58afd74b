from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..rules.einvoice import (
    APPROVED,
    AVAILABLE,
    CASHED,
    DEPOSITED,
    DISPUTED,
    OTHER,
    REFUSED,
    REJECTED,
)

STATUSES = [
    (DEPOSITED, "Deposited"),
    (REJECTED, "Rejected by the platform"),
    (AVAILABLE, "Made available to the buyer"),
    (REFUSED, "Refused by the buyer"),
    (APPROVED, "Approved"),
    (DISPUTED, "Disputed"),
    (CASHED, "Cashed"),
    (OTHER, "Other"),
]
RECEIVED = (AVAILABLE, APPROVED, REFUSED, DISPUTED)
CONTESTED = (REFUSED, DISPUTED)


class CollectionEinvoice(models.Model):
    """One life-cycle status that a platform reported on an electronic invoice, and what
    follows from it. Append-only.

    Made available or approved: the debtor has the invoice. Refused or disputed: a
    dispute holds its reminders. Rejected by the platform: it never arrived; its
    reminders stop until it is issued again. Every other status is only kept.
    """

    _name = "collection.einvoice"
    _description = "E-invoice Status"
    _inherit = ["collection.record.mixin"]
    _order = "date desc, id desc"
    _rec_name = "status"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id", "hold_id"})

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("move_type", "in", ("out_invoice", "out_receipt"))],
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Debtor", store=True
    )
    status = fields.Selection(STATUSES, required=True)
    label = fields.Char(
        string="In the Platform's Words",
        help="As the platform names it. Needed for a status that is not in the list.",
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._collection_today()
    )
    reference = fields.Char(help="The platform's reference of this status.")
    note = fields.Char(string="Reason Given")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    user_id = fields.Many2one(
        "res.users",
        string="Recorded By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    hold_id = fields.Many2one(
        "collection.hold", string="Resulting Hold", readonly=True, ondelete="restrict"
    )

    _once = models.UniqueIndex(
        "(move_id, status, date, COALESCE(label, ''))",
        "This status of the invoice is recorded already.",
    )

    @api.constrains("status", "label", "move_id", "date")
    def _check_status(self):
        for one in self:
            if one.status == OTHER and not one.label:
                raise ValidationError(
                    self.env._("Say in the platform's words which status it is.")
                )
            if one.move_id.state != "posted" or not one.move_id.is_sale_document():
                raise ValidationError(
                    self.env._("Only a posted customer invoice has such a status.")
                )
            if one.date > one.company_id._collection_today():
                raise ValidationError(
                    self.env._("A status is recorded once it was reported, not before.")
                )

    @api.depends("status", "label", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["status"]._description_selection(self.env))
        for one in self:
            words = one.label if one.status == OTHER else labels.get(one.status, "")
            day = format_date(self.env, one.date) if one.date else ""
            one.display_name = f"{words} ({day})"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for company, mine in records.grouped("company_id").items():
            mine._follow(company)
        return records

    def write(self, vals):
        if vals and not self.env.su:
            raise UserError(
                self.env._("A reported status is evidence: record the next one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A reported status is evidence: it stays."))

    # -- what follows --------------------------------------------------------

    def _follow(self, company):
        """Tell the case and do what each status asks for."""
        cases = self.env["collection.case"]._ensure_cases(self.partner_id, company)
        today = company._collection_today()
        for one in self:
            case = cases[one.partner_id]
            case._log_event(
                self.env._(
                    "E-invoice %(invoice)s: %(status)s. %(note)s",
                    invoice=one.move_id.name,
                    status=one.display_name,
                    note=one.note or "",
                )
            )
            if one.status in CONTESTED:
                one._hold(case, "dispute", one._dispute_words(), today)
            elif one.status == REJECTED:
                one._hold(case, "document", one._reissue_words(), today)
                case._ask(one._reissue_words(), today)
            else:
                one._end_reissue()

    def _dispute_words(self):
        words = self.env._("The e-invoice was refused or disputed on the platform.")
        return f"{words} {self.note}" if self.note else words

    def _reissue_words(self):
        return self.env._(
            "E-invoice %(invoice)s was rejected by the platform, the debtor does not "
            "have it: correct it and issue it again. %(note)s",
            invoice=self.move_id.name,
            note=self.note or "",
        ).strip()

    def _hold(self, case, kind, reason, today):
        """Stop the reminders of this invoice, unless such a hold runs already."""
        running = self.move_id.collection_hold_ids.filtered(
            lambda hold: hold.kind == kind and hold.is_running
        )
        if running:
            return
        hold = self.env["collection.hold"].create(
            {
                "kind": kind,
                "reason": reason,
                "case_id": case.id,
                "move_id": self.move_id.id,
                "date_from": today,
            }
        )
        self._record_fact(hold_id=hold.id)

    def _end_reissue(self):
        """The platform has it after all: what waited for it goes on."""
        if self.status not in (DEPOSITED, *RECEIVED):
            return
        rejected = self.move_id.collection_einvoice_ids.filtered(
            lambda one: one.status == REJECTED and one.date <= self.date
        )
        rejected.hold_id.filtered("is_running").action_end()


class AccountMove(models.Model):
    _inherit = "account.move"

    collection_einvoice_ids = fields.One2many(
        "collection.einvoice",
        "move_id",
        string="E-invoice Statuses",
        groups="account_collection.group_collection_readonly",
    )
    collection_received_on = fields.Date(
        string="Received On",
        compute="_compute_collection_received_on",
        groups="account_collection.group_collection_readonly",
        help="The first day on which the platform reported that the buyer has it.",
    )

    @api.depends("collection_einvoice_ids.status", "collection_einvoice_ids.date")
    def _compute_collection_received_on(self):
        for move in self:
            received = move.collection_einvoice_ids.filtered(
                lambda one: one.status in RECEIVED
            )
            move.collection_received_on = min(received.mapped("date"), default=False)

    def action_collection_einvoice(self):
        """Record a status that the e-invoicing platform reported."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record an E-invoice Status"),
            "res_model": "collection.einvoice",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_move_id": self.id},
        }

    def _collection_record_einvoice(self, status, day, label=False, **facts):
        """Record a status that a platform reported on these invoices.

        :param status: one of ``STATUSES``.
        :param facts: ``reference``, ``note``, ``attachments``.
        """
        files = facts.pop("attachments", self.env["ir.attachment"])
        return self.env["collection.einvoice"].create(
            [
                {
                    "move_id": move.id,
                    "status": status,
                    "label": label,
                    "date": day,
                    "attachment_ids": [Command.set(files.ids)],
                    **facts,
                }
                for move in self
            ]
        )
