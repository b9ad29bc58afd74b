from odoo import api, models

# RFC 3834, and what mail programs of before it or beside it write.
AUTOMATIC_PRECEDENCES = ("auto_reply", "bulk", "junk", "list")
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
