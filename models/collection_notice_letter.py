import base64

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ..export import qr

REPORT = "account_collection.report_collection_letter"
# What a SEPA transfer can carry as its unstructured remittance information.
REMITTANCE_LIMIT = 140


class CollectionNotice(models.Model):
    """The letter of a notice: how to pay, who signs, and its PDF."""

    _inherit = "collection.notice"

    # -- how to pay ----------------------------------------------------------

    def _amount_to_pay(self):
        """Return what is claimed; for a mere announcement, what is announced."""
        return self.amount_total or self.amount_announced

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

    def _payment_qr(self):
        """Return an EPC QR code as a data address, or nothing where the host cannot
        make one: no such module, other currency, no IBAN."""
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
        text = account._get_qr_code_generation_params(**values)["value"]
        picture = base64.b64encode(qr.write_svg(text)).decode()
        return f"data:image/svg+xml;base64,{picture}"

    # -- what stands on the letter -------------------------------------------

    def _letter_date(self):
        return (
            self.env.context.get("collection_letter_date")
            or self.departed_on
            or self.company_id._collection_today()
        )

    def _letter_subject(self):
        """Return the object line: that of the letter, not of an e-mail beside it."""
        template = self.stage_id.letter_template_id
        if not template:
            return self.subject or self.stage_id.name
        return self._render_text(template, "subject")

    def _address_lines(self):
        """Return the recipient's postal address, one line each, without gaps."""
        recipient = self.recipient_id
        names = [recipient.commercial_company_name, recipient.name]
        if not recipient.is_company and not recipient.commercial_company_name:
            names = [recipient.name]
        address = recipient._display_address(without_company=True)
        lines = [*names, *address.split("\n")]
        return list(dict.fromkeys(line.strip() for line in lines if line and line.strip()))

    def _sender_address(self):
        """Return the company's postal address, without its name."""
        address = self.company_id.partner_id._display_address(without_company=True)
        return [line.strip() for line in address.split("\n") if line.strip()]

    def _sender_contacts(self):
        company = self.company_id
        return [fact for fact in (company.phone, company.email, company.website) if fact]

    def _contact_lines(self):
        """Return whom the debtor can ask: name, phone, e-mail."""
        user = self.case_id.user_id or self.company_id.collection_user_id
        facts = (self._responsible_name(), user.phone, user.email)
        return [fact for fact in facts if fact]

    def _legal_lines(self):
        """Return what a French company prints at the foot of its letters, as far as it
        is known and not already in its own footer."""
        company = self.company_id
        own = str(company.report_footer or "")
        registry = company.company_registry
        label = company.partner_id.company_registry_label
        facts = [
            company.name,
            registry and f"{label} {registry}",
            company.vat and f"{company.country_id.vat_label or 'TVA'} {company.vat}",
        ]
        return [
            fact
            for fact in facts
            if fact and fact.split(" ")[-1] not in own.replace("\xa0", " ")
        ]

    def _own_footer(self):
        footer = self.company_id.report_footer
        return None if is_html_empty(footer) else footer

    def _enclosures(self):
        """Return the invoices' PDFs that lie in the envelope of a formal notice."""
        stage = self.stage_id
        if not (stage.is_formal_notice and stage.attach_invoices):
            return self.env["ir.attachment"]
        return self._invoice_documents()

    # -- rendering -----------------------------------------------------------

    def _render_letters(self, today):
        """Return ``{notice: PDF}``, rendered in one call for all.

        One call costs one start of the PDF engine, whatever the number of letters.

        :raises UserError: when the engine fails or does not give one PDF per letter.
        """
        if not self:
            return {}
        streams = self._letter_streams(today)
        broken = self.filtered(
            lambda notice: not streams.get(notice.id, {}).get("stream")
        )
        if broken:
            raise UserError(
                self.env._(
                    "The PDF engine did not return a letter for %(notices)s. Print "
                    "them one by one; if that fails too, check its installation.",
                    notices=", ".join(broken.mapped("name")),
                )
            )
        return {notice: streams[notice.id]["stream"].getvalue() for notice in self}

    def _letter_streams(self, today):
        report = (
            self.env["ir.actions.report"]
            .sudo()
            .with_context(collection_letter_date=today, force_report_rendering=True)
        )
        try:
            return report._render_qweb_pdf_prepare_streams(REPORT, {}, res_ids=self.ids)
        except (UserError, OSError) as error:
            raise UserError(
                self.env._(
                    "The letters could not be printed, none has left: %(error)s",
                    error=error,
                )
            ) from error
