from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..export import bundle as history


class CollectionNotice(models.Model):
    """What a notice says: its texts, its letter and the copy that is kept."""

    _inherit = "collection.notice"

    script = fields.Html(compute="_compute_script", sanitize=False)
    table_html = fields.Html(
        compute="_compute_table_html",
        sanitize=False,
        string="Table of Invoices",
        help="For templates: the due items with dates, amounts and days late.",
    )

    @api.depends("stage_id")
    def _compute_script(self):
        for notice in self:
            template = notice.stage_id.script_template_id
            notice.script = template and notice._render_text(template, "body_html")

    @api.depends("line_ids.amount_residual", "use_links", "lang")
    def _compute_table_html(self):
        for notice in self:
            notice.table_html = self.env["ir.qweb"]._render(
                "account_collection.notice_table",
                {"notice": notice.with_context(lang=notice.lang)},
                lang=notice.lang,
                minimal_qcontext=True,
            )

    # -- words for templates -------------------------------------------------

    def _money(self, amount):
        env = self.with_context(lang=self.lang).env
        return formatLang(env, amount, currency_obj=self.currency_id)

    def _day(self, day):
        return format_date(self.env, day, lang_code=self.lang)

    def _as_words(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {"name": self.name, "state": labels[self.state]}

    # -- texts ---------------------------------------------------------------

    def _texts(self):
        """Return the texts of this notice in the debtor's language."""
        stage = self.stage_id
        values = {"use_links": self._invoices_too_large()}
        self.use_links = values["use_links"]
        mail, letter = stage.mail_template_id, stage.letter_template_id
        if mail and self._goes_by("email"):
            values["body"] = self._render_text(mail, "body_html")
        if letter and self._has_letter():
            values["letter_body"] = self._render_text(letter, "body_html")
        first = mail if values.get("body") else letter or stage.script_template_id
        values["subject"] = (
            self._render_text(first, "subject") if first else stage.name
        )
        return values

    def _render_text(self, template, field):
        """Render one field of a text in the debtor's language."""
        self.ensure_one()
        rendered = template.sudo()._render_field(
            field, self.ids, set_lang=self.lang
        )[self.id]
        return Markup(rendered) if field == "body_html" else str(rendered)

    def _goes_by(self, code):
        return code in self.delivery_ids.channel_id.mapped("code")

    def _has_letter(self):
        codes = self.delivery_ids.channel_id.mapped("code")
        return bool({"letter", "registered"} & set(codes))

    # -- letters -------------------------------------------------------------

    def _render_letters(self, today):
        """Return ``{notice: PDF}``, rendered in one call for all.

        One call costs one start of the PDF engine, whatever the number of letters.
        """
        if not self:
            return {}
        report = self.env["ir.actions.report"].sudo().with_context(
            collection_letter_date=today, force_report_rendering=True
        )
        streams = report._render_qweb_pdf_prepare_streams(
            "account_collection.report_collection_letter", {}, res_ids=self.ids
        )
        return {
            notice: streams[notice.id]["stream"].getvalue() for notice in self
        }

    def _render_copy(self, today):
        """Return the copy of a notice without letter as PDF bytes."""
        return history.write_message(self._as_message(today))

    # -- attachments ---------------------------------------------------------

    def _invoice_documents(self):
        """Return the legal PDFs of the invoices claimed here; where there is none it
        is made once, through the host's own service, never as a pro-forma."""
        invoices = self.line_ids.move_id
        missing = invoices.filtered(lambda move: not move.invoice_pdf_report_id)
        if missing:
            self.env["account.move.send"].sudo()._generate_and_send_invoices(
                missing, sending_methods={}, extra_edis={}, allow_raising=False
            )
        return invoices.sudo().invoice_pdf_report_id

    def _mail_attachments(self):
        """Return what the e-mail carries: the letter where there is one, and the
        invoices unless they are too large."""
        self.ensure_one()
        letter = self.pdf_id if self._has_letter() else self.env["ir.attachment"]
        if not self.stage_id.attach_invoices or self.use_links:
            return letter
        return letter | self._invoice_documents()

    def _invoices_too_large(self):
        if not self.stage_id.attach_invoices or not self._goes_by("email"):
            return False
        limit = self.company_id.collection_mail_limit * 1024 * 1024
        return sum(self._invoice_documents().mapped("file_size")) > limit

    def _portal_url(self, move):
        """Return the address where the debtor finds ``move`` on the portal."""
        move._portal_ensure_token()
        return move.get_base_url() + move.get_portal_url()
