from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

from ..rules.escalation import CALENDAR, Rung
from ..rules.working_days import BUSINESS, WORKING
from .collection_stage import ALWAYS, CONDITIONS
from .public_holidays import known_holidays


class CollectionStage(models.Model):
    """On which terms a stage is said: the days that count, for which debts, after what
    outcome, in which tone; and what becomes of one that is not used any more."""

    _inherit = "collection.stage"

    active = fields.Boolean(default=True)
    days_kind = fields.Selection(
        [
            (CALENDAR, "days"),
            (WORKING, "working days, Mon-Sat"),
            (BUSINESS, "business days, Mon-Fri"),
        ],
        string="Days Counted In",
        required=True,
        default=CALENDAR,
        help="Working days are Monday to Saturday, business days Monday to Friday, "
        "both without the public holidays of the company's country.",
    )
    condition = fields.Selection(
        CONDITIONS,
        string="Only If",
        required=True,
        default=ALWAYS,
        help="Where it does not hold when its day has come, the stage is passed "
        "over and the next one waits for its own day.",
    )
    tone = fields.Selection(
        [
            ("courtesy", "Courtesy"),
            ("friendly", "Friendly"),
            ("firm", "Firm"),
            ("formal", "Formal"),
        ],
        required=True,
        default="friendly",
        help="How the texts of this stage speak to the debtor.",
    )
    floor_amount = fields.Monetary(
        string="Floor",
        help="While the debtor owes less than this overdue in the company's currency, "
        "the stage is not said and the debt waits below it. 0: no floor.",
    )
    ceiling_amount = fields.Monetary(
        string="Ceiling",
        help="A notice that claims more than this in the company's currency is "
        "approved by a person although the stage is automatic. 0: no ceiling.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    task = fields.Char(
        translate=True,
        help="What the person is asked to do, such as to propose a payment plan.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for stage in self:
            company = stage.company_id or self.env.company
            stage.currency_id = company.currency_id

    @api.constrains("days_kind")
    def _check_days_kind(self):
        for stage in self.filtered(lambda one: one.days_kind != CALENDAR):
            company = stage.company_id or self.env.company
            code = stage.policy_id._country_code(company)
            if code and known_holidays(code) == ():
                raise ValidationError(
                    self.env._(
                        "The public holidays of %(country)s are not known: count stage "
                        "“%(stage)s” in days of the calendar, or install the Python "
                        "package “holidays”.",
                        country=company.country_id.name,
                        stage=stage.name,
                    )
                )

    @api.constrains("floor_amount", "ceiling_amount")
    def _check_amounts(self):
        for stage in self:
            if stage.floor_amount < 0 or stage.ceiling_amount < 0:
                raise ValidationError(
                    self.env._(
                        "Floor and ceiling of stage “%s” cannot be negative.",
                        stage.name,
                    )
                )

    # -- a stage that was used stays -----------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self._used()
        if used:
            raise UserError(
                self.env._(
                    "Stage “%s” is part of the history of debts: archive it instead of "
                    "deleting it.",
                    used[0].name,
                )
            )

    def _used(self):
        """Return those that a due item stands at or a notice or a run names."""
        used = self.browse()
        for name in (
            "collection.item",
            "collection.notice",
            "collection.notice.line",
            "collection.run.line",
        ):
            groups = (
                self.env[name]
                .sudo()
                ._read_group([("stage_id", "in", self.ids)], ["stage_id"])
            )
            used |= used.union(*[stage for (stage,) in groups])
        return used.with_env(self.env)

    def _archived_rung(self):
        """Return a stage that is not played any more as a rung, on the day it had among
        the stages of its policy, archived ones included."""
        policy = self.policy_id.with_context(active_test=False)
        try:
            rungs = {rung.key: rung for rung in policy._build_ladder()}
        except ValueError:
            rungs = {}  # the others were moved since: its own days are all it has
        return rungs.get(self.id) or Rung(self.id, self.days, 0)

    def _lead_days(self):
        """Return how many days of the calendar before the due date the earliest of
        these may stand at most; holidays and weekends are counted generously."""
        return max(
            (
                -stage.days if stage.days_kind == CALENDAR else 10 - 2 * stage.days
                for stage in self
            ),
            default=0,
        )

    def _claims_with(self, own):
        """Tell whether a notice at this stage claims what stands at stage ``own``: a
        formal one only what has reached a formal notice itself."""
        return not self.is_formal_notice or own.is_formal_notice

    # -- in words ------------------------------------------------------------

    def _condition_words(self):
        """Return what a stage waits for, as in "a promise was broken"."""
        words = dict(self._fields["condition"]._description_selection(self.env))
        text = words[self.condition]
        return text[:1].lower() + text[1:]

    def _task_words(self):
        """Return what a person is asked when this stage proposes or asks."""
        if self.action == "task":
            return self.env._(
                "Stage “%(stage)s” is reached: %(task)s",
                stage=self.name,
                task=self.task,
            )
        return self.env._("Stage “%s” is reached: decide on the hand-off.", self.name)

    def _floor_words(self, debt, company):
        """Say that ``debt`` is too small for this stage."""
        currency = company.currency_id
        return self.env._(
            "The debtor owes %(debt)s overdue, less than the floor of stage "
            "“%(stage)s” (%(floor)s).",
            debt=formatLang(self.env, debt, currency_obj=currency),
            stage=self.name,
            floor=formatLang(self.env, self.floor_amount, currency_obj=currency),
        )
