from odoo import api, fields, models
from odoo.tools import html2plaintext, plaintext2html

NOTE_LENGTH = 2000


class CollectionCase(models.Model):
    """The debtor answers: nothing more leaves until a person has read it."""

    _inherit = "collection.case"

    waiting_reply_ids = fields.Many2many(
        "collection.hold", compute="_compute_waiting_reply", string="Answers to Read"
    )
    has_waiting_reply = fields.Boolean(compute="_compute_waiting_reply")
    waiting_reply = fields.Char(compute="_compute_waiting_reply", string="Answer")

    @api.depends_context("collection_today", "lang")
    @api.depends("hold_ids.kind", "hold_ids.date_from", "hold_ids.date_to")
    def _compute_waiting_reply(self):
        for case in self:
            waiting = case.hold_ids._unread_replies()
            case.waiting_reply_ids = waiting
            case.has_waiting_reply = bool(waiting)
            case.waiting_reply = waiting[:1].reason

    # -- an e-mail comes in --------------------------------------------------

    def _message_post_after_hook(self, message, msg_values):
        # EXTENDS 'mail'
        result = super()._message_post_after_hook(message, msg_values)
        if self.env.context.get("collection_incoming") and (
            message.message_type == "email"
        ):
            plain = self.with_context(collection_incoming=False)
            plain._receive(message.with_env(plain.env))
        return result

    def _receive(self, message):
        """Record what came in; a debtor's own words pause everything he is sent."""
        self.ensure_one()
        lang = self.company_id._collection_lang()
        case = self.sudo().with_context(lang=lang)
        if message.author_id.user_ids.filtered(lambda user: not user.share):
            return
        if self.env.context.get("collection_automatic"):
            return
        case._prove_reply(message)
        case._wait_for_reader(message)

    def _prove_reply(self, message):
        notice = self._answered_notice(message)
        if not notice:
            return
        text = html2plaintext(message.body or "").strip()
        self.env["collection.proof"].create(
            {
                "notice_id": notice.id,
                "kind": "reply",
                "date": self.company_id._collection_today(),
                "reference": message.message_id,
                "note": text[:NOTE_LENGTH],
                "user_id": False,
            }
        )

    def _answered_notice(self, message):
        """Return the notice that was answered, else the last one that left."""
        departed = self.notice_ids.filtered("departed_on")
        answered = departed.filtered(
            lambda notice: notice.message_id and notice.message_id == message.parent_id
        )
        return (
            answered[:1] or departed.sorted(lambda one: (one.departed_on, one.id))[-1:]
        )

    def _wait_for_reader(self, message):
        """Stop the clock of all he owes until the collector has read his answer; and,
        where he owes nothing, of what he will owe by then."""
        today = self.company_id._collection_today()
        case = self._open_one() or self
        subject = message.subject or html2plaintext(message.body or "").strip()[:60]
        author = message.author_id.name or message.email_from or self.partner_id.name
        reason = self.env._(
            "%(author)s answered: %(subject)s", author=author, subject=subject or "–"
        )
        if not case.waiting_reply_ids:
            case.env["collection.hold"].create(
                {
                    "kind": "reply",
                    "reason": reason,
                    "case_id": case.id,
                    "message_id": message.id,
                    "date_from": today,
                    "user_id": case._responsible().id,
                }
            )
        case._ask_reader(today)

    def _open_one(self):
        """Return the debtor's open case: an answer may reach a closed one, or that of a
        debtor who became part of another."""
        if self.phase != "closed":
            return self
        debtor = self.partner_id.commercial_partner_id
        return self._open_cases(debtor, self.company_id).get(debtor, self.browse())

    def _reader_question(self):
        return self.env._("Read the answer of %s.", self.partner_id.name)

    def _ask_reader(self, today):
        lang = self.company_id._collection_lang()
        case = self.with_context(lang=lang)
        asked = case.activity_ids.filtered("collection_is_reply")
        if asked:
            return
        case.with_context(mail_activity_quick_update=True).activity_schedule(
            "account_collection.mail_activity_type_collection",
            date_deadline=today,
            summary=case._reader_question(),
            note=plaintext2html(
                self.env._(
                    "Nothing more leaves for this debtor until you have said on the "
                    "case what his answer means."
                )
            ),
            user_id=case._responsible().id,
            collection_is_reply=True,
        )

    # -- a person has read it ------------------------------------------------

    def action_reply_read(self):
        """The answer was read and changes nothing: the policy goes on."""
        self.check_access("write")
        self._reply_read(self.env._("Read: the policy goes on."))

    def _reply_read(self, feedback):
        """End what waited for a reader and close his task.

        :param str feedback: what the answer led to, kept with the task.
        """
        for case in self:
            case.activity_ids.filtered("collection_is_reply").action_feedback(feedback)
            case.waiting_reply_ids.action_end()
