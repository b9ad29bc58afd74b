from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Leave the e-mails of notices to their own outbox: what was interrupted there
        is decided by a person and never sent again by the queue."""
        # EXTENDS 'mail'
        mails = self
        if not self.env.context.get("collection_handover"):
            held = (
                self.env["collection.delivery"]
                .sudo()
                ._search([("mail_id", "in", self.ids)])
            )
            ours = self.env["collection.delivery"].sudo().browse(held).mail_id
            mails = self - ours
        return super(MailMail, mails).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )
