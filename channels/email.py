import logging
from contextlib import closing
from datetime import timedelta
from email.utils import make_msgid
from smtplib import SMTPServerDisconnected

import psycopg2

from odoo import Command, api, fields, models
from odoo.tools import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..models.collection_notice_purposes import CANCELLATION
from ..models.ir_mail_server import Sessions
from ..rules.undeliverable import is_put_off, refused_recipients

_logger = logging.getLogger(__name__)
# How long a server may say "not now" before a person is told.
PATIENCE = timedelta(days=3)


class CollectionChannelEmail(models.AbstractModel):
    """E-mail through the host's mail queue, with the invoices attached.

    A batch of e-mails is written and committed as ``sending``. Each one is then marked
    as handed over, committed, and given to SMTP; its answer is committed with the next
    one. So after a crash only the one that was being given to SMTP is uncertain. What
    departed is recorded for the whole batch at its end; after a crash the host still
    knows it. The host's own queue leaves these e-mails alone (see ``mail.mail``).
    """

    _name = "collection.channel.email"
    _description = "Collection Channel: E-mail"
    _inherit = "collection.channel.base"

    _text_field = "mail_template_id"
    _leaves_by_itself = True
    _proof_kind = "accepted"

    @api.model
    def _obstacle(self, recipient):
        if recipient.email_normalized:
            return recipient._collection_bounce_words()
        return self.env._("%s has no e-mail address.", recipient.display_name)

    @api.model
    def _outage_words(self):
        return self.env._(
            "The mail server does not answer: the e-mails wait and leave with the next "
            "play."
        )

    @api.model
    def _deliver(self, deliveries, today):
        with deliveries._at_work() as mine:
            written = self._write_batch(mine, today)
            self._commit()
            outage = self._hand_over_batch(written, today)
            self._commit()
        return bool(outage)

    @api.model
    def _hand_over_batch(self, written, today):
        """Give a batch to SMTP; when the server does not answer, the others wait."""
        handed, outage = written.browse(), ""
        with closing(Sessions()) as sessions:
            for delivery in written:
                outage = self._hand_over(delivery, today, sessions)
                if outage:
                    break
                if delivery.handed_at:
                    handed |= delivery
        # The last answer is stored before the invoices are written, which somebody
        # else may just have changed: it must not be lost with them.
        self._commit()
        self._record_fates(handed, today)
        if outage:
            waiting = written.filtered(lambda one: one.state == "sending")
            waiting._take_back()
            self.env["collection.run"]._tell_outage(written, outage, today)
        elif written:
            self.env["collection.run"]._close_outage(written)
        return outage

    # -- writing -------------------------------------------------------------

    @api.model
    def _write(self, deliveries):
        for delivery in deliveries:
            self._write_mail(delivery)

    @api.model
    def _write_mail(self, delivery):
        mail = self.env["mail.mail"].sudo().create(self._prepare_mail(delivery))
        delivery._record_fact(mail_id=mail.id, message_uid=mail.message_id)
        if not delivery.notice_id.message_id:
            delivery.notice_id._record_fact(message_id=mail.mail_message_id.id)

    @api.model
    def _prepare_mail(self, delivery):
        notice = delivery.notice_id
        sender, company = notice.case_id._collector(), notice.company_id
        return {
            "model": "collection.case",
            "res_id": notice.case_id.id,
            "message_id": make_msgid(f"collection-{notice.id}"),
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "subject": notice.subject,
            "body": notice.body,
            "body_html": self._wrap(notice),
            "author_id": (sender or company).partner_id.id,
            "email_from": sender.email_formatted
            or company.email_formatted
            or company._collection_person().email_formatted,
            "recipient_ids": [Command.set(self._recipients(notice).ids)],
            "attachment_ids": [Command.set(notice._mail_attachments().ids)],
            "auto_delete": False,
        }

    @api.model
    def _recipients(self, notice):
        """Return who gets the e-mail: a formal notice also goes to the decision maker,
        and what cancels a notice to whom that notice went."""
        said = notice.confirms_id if notice.purpose == CANCELLATION else notice
        if said.text_id or not said.stage_id._tells_decision_maker():
            return notice.recipient_id
        decision = notice.partner_id._collection_contact("decision")
        reachable = decision.filtered(lambda one: not self._obstacle(one))
        return notice.recipient_id | reachable

    @api.model
    def _wrap(self, notice):
        return self.env["ir.qweb"]._render(
            "account_collection.notice_mail",
            {"notice": notice, "company": notice.company_id},
            lang=notice.lang,
            minimal_qcontext=True,
        )

    # -- handing over --------------------------------------------------------

    @api.model
    def _hand_over(self, delivery, today, sessions):
        """Give one e-mail to SMTP.

        The first commit stores the answer to the e-mail before, and lets us see what
        others did since the batch was written: a payment, a hold or a hand-off stops
        this one. The second stores that it is handed over.

        :return: why the mail server does not answer, in words, or an empty text.
        """
        self._commit()
        if delivery._is_overtaken(today):
            return ""
        delivery._record_fact(
            handed_at=fields.Datetime.now(), sent_to=", ".join(delivery._addresses())
        )
        self._commit()
        mail = delivery.mail_id.sudo()
        try:
            mail.with_context(collection_handover=sessions).send(raise_exception=True)
        except (psycopg2.Error, MemoryError):
            raise
        except SMTPServerDisconnected as error:
            # It broke off in the middle: what was said last may have been heard.
            delivery._become_uncertain()
            return str(error)
        except Exception as error:
            if self._is_outage(error):
                return str(error.args[1])
            _logger.info("%s did not leave: %s", delivery.notice_id.name, error)
            if self._leave_out_refused(delivery, today):
                return self._hand_over(delivery, today, sessions)
        return ""

    @api.model
    def _leave_out_refused(self, delivery, today):
        """Take out the first recipient where he was refused, for good, and others are
        still to be told: the host stops at him.

        :return: whether the e-mail is to be given to the others.
        """
        mail = delivery.mail_id.sudo()
        words = mail.failure_reason or ""
        first, others = mail.recipient_ids[:1], mail.recipient_ids[1:]
        answer = self._refused(first, words)
        if not answer or not others or is_put_off(words):
            return False
        delivery._prove_bounce(email_normalize(first.email), answer, today)
        mail.write(
            {
                "recipient_ids": [Command.set(others.ids)],
                "state": "outgoing",
                "failure_reason": False,
                "failure_type": False,
            }
        )
        return True

    @api.model
    def _refused(self, recipient, words):
        """Return the server's answer where it refused this recipient."""
        refused = refused_recipients(words)
        return refused.get(email_normalize(recipient.email or ""), "")

    @api.model
    def _is_outage(self, error):
        """Tell whether the server was not reached at all: the host then hands on what
        stood in the way as an exception, nothing was given to it."""
        return (
            isinstance(error, MailDeliveryException)
            and len(error.args) > 1
            and isinstance(error.args[1], Exception)
        )

    @api.model
    def _record_fates(self, deliveries, today):
        """Record what became of e-mails that were handed over, those that left in one
        go."""
        sent = deliveries.filtered(lambda one: one.mail_id.sudo().state == "sent")
        for delivery in sent:
            delivery._record_fact(message_uid=delivery.mail_id.sudo().message_id)
        if sent:
            sent._finish(self._proof_kind, today)
        for delivery in deliveries - sent:
            self._record_trouble(delivery, today)

    @api.model
    def _record_trouble(self, delivery, today):
        """Record why an e-mail that was handed over did not leave, or that nobody
        knows whether it did."""
        mail = delivery.mail_id.sudo()
        words = mail.failure_reason or ""
        alone = len(mail.recipient_ids) < 2
        if mail.state != "exception":
            delivery._become_uncertain()
            return
        if is_put_off(words) and (alone or self._refused(mail.recipient_ids[0], words)):
            self._put_off(delivery, words, today)
            return
        refused = refused_recipients(words)
        for address, answer in refused.items():
            delivery._prove_bounce(email_normalize(address) or address, answer, today)
        if refused and not alone and not self._refused(mail.recipient_ids[0], words):
            # The host gives it to one after the other: those before him have it.
            delivery._finish(self._proof_kind, today)
        elif refused and alone:
            said = ", ".join(f"{one}: {answer}" for one, answer in refused.items())
            delivery._turn_away(said, today)
        elif alone:
            delivery._fail(words or mail.failure_type, today)
        else:
            delivery._become_uncertain()

    @api.model
    def _put_off(self, delivery, words, today):
        """The server said "not now", as one does to whom it does not know yet: it is
        tried again with the next delivery, and a person told when that lasts."""
        now = fields.Datetime.now()
        since = delivery.put_off_at or now
        if now - since >= PATIENCE:
            delivery._fail(words, today)
            return
        delivery._take_back()
        reason = self.env._(
            "The mail server asks to try again later (%s).", words.split("\n")[-1]
        )
        delivery._record_fact(put_off_at=since, reason=reason)
