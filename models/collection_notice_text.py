from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ..export import message

NAMES_SHOWN = 3


def _root_cause(error):
    """Return the first cause of an error in one line; the renderer's own message
    carries the whole template."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"


class CollectionNotice(models.Model):
    """What a notice says: its texts, and the copy that is kept."""

    _inherit = "collection.notice"

    script = fields.Html(compute="_compute_script", sanitize=False)
    table_html = fields.Html(
        compute="_compute_table_html",
        sanitize=False,
        string="Table of Invoices",
        help="For templates: the due items with dates, amounts and days late.",
    )

    @api.depends("stage_id", "line_ids.amount_residual", "lang")
    def _compute_script(self):
        for notice in self:
            template = notice.stage_id.script_template_id
            notice.script = (
                notice._render_text(template, "body_html") if template else False
            )

    @api.depends(
        "line_ids.amount_residual",
        "line_ids.days_late",
        "amount_deducted",
        "credit_elsewhere",
        "use_links",
        "lang",
    )
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
        """Return an amount as the debtor's language writes it."""
        env = self.with_context(lang=self.lang).env
        return formatLang(env, amount, currency_obj=self.currency_id)

    def _day(self, day):
        """Return a day as the debtor's language writes it; where that puts the month
        first, which other readers mistake, with the month in letters."""
        if not day:
            return ""
        pattern = self.env["res.lang"]._get_data(code=self.lang).date_format or ""
        style = "medium" if pattern.startswith("%m") else False
        return format_date(self.env, day, lang_code=self.lang, date_format=style)

    def _long_day(self, day):
        """Return a day with its month in words; the first of a month is ordinal in
        French."""
        if not day:
            return ""
        text = format_date(self.env, day, lang_code=self.lang, date_format="long")
        if self.lang.startswith("fr") and day.day == 1:
            return text.replace("1 ", "1er ", 1)
        return text

    def _invoice_names(self):
        """Return the numbers of the claimed invoices, else of all, for a subject."""
        claimed = self.line_ids.filtered("is_claimed") or self.line_ids
        names = list(dict.fromkeys(claimed.mapped("invoice_name")))
        shown, left = names[:NAMES_SHOWN], len(names[NAMES_SHOWN:])
        return ", ".join(shown) + (f" (+ {left})" if left else "")

    def _responsible_name(self):
        """Return who signs: the collector, or the company when nobody is named."""
        return self.case_id._collector().name or self.company_id.name

    def _last_promise(self):
        """Return the debtor's last promise to pay, maybe none."""
        promises = self.case_id.hold_ids.filtered(lambda hold: hold.kind == "promise")
        return promises.sorted("date_from")[-1:]

    def _as_words(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {"name": self.name, "state": labels[self.state]}

    def _table_sections(self):
        """Return ``[(title, lines)]``: what is overdue, then what is only announced.

        The title is empty where all lines are of one kind.
        """
        lang = self.with_context(lang=self.lang).env
        lines = self.line_ids.sorted(lambda line: (line.date_due, line.id))
        claimed = lines.filtered("is_claimed")
        announced = lines - claimed
        if not (claimed and announced):
            return [("", lines)]
        return [
            (lang._("Overdue invoices"), claimed),
            (lang._("Not due yet, for your information"), announced),
        ]

    # -- texts ---------------------------------------------------------------

    def _texts(self):
        """Return the texts of this notice in the debtor's language."""
        stage = self.stage_id
        values = {"use_links": self._invoices_too_large()}
        self._record_fact(use_links=values["use_links"])
        mail, letter = stage.mail_template_id, stage.letter_template_id
        if mail and self._goes_by("email"):
            values["body"] = self._render_text(mail, "body_html")
        if letter and self._has_letter():
            values["letter_body"] = self._render_text(letter, "body_html")
        first = mail if values.get("body") else letter or stage.script_template_id
        values["subject"] = self._render_text(first, "subject") if first else stage.name
        return values

    def _render_text(self, template, field):
        """Render one field of a text in the debtor's language."""
        self.ensure_one()
        try:
            rendered = template.sudo()._render_field(
                field, self.ids, set_lang=self.lang
            )[self.id]
        except Exception as error:
            raise UserError(
                self.env._(
                    "The text “%(text)s” cannot be written (%(problem)s): correct the "
                    "template, then try again.",
                    text=template.name,
                    problem=_root_cause(error),
                )
            ) from error
        return Markup(rendered) if field == "body_html" else str(rendered)

    def _goes_by(self, code):
        return code in self.delivery_ids.channel_id.mapped("code")

    def _has_letter(self):
        """Tell whether one of its channels carries the stage's letter."""
        carriers = (one._carrier() for one in self.delivery_ids.channel_id)
        return any(one._text_field == "letter_template_id" for one in carriers)

    # -- the copy of what is not a letter ------------------------------------

    def _render_copy(self, today):
        """Return the copy of a notice without letter as PDF bytes, made in Python."""
        return message.write(self._as_message(today))

    def _as_message(self, today):
        """Return this notice as :class:`export.message.Message`."""
        lang = self.with_context(lang=self.lang).env
        facts = (
            (lang._("Reference"), self.name),
            (lang._("Date"), self._day(today)),
            (lang._("Sender"), self.company_id.name),
            (lang._("To"), self._address_line()),
            (lang._("By"), self.with_env(lang).channel_names or ""),
        )
        payment = (
            (lang._("To pay to"), self._payment_account().acc_number or ""),
            (lang._("Reference to quote"), self._payment_reference()),
        )
        return message.Message(
            subject=self.subject or self.stage_id.name,
            author=self.company_id.name,
            facts=facts + payment
            if self._goes_by("email") and self._asks_payment()
            else facts,
            blocks=message.read_html(self.body or self.script or ""),
            page=lang._("Page %(page)s/%(pages)s", page="%(page)s", pages="%(pages)s"),
        )

    def _address_line(self):
        """Return whom the notice reached, and where."""
        recipient = self.recipient_id
        phone = recipient.phone or self.partner_id.phone
        reached = recipient.email if self._goes_by("email") else phone
        return ", ".join(filter(None, (recipient.display_name, reached)))

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
        enclosed = letter and self._enclosures()
        if not self.stage_id.attach_invoices or self.use_links or enclosed:
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
