import hashlib
import io
from datetime import date
from decimal import Decimal

import pikepdf
import pypdf

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.export.duplicate import write_duplicate
from odoo.addons.account_collection.export.evidence import write_evidence
from odoo.addons.account_collection.export.evidence_rows import EntryLine
from odoo.addons.account_collection.export.formats import FRENCH
from odoo.addons.account_collection.export.text import ExportError
from odoo.addons.account_collection.export.vat_note import write_vat_statement

from .evidence_samples import (
    DAY,
    LABELS,
    MENTION,
    SOURCE,
    line,
    make_entry,
    make_lost,
    make_write_off,
)
from .export_samples import check_fonts, make_exhibit, make_image, make_pdf
from .test_export_claim import pages_of

FIRST = MENTION % ("1000,00", "200,00")
LOCKED = make_pdf(encryption=pikepdf.Encryption(owner="o", user="u"))


def make_blank_pdf():
    """Return a page without any font of its own."""
    out = io.BytesIO()
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


def write(*exhibits, **values):
    return write_evidence(make_write_off(**values), exhibits, LABELS, FRENCH)


@tagged("post_install", "-at_install")
class TestExportEvidence(BaseCase):
    # -- the pack --------------------------------------------------------------

    def test_cover_says_what_why_and_how_much(self):
        first = pages_of(write(warnings=("TVA non récupérable en 2024.",)).content)[0]
        for words in (
            "Justificatif de créance irrécouvrable",
            "Référence PERTE/2026/0003",
            "30/09/2026",
            "Créance irrécouvrable sur Строитель",
            "Électricité Lœuil & Fils",
            "Passage en perte définitive de deux factures",
            "certificat d’irrécouvrabilité du mandataire du 15/09/2026",
            # 1000 + 300; 200 + 60; their sum
            "Hors taxe 1 300,00 €",
            "TVA 260,00 €",
            "Toutes taxes comprises 1 560,00 €",
            "TVA non récupérable en 2024.",
            "Jugement Tribunal des activités économiques de Lyon",
        ):
            self.assertIn(words, first)

    def test_every_invoice_step_cost_and_entry(self):
        text = " ".join(pages_of(write().content))
        for words in (
            "FAC/2026/0001 Fourniture et pose de menuiseries extérieures 02/01/2026 "
            "1 000,00 € 200,00 € 1 200,00 €",
            "300,00 € 60,00 € 360,00 €",
            "Total EUR 1 300,00 € 260,00 € 1 560,00 €",
            FIRST,
            MENTION % ("300,00", "60,00"),
            f"FAC/2026/0002 ({SOURCE})",
            "Mise en demeure de payer",
            "Avis de réception 1A 123 456 7890 1, signé le 04/04/2026",
            "20/07/2026 FRAIS/0001 Sommation 60,00 €",
            "OD Opérations diverses – 30/09/2026 – OD/2026/0012 – comptabilisée",
            "654100 Pertes sur créances irrécouvrables FAC/2026/0001 1 300,00 €",
            "445710 TVA collectée FAC/2026/0001 260,00 €",
            "416000 Clients douteux ou litigieux FAC/2026/0001 1 560,00 €",
            "Total 1 560,00 € 1 560,00 €",
        ):
            self.assertIn(words, text)
        # oldest first, whatever the order they came in
        steps = ("Première relance", "Mise en demeure", "Certificat d’irr")
        places = [text.index(words, text.index("Démarches acc")) for words in steps]
        self.assertEqual(places, sorted(places))

    def test_a_proposed_entry_is_told_from_a_posted_one(self):
        proposed = make_entry(posted=False, reference="")
        text = " ".join(pages_of(write(entries=(proposed,)).content))
        self.assertIn("30/09/2026 – – – proposée, non comptabilisée", text)

    def test_proofs_are_bound_numbered_and_stamped(self):
        contents = [make_pdf(2, words="Certificat"), make_image("PNG")]
        pack = write(
            make_exhibit(1, contents[0]),
            make_exhibit(2, contents[1], "image/png"),
        )
        pages = pages_of(pack.content)
        self.assertEqual(len(pages), pack.pages)
        one, two = pack.exhibits
        self.assertEqual((one.pages, two.pages, two.status), (2, 1, "image"))
        self.assertIn("Certificat 2", pages[one.first_page])
        self.assertIn("Pièce n° 1 — p. 2/2", pages[one.first_page])
        self.assertIn("Pièce n° 2 — p. 1/1", pages[two.first_page - 1])
        for content in contents:
            self.assertIn(hashlib.sha256(content).hexdigest(), pages[-1])

    def test_bookmarks_lead_to_every_part(self):
        pack = write(make_exhibit(1, make_pdf()))
        pages = pages_of(pack.content)
        with pikepdf.open(io.BytesIO(pack.content)) as document:
            places = {p.obj.objgen: n for n, p in enumerate(document.pages)}
            with document.open_outline() as outline:
                marks = {
                    mark.title: places[mark.destination[0].objgen]
                    for mark in outline.root
                }
        self.assertEqual(len(marks), 8)
        for title in (
            "Factures passées en perte et TVA correspondante",
            "Démarches accomplies pour être payé",
            "Frais de recouvrement",
            "Écritures comptables",
            "Bordereau des pièces",
        ):
            self.assertIn(title, pages[marks[title]])
            self.assertGreater(marks[title], 0)

    def test_bare_and_long(self):
        bare = write(steps=(), costs=(), entries=(), facts=())
        text = " ".join(pages_of(bare.content))
        self.assertIn("No step is on record.", text)
        self.assertIn("No entry is on record.", text)
        self.assertIn("No document is enclosed.", text)
        many = tuple(make_lost(f"FAC/2026/{rank:04d}") for rank in range(1, 81))
        pages = pages_of(write(invoices=many, gross=None).content)
        whole = " ".join(pages)
        # 80 × 1200
        self.assertIn("96 000,00 €", whole)
        listing = [text for text in pages if "02/01/2026 1 000,00 €" in text]
        self.assertGreater(len(listing), 1)
        self.assertTrue(all("Libellé" in text for text in listing))

    def test_same_rows_same_bytes(self):
        exhibit = make_exhibit(1, make_pdf())
        self.assertEqual(write(exhibit).content, write(exhibit).content)

    def test_refusals_say_what_to_do(self):
        with self.assertRaisesRegex(ExportError, "split the lost amount again"):
            make_lost(gross=Decimal("1199.99"))
        with self.assertRaisesRegex(ExportError, "at least one invoice"):
            make_write_off(invoices=())
        with self.assertRaisesRegex(ExportError, "add up to 1560.00 EUR, not to 1"):
            make_write_off(gross=Decimal(1))
        with self.assertRaisesRegex(ExportError, "1560.00 of debit and 1559.00 of"):
            make_entry(
                lines=(
                    line("654100", "Pertes", "1560.00"),
                    line("416000", "Clients douteux", credit="1559.00"),
                )
            )
        with self.assertRaisesRegex(ExportError, "is not a Decimal"):
            EntryLine("416000", "", "", 1.5)
        with self.assertRaisesRegex(ExportError, r"\[2\] instead of \[1\]"):
            write(make_exhibit(2, None))

    # -- the rectified duplicate -------------------------------------------------

    def _duplicate(self, content, **values):
        defaults = {"mention": FIRST, "heading": "DUPLICATA", "day": DAY}
        return write_duplicate(content, **{**defaults, **values})

    def test_heading_and_mention_on_every_page(self):
        pages = pages_of(self._duplicate(make_pdf(3), note="Facture FAC/2026/0001"))
        self.assertEqual(len(pages), 3)
        for number, text in enumerate(pages, start=1):
            for words in ("DUPLICATA", FIRST, "FAC/2026/0001", f"Content {number}"):
                self.assertIn(words, text)

    def test_the_mention_hides_nothing(self):
        for size, rotate in (
            ((595, 842), 0),
            ((842, 595), 0),
            ((595, 842), 90),
            ((595, 842), 180),
            ((1190, 1684), 0),
            ((298, 420), 0),
        ):
            content = self._duplicate(make_pdf(1, size, rotate=rotate))
            (seen,) = pypdf.PdfReader(io.BytesIO(content)).pages
            with pikepdf.open(io.BytesIO(content)) as document:
                (page,) = document.pages
                mark = document.pages[0].resources.XObject["/Original"]
                self.assertEqual(page.obj.get("/Rotate", 0), 0)
                place = self._place(page, mark)
            lying = (size[0] > size[1]) != (rotate % 180 == 90)
            self.assertEqual(seen.mediabox.width > seen.mediabox.height, lying)
            # the band stands 15 mm below the edge and is higher than 20 mm
            top = float(seen.mediabox.height) - 99
            self.assertLess(place[3], top, (size, rotate))
            self.assertGreater(place[1], 25)

    def _place(self, page, form):
        """Return the box that the invoice takes on the page: its cm times its box."""
        content = page.Contents.read_bytes().decode("latin-1")
        matrix = content[: content.rindex(" cm")].split()[-6:]
        a, b, c, d, e, f = map(float, matrix)
        left, bottom, right, top = (float(value) for value in form.BBox)
        turn = [float(value) for value in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]
        corners = []
        for x, y in ((left, bottom), (right, top)):
            x, y = (
                turn[0] * x + turn[2] * y + turn[4],
                turn[1] * x + turn[3] * y + turn[5],
            )
            corners.append((a * x + c * y + e, b * x + d * y + f))
        xs, ys = zip(*corners, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def test_same_invoice_same_bytes(self):
        one, two = (self._duplicate(make_pdf(2)) for _time in range(2))
        self.assertEqual(one, two)
        metadata = pypdf.PdfReader(io.BytesIO(one)).metadata
        self.assertEqual(metadata.creation_date.date(), DAY)

    def test_every_font_of_ours_is_embedded(self):
        content = self._duplicate(make_blank_pdf())
        check_fonts(self, content)

    def test_a_duplicate_can_be_an_exhibit(self):
        pack = write(make_exhibit(1, self._duplicate(make_pdf())))
        text = pages_of(pack.content)[pack.exhibits[0].first_page - 1]
        for words in ("DUPLICATA", "Content 1", "Pièce n° 1 — p. 1/1"):
            self.assertIn(words, text)

    def test_no_duplicate_of_what_cannot_be_read(self):
        with self.assertRaisesRegex(ExportError, "protected by a password"):
            self._duplicate(LOCKED)
        with self.assertRaisesRegex(ExportError, "is damaged: print the invoice"):
            self._duplicate(b"rubbish")
        with self.assertRaisesRegex(ExportError, "has no mention"):
            self._duplicate(make_pdf(), mention="  ")
        with self.assertRaisesRegex(ExportError, "leaves no room"):
            self._duplicate(make_pdf(), mention="impayée " * 900)

    # -- the summary statement ---------------------------------------------------

    def test_the_statement_lists_each_invoice_with_its_mention(self):
        def make():
            return write_vat_statement(make_write_off(), LABELS, FRENCH)

        (text,) = pages_of(make())
        for words in (
            "État récapitulatif des factures impayées",
            "FAC/2026/0001 Fourniture et pose de menuiseries extérieures 02/01/2026 "
            "1 000,00 € 200,00 € 1 200,00 €",
            "Total EUR 1 300,00 € 260,00 € 1 560,00 €",
            FIRST,
            MENTION % ("300,00", "60,00"),
        ):
            self.assertIn(words, text)
        self.assertEqual(make(), make())

    def test_a_mention_that_all_share_stands_once(self):
        lost = [make_lost(name, mention="Impayée") for name in ("F1", "F2")]
        content = write_vat_statement(
            make_write_off(invoices=tuple(lost), gross=None), LABELS, FRENCH
        )
        (text,) = pages_of(content)
        self.assertEqual(text.count("Impayée"), 1)
        self.assertIn(f"F1, F2 ({SOURCE})", text)

    def test_without_vat_to_recover(self):
        bare = make_lost(
            mention="", note="TVA sur encaissements", date=date(2026, 1, 5)
        )
        content = write_vat_statement(
            make_write_off(invoices=(bare,), gross=None), LABELS, FRENCH
        )
        (text,) = pages_of(content)
        self.assertIn("(TVA sur encaissements)", text)
        self.assertNotIn(LABELS.mention, text)
