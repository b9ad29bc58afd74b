from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class CollectionNotice(models.Model):
    """Who must approve a notice, and who did."""

    _inherit = "collection.notice"

    approval_ids = fields.One2many(
        "collection.approval", "notice_id", string="Approvals", readonly=True
    )
    approvals_missing = fields.Integer(
        compute="_compute_approvals_missing",
        help="How many more people must approve it before it leaves.",
    )

    @api.depends("state", "approval_ids.is_void", "stage_id.mode")
    def _compute_approvals_missing(self):
        for notice in self:
            wanted = 2 if notice.stage_id.mode == "double" else 1
            given = len(notice._standing_approvals().user_id)
            notice.approvals_missing = (
                max(wanted - given, 0) if notice.state == "review" else 0
            )

    def _standing_approvals(self):
        return self.approval_ids.filtered(lambda one: not one.is_void)

    # -- what must be approved -----------------------------------------------

    @api.model
    def _prepare(self, plan, run):
        vals = super()._prepare(plan, run)
        stage = self.env["collection.stage"].browse(vals["stage_id"])
        vals["amount_total"] = self._claimed_by(plan, stage)
        if stage.mode == "double":
            vals["state"] = "review"
        above = vals["state"] == "ready" and self._above_ceiling(plan, stage)
        return {
            **vals,
            "reason": above or None,
            "state": "review" if above else vals["state"],
        }

    @api.model
    def _claimed_by(self, plan, stage):
        """Return the principal a notice at ``stage`` claims: what is overdue and, in a
        formal notice, has reached one."""
        return plan["currency"].round(
            sum(
                line["amount_residual"]
                for line, (item, own) in zip(plan["lines"], plan["staged"], strict=True)
                if (line["days_late"] or item.parent_id) and stage._claims_with(own)
            )
        )

    @api.model
    def _above_ceiling(self, plan, stage):
        """Say in words that a plan claims more than its stage may by itself, or return
        an empty text."""
        company, ceiling = plan["case"].company_id, stage.ceiling_amount
        if not ceiling:
            return ""
        currency = company.currency_id
        claimed = sum(item.amount_residual_company for item, _own in plan["staged"])
        if currency.compare_amounts(claimed, ceiling) <= 0:
            return ""
        return self.env._(
            "It is about %(amount)s, more than stage “%(stage)s” may say by itself "
            "(%(ceiling)s): a person approves it.",
            amount=formatLang(self.env, claimed, currency_obj=currency),
            stage=stage.name,
            ceiling=formatLang(self.env, ceiling, currency_obj=currency),
        )

    # -- approving -----------------------------------------------------------

    def action_approve(self):
        """Approve these notices as they stand now. Where two people must, the first
        approval is recorded and the notice waits for the second."""
        self.check_access("write")
        waiting = self.filtered(lambda notice: notice.state == "review")
        waiting._check_second_person()
        waiting._read_today()
        for notice in waiting:
            notice._void_others()
        waiting._record_approval()
        done = waiting.filtered(lambda notice: notice.approvals_missing == 0)
        (waiting - done)._ask_second_person()
        return super(CollectionNotice, done).action_approve()

    def _check_second_person(self):
        """One person approves once: the second must be another.

        :raises UserError: names the notices this person approved already.
        """
        mine = self.filtered(
            lambda notice: self.env.user in notice._standing_approvals().user_id
        )
        if mine:
            raise UserError(
                self.env._(
                    "You have approved %s already: another person must approve it too.",
                    ", ".join(mine.mapped("name")),
                )
            )

    def _record_approval(self):
        self.env["collection.approval"].sudo().create(
            [
                {
                    "notice_id": notice.id,
                    "user_id": self.env.uid,
                    "approved_at": fields.Datetime.now(),
                    "amount": notice.amount_total,
                    "text_key": notice._text_key(),
                }
                for notice in self
            ]
        )
        self.invalidate_recordset(["approvals_missing"])

    def _void_others(self):
        """Who approved another amount or another text has not approved this one."""
        key = self._text_key()
        self._standing_approvals().filtered(
            lambda one: (
                self.currency_id.compare_amounts(one.amount, self.amount_total)
                or one.text_key != key
            )
        )._record_fact(is_void=True)

    def _ask_second_person(self):
        for notice in self:
            notice._record_fact(
                reason=self.env._(
                    "Approved by %s: a second person must approve it too.",
                    notice._standing_approvals()[-1:].user_id.name,
                )
            )

    def _back_to_review(self, reason):
        self._standing_approvals()._record_fact(is_void=True)
        return super()._back_to_review(reason)
