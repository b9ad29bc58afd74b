import hashlib
from dataclasses import fields as dataclass_fields
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import file_path, format_date, format_datetime, formatLang
from odoo.tools.translate import get_translation

from ..export import archive, dossier_rows, labels, text
from ..export.formats import Formats
from ..export.typeface import SYSTEM_FOLDERS, find_typeface


def _dossier_writer(env):
    """Return :mod:`export.dossier`, or say which packages it needs.

    The libraries that bind PDF files are not needed to install the add-on, only here.
    """
    try:
        from ..export import dossier
    except ImportError as error:
        raise UserError(
            env._(
                "The dossier needs the Python packages pikepdf and img2pdf on the "
                "server (%s): install them with pip, then try again.",
                error,
            )
        ) from error
    return dossier


class CollectionHandoff(models.Model):
    """The bytes of a hand-off: rows for the pure writers of ``export/``, and back."""

    _inherit = "collection.handoff"

    def _build_files(self):
        """Write the dossier and the archive, with their hashes."""
        self.ensure_one()
        documents = self.document_ids.filtered("is_included").sorted(
            lambda one: (one.sequence, one.id)
        )
        if not self.line_ids:
            raise UserError(self.env._("Choose at least one open due item."))
        exhibits = self._exhibits(documents)
        try:
            bound = _dossier_writer(self.env).write_dossier(
                self._dossier_claim(),
                [line._as_claim_line() for line in self.line_ids],
                exhibits,
                labels=self._labels("DossierLabels"),
                formats=self._formats(),
                typeface=self._typeface(),
            )
            packed = self._pack(bound, exhibits)
        except text.ExportError as error:
            raise UserError(str(error)) from error
        documents._note_pages(bound.exhibits, exhibits)
        self._keep_files(bound, packed)

    def _exhibits(self, documents):
        rows = []
        for number, document in enumerate(documents, start=1):
            name, mimetype, content = document._content()
            category = document._category_label(self.lang)
            extension = text.split_extension(name or "")[1] or "pdf"
            stem, ending = text.split_extension(document.name)
            title = stem if ending == extension else document.name
            rows.append(
                dossier_rows.Exhibit(
                    number=number,
                    category=category,
                    title=document.name,
                    date=document.date or None,
                    file_name=text.file_name(number, category, title, extension),
                    mimetype=mimetype or "application/octet-stream",
                    content=content,
                )
            )
        return rows

    def _pack(self, bound, exhibits):
        main = f"{text.file_name(0, self._word('Dossier'), self.name, 'pdf')}"
        files = [archive.ArchiveFile(main, bound.content)]
        files += [
            archive.ArchiveFile(
                exhibit.file_name,
                exhibit.content,
                {"exhibit": exhibit.number, "title": exhibit.title},
            )
            for exhibit in exhibits
            if exhibit.content is not None
        ]
        return archive.archive_bytes(files, self._day_of_dossier(), self._metadata())

    def _metadata(self):
        return {
            "reference": self.name,
            "date": self._day_of_dossier().isoformat(),
            "creditor": self.company_id.name,
            "debtor": self.partner_id.name,
            "recipient": self.recipient_id.name,
            "currency": self.currency_id.name,
            "claimed": str(self._decimal(self.amount_total)),
        }

    def _keep_files(self, bound, packed):
        stem = self.name.replace("/", "-")
        (self.pdf_id | self.zip_id).unlink()
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{stem}.{extension}",
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for extension, content, mimetype in (
                    ("pdf", bound.content, "application/pdf"),
                    ("zip", packed, "application/zip"),
                )
            ]
        )
        self._record_fact(
            pdf_id=attachments[0].id,
            zip_id=attachments[1].id,
            pdf_sha256=bound.sha256,
            zip_sha256=hashlib.sha256(packed).hexdigest(),
            page_count=bound.pages,
        )

    # -- rows ----------------------------------------------------------------

    def _dossier_claim(self):
        """Return who claims what from whom as :class:`export.dossier_rows.Claim`."""
        return dossier_rows.Claim(
            creditor=self._party(self.company_id.partner_id, self.company_id),
            debtor=self._party(self.partner_id),
            recipient=self._party(self.recipient_id),
            date=self._day_of_dossier(),
            reference=self.name,
            facts=tuple(self._facts()),
            note=self.note or "",
        )

    def _party(self, partner, company=None):
        address = partner._display_address(without_company=True).splitlines()
        return dossier_rows.Party(
            name=partner.commercial_partner_id.name or partner.name,
            address=tuple(line.strip() for line in address if line.strip()),
            identifiers=tuple(self._identifiers(partner)),
            contact=tuple(part for part in (partner.phone, partner.email) if part),
        )

    def _identifiers(self, partner):
        if partner.company_registry:
            yield f"{self._word('Company ID')} {partner.company_registry}"
        if partner.vat:
            yield f"{self._word('VAT')} {partner.vat}"

    def _facts(self):
        words = self.with_context(lang=self.lang)
        formal = self._departed_notices().filtered("stage_id.is_formal_notice")
        for notice in formal:
            yield (
                words.env._("Formal notice"),
                words.env._(
                    "%(name)s, sent on %(day)s, deadline %(deadline)s",
                    name=notice.name,
                    day=self._format_day(notice.departed_on),
                    deadline=self._format_day(notice.date_deadline),
                ),
            )
        yield (
            words.env._("Notices sent"),
            str(len(self._departed_notices())),
        )

    def _day_of_dossier(self):
        return self.date or self.company_id._collection_today()

    # -- words and formats in the recipient's language -----------------------

    def _labels(self, name):
        """Return an instance of a class of :mod:`export.labels` in the recipient's
        language; every word is a translatable term of this add-on."""
        cls = getattr(labels, name)
        values = {
            field.name: get_translation(
                "account_collection", self.lang, field.default, ()
            )
            for field in dataclass_fields(cls)
            if field.name != "language"
        }
        return cls(**values, language=self.lang[:2])

    def _typeface(self):
        """Return the fonts: the host ships some, so no system needs them."""
        return find_typeface((file_path("web/static/fonts"), *SYSTEM_FOLDERS))

    def _formats(self):
        env = self.with_context(lang=self.lang).env
        currencies = env["res.currency"].with_context(active_test=False)

        def amount(value, code):
            currency = currencies.search([("name", "=", code)], limit=1)
            return formatLang(env, float(value), currency_obj=currency)

        return Formats(
            amount=amount,
            day=self._format_day,
            moment=lambda value: format_datetime(env, value, lang_code=self.lang),
        )

    def _format_day(self, day):
        return format_date(self.env, day, lang_code=self.lang) if day else "–"

    def _word(self, word, day=None):
        words = self.with_context(lang=self.lang)._plain_words()
        text = words[word]
        return text % self._format_day(day) if day else text

    def _plain_words(self):
        return {
            "Dossier": self.env._("Dossier"),
            "Company ID": self.env._("Company ID"),
            "VAT": self.env._("VAT"),
            "E-mail": self.env._("E-mail"),
            "Invoice, due %s": self.env._("Invoice, due %s"),
        }

    def _decimal(self, amount):
        """Return an amount of the ledger as an exact Decimal of its currency."""
        places = self.currency_id.decimal_places
        return Decimal(f"{amount:.{places}f}")
