from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..models.collection_start import CHOICES
from ..models.public_holidays import known_holidays
from ..rules.working_days import BUSINESS, add_days, counts

# What a first run over an old ledger would say, or find too small to say.
OLD = ("due", "small")


class CollectionStartWizard(models.TransientModel):
    """How old debts enter: what each choice would send, before anything is written."""

    _name = "collection.start.wizard"
    _description = "Start with Old Debts"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    choice = fields.Selection(
        CHOICES, string="Old Debts Enter", required=True, default="first"
    )
    left_out_before = fields.Date(
        string="Leave Out What Was Due Before",
        help="Nothing is sent about debts that were due before this day, until a "
        "person takes them in. Empty: all enter.",
    )
    spread_days = fields.Integer(
        string="Spread Over Working Days",
        default=1,
        help="The first departures are spread over so many days, Monday to Friday "
        "without public holidays. All debts of one debtor leave on the same day.",
    )
    line_ids = fields.One2many("collection.start.wizard.line", "wizard_id")
    is_active = fields.Boolean(related="company_id.collection_active")
    table = fields.Html(compute="_compute_table", sanitize=False)
    without_policy = fields.Integer(readonly=True)
    item_count = fields.Integer(compute="_compute_counts")

    # -- opening -------------------------------------------------------------

    @api.model
    def _open_for(self, company):
        """Return the action that asks how the old debts of ``company`` enter."""
        wizard = self.create(
            {"company_id": company.id, "date": company._collection_today()}
        )
        wizard._fill()
        return wizard._reopen()

    @api.model
    def action_open(self):
        """Ask how the old debts of the current company enter."""
        return self._open_for(self.env.company)

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Start with Old Debts"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _has_old_debts(self, company):
        """Tell whether anything overdue waits for that decision."""
        return bool(self._candidates(company, company._collection_today()))

    @api.model
    def _candidates(self, company, today):
        """Return the overdue journal items that no decision was taken about and of
        which the debtor was told nothing."""
        yesterday = fields.Date.subtract(today, days=1)
        lines = self.env["account.move.line"]._collection_newcomers(company, yesterday)
        items = self.env["collection.item"].search(
            Domain("company_id", "=", company.id)
            & Domain("date_due", "<", today)
            & Domain("start_id", "=", False)
            & Domain("stage_id", "=", False)
            & Domain("is_open", "=", True)
        )
        fresh = items.filtered(lambda item: not item.was_claimed)
        return lines.union(*fresh._find_lines().values())

    def _fill(self):
        """Ask the policies what the first run would say, and write it down here.

        :return: ``{line: Decision}`` of the old debts.
        """
        lines = self._candidates(self.company_id, self.date)
        asked = lines.with_context(collection_preview=True)
        decisions = asked._collection_decide(self.date)
        policies = lines.move_id._collection_policies()
        reminders = {one: one._reminders() for one in set(policies.values()) if one}
        old = {
            line: decision
            for line, decision in decisions.items()
            if decision.kind in OLD
        }
        rows = []
        for line, decision in old.items():
            late = (self.date - line.date_maturity).days
            first = decision.step.rung
            reached = [
                rung for rung in reminders[policies[line.move_id]] if rung.days <= late
            ]
            by_age = max([first, *reached], key=lambda rung: rung.days)
            rows.append(
                {
                    "line_id": line.id,
                    "days_late": late,
                    "stage_first_id": first.key,
                    "stage_age_id": by_age.key,
                }
            )
        self.without_policy = sum(
            decision.kind == "no_policy" for decision in decisions.values()
        )
        self.line_ids = [Command.clear(), *(Command.create(row) for row in rows)]
        return old

    # -- what each choice would send -----------------------------------------

    @api.depends("line_ids")
    def _compute_counts(self):
        for wizard in self:
            wizard.item_count = len(wizard.line_ids)

    @api.constrains("spread_days")
    def _check_spread_days(self):
        for wizard in self:
            if not 1 <= wizard.spread_days <= 250:
                raise ValidationError(
                    self.env._("Spread the first departures over 1 to 250 days.")
                )

    @api.depends("line_ids", "left_out_before", "spread_days", "choice")
    @api.depends_context("lang")
    def _compute_table(self):
        for wizard in self:
            wizard.table = self.env["ir.qweb"]._render(
                "account_collection.start_table", wizard._table_values()
            )

    def _table_values(self):
        lines = self._origin.line_ids
        going = lines & self._going()
        out = lines - going
        stages = (going.stage_first_id | going.stage_age_id).sorted(
            lambda stage: (stage.policy_id.sequence, stage.policy_id.id, stage.sequence)
        )
        rows = [
            (
                stage,
                going.filtered(lambda one, stage=stage: one.stage_first_id == stage),
                going.filtered(lambda one, stage=stage: one.stage_age_id == stage),
            )
            for stage in stages
        ]
        days = sorted(set(self._first_days(going.partner_id).values()))
        return {
            "wizard": self,
            "rows": rows,
            "going": going,
            "out": out,
            "days": days,
            "currency": self.company_id.currency_id,
            "amount": lambda some: sum(some.mapped("amount")),
        }

    def _leaves_out(self, line):
        return bool(self.left_out_before) and line.date_due < self.left_out_before

    def _going(self):
        """Return the old debts that enter."""
        return self._origin.line_ids.filtered(lambda row: not self._leaves_out(row))

    def _first_days(self, debtors):
        """Return ``{debtor: day of his first notice}``: as many each day, the longest
        list first where they do not divide."""
        if self.spread_days < 2:
            return dict.fromkeys(debtors, self.date)
        if not debtors:
            return {}
        country = (
            self.company_id.country_id or self.company_id.account_fiscal_country_id
        )
        holidays = known_holidays(country.code)
        start = self.date
        if not counts(start, BUSINESS, holidays):
            start = add_days(start, 1, BUSINESS, holidays)
        days = [
            add_days(start, position, BUSINESS, holidays)
            for position in range(min(self.spread_days, len(debtors)))
        ]
        share, more = divmod(len(debtors), len(days))
        sizes = [share + (position < more) for position in range(len(days))]
        planned = [
            day for day, size in zip(days, sizes, strict=True) for _one in range(size)
        ]
        return dict(zip(debtors.sorted("id"), planned, strict=True))

    def action_view_lines(self):
        """Look into the list of old debts."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Old Debts"),
            "res_model": "collection.start.wizard.line",
            "views": [(False, "list")],
            "domain": [("wizard_id", "=", self.id)],
            "context": {"group_by": f"stage_{self.choice}_id"},
        }

    # -- deciding ------------------------------------------------------------

    def action_confirm(self):
        """Write the decision down and let the old debts in; from now on the policies
        are played."""
        self.ensure_one()
        self.check_access("write")
        old = self._fill()
        record = self._record_decision()
        self._let_in(old, record)
        self.company_id.sudo().collection_active = True
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _record_decision(self):
        values = self._table_values()
        going, out = values["going"], values["out"]
        record = (
            self.env["collection.start"]
            .sudo()
            .create(
                {
                    "date": self.date,
                    "company_id": self.company_id.id,
                    "user_id": self.env.uid,
                    "choice": self.choice,
                    "left_out_before": self.left_out_before,
                    "spread_days": self.spread_days,
                    "item_count": len(going),
                    "debtor_count": len(going.partner_id),
                    "amount": values["amount"](going),
                    "left_out_count": len(out),
                    "left_out_amount": values["amount"](out),
                    "table": self.table,
                }
            )
        )
        return record.with_env(self.env)

    def _let_in(self, old, record):
        rows = self.line_ids
        places = self.env["account.move.line"].union(*old)._collection_places()
        items = self.env["collection.run"]._ensure_items(old, places, self.company_id)
        groups = defaultdict(list)
        days = self._first_days(self._going().partner_id)
        for row in rows:
            facts = (
                self._leaves_out(row),
                self.choice == "age" and row.stage_age_id.id,
                self.spread_days > 1 and days.get(row.partner_id, False),
            )
            groups[facts].append(items[row.line_id].id)
        for (left_out, stage_id, day), ids in groups.items():
            self.env["collection.item"].browse(ids)._record_fact(
                start_id=record.id,
                is_left_out=left_out,
                start_stage_id=stage_id,
                start_date=day,
            )
        entered = self.env["collection.item"].union(*items.values())
        entered._schedule_at(self.date)
        entered.move_id._collection_refresh()
