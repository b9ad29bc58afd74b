from odoo import api, fields, models
from odoo.exceptions import UserError

from .client_actions import RELOAD, tell


class CollectionNotice(models.Model):
    """What the screens show of a notice beside its own record."""

    _inherit = "collection.notice"

    can_send = fields.Boolean(compute="_compute_can_leave")
    can_print = fields.Boolean(compute="_compute_can_leave")
    lang_name = fields.Char(compute="_compute_lang_name", string="Language")
    preview_subject = fields.Char(compute="_compute_preview")
    preview_body = fields.Html(compute="_compute_preview", sanitize=False)
    preview_letter = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("state", "delivery_ids.state")
    def _compute_can_leave(self):
        for notice in self:
            ready = notice.delivery_ids.filtered(lambda one: one.state == "ready")
            ways = ready.mapped("way") if notice.state != "review" else []
            notice.can_send = "auto" in ways
            notice.can_print = "paper" in ways

    @api.depends("lang")
    def _compute_lang_name(self):
        names = dict(self.env["res.lang"].get_installed())
        for notice in self:
            notice.lang_name = names.get(notice.lang, notice.lang)

    @api.depends_context("lang")
    @api.depends("departed_on", "state", "line_ids.amount_residual")
    def _compute_preview(self):
        """What left as it left; before that, what would be said as things stand."""
        for notice in self:
            texts = notice._frozen_texts() or notice._texts_or_problem()
            notice.preview_subject = texts["subject"]
            notice.preview_body = texts["body"]
            notice.preview_letter = texts["letter"]

    def _frozen_texts(self):
        if not self.pdf_id:
            return None
        return {
            "subject": self.subject,
            "body": self.body,
            "letter": self.letter_body,
        }

    def _texts_or_problem(self):
        """A template that cannot be written must not keep the notice from opening."""
        try:
            return self._texts_as_they_stand()
        except UserError as error:
            return {"subject": str(error), "body": False, "letter": False}

    def _texts_as_they_stand(self):
        mail = self.stage_id.mail_template_id if self._goes_by("email") else None
        letter = self.stage_id.letter_template_id if self._has_letter() else None
        first = mail or letter or self.stage_id.script_template_id
        return {
            "subject": first and self._render_text(first, "subject"),
            "body": mail and self._render_text(mail, "body_html"),
            "letter": letter and self._render_text(letter, "body_html"),
        }

    # -- buttons of lists, where any notice can be chosen ---------------------

    def action_approve(self):
        result = None
        if not any(notice.state == "review" for notice in self):
            self.check_access("write")
            result = tell(
                self.env._("None of these waits for an approval."), then=RELOAD
            )
        return super().action_approve() or result

    def action_send(self):
        ways = self.delivery_ids.filtered(lambda one: one.state == "ready")
        result = None
        if "auto" not in ways.mapped("way"):
            result = tell(
                self.env._("None of these can leave by itself now."), then=RELOAD
            )
        return super().action_send() or result
