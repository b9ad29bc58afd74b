from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MailTemplate(models.Model):
    """A text in use by a stage is checked whenever somebody edits it."""

    _inherit = "mail.template"

    collection_message = fields.Boolean(
        string="Collections: Message of Its Own",
        help="A person can send it to a debtor without a stage, such as the "
        "confirmation of instalments.",
    )

    @api.constrains("subject", "body_html", "model_id", "collection_message")
    def _check_collection_wording(self):
        texts = self.filtered(lambda one: one.model == "collection.notice")
        if not texts:
            return
        problems = self.env["collection.wording"]._message_problems(
            texts.filtered("collection_message")
        )
        stages = self.env["collection.stage"].search(
            [
                "|",
                ("mail_template_id", "in", texts.ids),
                ("letter_template_id", "in", texts.ids),
                ("sms_template_id", "in", texts.ids),
            ]
        )
        problems += stages._wording_problems(blocking=True, templates=texts)
        if problems:
            raise ValidationError("\n".join(problems))
