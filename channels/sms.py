import logging
import ssl
from uuid import uuid4

import psycopg2
import requests
from urllib3.exceptions import NewConnectionError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# What the host's gateway took over; the rest it refused.
TAKEN = ("process", "pending", "sent")


def never_took_over(error):
    """Return in the error's own words why a gateway took no message over: it was not
    reached, or it refused the request; an empty text where it may have taken them.

    The host tells of what went wrong in an error of its own, raised from the first.
    """
    # It comes with the host's SMS, and only with them.
    from odoo.addons.iap.tools.iap_tools import InsufficientCreditError

    while error:
        if isinstance(error, InsufficientCreditError) or _is_refusal(error):
            return str(error) or type(error).__name__
        if isinstance(error, requests.ConnectionError) and _was_not_reached(error):
            return str(error)
        error = error.__cause__ or error.__context__
    return ""


def _is_refusal(error):
    """Tell whether the gateway answered that it does not do this (4xx)."""
    response = getattr(error, "response", None)
    return (
        isinstance(error, requests.HTTPError)
        and response is not None
        and 400 <= response.status_code < 500
    )


def _was_not_reached(error):
    """Tell whether there never was a connection, or one not to be trusted: nothing was
    said in it. One that broke off may have been heard."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, NewConnectionError):
        return True
    cause = reason.args[0] if getattr(reason, "args", None) else None
    return isinstance(cause, ssl.SSLCertVerificationError)


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
            _logger.info("The SMS gateway does not answer: %s", error)
            self._break_off(deliveries, error, today)
            return True
        # What it answered is stored before anything is recorded, see e-mail.
        self._commit()
        self.env["collection.run"]._close_outage(deliveries)
        for delivery in deliveries:
            self._record_fate(delivery, today, messages[delivery.message_uid])
        return False

    @api.model
    def _break_off(self, deliveries, error, today):
        """Let these wait where the gateway certainly took none of them over; else
        nobody knows, and a person decides."""
        refusal = never_took_over(error)
        if not refusal:
            for delivery in deliveries:
                delivery._become_uncertain()
            return
        deliveries._take_back()
        self.env["collection.run"]._tell_outage(deliveries, refusal, today)

    @api.model
    def _outage_words(self):
        return self.env._(
            "The SMS gateway does not answer, or refuses: the SMS wait and leave with "
            "the next play."
        )

    @api.model
    def _may_have_left(self, message, company):
        """Tell whether a failure says nothing: other gateways than the host's own
        report a line that broke off as an error of the server."""
        from odoo.addons.sms.tools.sms_api import SmsApi

        gateway = company.sudo()._get_sms_api_class()
        return message.failure_type == "sms_server" and not issubclass(gateway, SmsApi)

    @api.model
    def _record_fate(self, delivery, today, message=None):
        """Record what the host knows of a message that was handed over."""
        if (
            message is None
            or message.state == "outgoing"
            or self._may_have_left(message, delivery.company_id)
        ):
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
