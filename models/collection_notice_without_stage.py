from odoo import Command, api, fields, models


class CollectionNotice(models.Model):
    """A message of its own: it goes through the outbox and is frozen like every notice,
    but it says no stage and moves no clock."""

    _inherit = "collection.notice"

    text_id = fields.Many2one(
        "mail.template",
        readonly=True,
        ondelete="restrict",
        help="What it says, where it is not a stage's text.",
    )
    confirms_id = fields.Many2one(
        "collection.notice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    outcome_id = fields.Many2one("collection.proof", readonly=True, ondelete="restrict")
    promise_id = fields.Many2one("collection.hold", readonly=True, ondelete="restrict")

    @api.depends("text_id", "confirms_id")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        for notice in self.filtered("text_id"):
            name = self.env._("Confirmation of %s", notice.confirms_id.name)
            notice.display_name = f"{notice.name} – {name}"
        return result

    @api.model
    def _record_message(self, text, confirmed, **facts):
        """Write down a message about ``confirmed``; it leaves by e-mail.

        :param text: the ``mail.template`` that says it.
        """
        recipient = confirmed.recipient_id
        email = self.env.ref("account_collection.channel_email")
        created = self.sudo().create(
            {
                "name": self.env["ir.sequence"]
                .sudo()
                .next_by_code("collection.notice"),
                "case_id": confirmed.case_id.id,
                "recipient_id": recipient.id,
                "currency_id": confirmed.currency_id.id,
                "stage_id": confirmed.stage_id.id,
                "lang": confirmed.partner_id._collection_lang(),
                "state": "ready",
                "text_id": text.id,
                "confirms_id": confirmed.id,
                "delivery_ids": [Command.create({"channel_id": email.id})],
                **facts,
            }
        )
        return created.with_env(self.env)

    # -- it has no due items: what is asked about them does not hold it back --

    def _says_nothing_without(self, untrue):
        return not self.text_id and super()._says_nothing_without(untrue)

    def _covered_now(self):
        return "" if self.text_id else super()._covered_now()

    def _read_accessories(self, today):
        claiming = self.filtered(lambda notice: not notice.text_id)
        return super(CollectionNotice, claiming)._read_accessories(today)

    def _texts(self):
        if not self.text_id:
            return super()._texts()
        return {
            "subject": self._render_text(self.text_id, "subject"),
            "body": self._render_text(self.text_id, "body_html"),
        }

    def _texts_as_they_stand(self):
        if not self.text_id:
            return super()._texts_as_they_stand()
        return {**self._texts(), "letter": False}

    def _mail_attachments(self):
        return (
            self.env["ir.attachment"] if self.text_id else super()._mail_attachments()
        )
