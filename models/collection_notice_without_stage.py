from odoo import Command, api, fields, models

from .collection_notice_purposes import (
    CONFIRMATION,
    MESSAGE,
    PROMISE,
    PURPOSES,
    THANKS,
)


class CollectionNotice(models.Model):
    """A message of its own: it goes through the outbox and is frozen like every notice,
    but it says no stage and moves no clock."""

    _inherit = "collection.notice"

    text_id = fields.Many2one(
        "mail.template",
        readonly=True,
        ondelete="restrict",
        help="What it says, where it is not a stage's text.",
    )
    purpose = fields.Selection(
        PURPOSES, readonly=True, help="What it is for, where it is not a stage's."
    )
    confirms_id = fields.Many2one(
        "collection.notice",
        string="About",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    outcome_id = fields.Many2one("collection.proof", readonly=True, ondelete="restrict")
    promise_id = fields.Many2one(
        "collection.hold",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    details = fields.Text(
        readonly=True, help="What a person wrote for this message, line by line."
    )

    @api.depends("text_id", "confirms_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for notice in self.filtered("text_id"):
            name = self.env._(
                "%(purpose)s (%(notice)s)",
                purpose=labels.get(notice.purpose or CONFIRMATION),
                notice=notice.confirms_id.name,
            )
            notice.display_name = f"{notice.name} – {name}"
        return result

    @api.model
    def _record_message(self, text, about, purpose=CONFIRMATION, **facts):
        """Write down a message about the notice ``about``; it leaves by e-mail, and to
        the debtor's lawyer where he has one.

        :param text: the ``mail.template`` that says it.
        :param facts: further values, such as ``state``, and ``channels`` where it is
            not by e-mail.
        """
        email = self.env.ref("account_collection.channel_email")
        channels = facts.pop("channels", email)
        lawyer = about.partner_id._collection_represented()
        created = self.sudo().create(
            {
                "name": self.env["ir.sequence"]
                .sudo()
                .next_by_code("collection.notice"),
                "case_id": about.case_id.id,
                "recipient_id": (lawyer or about.recipient_id).id,
                "currency_id": about.currency_id.id,
                "stage_id": about.stage_id.id,
                "lang": about.partner_id._collection_lang(),
                "state": "ready",
                "text_id": text.id,
                "purpose": purpose,
                "confirms_id": about.id,
                "delivery_ids": [
                    Command.create({"channel_id": channel.id}) for channel in channels
                ],
                **facts,
            }
        )
        return created.with_env(self.env)

    def _is_formal(self):
        """Tell whether it is a formal notice; a message about one is not."""
        return self.stage_id.is_formal_notice and not self.text_id

    # -- it has no due items: what is asked about them does not hold it back --

    def _says_nothing_without(self, untrue):
        return not self.text_id and super()._says_nothing_without(untrue)

    def _covered_now(self, money):
        return "" if self.text_id else super()._covered_now(money)

    def _read_accessories(self, today):
        claiming = self.filtered(lambda notice: not notice.text_id)
        return super(CollectionNotice, claiming)._read_accessories(today)

    @api.depends("text_id")
    def _compute_approvals_missing(self):
        # EXTENDS: who approves the stage it is about is not asked twice here
        result = super()._compute_approvals_missing()
        for notice in self.filtered("text_id"):
            notice.approvals_missing = min(notice.approvals_missing, 1)
        return result

    # -- the last look: does it still say the truth? -------------------------

    def _untrue_messages(self, today):
        """Return ``{message: why it must not leave any more}``; whose reasons they are
        says what he knows better."""
        messages = self.filtered("text_id")
        reasons = {notice: notice._silenced() for notice in messages}
        return {notice: reason for notice, reason in reasons.items() if reason}

    def _check_truth(self, today):
        untrue = self._untrue_messages(today)
        for notice, reason in untrue.items():
            notice._skip(reason)
        true = self - self.browse().union(*untrue)
        return super(CollectionNotice, true)._check_truth(today)

    def _still_true(self, today):
        true = self - self.browse().union(*self._untrue_messages(today))
        return super(CollectionNotice, true)._still_true(today)

    def _fallback_channel(self):
        """Return the channel that says it where an e-mail cannot, maybe none; nobody is
        thanked by post."""
        if self.purpose == THANKS:
            return self.env["collection.channel"]
        return self.stage_id._fallback(self.recipient_id)

    # -- what it says --------------------------------------------------------

    def _texts(self):
        if not self.text_id:
            return super()._texts()
        texts = self._message_texts()
        return {name: text for name, text in texts.items() if text}

    def _message_texts(self):
        """Return subject, body and letter; the same words on each channel, but a letter
        is signed by its frame."""
        letter = self.with_context(collection_letter=True)
        return {
            "subject": self._render_text(self.text_id, "subject"),
            "body": self._goes_by("email")
            and self._render_text(self.text_id, "body_html"),
            "letter_body": self._has_letter()
            and letter._render_text(letter.text_id, "body_html"),
        }

    def _detail_lines(self):
        """Return what a person wrote for this message, line by line."""
        lines = (line.strip() for line in (self.details or "").splitlines())
        return [line for line in lines if line]

    def _is_signed_by_its_frame(self):
        """Tell a text whether it is being written on paper, above a signature."""
        return bool(self.env.context.get("collection_letter"))

    def _sender_prefix(self):
        """Return what begins the subject of an e-mail: a letter has its head."""
        if self._is_signed_by_its_frame():
            return ""
        return f"{self.company_id.name} – "

    def _texts_as_they_stand(self):
        if not self.text_id:
            return super()._texts_as_they_stand()
        texts = self._message_texts()
        return {
            "subject": texts["subject"],
            "body": texts["body"],
            "letter": texts["letter_body"],
        }

    def _compute_script(self):
        # EXTENDS: what to say on the phone is the stage's
        messages = self.filtered("text_id")
        messages.script = False
        return super(CollectionNotice, self - messages)._compute_script()

    def _letter_subject(self):
        if not self.text_id:
            return super()._letter_subject()
        letter = self.with_context(collection_letter=True)
        return letter._render_text(letter.text_id, "subject")

    def _mail_attachments(self):
        return (
            self.env["ir.attachment"] if self.text_id else super()._mail_attachments()
        )

    def _enclosures(self):
        return self.env["ir.attachment"] if self.text_id else super()._enclosures()

    # -- how to pay ----------------------------------------------------------

    def _asks_payment(self):
        """Tell whether it says how to pay: who is thanked, or told that nothing is
        owed, is not shown an account."""
        return not self.text_id or self.purpose in (PROMISE, MESSAGE)

    def _amount_to_pay(self):
        return self.promise_id.amount if self.text_id else super()._amount_to_pay()

    def _payment_account(self):
        if self.text_id and self.confirms_id:
            return self.confirms_id._payment_account()
        return super()._payment_account()

    def _payment_reference(self):
        if self.text_id and self.confirms_id:
            return self.confirms_id._payment_reference()
        return super()._payment_reference()
