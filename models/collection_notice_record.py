from odoo import Command, api, fields, models
from odoo.tools import formatLang


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
        notices = self.browse()
        for plan in plans:
            created = self.sudo().create(self._prepare(plan, run))
            notice = created.with_env(self.env)
            text = self.env._("In notice %s.", notice.name)
            run._note(plan["staged"], "notice", text, notice)
            notices |= notice
        notices._read_accessories(run.date)
        notices.filtered(lambda notice: notice.state == "ready")._make_ready()
        notices.filtered(lambda notice: notice.state == "review")._ask_review()
        return notices

    @api.model
    def _obstacle(self, plan):
        """Return in words why this notice cannot be written, or an empty text."""
        case, stage = plan["case"], self._highest(plan["staged"])
        if stage.is_formal_notice and not case.debtor_class:
            return self.env._(
                "A formal notice needs the debtor's class: say whether %s is a "
                "business, a consumer or a public body.",
                case.partner_id.name,
            )
        recipient = self._addressee(plan)
        obstacles = [
            channel._carrier()._obstacle(recipient) for channel in stage.channel_ids
        ]
        if all(obstacles) and not stage._fallback(recipient):
            return " ".join(obstacles)
        return self._covered_by_credit(plan)

    @api.model
    def _addressee(self, plan):
        """Return who is written to about the due items of ``plan``."""
        items = self.env["collection.item"].union(*[one for one, _s in plan["staged"]])
        role = self._highest(plan["staged"])._addressed_role()
        return plan["case"].partner_id._collection_contact(role, items.move_id)

    @api.model
    def _covered_by_credit(self, plan):
        """Claiming what is covered by money already received would be wrong."""
        claimed = sum(item.amount_residual for item, _stage in plan["staged"])
        currency = plan["currency"]
        return self._covers(plan["credit"], claimed, currency)

    @api.model
    def _covers(self, credit, claimed, currency):
        """Say in words that ``credit`` covers what is claimed, or an empty text."""
        if currency.compare_amounts(credit, claimed) < 0:
            return ""
        return self.env._(
            "Unallocated payments or credit notes (%(credit)s) cover what would be "
            "claimed (%(claim)s): match them first.",
            credit=formatLang(self.env, credit, currency_obj=currency),
            claim=formatLang(self.env, claimed, currency_obj=currency),
        )

    @api.model
    def _highest(self, staged):
        stages = self.env["collection.stage"].union(*[stage for _item, stage in staged])
        return max(stages, key=lambda stage: stage._nominal_day())

    @api.model
    def _prepare(self, plan, run):
        case, stage = plan["case"], self._highest(plan["staged"])
        recipient = self._addressee(plan)
        lines = [
            self.env["collection.notice.line"]._prepare(item, own, run.date)
            for item, own in plan["staged"]
        ]
        channels = stage.channel_ids.filtered(
            lambda channel: not channel._carrier()._obstacle(recipient)
        ) or stage._fallback(recipient)
        return {
            "name": self.env["ir.sequence"].sudo().next_by_code("collection.notice"),
            "case_id": case.id,
            "recipient_id": recipient.id,
            "currency_id": plan["currency"].id,
            "stage_id": stage.id,
            "lang": case.partner_id._collection_lang(),
            "state": "review" if stage.mode == "review" else "ready",
            "run_id": run.id,
            "grace_days": stage.grace_days if stage.is_formal_notice else 0,
            "date_deadline": stage.is_formal_notice
            and fields.Date.add(run.date, days=stage.grace_days),
            "line_ids": [Command.create(line) for line in lines],
            "delivery_ids": [
                Command.create({"channel_id": channel.id}) for channel in channels
            ],
            "amount_total": sum(
                item.amount_residual
                for item, _own in plan["staged"]
                if item._claimed_on(run.date)
            ),
            "amount_unallocated": plan["credit"],
        }

    # -- review --------------------------------------------------------------

    def _ask_review(self):
        for notice in self:
            notice.case_id._ask(
                self.env._("Review notice %s before it leaves.", notice.name),
                notice.company_id._collection_today(),
            )

    def action_approve(self):
        """Approve these notices as they stand now; they leave through their channel."""
        self.check_access("write")
        waiting = self.filtered(lambda notice: notice.state == "review")
        for notice in waiting:
            notice._read_again(notice.company_id._collection_today())
            notice._record_fact(
                state="ready",
                reason=False,
                approved_by=self.env.uid,
                approved_amount=notice.amount_total,
            )
            notice._close_question()
        waiting._make_ready()

    def _close_question(self):
        name = self.name
        self.case_id.activity_ids.filtered(
            lambda activity: (
                name in (activity.summary or "") and not activity.collection_delivery_id
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
