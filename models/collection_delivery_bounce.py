from odoo import Command, api, fields, models
from odoo.tools import email_normalize, email_normalize_all

from ..rules.undeliverable import is_address_dead


class CollectionDelivery(models.Model):
    """What did not arrive: bounces, refusals, and what is done instead."""

    _inherit = "collection.delivery"

    sent_to = fields.Char(
        readonly=True,
        help="The addresses that the mail server was told; those of the contacts may "
        "have changed since.",
    )

    def _written_to(self):
        """Return the addresses this e-mail went to."""
        return self.sent_to.split(", ") if self.sent_to else self._addresses()

    def _addresses(self):
        """Return the addresses of whom this e-mail is for, as they are now."""
        went = self.mail_id.sudo().recipient_ids or self.notice_id.recipient_id
        addresses = [email_normalize_all(one.email or "") for one in went]
        return list(dict.fromkeys(one for some in addresses for one in some))

    # -- a bounce comes in ---------------------------------------------------

    @api.model
    def _receive_bounce(self, message, uids, reports, text):
        """Record a bounce on the e-mails it is about.

        :param message: the ``mail.message`` that came back, maybe none.
        :param uids: Message-IDs that the bounce quotes.
        :param reports: list of ``(address, words)``; address may be unknown.
        :param text: what the bounce says, in plain text.
        """
        domain = ["|", ("message_uid", "in", uids), ("mail_id.message_id", "in", uids)]
        if message:
            domain = ["|", ("notice_id.message_id", "in", message.ids), *domain]
        found = self.search([("channel_code", "=", "email"), *domain])
        for delivery in found:
            lang = delivery.company_id._collection_lang()
            own = delivery.with_context(lang=lang)
            for address, words in reports:
                own._came_back(address, words or text)

    def _came_back(self, address, words):
        """Write the proof, mark the address, tell a person; once for each address."""
        today = self.company_id._collection_today()
        written = self._written_to()
        address = email_normalize(address or "")
        if address and address not in written:
            self._tell_strange_report(address, words, today)
            return
        if not address and len(written) == 1:
            address = written[0]
        known = self.notice_id.proof_ids.filtered(
            lambda proof: (
                proof.kind == "bounced"
                and proof.delivery_id == self
                and (proof.reference or "") == address
            )
        )
        if known:
            return
        self._prove_bounce(address, words, today)
        self.case_id._ask(
            self.env._(
                "E-mail %(notice)s to %(address)s came back: correct the address or "
                "write another way.",
                notice=self.notice_id.name,
                address=address or "?",
            ),
            today,
        )

    def _prove_bounce(self, address, words, today):
        self.env["collection.proof"].sudo().create(
            {
                "notice_id": self.notice_id.id,
                "delivery_id": self.id,
                "kind": "bounced",
                "date": today,
                "reference": address,
                "note": words,
                "user_id": False,
            }
        )
        if address and is_address_dead(words):
            self.partner_id._collection_mark_bounced(address, today)

    def _tell_strange_report(self, address, words, today):
        """A report names an address that was never written to: forwarded, an alias, or
        forged. Whether the debtor has the e-mail a person finds out."""
        question = self.env._(
            "A report says that %(notice)s did not reach %(address)s, to which it was "
            "not sent (%(written)s): find out whether the debtor has it.",
            notice=self.notice_id.name,
            address=address,
            written=", ".join(self._written_to()) or "–",
        )
        self.case_id._ask(question, today)
        self.case_id._log_event(f"{question} {words}".strip())

    # -- instead -------------------------------------------------------------

    def _turn_away(self, reason, today):
        """What cannot reach its recipient this way: another channel says it, or a
        person is told.

        :param str reason: in words.
        """
        notice = self.notice_id
        fallback = notice._fallback_channel()
        if (
            fallback
            and not notice.departed_on
            and fallback not in notice.delivery_ids.channel_id
        ):
            notice.sudo().write(
                {"delivery_ids": [Command.create({"channel_id": fallback.id})]}
            )
        others = (notice.delivery_ids - self).filtered(
            lambda one: one.state in ("ready", "sending", "sent")
        )
        if others:
            names = ", ".join(others.channel_id.mapped("name"))
            instead = self.env._("It goes by %s instead.", names)
            self._set_state("skipped", f"{reason} {instead}")
        else:
            self._set_state("failed", reason)
        self._tell_not_sent(reason, today)
        return others

    def _fail(self, reason, today):
        """It did not leave, and a person is told why."""
        self._set_state("failed", reason)
        self._tell_not_sent(reason, today)

    def _tell_not_sent(self, reason, today):
        self.case_id._ask(
            self.env._(
                "%(channel)s %(notice)s did not leave: %(reason)s",
                channel=self.channel_id.name,
                notice=self.notice_id.name,
                reason=reason,
            ),
            today,
        )

    def _take_back(self):
        """What was written and never handed over is ready again."""
        for delivery in self:
            mail = delivery.mail_id.sudo()
            delivery._set_state(
                "ready",
                mail_id=False,
                message_uid=False,
                handed_at=False,
                sent_to=False,
            )
            if not delivery.notice_id.departed_on:
                delivery.notice_id._record_fact(message_id=False)
            mail.unlink()
