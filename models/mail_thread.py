from odoo import api, models
from odoo.tools import html2plaintext

# RFC 3834, and what mail programs of before it or beside it write. Not "list": a shared
# mailbox writes it on whatever people send there.
AUTOMATIC_PRECEDENCES = ("auto_reply", "bulk", "junk")
AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoreply-From")
SUPPRESSED = ("all", "autoreply", "oof")


class MailThread(models.AbstractModel):
    """What the mail gateway knows of an e-mail and forgets before it is posted."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Tell the case it reaches whether a person wrote this e-mail."""
        # EXTENDS 'mail'
        if not any(route[0] == "collection.case" for route in routes or ()):
            return super()._message_route_process(message, message_dict, routes)
        told = self.with_context(
            collection_incoming=True,
            collection_automatic=self._collection_is_automatic(message),
        )
        return super(MailThread, told)._message_route_process(
            message, message_dict, routes
        )

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Record a bounce also with the notice that came back."""
        # EXTENDS 'mail'
        result = super()._routing_handle_bounce(email_message, message_dict)
        uids = message_dict.get("bounced_msg_ids") or []
        message = message_dict.get("bounced_message") or self.env["mail.message"]
        reports = self._collection_failures(email_message, message_dict)
        if (uids or message) and reports:
            deliveries = self.env["collection.delivery"].sudo()
            text = html2plaintext(message_dict.get("body") or "").strip()
            deliveries._receive_bounce(message, list(uids), reports, text)
        return result

    @api.model
    def _collection_failures(self, email_message, message_dict):
        """Return ``[(address, words)]`` of what could not be delivered; a delay, a
        relay or a receipt is not a failure."""
        blocks = [
            block
            for part in email_message.walk()
            if part.get_content_type() == "message/delivery-status"
            for block in part.get_payload()
            if block.get("Final-Recipient") or block.get("Action")
        ]
        if not blocks:
            receipt = any(
                part.get_content_type() == "message/disposition-notification"
                for part in email_message.walk()
            )
            return [] if receipt else [(message_dict.get("bounced_email"), "")]
        return [
            (
                str(block.get("Final-Recipient") or "").split(";")[-1].strip(),
                " ".join(
                    str(block.get(name))
                    for name in ("Status", "Diagnostic-Code")
                    if block.get(name)
                ),
            )
            for block in blocks
            if str(block.get("Action") or "failed").strip().lower() == "failed"
        ]

    @api.model
    def _collection_is_automatic(self, message):
        """Tell by its headers whether a program answered: absence, acknowledgment."""

        def value(name):
            return (message.get(name) or "").split(";")[0].strip().lower()

        suppressed = {
            one.strip() for one in value("X-Auto-Response-Suppress").split(",")
        }
        return (
            value("Auto-Submitted") not in ("", "no")
            or value("Precedence") in AUTOMATIC_PRECEDENCES
            or any(message.get(name) for name in AUTOMATIC_HEADERS)
            or bool(suppressed & set(SUPPRESSED))
            or value("Return-Path") == "<>"
        )
