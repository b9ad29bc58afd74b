import logging
from uuid import uuid4

import psycopg2

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# What the host's gateway took over; the rest it refused.
TAKEN = ("process", "pending", "sent")


class CollectionChannelSms(models.AbstractModel):
    """SMS through the host's outbox, where its module ``sms`` is installed.

    The message is written into that outbox as being processed, which its queue leaves
    alone, and committed before the gateway is asked: it leaves once, here, and what a
    crash interrupts is decided by a person.
    """

    _name = "collection.channel.sms"
    _description = "Collection Channel: SMS"
    _inherit = "collection.channel.base"

    _text_field = "sms_template_id"
    _leaves_by_itself = True
    _proof_kind = "sms"

    @api.model
    def _available(self):
        """Tell whether this database can send any."""
        return "sms.sms" in self.env and "phone.blacklist" in self.env

    # -- to whom -------------------------------------------------------------

    @api.model
    def _obstacle(self, recipient):
        if not self._available():
            return self.env._("SMS are not installed.")
        number = self._number(recipient)
        if not number:
            return self.env._(
                "%s has no mobile number that can be read.", recipient.display_name
            )
        stopped = self.env["phone.blacklist"].sudo()
        if stopped.search_count([("number", "=", number)], limit=1):
            return self.env._(
                "%(name)s does not want SMS (%(number)s).",
                name=recipient.display_name,
                number=number,
            )
        return ""

    @api.model
    def _number(self, recipient):
        """Return the mobile number as the gateway wants it, maybe empty."""
        for partner in recipient | recipient.commercial_partner_id:
            number = partner.phone and partner._phone_format(fname="phone")
            if number and self._is_mobile(number):
                return number
        return ""

    @api.model
    def _is_mobile(self, number):
        """Tell whether a number in the form +33612345678 can get an SMS."""
        try:
            import phonenumbers
        except ImportError:
            return True
        kinds = phonenumbers.PhoneNumberType
        kind = phonenumbers.number_type(phonenumbers.parse(number))
        return kind in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE)

    # -- delivering ----------------------------------------------------------

    @api.model
    def _deliver(self, deliveries, today):
        if not self._available():
            return True
        with deliveries._at_work() as mine:
            written = self._write_batch(mine, today)
            self._commit()
            closed = written and self._hand_over(written, today)
            self._commit()
        return bool(closed)

    @api.model
    def _write(self, deliveries):
        rows = []
        for delivery in deliveries:
            notice = delivery.notice_id
            row = {
                "uuid": uuid4().hex,
                "number": self._number(notice.recipient_id),
                "body": notice.sms_body,
                "partner_id": notice.recipient_id.id,
                "state": "process",
            }
            rows.append(row)
            delivery._record_fact(
                message_uid=row["uuid"], handed_at=fields.Datetime.now()
            )
        self.env["sms.sms"].sudo().create(rows)

    @api.model
    def _messages(self, deliveries):
        """Return ``{uuid: message in the host's outbox}``."""
        found = (
            self.env["sms.sms"]
            .sudo()
            .search([("uuid", "in", deliveries.mapped("message_uid"))])
        )
        return {message.uuid: message for message in found}

    @api.model
    def _hand_over(self, deliveries, today):
        """Ask the gateway, once for all, and record what it said.

        :return: whether the gateway does not answer.
        """
        messages = self._messages(deliveries)
        batch = self.env["sms.sms"].sudo().union(*messages.values())
        try:
            batch.with_company(deliveries.company_id)._send(
                unlink_failed=False, unlink_sent=False, raise_exception=True
            )
        except (psycopg2.Error, MemoryError):
            raise
        except Exception as error:
            # Whether it was asked before the line broke, nobody knows here.
            _logger.info("The SMS gateway does not answer: %s", error)
            for delivery in deliveries:
                delivery._become_uncertain()
            return True
        for delivery in deliveries:
            self._record_fate(delivery, today, messages[delivery.message_uid])
        return False

    @api.model
    def _record_fate(self, delivery, today, message=None):
        """Record what the host knows of a message that was handed over."""
        if message is None or message.state == "outgoing":
            delivery._become_uncertain()
        elif message.state in TAKEN:
            delivery._finish(self._proof_kind, today, note=message.number)
        else:
            labels = dict(
                message._fields["failure_type"]._description_selection(self.env)
            )
            reason = labels.get(message.failure_type) or message.state
            delivery._record_fact(handed_at=False)
            delivery._turn_away(self.env._("SMS: %s", reason), today)
