from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..rules.clock import is_on_hold

KINDS = [
    ("dispute", "Dispute"),
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("insolvency", "Insolvency"),
    ("over_indebtedness", "Over-indebtedness"),
    ("document", "Waiting for a document"),
    ("reply", "Answer to be read"),
    ("handoff", "Handed off"),
    ("manual", "Manual"),
]


class CollectionHold(models.Model):
    """The clock stops: what for, for which due items, since when, until when.

    Only a hold stops the clock. A hold on an item covers that instalment, one on an
    invoice all its instalments, one on the case everything the debtor owes, what falls
    due later included. First and last day are both on hold.
    """

    _name = "collection.hold"
    _description = "Collection Hold"
    _inherit = ["mail.thread", "collection.record.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id", "end_handled", "message_id", "promised_on"})

    kind = fields.Selection(KINDS, required=True, default="manual", tracking=True)
    reason = fields.Char(required=True, tracking=True)
    case_id = fields.Many2one(
        "collection.case",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: everything the debtor owes.",
    )
    item_id = fields.Many2one(
        "collection.item",
        string="Due Item",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    handoff_id = fields.Many2one(
        "collection.handoff", index="btree_not_null", ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Set By", required=True, default=lambda self: self.env.user
    )
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(
        string="Until",
        tracking=True,
        help="Last day on hold. Empty: until a person ends it.",
    )
    end_action = fields.Selection(
        [("resume", "Go on with the policy"), ("task", "Ask a person")],
        string="At the End",
        required=True,
        default="resume",
    )
    end_handled = fields.Boolean(readonly=True)
    amount = fields.Monetary(help="What was promised or is disputed.")
    currency_id = fields.Many2one("res.currency")
    is_running = fields.Boolean(compute="_compute_is_running", search="_search_running")

    _dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from - 1)",
        "A hold cannot end before it starts.",
    )

    @api.constrains("end_action", "date_to")
    def _check_end(self):
        for hold in self:
            if hold.end_action == "task" and not hold.date_to:
                raise ValidationError(
                    self.env._("Say until when, so that a person is asked on that day.")
                )

    @api.depends("kind", "date_to")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for hold in self:
            until = f" → {format_date(self.env, hold.date_to)}" if hold.date_to else ""
            hold.display_name = f"{labels[hold.kind]}{until}"

    @api.depends_context("collection_today")
    @api.depends("date_from", "date_to")
    def _compute_is_running(self):
        for hold in self:
            today = (hold.company_id or self.env.company)._collection_today()
            hold.is_running = bool(hold.date_from) and is_on_hold(
                today, [hold._as_days()]
            )

    @api.model
    def _search_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._collection_today()
        running = Domain("date_from", "<=", today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        return running if True in value else ~running

    # -- CRUD: whatever moves a hold moves the clock -------------------------

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        holds._reschedule()
        for hold in holds:
            hold.case_id._log_event(hold._reason())
        return holds

    def write(self, vals):
        before = self._covered_items()
        result = super().write(vals)
        if vals.keys() & {"date_from", "date_to", "case_id", "move_id", "item_id"}:
            (before | self._covered_items())._schedule()
            (before | self._covered_items()).move_id._collection_refresh()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(
            self.env._("A hold is part of the history: end it instead of deleting it.")
        )

    def action_end(self):
        """End these holds: the clock runs again from today.

        One that ends on its first day held nothing: its last day is the day before.
        """
        for hold in self:
            today = hold.company_id._collection_today()
            last = fields.Date.subtract(max(today, hold.date_from), days=1)
            if hold.date_to and hold.date_to <= last:
                continue
            hold.write({"date_to": last})
            hold._record_fact(end_handled=True)
            hold.case_id._log_event(self.env._("Hold ended: %s", hold.reason))

    def _reschedule(self):
        self._covered_items()._schedule()

    def _covered_items(self):
        items = self.env["collection.item"].search(
            [("partner_id", "in", self.partner_id.ids)]
        )
        return items.filtered(lambda item: any(hold._covers(item) for hold in self))

    # -- what a hold says ----------------------------------------------------

    def _as_days(self):
        """Return the hold as :data:`rules.clock.Hold`."""
        return (self.date_from, self.date_to or None)

    def _reason(self):
        """Return the hold in words, for the person who asks why nothing was sent."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        values = {"kind": labels[self.kind], "reason": self.reason}
        if not self.date_to:
            return self.env._("On hold (%(kind)s): %(reason)s", **values)
        return self.env._(
            "On hold until %(day)s (%(kind)s): %(reason)s",
            day=format_date(self.env, self.date_to),
            **values,
        )

    def _covers(self, item):
        """Tell whether this hold stops the clock of ``item``."""
        if self.item_id:
            return self.item_id in (item, item.parent_id)
        if self.move_id:
            return self.move_id in item._holding_moves()
        # Whichever his case is: one is closed by hand, the debt goes on in another.
        return self.partner_id == item.partner_id and self.company_id == item.company_id

    @api.model
    def _for_items(self, items):
        """Return ``{item: holds}``, ended ones included: their days do not count."""
        holds = self.search(
            Domain("partner_id", "in", items.partner_id.ids)
            | Domain("move_id", "in", items._holding_moves().ids)
            | Domain("item_id", "in", (items | items.parent_id).ids)
        )
        if not holds:
            return defaultdict(lambda: holds)
        by_place = holds.grouped(
            lambda hold: hold.item_id or hold.move_id or hold.partner_id
        )
        found = {}
        for item in items:
            places = (item, item.parent_id, *item._holding_moves(), item.partner_id)
            near = holds.browse().union(
                *[by_place[one] for one in places if one in by_place]
            )
            found[item] = near.filtered(lambda hold, item=item: hold._covers(item))
        return found

    @api.model
    def _for_lines(self, items):
        """Return ``{line: holds}`` also for lines that are not on the ladder yet.

        :param items: ``{line: item or empty}``
        """
        known = self.env["collection.item"].union(*items.values())
        by_item = self._for_items(known)
        fresh = self.env["account.move.line"].union(
            *[line for line, item in items.items() if not item]
        )
        debtors = fresh.move_id.commercial_partner_id
        holds = self.search(
            Domain("item_id", "=", False)
            & (
                Domain("partner_id", "in", debtors.ids)
                | Domain("move_id", "in", fresh._collection_holding_moves().ids)
            )
        )
        if not holds and not any(by_item.values()):
            return defaultdict(lambda: holds)
        return {
            line: by_item[item] if item else holds and holds._covering_line(line)
            for line, item in items.items()
        }

    def _covering_line(self, line):
        return self.filtered(
            lambda hold: (
                hold.move_id in line._collection_holding_moves()
                if hold.move_id
                else hold.partner_id == line.move_id.commercial_partner_id
                and hold.company_id == line.company_id
            )
        )

    # -- the end -------------------------------------------------------------

    @api.model
    def _handle_ends(self, company, today):
        """Ask a person about the holds that ended and say so."""
        ended = self.search(
            [
                ("company_id", "=", company.id),
                ("date_to", "<", today),
                ("end_action", "=", "task"),
                ("end_handled", "=", False),
            ]
        )
        self.env["collection.case"]._ask_each(
            [
                (
                    hold.case_id,
                    self.env._("The hold ended: %s. What now?", hold.reason),
                )
                for hold in ended
            ],
            today,
        )
        ended._record_fact(end_handled=True)
