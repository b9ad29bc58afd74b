from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..rules.escalation import is_overdue
from .bulk import fill_cache, read_columns
from .client_actions import tell

PENDING_STATES = ("review", "ready", "sending", "uncertain", "failed")
# Lines of notices that are on their way.
PENDING_LINES = [
    ("notice_id.state", "in", PENDING_STATES),
    ("notice_id.departed_on", "=", False),
]
LEDGER = (
    "line_id",
    "amount_total",
    "amount_residual",
    "amount_residual_company",
    "is_open",
    "amount_doubtful",
    "doubtful_line_id",
)
# What it reads of the journal item, and what it finds where there is none.
LINE = (
    "parent_state",
    "amount_currency",
    "amount_residual_currency",
    "amount_residual",
)
NO_LINE = (None, 0.0, 0.0, 0.0)


class CollectionItem(models.Model):
    """One due item on the ladder: its stage and its clock, never its amounts.

    Keyed by invoice, due date and rank among the lines of that date, so that its
    history survives a reset to draft. What it owes is read from the ledger each time.
    """

    _name = "collection.item"
    _inherit = ["collection.record.mixin", "collection.sum.mixin"]
    _description = "Due Item"
    # put on the ladder by a run, which tells when and by whom
    _log_access = False
    _order = "date_due, id"
    _rec_names_search = ["move_id.name"]
    _check_company_auto = True
    _ledger_sums = ("amount_residual", "amount_residual_company")

    # -- what it is ----------------------------------------------------------
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    date_due = fields.Date(string="Due Date", required=True, index=True)
    rank = fields.Integer(required=True, default=1)
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one(related="case_id.partner_id", string="Debtor")
    currency_id = fields.Many2one(related="move_id.currency_id")
    case_id = fields.Many2one(
        "collection.case",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )

    # -- its clock -----------------------------------------------------------
    policy_id = fields.Many2one("collection.policy", index="btree_not_null")
    stage_id = fields.Many2one(
        "collection.stage",
        index="btree_not_null",
        ondelete="restrict",
        help="The stage of the last notice that departed.",
    )
    stage_date = fields.Date(string="Last Departure")
    next_stage_id = fields.Many2one(
        "collection.stage", index="btree_not_null", ondelete="set null"
    )
    next_date = fields.Date(
        string="Next Action On",
        help="Empty while a hold without end lasts, or at the top of the ladder.",
    )
    retry_date = fields.Date(
        string="Not Before",
        help="A person skipped this departure: it does not take place before that day.",
    )
    notice_line_ids = fields.One2many("collection.notice.line", "item_id")
    hold_ids = fields.One2many("collection.hold", "item_id")

    # -- what the ledger says ------------------------------------------------
    line_id = fields.Many2one("account.move.line", compute="_compute_ledger")
    amount_total = fields.Monetary(compute="_compute_ledger", string="Amount")
    amount_residual = fields.Monetary(compute="_compute_ledger", string="Open Amount")
    amount_doubtful = fields.Monetary(
        compute="_compute_ledger",
        string="Doubtful",
        help="Part of the open amount that was moved to doubtful debts.",
    )
    doubtful_line_id = fields.Many2one(
        "account.move.line",
        compute="_compute_ledger",
        string="Doubtful Entry",
        help="The open journal item that continues the debt.",
    )
    is_open = fields.Boolean(compute="_compute_ledger", search="_search_is_open")
    amount_residual_company = fields.Monetary(
        compute="_compute_ledger",
        string="Open Amount (Company Currency)",
        currency_field="company_currency_id",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    days_late = fields.Integer(compute="_compute_days_late")
    explanation = fields.Char(
        compute="_compute_explanation",
        string="Why",
        help="Why the next notice has not left yet.",
    )

    _key_unique = models.UniqueIndex(
        "(move_id, date_due, rank)", "This instalment is already on the ladder."
    )
    _run = models.Index("(company_id, next_date) WHERE next_date IS NOT NULL")

    @api.depends_context("lang")
    @api.depends("move_id.name", "date_due")
    def _compute_display_name(self):
        for item in self:
            day = format_date(self.env, item.date_due)
            item.display_name = f"{item.move_id.name or '/'} ({day})"

    @api.depends("move_id.line_ids.amount_residual", "date_due", "rank")
    def _compute_ledger(self):
        self._read_ledger(self._find_lines())

    def _read_ledger(self, lines):
        """Say what these items owe.

        :param lines: ``{item: journal item}``; an item without one is absent.
        """
        if not self:
            return
        found = self.env["account.move.line"].union(*lines.values())
        standings = found._collection_standings()
        columns = dict(zip(found._ids, read_columns(found, LINE), strict=True))
        rows = []
        for item in self:
            line = lines.get(item)
            of_line = columns[line.id] if line else NO_LINE
            rows.append(
                (line and line.id, *item._balance(of_line, standings.get(line)))
            )
        fill_cache(self, dict(zip(LEDGER, zip(*rows, strict=True), strict=True)))

    def _balance(self, line, moved):
        """Return what is owed, in the order of ``LEDGER`` without the line.

        :param line: the columns ``LINE`` of its journal item.
        :param moved: what of it was moved to doubtful debts, if anything was.
        """
        state, amount, residual, company_residual = line
        if state != "posted":
            residual = company_residual = 0.0
        if not moved:
            return amount, residual, company_residual, residual != 0, 0.0, None
        residual = self.currency_id.round(residual + moved.amount)
        company_residual = self.company_currency_id.round(
            company_residual + moved.amount_company
        )
        return (
            amount,
            residual,
            company_residual,
            residual != 0,
            moved.amount,
            moved.lines[:1].id,
        )

    def _find_lines(self):
        """Return ``{item: journal item}``, in one query for all."""
        mine = {item.id: item for item in self}
        lines = self.env["account.move.line"]
        return {
            mine[item_id]: lines.browse(line_id)
            for line_id, _rank, item_id in lines._collection_ranks(self.move_id)
            if item_id in mine
        }

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.custom(
            to_sql=lambda model, alias, _query: model._open_condition(alias),
            predicate=lambda item: item.is_open,
        ) | Domain("id", "in", self._doubtful_ids())
        return domain if True in value else ~domain

    @api.depends_context("collection_today")
    @api.depends("date_due")
    def _compute_days_late(self):
        for item in self:
            today = item.company_id._collection_today()
            late = is_overdue(today=today, due=item.date_due)
            item.days_late = (today - item.date_due).days if late else 0

    @api.depends_context("collection_today", "lang")
    @api.depends("next_date", "stage_id", "move_id.payment_state")
    def _compute_explanation(self):
        for company, items in self.grouped("company_id").items():
            lines = items._find_lines()
            found = self.env["account.move.line"].union(*lines.values())
            decisions = found._collection_decide(company._collection_today())
            reasons = found._collection_reasons(decisions)
            for item in items:
                item.explanation = reasons.get(lines.get(item))

    def _last_obstacles(self):
        """Return ``{item: why the last run could not say its due stage}``."""
        lines = self.env["collection.run.line"].search(
            [("item_id", "in", self.ids), ("outcome", "=", "skipped")], order="id"
        )
        return {
            line.item_id: self.env._(
                "Found on %(day)s: %(reason)s",
                day=format_date(self.env, line.run_id.date),
                reason=line.reason,
            )
            for line in lines
            if line.stage_id == line.item_id.next_stage_id
        }

    # -- the clock -----------------------------------------------------------

    def _schedule(self):
        """Write anew which stage comes next and when, after anything that moves the
        clock: a departure, a hold, another policy."""
        for company, items in self.grouped("company_id").items():
            items._schedule_at(company._collection_today())

    def _schedule_at(self, today):
        groups = defaultdict(lambda: self.browse())
        for item, (policy, step) in self._next_steps(today).items():
            groups[policy, step and step.rung.key, step and step.on] |= item
        for (policy, stage_id, day), items in groups.items():
            items._record_fact(
                policy_id=policy.id, next_stage_id=stage_id, next_date=day
            )

    def _next_steps(self, today):
        """Return ``{item: (its policy, its next step by that policy)}``."""
        policies = self.move_id._collection_policies()
        holds = self.env["collection.hold"]._for_items(self)
        passable = self._passable(policies, holds, today)
        steps = {}
        for item in self:
            policy = policies[item.move_id]
            steps[item] = (
                policy,
                policy._next_step(
                    item.company_id,
                    item._clock(),
                    holds[item],
                    today,
                    passable.get(item, ()),
                ),
            )
        return steps

    def _foresee(self, step):
        """Write down the step that a decision found, where it is another by now."""
        stage = self.env["collection.stage"].browse(step.rung.key)
        found = (stage.policy_id, stage, step.on)
        if (self.policy_id, self.next_stage_id, self.next_date) != found:
            self._record_fact(
                policy_id=stage.policy_id.id, next_stage_id=stage.id, next_date=step.on
            )

    def _climb(self, stage, day, notices=None):
        """Record a departure: these items now stand at ``stage`` since ``day``.

        :param notices: what departed; nothing when only a proposal was made.
        """
        self._record_fact(stage_id=stage.id, stage_date=day, retry_date=False)
        self._schedule()
        self.move_id._collection_refresh(notices)
        self.case_id._refresh_phase()

    @api.model
    def _follow_debtors(self, company, today):
        """Put items on the ladder anew whose invoice has another debtor by now: he was
        told nothing yet, and the one before must not hear of it any more. A debtor
        that became part of another one is told on: its case goes on in his."""
        ids = self.env.execute_query(
            SQL(
                """
                SELECT item.id
                  FROM collection_item item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN collection_case filed ON filed.id = item.case_id
                 WHERE item.company_id = %s
                   AND move.commercial_partner_id <> filed.partner_id
                """,
                company.id,
                to_flush=(
                    self._fields["case_id"],
                    self.move_id._fields["commercial_partner_id"],
                ),
            )
        )
        items = self.browse([row[0] for row in ids])
        debtors = items.move_id.commercial_partner_id
        cases = self.env["collection.case"]._ensure_cases(debtors, company)
        for debtor, mine in items.grouped(
            lambda item: item.move_id.commercial_partner_id
        ).items():
            part = mine.partner_id.filtered(
                lambda one, debtor=debtor: one.commercial_partner_id == debtor
            )
            joined = mine.filtered(lambda item, part=part: item.partner_id in part)
            self.env["collection.case"]._join(debtor, part)
            joined._record_fact(case_id=cases[debtor].id)
            (mine - joined)._record_fact(
                case_id=cases[debtor].id,
                stage_id=False,
                stage_date=False,
                retry_date=False,
            )
        items._schedule_at(today)
        items.move_id._collection_refresh()

    def _pending_notices(self):
        """Return ``{item: the notice that names it and has not departed yet}``."""
        lines = self.env["collection.notice.line"].search(
            Domain("item_id", "in", self.ids) & Domain(PENDING_LINES)
        )
        return {line.item_id: line.notice_id for line in lines}

    @api.model
    def _doubtful_ids(self):
        """Return the ids of items whose debt is open as a doubtful one."""
        lines = self.env["account.move.line"]
        claims = lines._collection_doubtful_claims(self.env.companies)
        return self.browse().union(*claims.sudo()._collection_items().values()).ids

    @api.model
    def _open_condition(self, alias):
        """Return the SQL that tells whether a due item is open on its invoice.

        :param alias: of ``collection_item`` in the query.
        """
        self.env["account.move.line"].flush_model(
            ["parent_state", "reconciled", "amount_residual_currency"]
        )
        return SQL(
            """EXISTS (
                SELECT 1
                  FROM (SELECT one.parent_state, one.reconciled,
                               one.amount_residual_currency
                          FROM account_move_line one
                          JOIN account_account account ON account.id = one.account_id
                         WHERE one.move_id = %(item)s.move_id
                           AND one.date_maturity = %(item)s.date_due
                           AND account.account_type = 'asset_receivable'
                      ORDER BY one.id
                         LIMIT 1
                        OFFSET %(item)s.rank - 1) line
                 WHERE line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE
                   AND line.amount_residual_currency <> 0)""",
            item=SQL.identifier(alias),
        )

    def action_why(self):
        """Show why nothing was sent, in words."""
        self.ensure_one()
        return tell(self.explanation, self.display_name, sticky=True)

    def action_hold(self):
        """Ask for a hold on these items."""
        return self.env["collection.hold.wizard"]._open_for(self)
