from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..rules.debtor import PUBLIC
from ..rules.limitation import SUSPENDS, WRITTEN, Interruption, Suspension

KINDS = [
    ("acknowledgment", "Acknowledgment of the debt"),
    ("partial_payment", "Partial payment"),
    ("court_claim", "Claim in court"),
    ("order_filed", "Order for payment applied for"),
    ("order_served", "Order for payment served"),
    ("title", "Enforceable judgment"),
    ("enforcement", "Protective measure or enforcement"),
    ("claim_declared", "Claim declared in the insolvency"),
    ("mediation", "Mediation"),
    ("conciliation", "Conciliation"),
    ("small_claim", "Simplified procedure for small claims"),
    ("impossible", "Impossible to act"),
    ("reminder", "Reminder sent by other means"),
    ("formal_notice", "Formal notice sent by other means"),
    ("written_claim", "Other written claim"),
]


class CollectionEvent(models.Model):
    """A fact of law about a debt: who acknowledged it, what a court did with it.

    Append-only. What turns out otherwise later (proceedings that end, are withdrawn or
    were noted by mistake) is a new event that replaces the former one; both are kept.
    """

    _name = "collection.event"
    _description = "Fact of Law"
    _inherit = ["collection.record.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id", "replaced_by_ids"})

    case_id = fields.Many2one(
        "collection.case",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        ondelete="restrict",
        help="Empty: all the debtor's invoices dated on or before that day.",
    )
    kind = fields.Selection(KINDS, required=True)
    date = fields.Date(
        required=True,
        help="The day of the act: signed, served, lodged. A judgment: the day from "
        "which it is enforceable.",
    )
    until = fields.Date(help="The day the proceedings or the talks ended.")
    pending = fields.Boolean(help="The proceedings are still going on.")
    void = fields.Boolean(
        help="Withdrawn, dismissed or noted by mistake: it never was."
    )
    confirmed = fields.Boolean(
        help="A person says that this partial payment acknowledges the debt: without "
        "that it changes nothing.",
    )
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Proof")
    user_id = fields.Many2one(
        "res.users",
        string="Recorded By",
        required=True,
        default=lambda self: self.env.user,
    )
    replaces_id = fields.Many2one(
        "collection.event",
        string="Corrects",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    replaced_by_ids = fields.One2many("collection.event", "replaces_id")
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    status = fields.Selection(
        [
            ("counts", "Counts"),
            ("pending", "Going on"),
            ("unconfirmed", "To confirm"),
            ("no_effect", "Changes nothing"),
            ("void", "Void"),
            ("corrected", "Corrected"),
        ],
        compute="_compute_status",
    )

    _replaced_once = models.UniqueIndex(
        "(replaces_id) WHERE replaces_id IS NOT NULL",
        "This event was corrected already: correct the newest one.",
    )

    @api.depends_context("lang")
    @api.depends("kind", "date")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            day = format_date(self.env, event.date)
            event.display_name = f"{labels.get(event.kind, '')} ({day})"

    @api.depends("replaced_by_ids")
    def _compute_is_current(self):
        for event in self:
            event.is_current = not event.replaced_by_ids

    @api.depends(
        "is_current",
        "void",
        "pending",
        "confirmed",
        "kind",
        "partner_id.collection_class",
    )
    def _compute_status(self):
        for event in self:
            if not event.is_current:
                event.status = "corrected"
            elif event.void:
                event.status = "void"
            elif event.kind == "partial_payment" and not event.confirmed:
                event.status = "unconfirmed"
            elif event.kind in WRITTEN and event.partner_id.collection_class != PUBLIC:
                event.status = "no_effect"
            else:
                event.status = "pending" if event.pending else "counts"

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("replaced_by_ids", "=" if True in value else "!=", False)]

    # -- what may be recorded ------------------------------------------------

    @api.constrains("date", "until", "pending", "kind", "confirmed")
    def _check_dates(self):
        for event in self:
            today = event.company_id._collection_today()
            if event.date > today:
                raise ValidationError(
                    self.env._(
                        "%s lies ahead: an event is recorded once it happened.",
                        format_date(self.env, event.date),
                    )
                )
            if event.until and event.until < event.date:
                raise ValidationError(
                    self.env._("Proceedings cannot end before they begin.")
                )
            if event.until and event.pending:
                raise ValidationError(
                    self.env._("Either it is still going on or it has ended.")
                )
            if event.confirmed and event.kind != "partial_payment":
                raise ValidationError(
                    self.env._("Only a partial payment is confirmed by a person.")
                )

    @api.constrains("case_id", "move_ids", "replaces_id")
    def _check_debtor(self):
        for event in self:
            strangers = event.move_ids.filtered(
                lambda move, event=event: move.commercial_partner_id != event.partner_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "Not invoices of this debtor: %s",
                        ", ".join(strangers.mapped("display_name")),
                    )
                )
            former = event.replaces_id
            if former and former.partner_id != event.partner_id:
                raise ValidationError(
                    self.env._("A correction stays with the debtor of the event.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        for event in events:
            event.case_id._log_event(event._as_words())
        return events

    def write(self, vals):
        if vals:
            raise UserError(
                self.env._(
                    "An event is not rewritten: record what you know today as its "
                    "correction."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(
            self.env._("An event cannot be deleted: record that it is void.")
        )

    @api.model
    def _keeping(self, attachments):
        """Return the event whose proof is among ``attachments``."""
        return self.search([("attachment_ids", "in", attachments.ids)], limit=1)

    # -- buttons -------------------------------------------------------------

    def action_correct(self):
        """Ask what is known today about this event."""
        self.ensure_one()
        return self.env["collection.event.wizard"]._open_to_correct(self)

    def action_void(self):
        """Ask to record that this event never was: withdrawn, dismissed, a mistake."""
        self.ensure_one()
        return self.env["collection.event.wizard"]._open_to_correct(
            self, void=True, pending=False
        )

    # -- what it says --------------------------------------------------------

    def _as_words(self):
        """Return the event in one line, for the case's history."""
        words = self.display_name
        if self.void:
            words = self.env._("Void: %s", words)
        elif self.replaces_id:
            words = self.env._("Corrected: %s", words)
        if self.until:
            words = self.env._(
                "%(event)s, until %(day)s",
                event=words,
                day=format_date(self.env, self.until),
            )
        return f"{words}. {self.note}" if self.note else words

    def _as_rule(self):
        """Return the event as :mod:`rules.limitation` knows it."""
        if self.kind in SUSPENDS:
            return Suspension(self.date, self.until or None, self.kind, key=self)
        return Interruption(
            self.date,
            self.kind,
            until=self.until or None,
            pending=self.pending,
            void=self.void,
            confirmed=self.confirmed,
            key=self,
        )

    def _covers(self, move):
        """Tell whether this event is about ``move``.

        One that names no invoice is about those that were there: a judgment of last
        year gives no title for what was invoiced since.
        """
        if self.move_ids:
            return move in self.move_ids
        return (
            self.partner_id == move.commercial_partner_id
            and self.company_id == move.company_id
            and bool(move.invoice_date)
            and move.invoice_date <= self.date
        )

    @api.model
    def _for_moves(self, moves):
        """Return ``{invoice: events that count}``, in one query for all: neither
        corrected ones nor suspensions that never were."""
        events = self.search(
            [
                ("partner_id", "in", moves.commercial_partner_id.ids),
                ("company_id", "in", moves.company_id.ids),
                ("is_current", "=", True),
            ],
            order="date, id",
        ).filtered(lambda event: event.kind not in SUSPENDS or not event.void)
        return {
            move: events.filtered(lambda event, move=move: event._covers(move))
            for move in moves
        }
