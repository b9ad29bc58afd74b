import re

from odoo import api, models
from odoo.fields import Domain

# Words of a file name that tell what the document is, in French and English.
CATEGORY_WORDS = (
    ("contract", r"contrat|contract|cgv|conditions|agreement|convention|avenant"),
    ("order", r"commande|order|devis|quot|bon_de|bdc|bc-"),
    ("delivery", r"livraison|deliver|\bbl\b|bl-|pv|reception|cmr"),
    ("invoice", r"facture|invoice|avoir|credit"),
)


class CollectionExhibitBase(models.AbstractModel):
    """Where evidence comes from: one abstract model a source, with neutral answers.

    A new source is one new file: an abstract model ``collection.exhibit.<name>`` that
    inherits this one. A source whose host module is absent answers that it is not
    available.
    """

    _name = "collection.exhibit.base"
    _description = "Exhibit Source (Base)"

    _sequence = 90
    """Order of the source's documents in a dossier."""

    @api.model
    def _sources(self):
        """Return the available sources in the order of a dossier."""
        names = self.env.registry.descendants([self._name], "_inherit")
        sources = [self.env[name] for name in names if name != self._name]
        return sorted(
            (source for source in sources if source._available()),
            key=lambda source: (source._sequence, source._name),
        )

    @api.model
    def _available(self):
        """Tell whether the host has what this source reads."""
        return True

    @api.model
    def _gather(self, handoff):
        """Return the values of the documents this source has for a hand-off."""
        return []

    @api.model
    def _content(self, document):
        """Return ``(file name, MIME type, bytes)`` of a document of this source."""
        attachment = document.attachment_id.sudo()
        return attachment.name, attachment.mimetype, attachment.raw or b""

    # -- shared by the sources -----------------------------------------------

    @api.model
    def _document(self, category, name, included=True, **values):
        """Return the values of one document."""
        return {
            "source": self._name,
            "sequence": self._sequence,
            "category": category,
            "name": name,
            "is_included": included,
            **values,
        }

    @api.model
    def _files_of(self, records, default, skip=None):
        """Return documents for the files attached to ``records`` by people.

        Files that belong to a field (a legal PDF, a picture) are left out; the
        category is read from the file's name and can be changed.

        :param str default: category where the name tells nothing.
        :param skip: attachments to leave out.
        """
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("res_field", "=", False),
                ("type", "=", "binary"),
                ("id", "not in", (skip or self.env["ir.attachment"]).ids),
            ],
            order="create_date, id",
        )
        return [
            self._document(
                self._category(file.name, default),
                file.name,
                attachment_id=file.id,
                res_model=file.res_model,
                res_id=file.res_id,
                date=file.create_date.date(),
            )
            for file in files - self._files_of_notes(records)
        ]

    @api.model
    def _files_of_notes(self, records):
        """Return the files of internal notes: they never leave the company.

        A note that a person logs bears no flag of its own: its subtype is internal, or
        missing.
        """
        place = Domain("model", "=", records._name) & Domain(
            "res_id", "in", records.ids
        )
        logged = Domain("message_type", "not in", ("email", "email_outgoing")) & (
            Domain("subtype_id", "=", False) | Domain("subtype_id.internal", "=", True)
        )
        notes = self.env["mail.message"].search(
            place & (Domain("is_internal", "=", True) | logged)
        )
        return notes.attachment_ids

    @api.model
    def _category(self, name, default):
        for category, words in CATEGORY_WORDS:
            if re.search(words, name.lower()):
                return category
        return default

    @api.model
    def _has_sales(self):
        lines = self.env["account.move.line"]
        return "sale.order" in self.env and "sale_line_ids" in lines._fields

    @api.model
    def _sale_orders(self, handoff):
        """Return the sales orders behind the claimed invoices."""
        invoices = handoff.line_ids.item_id.move_id
        return invoices.sudo().invoice_line_ids.sale_line_ids.order_id

    @api.model
    def _printed(self, report, document):
        """Print the source of ``document`` with one of the host's reports."""
        reports = self.env["ir.actions.report"].sudo()
        content, _kind = reports.with_context(
            force_report_rendering=True
        )._render_qweb_pdf(report, [document.res_id])
        return f"{document.name}.pdf", "application/pdf", content
