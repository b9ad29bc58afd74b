from email.utils import make_msgid

from odoo import Command, api, models
from odoo.tools import email_normalize


class CollectionChannelEmail(models.AbstractModel):
    """E-mail through the host's mail queue, with the invoices attached.

    The e-mail is written and its delivery marked ``sending`` in one committed
    transaction; only then is it handed to SMTP, in a second one, under the lock of the
    delivery. The host's own queue leaves these e-mails alone (see ``mail.mail``).
    """

    _name = "collection.channel.email"
    _description = "Collection Channel: E-mail"
    _inherit = "collection.channel.base"

    _text_field = "mail_template_id"
    _leaves_by_itself = True
    _proof_kind = "accepted"

    @api.model
    def _obstacle(self, recipient):
        if email_normalize(recipient.email or ""):
            return ""
        return self.env._("%s has no e-mail address.", recipient.display_name)

    @api.model
    def _deliver(self, deliveries, today):
        going = deliveries._begin(today)
        for delivery in going:
            self._write_mail(delivery)
        self._commit()
        self._hand_over(going, today)
        self._commit()

    @api.model
    def _commit(self):
        self.env["collection.run"]._commit_progress()

    # -- writing -------------------------------------------------------------

    @api.model
    def _write_mail(self, delivery):
        mail = self.env["mail.mail"].sudo().create(self._prepare_mail(delivery))
        delivery.write({"mail_id": mail.id, "message_uid": mail.message_id})
        if not delivery.notice_id.message_id:
            delivery.notice_id.message_id = mail.mail_message_id

    @api.model
    def _prepare_mail(self, delivery):
        notice = delivery.notice_id
        sender = notice.case_id._responsible()
        return {
            "model": "collection.case",
            "res_id": notice.case_id.id,
            "message_id": make_msgid(f"collection-{notice.id}"),
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "subject": notice.subject,
            "body": notice.body,
            "body_html": self._wrap(notice),
            "author_id": sender.partner_id.id,
            "email_from": sender.email_formatted or notice.company_id.email_formatted,
            "recipient_ids": [Command.set(self._recipients(notice).ids)],
            "attachment_ids": [Command.set(notice._mail_attachments().ids)],
            "auto_delete": False,
        }

    @api.model
    def _recipients(self, notice):
        """Return who gets the e-mail: a formal notice also goes to the decision
        maker."""
        if not notice.stage_id.is_formal_notice:
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
    def _hand_over(self, deliveries, today):
        """Give the e-mails to SMTP and record what became of each."""
        mine = deliveries.try_lock_for_update()
        mine.mail_id.sudo().with_context(collection_handover=True).send()
        sent = mine.filtered(lambda one: one.mail_id.sudo().state == "sent")
        for delivery in mine - sent:
            delivery._set_state("failed", self._failure(delivery))
            delivery.case_id._ask(
                self.env._(
                    "E-mail %(notice)s did not leave: %(reason)s",
                    notice=delivery.notice_id.name,
                    reason=delivery.reason,
                ),
                today,
            )
        for delivery in sent:
            delivery.message_uid = delivery.mail_id.sudo().message_id
        sent._finish(self._proof_kind, today)

    @api.model
    def _failure(self, delivery):
        mail = delivery.mail_id.sudo()
        return mail.failure_reason or self.env._(
            "The mail server did not take it (%s).", mail.state
        )
