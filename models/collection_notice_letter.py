import base64
import re

from babel.dates import get_month_names
from lxml import html
from markupsafe import Markup

from odoo import models
from odoo.tools import get_lang, is_html_empty

from ..export import qr

# What a SEPA transfer can carry as its unstructured remittance information.
REMITTANCE_LIMIT = 140
# Letters in a line, and lines, of the address that the window shows.
ADDRESS_WIDTH = 40
ADDRESS_HEIGHT = 6
# Paragraphs that stay on the page of the signature.
CLOSING_PARAGRAPHS = 2
NO_BREAK = "\u00a0"
# What a company has that chose no font.
DEFAULT_FONT = "Lato"


class CollectionNotice(models.Model):
    """The letter of a notice: how to pay, and who signs."""

    _inherit = "collection.notice"

    # -- how to pay ----------------------------------------------------------

    def _amount_to_pay(self):
        """Return what is claimed; for a mere announcement, what is announced."""
        return self.amount_claimed or self.amount_announced

    def _payment_account(self):
        """Return the bank account to pay to: the invoices', else the company's."""
        accounts = self.line_ids.move_id.partner_bank_id
        return (accounts or self.company_id.bank_ids)[:1]

    def _payment_reference(self):
        """Return what the debtor quotes: our reference, and the invoices' numbers as
        long as all of them fit into a transfer."""
        claimed = self.line_ids.filtered("is_claimed") or self.line_ids
        names = dict.fromkeys([self.name, *claimed.mapped("invoice_name")])
        full = " ".join(filter(None, names))
        return full if len(full) <= REMITTANCE_LIMIT else self.name

    def _payment_qr_text(self):
        """Return what an EPC QR code says, or nothing where the host cannot make one:
        no such module, other currency, no IBAN."""
        account = self._payment_account().sudo()
        methods = dict(account.get_available_qr_methods_in_sequence())
        amount = self._amount_to_pay()
        if "sct_qr" not in methods or not account or amount <= 0:
            return None
        values = account._build_qr_code_vals(
            amount,
            self._payment_reference(),
            None,
            self.currency_id,
            self.recipient_id,
            qr_method="sct_qr",
        )
        if not values:
            return None
        return account._get_qr_code_generation_params(**values)["value"]

    def _payment_qr(self):
        """Return the EPC QR code as a data address, for paper, or nothing."""
        text = self._payment_qr_text()
        if not text:
            return None
        picture = base64.b64encode(qr.write_svg(text)).decode()
        return f"data:image/svg+xml;base64,{picture}"

    # -- what stands on the letter -------------------------------------------

    def _letter_date(self):
        return (
            self.env.context.get("collection_letter_date")
            or self.departed_on
            or self.company_id._collection_today()
        )

    def _place_and_date(self):
        """Return where and when the letter was written, as its language says it."""
        day = self._long_day(self._letter_date())
        if not self.company_id.city:
            return day
        return self.with_context(lang=self.lang).env._(
            "%(place)s, %(date)s", place=self.company_id.city, date=day
        )

    def _letter_subject(self):
        """Return the object line: that of the letter, not of an e-mail beside it."""
        template = self.stage_id.letter_template_id
        if not template:
            return self.subject or self.stage_id.name
        return self._render_text(template, "subject")

    def _letter_parts(self):
        """Return the text in two parts: the last paragraphs stay with the signature,
        so that no page holds a signature alone."""
        source = self.letter_body or self.body
        if is_html_empty(source):
            return Markup(""), Markup("")
        root = html.fragment_fromstring(source, create_parent="div")
        # The one top heading of a letter is its object line: the print is split there.
        for heading in root.iter("h1"):
            heading.tag = "h2"
        while len(root) == 1 and root[0].tag == "div":
            root = root[0]
        rest = html.Element("div")
        for element in reversed(root[-CLOSING_PARAGRAPHS:]):
            if element.tag != "p":
                break
            rest.insert(0, element)
        return tuple(
            Markup("<div>%s%s</div>")
            % (part.text or "", Markup("").join(map(self._keep_days, part)))
            for part in (root, rest)
        )

    def _keep_days(self, element):
        """Return a part of a text, whose days stay on the line of their months; those
        of tables are written in figures."""
        text = html.tostring(element, encoding="unicode")
        if element.tag == "div":
            return Markup(text)
        months = get_month_names("wide", locale=get_lang(self.env, self.lang).code)
        names = "|".join(map(re.escape, months.values()))
        text = re.sub(
            rf"(?<!\d)(\d{{1,2}}(?:er)?) (?=(?:{names})\b)|\b({names}) (?=\d\d?\b)",
            lambda hit: f"{hit[1] or hit[2]}{NO_BREAK}",
            text,
        )
        return Markup(text)

    def _address_lines(self):
        """Return the recipient's postal address, one line each, without gaps: the
        country in capitals, and only abroad."""
        recipient = self.recipient_id
        names = (recipient.commercial_company_name, recipient.name)
        if recipient == recipient.commercial_partner_id:
            names = (recipient.name,)
        lines = [*names, *self._postal_lines(recipient)]
        return list(dict.fromkeys(filter(None, lines)))

    def _postal_lines(self, partner):
        """Return a postal address between the two parties, without the name."""
        country = partner.with_context(lang=self.lang).country_id
        abroad = self.recipient_id.country_id != self.company_id.country_id
        address = partner._display_address(without_company=True)
        lines = [line.strip() for line in address.split("\n") if line.strip()]
        names = {country.name, partner.country_id.name}
        lines = [line for line in lines if line not in names]
        return [*lines, country.name.upper()] if abroad and country else lines

    def _is_long_address(self, lines):
        """Tell whether an address needs smaller letters to stay in the window."""
        return sum(-(-len(line) // ADDRESS_WIDTH) for line in lines) > ADDRESS_HEIGHT

    def _sender_address(self):
        """Return the company's postal address, without its name."""
        return self._postal_lines(self.company_id.partner_id)

    def _sender_contacts(self):
        company = self.company_id
        return [
            fact for fact in (company.phone, company.email, company.website) if fact
        ]

    def _contact_lines(self):
        """Return whom the debtor can ask: name, phone, e-mail."""
        user = self.case_id._collector()
        facts = (self._responsible_name(), user.phone, user.email)
        return [fact for fact in facts if fact]

    def _legal_lines(self):
        """Return the company's name, then what it prints at the foot of its letters as
        far as it is known and not already in its own footer."""
        company = self.with_context(lang=self.lang).company_id
        vat_label = company.country_id.vat_label or company.env._("VAT")
        facts = {
            company.company_registry: company.partner_id._collection_registry_words(),
            company.vat: f"{vat_label} {company.vat}",
        }
        own = "".join(str(company.report_footer or "").split())
        known = [
            words
            for fact, words in facts.items()
            if fact and "".join(fact.split()) not in own
        ]
        return [company.name, *known]

    def _letter_font_style(self):
        """Return the company's font as a style, for heads and feet too."""
        font = self.company_id.font or DEFAULT_FONT
        return f"font-family: '{font}', Helvetica, Arial, sans-serif;"

    def _own_footer(self):
        """Return the company's own footer, its lines close together."""
        footer = self.with_context(lang=self.lang).company_id.report_footer
        if is_html_empty(footer):
            return None
        return Markup(re.sub(r"<p\b", '<p style="margin:0;"', footer))

    def _enclosures(self):
        """Return the invoices' PDFs that lie in the envelope of a formal notice."""
        stage = self.stage_id
        if not (stage.is_formal_notice and stage.attach_invoices):
            return self.env["ir.attachment"]
        return self._invoice_documents()
