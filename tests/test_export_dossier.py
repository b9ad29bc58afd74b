import hashlib
import io
import itertools
from decimal import Decimal

import pikepdf
import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.export import dossier_front, page, typeface
from odoo.addons.account_collection.export.dossier import write_dossier
from odoo.addons.account_collection.export.dossier_rows import ClaimLine, ClaimRow
from odoo.addons.account_collection.export.formats import FRENCH
from odoo.addons.account_collection.export.labels import DossierLabels
from odoo.addons.account_collection.export.text import ExportError

from .export_samples import (
    DAY,
    check_fonts,
    make_claim,
    make_exhibit,
    make_image,
    make_lines,
    make_pdf,
)

LABELS = DossierLabels(
    language="fr", stamp="Pièce n° %(number)s — p. %(page)s/%(pages)s"
)
ODS = "application/vnd.oasis.opendocument.spreadsheet"
LOCKED = make_pdf(encryption=pikepdf.Encryption(owner="o", user="u"))
RESTRICTED = make_pdf(
    words="Readable", encryption=pikepdf.Encryption(owner="o", user="")
)


def read(dossier):
    """Return the words of each page, one plain space between them."""
    reader = pypdf.PdfReader(io.BytesIO(dossier.content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def write(*exhibits, lines=None, **claim):
    return write_dossier(
        make_claim(**claim), lines or make_lines(2), exhibits, LABELS, FRENCH
    )


@tagged("post_install", "-at_install")
class TestExportDossier(BaseCase):
    # -- what is in it ---------------------------------------------------------

    def test_first_page_says_who_claims_what_from_whom(self):
        dossier = write(
            make_exhibit(1, make_pdf()),
            lines=make_lines(2) + make_lines(1, "USD"),
            facts=(("Mise en demeure", "12/05/2026"),),
            note="Merci d’agir vite.",
        )
        first = read(dossier)[0]
        for words in (
            "Électricité Lœuil & Fils",
            "SIREN 732 829 320",
            "Строитель Παπαδόπουλος",
            "<b>SA</b>",
            "Cabinet Dupont",
            "HO/2026/0007",
            "01/06/2026",
            "280,20 €",
            "90,10 $",
            "3 due item(s), 1 exhibit(s)",
            "Mise en demeure 12/05/2026",
            "Merci d’agir vite.",
        ):
            self.assertIn(words, first)

    def test_claimed_amounts_replace_the_sum_of_the_lines(self):
        rows = (
            ClaimRow("Principal", Decimal("280.20"), "EUR"),
            ClaimRow("Indemnité", Decimal("40.00"), "EUR"),
            ClaimRow("Total", Decimal("320.20"), "EUR", strong=True),
        )
        first = read(write(rows=rows))[0]
        for words in ("Principal 280,20 €", "Indemnité 40,00 €", "Total 320,20 €"):
            self.assertIn(words, first)
        self.assertNotIn("Total EUR", first)

    def test_statement_lists_every_due_item_under_a_repeated_head(self):
        for count in (1, 12, 60):
            pages = read(write(lines=make_lines(count)))
            whole = " ".join(pages)
            for line in make_lines(count):
                self.assertIn(line.invoice, whole)
            listing = [text for text in pages if "FAC/2026/" in text]
            self.assertTrue(all("Days late" in text for text in listing))
            total = sum(line.residual for line in make_lines(count))
            amount = " ".join(FRENCH.amount(total, "EUR").split())
            self.assertIn(amount, listing[-1])

    def test_index_says_the_pages_where_the_exhibits_are(self):
        counts = [1 + rank % 3 for rank in range(45)]
        exhibits = [
            make_exhibit(number, make_pdf(count, words=f"Body-{number}-"))
            for number, count in enumerate(counts, start=1)
        ]
        dossier = write(*exhibits)
        pages = read(dossier)
        self.assertEqual(len(pages), dossier.pages)
        index = " ".join(text for text in pages if "Titre n° " in text)
        for bound, count in zip(dossier.exhibits, counts, strict=True):
            self.assertEqual(bound.pages, count)
            row = f"Titre n° {bound.number} 02/01/2026 {count} {bound.first_page} "
            self.assertIn(row, index + " ")
            for offset in range(count):
                text = pages[bound.first_page - 1 + offset]
                self.assertIn(f"Body-{bound.number}- {offset + 1}", text)
                stamp = f"Pièce n° {bound.number} — p. {offset + 1}/{count}"
                self.assertIn(stamp, text)

    def test_every_page_has_its_number(self):
        dossier = write(make_exhibit(1, make_pdf(3)))
        for number, text in enumerate(read(dossier), start=1):
            self.assertIn(f"Page {number} / {dossier.pages}", text)

    def test_links_and_bookmarks_lead_to_the_exhibits(self):
        dossier = write(make_exhibit(1, make_pdf(2)), make_exhibit(2, make_pdf()))
        with pikepdf.open(io.BytesIO(dossier.content)) as document:
            places = {p.obj.objgen: n for n, p in enumerate(document.pages, start=1)}
            links = [
                (number, places[link.Dest[0].objgen])
                for number, p in enumerate(document.pages, start=1)
                for link in p.obj.get("/Annots", [])
            ]
            with document.open_outline() as outline:
                marks = {
                    mark.title: places[mark.destination[0].objgen]
                    for mark in outline.root
                }
        one, two = (bound.first_page for bound in dossier.exhibits)
        self.assertEqual({to for at, to in links if at == 3}, {one, two})
        self.assertEqual({to for at, to in links if at == 1}, {2, 3, one, two + 1})
        self.assertEqual(marks["Exhibit 1 — Facture — Titre n° 1"], one)
        self.assertEqual(marks["Exhibit 2 — Facture — Titre n° 2"], two)
        self.assertEqual(marks["Index of exhibits"], 3)

    def test_last_page_prints_the_fingerprint_of_every_file(self):
        contents = [make_pdf(), b"PK\x03\x04 sheet"]
        last = read(
            write(make_exhibit(1, contents[0]), make_exhibit(2, contents[1], ODS))
        )[-1]
        for content in contents:
            self.assertIn(hashlib.sha256(content).hexdigest(), last)

    def test_without_exhibits(self):
        dossier = write()
        self.assertEqual((dossier.pages, dossier.exhibits), (4, ()))
        self.assertIn("No document is enclosed.", read(dossier)[2])

    # -- files of every kind ---------------------------------------------------

    def _status(self, content, mimetype="application/pdf", **values):
        dossier = write(make_exhibit(1, content, mimetype, **values))
        (bound,) = dossier.exhibits
        return bound.status, bound.pages, read(dossier)

    def test_pictures_become_pages(self):
        for kind, mode, frames in (
            ("JPEG", "RGB", 1),
            ("JPEG", "CMYK", 1),
            ("PNG", "RGBA", 1),
            ("PNG", "L", 1),
            ("GIF", "P", 1),
            ("TIFF", "RGB", 3),
            ("TIFF", "RGBA", 2),
        ):
            content = make_image(kind, mode, frames=frames)
            status = self._status(content, f"image/{kind.lower()}")[:2]
            self.assertEqual(status, ("image", frames), (kind, mode))

    def test_other_files_are_named_on_a_sheet(self):
        status, pages, texts = self._status(
            b"PK" * 1024, ODS, file_name="01_Tableur.ods"
        )
        self.assertEqual((status, pages), ("other", 1))
        for words in ("01_Tableur.ods", "2,0 Ko", "The original file is in the ZIP"):
            self.assertIn(words, texts[3])
        self.assertIn("(file in the ZIP)", texts[2])

    def test_a_locked_file_is_told_from_a_damaged_one(self):
        status, pages, texts = self._status(LOCKED)
        self.assertEqual((status, pages), ("encrypted", 1))
        self.assertIn("protected by a password", texts[3])
        for content in (b"%PDF-1.7 rubbish", b"", b"\x00" * 5000):
            status, pages, texts = self._status(content)
            self.assertEqual((status, pages), ("damaged", 1))
            self.assertIn("damaged and cannot be read", texts[3])

    def test_a_file_that_opens_without_password_is_shown(self):
        status, _pages, texts = self._status(RESTRICTED)
        self.assertEqual(status, "pdf")
        self.assertIn("Readable 1", texts[3])

    def test_a_broken_table_of_contents_is_repaired(self):
        content = make_pdf(2)
        broken = content[: content.rindex(b"startxref")] + b"startxref\n1\n%%EOF"
        status, pages, texts = self._status(broken)
        self.assertEqual((status, pages), ("repaired", 2))
        self.assertIn("Content 2", texts[4])
        self.assertIn("pages recovered", texts[2])

    def test_a_broken_scan_does_not_stop_the_dossier(self):
        for content in (make_image()[:300], b"not a picture"):
            self.assertEqual(self._status(content, "image/jpeg")[0], "damaged")

    def test_a_file_that_is_not_at_hand(self):
        self.assertEqual(self._status(None)[0], "missing")
        self.assertEqual(self._status(None, sha256="ab" * 32)[0], "other")

    def test_a_pdf_is_known_by_its_content(self):
        self.assertEqual(self._status(make_pdf(), "application/octet-stream")[0], "pdf")

    def test_actions_of_a_file_do_not_come_along(self):
        content = io.BytesIO()
        with pikepdf.open(io.BytesIO(make_pdf())) as document:
            script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            document.pages[0].obj.AA = pikepdf.Dictionary(O=script)
            document.Root.OpenAction = script
            document.save(content)
        dossier = write(make_exhibit(1, content.getvalue()))
        with pikepdf.open(io.BytesIO(dossier.content)) as document:
            self.assertFalse(any("/AA" in p.obj for p in document.pages))
            self.assertNotIn("/OpenAction", document.Root)

    def test_the_stamp_stands_in_the_corner_that_is_seen(self):
        for rotate, size in itertools.product(
            (0, 90, 180, 270), ((595, 842), (2384, 1684), (226, 600))
        ):
            dossier = write(make_exhibit(1, make_pdf(1, size, rotate=rotate)))
            x, y = self._place_of_stamp(dossier, dossier.exhibits[0].first_page)
            self.assertGreater(x, 0.6, (rotate, size))
            self.assertGreater(y, 0.9, (rotate, size))

    def _place_of_stamp(self, dossier, number):
        """Return where the stamp begins, as shares of the page that is seen."""
        seen = pypdf.PdfReader(io.BytesIO(dossier.content)).pages[number - 1]
        seen.transfer_rotation_to_content()
        found = []

        def visit(text, cm, tm, _font, _size):
            if "Pièce" in text:
                x, y = tm[4], tm[5]
                found.append(
                    (cm[0] * x + cm[2] * y + cm[4], cm[1] * x + cm[3] * y + cm[5])
                )

        seen.extract_text(visitor_text=visit)
        # pypdf tells the whole text once more when it leaves the form
        x, y = found[0]
        return (
            (x - float(seen.mediabox.left)) / float(seen.mediabox.width),
            (y - float(seen.mediabox.bottom)) / float(seen.mediabox.height),
        )

    # -- same rows, same bytes -------------------------------------------------

    def test_same_rows_same_bytes(self):
        def make():
            return write(
                make_exhibit(1, make_pdf(2)),
                make_exhibit(2, make_image("PNG", "RGBA"), "image/png"),
                make_exhibit(3, LOCKED),
                make_exhibit(4, b"PK", ODS),
            )

        one, two = make(), make()
        self.assertEqual(one.content, two.content)
        self.assertEqual(one.sha256, hashlib.sha256(two.content).hexdigest())
        metadata = pypdf.PdfReader(io.BytesIO(one.content)).metadata
        self.assertEqual(metadata.creation_date.date(), DAY)
        self.assertEqual(metadata.author, "Électricité Lœuil & Fils")

    def test_every_font_is_embedded(self):
        check_fonts(self, write().content)

    # -- any words -------------------------------------------------------------

    @settings(max_examples=40, deadline=None)
    @given(st.text(max_size=400), st.text(max_size=400))
    def test_any_words_can_be_printed(self, title, note):
        exhibit = make_exhibit(1, None, title=title, category=title, file_name=note)
        dossier = write(exhibit, note=note, facts=((title, note),))
        self.assertEqual(dossier.exhibits[0].pages, 1)

    def test_long_words_leave_no_party_out(self):
        long = "Compagnie " * 60
        amount = Decimal("123456789012.34")
        line = ClaimLine(long, DAY, DAY, 99999, amount, Decimal(0), amount, "EUR")
        dossier = write(
            make_exhibit(1, make_pdf(), title=long, category=long, file_name="x" * 300),
            lines=(line, line),
            reference=long,
            facts=((long, long),) * 30,
        )
        self.assertIn("123 456 789 012,34 €", " ".join(read(dossier)))

    def test_without_any_font_of_the_system(self):
        face = typeface.find_typeface(["/nonexistent"])
        self.assertEqual(len(face.families), 1)
        dossier = write_dossier(
            make_claim(), make_lines(1), (), LABELS, FRENCH, typeface=face
        )
        first = read(dossier)[0]
        self.assertIn("Électricité Lœuil & Fils", first)
        self.assertIn("90,10 €", first)
        self.assertIn("????", first)

    def test_one_layout_for_all_page_numbers(self):
        front = dossier_front.Front(
            make_claim(),
            make_lines(1),
            [make_exhibit(1, make_pdf())],
            LABELS,
            FRENCH,
            page.Sheet(typeface.find_typeface()),
        )
        counts = set()
        for first in (0, 9, 99, 999, 9999):
            content = front.write_front(
                {1: dossier_front.Position(first, 1, "pdf")}, {}
            )
            counts.add(len(pypdf.PdfReader(io.BytesIO(content)).pages))
        self.assertEqual(counts, {3})

    # -- refusals --------------------------------------------------------------

    def test_refusals_say_what_to_do(self):
        with self.assertRaisesRegex(ExportError, "needs at least one due item"):
            write_dossier(make_claim(), (), ())
        with self.assertRaisesRegex(ExportError, r"\[1, 3\] instead of \[1, 2\]"):
            write(make_exhibit(1, None), make_exhibit(3, None))
        with self.assertRaisesRegex(ExportError, "is not the file that was recorded"):
            make_exhibit(1, b"x", sha256="00")
        with self.assertRaisesRegex(ExportError, "100 less 10 paid is not 80"):
            amounts = [Decimal(value) for value in (100, 10, 80)]
            ClaimLine("F1", DAY, DAY, 3, *amounts, "EUR")
        with self.assertRaisesRegex(ExportError, "is not a Decimal"):
            ClaimRow("Total", 12.5, "EUR")
