from odoo import api, fields, models
from odoo.tools import formatLang

from .bulk import insert_rows


class CollectionNotice(models.Model):
    """From a plan to a notice that may leave: recording, review, skip."""

    _inherit = "collection.notice"

    # -- recording -----------------------------------------------------------

    @api.model
    def _record(self, plans, run):
        """Write down what will be said: one notice per plan.

        :param plans: dicts with ``case``, ``currency``, ``staged`` (pairs of item and
            stage) and ``credit`` (what is not matched in that currency).
        """
        if not plans:
            return self.browse()
        names = self.env["ir.sequence"]._collection_next(self._name, len(plans))
        staged = [pair for plan in plans for pair in plan["staged"]]
        lines = iter(self.env["collection.notice.line"]._prepare(staged, run.date))
        for plan in plans:
            plan["lines"] = [next(lines) for _pair in plan["staged"]]
        rows = [
            {**self._prepare(plan, run), "name": name}
            for plan, name in zip(plans, names, strict=True)
        ]
        notices = self._create_rows(rows)
        words = self.env._("In notice %s.")
        run._note_all(
            (plan["staged"], "notice", words % name, notice)
            for plan, name, notice in zip(plans, names, notices, strict=True)
        )
        notices._read_accessories(run.date)
        notices.filtered(lambda notice: notice.state == "ready")._make_ready()
        notices.filtered(lambda notice: notice.state == "review")._ask_review()
        return notices

    @api.model
    def _create_rows(self, rows):
        """Create notices with their lines and deliveries: one call for each model,
        whatever the number of notices.

        :param rows: what :meth:`_prepare` returns: the columns, the ``lines``, and the
            ``channels`` with the reason why one is not taken.
        """
        parts = [(row.pop("lines"), row.pop("channels")) for row in rows]
        notices = insert_rows(self.sudo(), rows)
        insert_rows(
            self.env["collection.notice.line"].sudo(),
            [
                {
                    **line,
                    "notice_id": notice.id,
                    "departed_on": None,
                }
                for notice, (lines, _channels) in zip(notices, parts, strict=True)
                for line in lines
            ],
        )
        insert_rows(
            self.env["collection.delivery"].sudo(),
            [
                {
                    **self.env["collection.delivery"]._prepare(channel, row),
                    "notice_id": notice.id,
                    "state": "skipped" if refusal else "ready",
                    "reason": refusal,
                }
                for notice, row, (_lines, channels) in zip(
                    notices, rows, parts, strict=True
                )
                for channel, refusal in channels
            ],
        )
        return notices.with_env(self.env)

    @api.model
    def _obstacle(self, plan):
        """Return in words why this notice cannot be written, or an empty text."""
        case, stage = plan["case"], self._highest(plan["staged"])
        unknown = self._unknown_class(case, stage)
        if unknown:
            return unknown
        recipient = plan["recipient"] = self._addressee(plan)
        plan["channels"], obstacles = stage._ways_to(recipient)
        if not plan["channels"]:
            return " ".join(obstacles)
        return self._covered_by_credit(plan)

    @api.model
    def _unknown_class(self, case, stage):
        """Say that nobody knows what may be demanded formally, or return an empty
        text."""
        if not stage.is_formal_notice or case.debtor_class:
            return ""
        return self.env._(
            "A formal notice needs the debtor's class: say whether %s is a business, a "
            "consumer or a public body.",
            case.partner_id.name,
        )

    @api.model
    def _addressee(self, plan):
        """Return who is written to about the due items of ``plan``."""
        items = self.env["collection.item"].union(*[one for one, _s in plan["staged"]])
        role = self._highest(plan["staged"])._addressed_role()
        return plan["case"].partner_id._collection_contact(role, items.move_id)

    @api.model
    def _covered_by_credit(self, plan):
        """Claiming what is covered by money already received would be wrong."""
        currency = plan["currency"]
        if currency.compare_amounts(plan["credit"], 0) <= 0:
            return ""
        return self._covers(plan["credit"], self._claim_of(plan), currency)

    @api.model
    def _claim_of(self, plan):
        """Return the principal that a plan claims; of one that only announces, what it
        announces."""
        stage = self._highest(plan["staged"])
        claimed = [
            item
            for item, own in plan["staged"]
            if own._nominal_day() > 0 and stage._claims_with(own)
        ]
        items = claimed or [item for item, _own in plan["staged"]]
        return plan["currency"].round(sum(item.amount_residual for item in items))

    @api.model
    def _covers(self, credit, claimed, currency):
        """Say in words that ``credit`` covers what is claimed, or an empty text."""
        if currency.compare_amounts(credit, claimed) < 0:
            return ""
        return self.env._(
            "Unallocated payments, credit notes or bank entries (%(credit)s) cover "
            "what would be claimed (%(claim)s): match them first.",
            credit=formatLang(self.env, credit, currency_obj=currency),
            claim=formatLang(self.env, claimed, currency_obj=currency),
        )

    @api.model
    def _highest(self, staged):
        stages = {stage for _item, stage in staged}
        if len(stages) == 1:
            return stages.pop()
        ordered = self.env["collection.stage"].union(*stages)
        return max(ordered, key=lambda stage: stage._nominal_day())

    @api.model
    def _prepare(self, plan, run):
        case, stage = plan["case"], self._highest(plan["staged"])
        return {
            "case_id": case.id,
            "company_id": case.company_id.id,
            "partner_id": case.partner_id.id,
            "recipient_id": plan["recipient"].id,
            "currency_id": plan["currency"].id,
            "stage_id": stage.id,
            "lang": case.partner_id._collection_lang(),
            "state": "review" if stage.mode == "review" else "ready",
            "run_id": run.id,
            "grace_days": stage.grace_days if stage.is_formal_notice else 0,
            "date_deadline": stage.is_formal_notice
            and fields.Date.add(run.date, days=stage.grace_days),
            "lines": plan["lines"],
            "channels": [(channel, None) for channel in plan["channels"]],
            "amount_unallocated": plan["credit"],
        }

    # -- review --------------------------------------------------------------

    def _ask_review(self):
        for company, notices in self.grouped("company_id").items():
            self.env["collection.case"]._ask_each(
                [
                    (
                        notice.case_id,
                        self.env._("Review notice %s before it leaves.", notice.name),
                    )
                    for notice in notices
                ],
                company._collection_today(),
            )

    def action_approve(self):
        """Approve these notices as they stand now; they leave through their channel."""
        self.check_access("write")
        waiting = self.filtered(lambda notice: notice.state == "review")
        waiting._read_today()
        for notice in waiting:
            notice._record_fact(
                state="ready",
                reason=False,
                approved_by=self.env.uid,
                approved_amount=notice.amount_total,
            )
        waiting._close_question()
        waiting._make_ready()

    def _read_today(self):
        """Read the ledger again, each as of its own company's date."""
        for company, notices in self.grouped("company_id").items():
            notices._read_again(company._collection_today())

    def _close_question(self):
        names = {
            case.id: notices.mapped("name")
            for case, notices in self.grouped("case_id").items()
        }
        self.case_id.activity_ids.filtered(
            lambda activity: (
                not activity.collection_delivery_id
                and any(
                    name in (activity.summary or "") for name in names[activity.res_id]
                )
            )
        ).action_feedback()

    def _make_ready(self):
        """Tell the channels that these may leave: a call gets its activity."""
        for channel, deliveries in self.delivery_ids.grouped("channel_id").items():
            channel._carrier()._make_ready(deliveries)

    def action_skip(self):
        """Do not send these: ask why and until when."""
        return self.env["collection.skip.wizard"]._open_for(self)

    def _skip(self, reason, not_before=None):
        """This departure does not take place; the clock runs."""
        for notice in self:
            notice._check_not_departed({"line_ids"})
            notice._record_fact(state="skipped", reason=reason)
            notice.delivery_ids._record_fact(state="skipped", reason=reason)
            notice.delivery_ids._drop_question()
            notice._close_question()
            notice.line_ids.item_id._record_fact(retry_date=not_before)
            notice.case_id._log_event(
                self.env._(
                    "Notice %(name)s skipped: %(reason)s",
                    name=notice.name,
                    reason=reason,
                )
            )
