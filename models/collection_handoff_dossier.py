import hashlib

from odoo import models
from odoo.exceptions import UserError

from ..export import archive, dossier_rows, text


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

    _name = "collection.handoff"
    _inherit = ["collection.handoff", "collection.paper.mixin"]

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
        (self.pdf_id | self.zip_id).unlink()
        attachments = self._attach_files({"pdf": bound.content, "zip": packed})
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
            rows=self._claim_rows(),
            facts=tuple(self._facts()),
            note=self.note or "",
        )

    def _facts(self):
        words = self.with_context(lang=self.lang)
        formal = self._departed_notices().filtered(lambda one: one._is_formal())
        for notice in formal:
            yield words.env._("Formal notice"), self._formal_words(words, notice)
        yield (
            words.env._("Notices sent"),
            str(len(self._departed_notices())),
        )

    def _formal_words(self, words, notice):
        """Return when a formal notice left, was presented and expires."""
        facts = {
            "name": notice.name,
            "day": self._format_day(notice.departed_on),
            "deadline": self._format_day(notice.deadline_on),
        }
        if not notice.date_presented:
            return words.env._(
                "%(name)s, sent on %(day)s, deadline %(deadline)s", **facts
            )
        return words.env._(
            "%(name)s, sent on %(day)s, first presented on %(presented)s, deadline "
            "%(deadline)s",
            presented=self._format_day(notice.date_presented),
            **facts,
        )

    def _day_of_dossier(self):
        return self.date or self.company_id._collection_today()

    # -- words ---------------------------------------------------------------

    def _word(self, word, day=None):
        words = self.with_context(lang=self.lang)._plain_words()
        text = words[word]
        return text % self._format_day(day) if day else text

    def _plain_words(self):
        return {
            "Dossier": self.env._("Dossier"),
            "E-mail": self.env._("E-mail"),
            "Invoice, due %s": self.env._("Invoice, due %s"),
        }
