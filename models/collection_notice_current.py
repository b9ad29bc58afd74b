import hashlib

from odoo import api, models

APPROVERS = {"auto": 0, "review": 1, "double": 2}


class CollectionNotice(models.Model):
    """What waited is looked at once more: does it still take the way, reach the person
    and say the words that are meant by now?"""

    _inherit = "collection.notice"

    def _check_truth(self, today):
        # EXTENDS: the recipient may have left, the debtor read another language
        for notice in self.filtered(lambda one: not one._is_spoken()):
            notice._readdress()
        return super()._check_truth(today)

    def _overtaken(self, today):
        """Return ``{line: why it is not said}`` where what was decided when it was
        recorded would be decided otherwise by now."""
        reasons = self.line_ids._overtaken(today)
        for notice in self.filtered("line_ids"):
            obstacle = (
                self._unknown_class(notice.case_id, notice.stage_id)
                or notice._goes_another_way()
            )
            if obstacle:
                reasons |= dict.fromkeys(notice.line_ids, obstacle)
        return reasons

    @api.model
    def _drop_settled(self, company, today):
        """Skip what waits for a person and is settled by now: nobody need look at it.
        An invoice that was posted again is not cancelled either."""
        waiting = self.search(
            [
                ("company_id", "=", company.id),
                ("departed_on", "=", False),
                "|",
                ("state", "in", ("review", "failed")),
                "&",
                ("state", "=", "ready"),
                ("delivery_ids.channel_id.way", "in", ("paper", "person")),
            ]
        )
        said = waiting.filtered("line_ids")
        for notice in said.filtered(
            lambda one: not any(one.line_ids.item_id.mapped("is_open"))
        ):
            notice._skip(self.env._("Nothing is open any more of what it names."))
        for notice, reason in (waiting - said)._untrue_messages(today).items():
            notice._skip(reason)

    def _goes_another_way(self):
        """Say in words that its stage was taken off a channel it waits to leave by, or
        return an empty text."""
        ways = self.stage_id.channel_ids | self._fallback_channel()
        waiting = self.delivery_ids.filtered(lambda one: one.state == "ready")
        if waiting.channel_id <= ways:
            return ""
        return self.env._(
            "Stage “%s” goes by other channels by now: it is recorded anew.",
            self.stage_id.name,
        )

    # -- to whom -------------------------------------------------------------

    def _readdress(self):
        """Choose the recipient anew where he is not the debtor's any more: what he is
        told is of no concern to whom he works for by now; and the language, where the
        debtor reads another one by now."""
        lang = self.partner_id.lang
        if lang != self.lang and lang in dict(self.env["res.lang"].get_installed()):
            self._record_fact(lang=lang)
        before = self.recipient_id
        if self._is_reached_through(before):
            return
        role = self.stage_id._addressed_role()
        after = self.partner_id._collection_contact(role, self.line_ids.move_id)
        if after == before:
            return
        self._record_fact(recipient_id=after.id)
        self.case_id._log_event(
            self.env._(
                "Notice %(name)s goes to %(after)s: %(before)s is not a contact of the "
                "debtor any more.",
                name=self.name,
                after=after.display_name,
                before=before.display_name,
            )
        )

    def _is_reached_through(self, recipient):
        """Tell whether ``recipient`` is the debtor, a contact of his who was not
        archived, who was invoiced, or his lawyer."""
        debtor = self.partner_id
        if recipient == debtor or recipient == debtor._collection_represented():
            return True
        if not recipient.active:
            return False
        above = recipient
        while above and above != debtor:
            above = above.parent_id
        return bool(above) or recipient in self.line_ids.move_id.partner_id

    # -- as it was approved --------------------------------------------------

    def _differs_from_approval(self):
        # EXTENDS: the words, and who must have read them
        return super()._differs_from_approval() or self._unread_words()

    def _unread_words(self):
        """Say in words that nobody, or too few, approved what would leave now."""
        approvals = self._standing_approvals()
        if any(one.text_key not in (False, self._text_key()) for one in approvals):
            return self.env._("The text was changed since it was approved.")
        wanted = 0 if self.text_id else APPROVERS[self.stage_id.mode]
        if len(approvals.user_id) >= wanted:
            return ""
        return self.env._(
            "Stage “%s” is reviewed by now: a person approves it first.",
            self.stage_id.name,
        )

    def _text_key(self):
        """Return a fingerprint of the texts this notice is written from: the figures
        and days in them are those of its departure."""
        channels = self.delivery_ids.channel_id
        stage = self.stage_id
        texts = self.text_id or self.env["mail.template"].union(
            *[stage._text_for(channel) for channel in channels]
        )
        # Who may be told what depends on his class: a text says other things to each.
        words = [self.partner_id.collection_class] + [
            (text.id, str(text.subject or ""), str(text.body_html or ""))
            for text in texts.sudo().with_context(lang=self.lang).sorted("id")
        ]
        return hashlib.sha256(repr(words).encode()).hexdigest()


class CollectionDelivery(models.Model):
    _inherit = "collection.delivery"

    def _is_overtaken(self, today):
        """Take back what is written and not true any more, and say why.

        :return: whether it was; where only its amounts changed it is written anew with
            the next delivery.
        """
        if self.notice_id._still_true(today):
            return False
        self._take_back()
        if self.notice_id.departed_on:
            self._stay_behind()
        else:
            self.notice_id._check_truth(today)
        return True
