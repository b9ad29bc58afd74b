from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionStage(models.Model):
    """A stage that goes by SMS: its short text, and what replaces it."""

    _inherit = "collection.stage"

    sms_template_id = fields.Many2one(
        "mail.template",
        string="SMS",
        domain=[("model", "=", "collection.notice")],
        ondelete="restrict",
        help="A short text; its formatting is dropped.",
    )

    @api.constrains("channel_ids", "is_formal_notice")
    def _check_sms(self):
        for stage in self:
            if stage.is_formal_notice and "sms" in stage.channel_ids.mapped("code"):
                raise ValidationError(
                    self.env._(
                        "The formal notice “%s” does not go by SMS: it could not state "
                        "what it must.",
                        stage.name,
                    )
                )

    def _fallback(self, recipient):
        """An SMS that cannot be sent is said by e-mail where the stage has a text for
        it, else as an e-mail that cannot."""
        found = super()._fallback(recipient)
        if found or "sms" not in self.channel_ids.mapped("code"):
            return found
        for code, text in (
            ("email", self.mail_template_id),
            ("letter", self.letter_template_id),
        ):
            channel = self.env["collection.channel"]._of_code(code)
            if channel and text and not channel._carrier()._obstacle(recipient):
                return channel
        return found
