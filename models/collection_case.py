from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .client_actions import show_list
from .collection_stage import PHASES

PHASE_ORDER = [phase for phase, _label in PHASES]


class CollectionCase(models.Model):
    """Everything one debtor owes to one company, and all that was said, promised and
    decided about it. One case is open at a time."""

    _name = "collection.case"
    _description = "Collection Case"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True

    name = fields.Char(string="Reference", required=True, copy=False, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users", string="Collector", tracking=True, index="btree_not_null"
    )
    phase = fields.Selection(
        PHASES,
        required=True,
        default="amicable",
        tracking=True,
        group_expand=True,
        index=True,
    )
    date_closed = fields.Date(readonly=True)
    outcome = fields.Selection(
        [
            ("settled", "Settled"),
            ("set_off", "Settled by set-off"),
            ("lost", "Lost"),
            ("manual", "Closed by a person"),
        ],
        tracking=True,
    )
    item_ids = fields.One2many("collection.item", "case_id")
    hold_ids = fields.One2many("collection.hold", "case_id", string="Holds")
    notice_ids = fields.One2many("collection.notice", "case_id")
    handoff_ids = fields.One2many("collection.handoff", "case_id")
    proof_ids = fields.One2many("collection.proof", "case_id")
    debtor_class = fields.Selection(related="partner_id.collection_class")

    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_overdue = fields.Monetary(compute="_compute_amounts", string="Overdue")
    amount_due = fields.Monetary(
        compute="_compute_amounts",
        string="Balance",
        help="All the debtor's open receivable entries: what is not due yet, and what "
        "he paid or was credited without being allocated, included.",
    )
    amount_unallocated = fields.Monetary(
        compute="_compute_amounts",
        string="Unallocated",
        help="Payments and credit notes of the debtor not matched with an invoice.",
    )
    days_late = fields.Integer(compute="_compute_clock")
    next_date = fields.Date(compute="_compute_clock", string="Next Action On")
    next_stage_id = fields.Many2one("collection.stage", compute="_compute_clock")
    is_on_hold = fields.Boolean(compute="_compute_hold", search="_search_on_hold")
    hold_summary = fields.Char(compute="_compute_hold", string="Hold")
    notice_count = fields.Integer(compute="_compute_counts")
    invoice_count = fields.Integer(compute="_compute_counts")
    handoff_count = fields.Integer(compute="_compute_counts")

    _open_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE phase <> 'closed'",
        "This debtor has an open case already.",
    )

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case.name} – {case.partner_id.name}"

    # -- figures, read from the ledger ---------------------------------------

    @api.depends_context("collection_today")
    @api.depends("partner_id", "company_id")
    def _compute_amounts(self):
        rows = {}
        for company, cases in self.grouped("company_id").items():
            rows.update(cases._read_balances(company))
        for case in self:
            overdue, due, unallocated = rows.get(case, (0.0, 0.0, 0.0))
            case.amount_overdue = overdue
            case.amount_due = due
            case.amount_unallocated = unallocated

    @api.depends_context("collection_today")
    @api.depends("item_ids.next_date", "item_ids.stage_date")
    def _compute_clock(self):
        for case in self:
            waiting = case.item_ids.filtered(
                lambda item: item.is_open and item.next_date
            ).sorted("next_date")
            case.days_late = max(
                case.item_ids.filtered("is_open").mapped("days_late"), default=0
            )
            case.next_date = waiting[:1].next_date
            case.next_stage_id = waiting[:1].next_stage_id

    @api.depends_context("collection_today", "lang")
    @api.depends("hold_ids.date_from", "hold_ids.date_to")
    def _compute_hold(self):
        for case in self:
            running = case.hold_ids.filtered("is_running")
            case.is_on_hold = bool(running)
            case.hold_summary = ", ".join(hold.display_name for hold in running)

    @api.model
    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("hold_ids.is_running", "in", [True])
        return domain if True in value else ~domain

    @api.depends("notice_ids", "item_ids", "handoff_ids")
    def _compute_counts(self):
        for case in self:
            case.notice_count = len(case.notice_ids)
            case.invoice_count = len(case.item_ids.move_id)
            case.handoff_count = len(case.handoff_ids)

    # -- opening and closing -------------------------------------------------

    def write(self, vals):
        changed = {"partner_id", "company_id"} & vals.keys()
        if not self.env.su and any(
            case[name].id != vals[name] for case in self for name in changed
        ):
            raise UserError(
                self.env._(
                    "A case stays with its debtor and company: what was said and "
                    "promised was said to him. Open another case."
                )
            )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        nameless = [vals for vals in vals_list if not vals.get("name")]
        names = self.env["ir.sequence"]._collection_next(self._name, len(nameless))
        for vals, name in zip(nameless, names, strict=True):
            vals["name"] = name
        return super().create(vals_list)

    @api.model
    def _close_settled(self, company, today):
        """Close the cases whose items are all settled; the ledger decides."""
        self._take_back_credited(company, today)
        known = self.search(
            [
                ("company_id", "=", company.id),
                ("phase", "!=", "closed"),
                "|",
                ("item_ids", "!=", False),
                ("accessory_ids", "!=", False),
                ("handoff_ids", "not any", [("state", "=", "delivered")]),
            ]
        )
        settled = (known - known._with_open_items())._without_accessories(today)
        for outcome, cases in settled.grouped(lambda one: one._outcome()).items():
            cases._close(outcome, today)
        settled.hold_ids.filtered("is_running").action_end()

    def _with_open_items(self):
        """Return those on which something is open.

        Each case is asked for itself, up to its first open item: the planner that
        joins all of them at once sometimes looks at each item for each case.
        """
        items = self.env["collection.item"]
        items.flush_model(["case_id", "move_id", "date_due", "rank"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT filed.id
                  FROM unnest(%s::integer[]) filed(id)
                 WHERE EXISTS (
                       SELECT 1
                         FROM collection_item item
                        WHERE item.case_id = filed.id
                          AND (item.id = ANY(%s) OR %s)
                       OFFSET 0)
                """,
                self.ids,
                items._doubtful_ids(),
                items._open_condition("item"),
            )
        )
        return self.browse(row[0] for row in rows)

    def _outcome(self):
        """Return how this case ended: settled is not paid."""
        self.ensure_one()
        ends = set(self.item_ids.mapped("settled_as"))
        if "lost" in ends:
            return "lost"
        if "set_off" in ends and "paid" not in ends:
            return "set_off"
        return "settled"

    def _close(self, outcome, today):
        self.write({"phase": "closed", "outcome": outcome, "date_closed": today})
        self.activity_unlink(["account_collection.mail_activity_type_collection"])

    def action_close(self):
        """Close these cases by hand; what stays open goes on in a new case, and stays
        on hold as long as its hold lasts, and what waits to leave is said from there.
        """
        self.check_access("write")
        for case in self:
            case._drop_waiting()
            case._close("manual", case.company_id._collection_today())

    def _drop_waiting(self):
        """Nothing leaves from a case that a person has closed."""
        waiting = self.notice_ids.filtered(
            lambda one: (
                one.line_ids
                and not one.departed_on
                and one.state in ("review", "ready", "failed")
            )
        )
        waiting._skip(self.env._("The case was closed by %s.", self.env.user.name))

    def action_reopen(self):
        """Open these cases again, at the phase of their most advanced item."""
        self.write({"phase": "amicable", "outcome": False, "date_closed": False})
        self._refresh_phase()

    @api.model
    def _refresh_phases(self, company):
        """Take back the phase where what had led there is settled."""
        advanced = [("phase", "not in", ("amicable", "closed"))]
        self.search([("company_id", "=", company.id), *advanced])._refresh_phase()

    def _refresh_phase(self):
        """Set the phase to that of the most advanced open stage."""
        for case in self.filtered(lambda one: one.phase != "closed"):
            phases = case.item_ids.filtered("is_open").stage_id.mapped("phase")
            handed = case.handoff_ids.filtered(lambda one: one.state == "delivered")
            phases += handed.mapped("phase")
            phase = max(phases, key=PHASE_ORDER.index, default="amicable")
            if case.phase != phase:
                case.phase = phase

    # -- buttons -------------------------------------------------------------

    def action_view_invoices(self):
        """Open the case's invoices."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [("id", "in", self.item_ids.move_id.ids)]
        action["context"] = {"create": False}
        return action

    def action_view_notices(self):
        """Open the case's notices."""
        return show_list(
            self.env, "collection_notice_action", [("case_id", "in", self.ids)]
        )

    def action_view_handoffs(self):
        """Open the case's hand-offs."""
        return show_list(
            self.env, "collection_handoff_action", [("case_id", "in", self.ids)]
        )

    def action_hold(self):
        """Ask for a hold on all that these debtors owe."""
        return self.env["collection.hold.wizard"]._open_for(self)

    def action_handoff(self):
        """Prepare the hand-off of this case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_handoff_wizard_action"
        )
        action["context"] = {"default_case_id": self.id}
        return action

    def action_run(self):
        """Play the policies now for these cases' debtors."""
        return self.env["collection.run"]._play_for(self._debtors_of())
