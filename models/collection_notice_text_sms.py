from odoo import fields, models
from odoo.tools import html2plaintext


class CollectionNotice(models.Model):
    """The short text of a notice that goes by SMS."""

    _inherit = "collection.notice"

    sms_body = fields.Text(string="SMS", readonly=True)

    def _texts(self):
        values = super()._texts()
        template = self.stage_id.sms_template_id
        if template and not self.text_id and self._goes_by("sms"):
            html = self._render_text(template, "body_html")
            values["sms_body"] = html2plaintext(html).strip()
            if not values.get("body") and not values.get("letter_body"):
                values["subject"] = self._render_text(template, "subject")
        return values
