from dataclasses import fields as dataclass_fields
from decimal import Decimal

from odoo import models
from odoo.tools import file_path, format_date, format_datetime, formatLang
from odoo.tools.translate import get_translation

from ..export import dossier_rows, labels
from ..export.formats import Formats
from ..export.typeface import SYSTEM_FOLDERS, find_typeface

MIMETYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


class CollectionPaperMixin(models.AbstractModel):
    """What every paper of ours needs: words, formats and fonts in the reader's
    language, and the parties. The record has ``lang`` and ``currency_id``."""

    _name = "collection.paper.mixin"
    _description = "Papers in the Reader's Language"

    def _party(self, partner, company=None):
        address = partner._display_address(without_company=True).splitlines()
        return dossier_rows.Party(
            name=partner.commercial_partner_id.name or partner.name,
            address=tuple(line.strip() for line in address if line.strip()),
            identifiers=tuple(self._identifiers(partner)),
            contact=tuple(part for part in (partner.phone, partner.email) if part),
        )

    def _identifiers(self, partner):
        partner = partner.with_context(lang=self.lang)
        if partner.company_registry:
            yield partner._collection_registry_words()
        if partner.vat:
            label = partner.country_id.vat_label or partner.env._("VAT")
            yield f"{label} {partner.vat}"

    # -- words and formats in the reader's language ---------------------------

    def _labels(self, name):
        """Return an instance of a class of labels in the reader's language; every word
        is a translatable term of this add-on.

        :param name: of a class of :mod:`export.labels`, or a class of another module.
        """
        cls = getattr(labels, name) if isinstance(name, str) else name
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

        def number(value):
            places = max(0, -value.as_tuple().exponent)
            return formatLang(env, float(value), digits=places)

        return Formats(
            amount=amount,
            number=number,
            day=self._format_day,
            moment=lambda value: format_datetime(env, value, lang_code=self.lang),
        )

    def _format_day(self, day):
        return format_date(self.env, day, lang_code=self.lang) if day else "–"

    def _decimal(self, amount):
        """Return an amount of the ledger as an exact Decimal of its currency."""
        places = self.currency_id.decimal_places
        return Decimal(f"{amount:.{places}f}")

    # -- files ---------------------------------------------------------------

    def _attach_files(self, files):
        """Keep files of this record, named after it.

        :param files: ``{extension: bytes}``
        :return: the attachments, in the same order.
        """
        return self.env["ir.attachment"].create(
            [
                {
                    "name": f"{self.name.replace('/', '-')}.{extension}",
                    "raw": content,
                    "mimetype": MIMETYPES[extension],
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for extension, content in files.items()
            ]
        )

    def _download(self, attachment):
        """Return the action that downloads a file."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "new",
        }
