from odoo import Command, api, models
from odoo.tools import email_normalize

from ..rules.undeliverable import is_address_dead


class CollectionDelivery(models.Model):
    """What did not arrive: bounces, refusals, and what is done instead."""

    _inherit = "collection.delivery"

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
        address = email_normalize(address or "") or self._only_address()
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

    def _only_address(self):
        """Return the address this e-mail went to, where it is only one."""
        went = self.mail_id.sudo().recipient_ids or self.notice_id.recipient_id
        addresses = {email_normalize(one.email or "") for one in went} - {False}
        return addresses.pop() if len(addresses) == 1 else ""

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
                "ready", mail_id=False, message_uid=False, handed_at=False
            )
            if not delivery.notice_id.departed_on:
                delivery.notice_id._record_fact(message_id=False)
            mail.unlink()
