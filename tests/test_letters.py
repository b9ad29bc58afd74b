"""Letters as they come out of the PDF engine, which needs the test server."""

import io
import re
from unittest.mock import patch

import pypdf
from lxml import html

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import blank_pdf
from .letter_common import TODAY, LetterCommon, read_pages, words_of

MM = 25.4 / 72
# Where a window shows the address, whether it is a millimetre lower or higher.
WINDOW_X, WINDOW_Y = (105, 195), (45, 80)


def read_places(content):
    """Return ``[(x, y, text)]`` of the first page, millimetres from the top left."""
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    height = float(page.mediabox.height)
    found = []

    def see(text, cm, tm, _font, _size):
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip():
            found.append((x * MM, (height - y) * MM, words_of(text)))

    page.extract_text(visitor_text=see)
    return found


@tagged("post_install", "-at_install")
class TestLetters(LetterCommon, HttpCase):
    """Letters as they come out of the PDF engine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registry = cls.env.registry["collection.notice"]
        real = next(
            base.__dict__["_render_letters"]
            for base in registry.__mro__[1:]
            if "_render_letters" in base.__dict__
        )
        cls.startClassPatcher(patch.object(registry, "_render_letters", real))
        settings = cls.env["ir.config_parameter"].sudo()
        settings.set_param("report.url", cls.base_url())
        settings.set_param("report.print_delay", "100")

    def _print(self, notices):
        return notices._render_letters(TODAY)

    def test_formal_notice_says_all_that_is_needed(self):
        notice = self._notice("formal", [1234.56, 800], paid=34.56)
        text = " ".join(read_pages(self._print(notice)[notice]))
        first, second = notice.line_ids.sorted("amount_total", reverse=True)
        self.assertIn("MISE EN DEMEURE de payer la somme de 2 000,00 €", text)
        self.assertIn("Lettre recommandée avec avis de réception", text)
        self.assertIn(
            f"Menuiserie Lefèvre reste redevable envers {self.company.name}", text
        )
        self.assertIn("31/03/2026 40 1 234,56 € 34,56 € 1 200,00 €", text)
        self.assertIn("30/03/2026 41 800,00 € – 800,00 €", text)
        self.assertIn("Total 2 034,56 € 34,56 € 2 000,00 €", text)
        # As the product counts it: the later of the letter's own day and eight days
        # from the first presentation.
        self.assertIn(
            "dans un délai de 8 jours à compter de la première présentation de cette "
            "lettre, délai qui n’expirera pas avant le 18 mai 2026.",
            text,
        )
        self.assertNotIn("au plus tard", text)
        self.assertIn("article 1344 du Code civil", text)
        self.assertIn("saisir la juridiction compétente", text)
        self.assertIn("Lyon, le 10 mai 2026", text)
        self.assertIn("Claire Delmas, directrice financière", text)
        self.assertIn("FR76 3000 6000 0112 3456 7890 189", text)
        self.assertIn("SIRET 334 175 221 01010", text)
        quoted = {notice.name, first.invoice_name, second.invoice_name}
        self.assertLessEqual(quoted, set(notice._payment_reference().split()))
        self.assertNotIn("{", text)

    def test_letters_of_different_lengths_in_one_call(self):
        debtors = [self._make_debtor(f"Débiteur {number}") for number in range(3)]
        sizes = (1, 60, 20)
        notices = self.env["collection.notice"].union(
            *(
                self._notice("second", [100 + at for at in range(size)], debtor)
                for debtor, size in zip(debtors, sizes, strict=True)
            )
        )
        with self._engine() as run:
            letters = self._print(notices)
        self.assertEqual(run.call_count, 1)
        self.assertEqual(len(letters), 3)
        for notice, size in zip(notices, sizes, strict=True):
            pages = read_pages(letters[notice])
            self.assertEqual(len(pages) > 1, size > 1, notice.partner_id.name)
            for number, page in enumerate(pages, start=1):
                self.assertRegex(page, rf"Page {number} ?/ ?{len(pages)}\b")
            said = set(" ".join(pages).split())
            names = set(notice.line_ids.mapped("invoice_name"))
            others = set((notices - notice).line_ids.mapped("invoice_name"))
            self.assertEqual(said & (names | others), names)
            self.assertIn(notice.partner_id.name, pages[0])
            self.assertIn("salutations distinguées", pages[-1])
            self.assertIn("Claire Delmas", pages[-1])

    def test_running_head_stands_on_following_pages_only(self):
        notice = self._notice("second", [100 + at for at in range(40)])
        pages = read_pages(self._print(notice)[notice])
        head = f"{self.company.name} – {notice.name} – 10 mai 2026"
        self.assertNotIn(head, pages[0])
        for page in pages[1:]:
            self.assertIn(head, page)
            self.assertTrue("Échéance" in page or "Total" in page or page is pages[-1])

    def test_address_stands_in_the_window(self):
        long = self._english(
            "Rheinisch-Westfälische Handels- und Vertriebsgesellschaft für Baustoffe "
            "und Industriebedarf mbH & Co. KG",
            street="Ernst-August-von-Donnersmarck-Straße 128a",
            street2="Gebäude 14, Aufgang C, 3. Obergeschoss",
            zip="45127",
            city="Essen",
        )
        notices = self._notice("second", [100]) | self._notice("formal", [100], long)
        for notice, content in self._print(notices).items():
            seen = [
                (x, y, text)
                for x, y, text in read_places(content)
                if x >= WINDOW_X[0] and WINDOW_Y[0] <= y <= WINDOW_Y[1]
            ]
            text = " ".join(text for _x, _y, text in seen)
            self.assertEqual(text, words_of(" ".join(notice._address_lines())))
            for x, y, _text in seen:
                self.assertGreaterEqual(x, 111)
                self.assertGreaterEqual(y, 50)
                self.assertLessEqual(y, 79)

    def test_country_only_abroad_and_in_capitals(self):
        abroad = self._notice("second", [100], self._english())
        self.assertEqual(abroad._address_lines()[-1], "GERMANY")
        home = self._notice("second", [100])
        self.assertEqual(
            home._address_lines(),
            ["Menuiserie Lefèvre", "12 rue des Lilas", "69003 Lyon"],
        )

    def test_each_letter_in_its_own_language(self):
        notices = self._notice("formal", [100]) | self._notice(
            "formal", [100], self._english()
        )
        letters = self._print(notices)
        french, english = (" ".join(read_pages(letters[one])) for one in notices)
        self.assertIn("Objet : MISE EN DEMEURE", french)
        self.assertNotIn("Dear Sir", french)
        self.assertIn("Subject: FORMAL NOTICE (MISE EN DEMEURE)", english)
        self.assertIn("Registered letter with acknowledgement of receipt", english)
        self.assertIn("Mar 31, 2026", english)
        self.assertNotIn("Madame", english)

    def test_law_quoted_depends_on_the_debtor(self):
        debtors = {
            kind: self._make_debtor(f"Débiteur {kind}", collection_class=kind)
            for kind in ("business", "consumer", "public")
        }
        notices = {
            kind: self._notice("formal", [90], who) for kind, who in debtors.items()
        }
        for kind, article in (
            ("business", "L441-10 et D441-5 du Code de commerce"),
            ("public", "L2192-13 et D2192-35 du Code de la commande publique"),
        ):
            self.assertIn(article, words_of(notices[kind].letter_body))
        for notice in notices.values():
            self.assertNotRegex(notice.letter_body, r"40(,00)?\s?(€|EUR|euros)")
        consumer = notices["consumer"].letter_body
        # A consumer owes the legal interest from this letter on, and nothing more.
        self.assertIn("articles 1231-6 et 1344-1 du Code civil", consumer)
        for word in ("L441", "L2192", "pénalité", "indemnité", "frais"):
            self.assertNotIn(word, consumer)

    def test_engine_that_fails_is_told_in_words(self):
        notices = self._notice("second", [100]) | self._notice("formal", [90])
        with (
            self._engine(UserError("no memory")) as run,
            self.assertRaisesRegex(UserError, "none has left: no memory"),
        ):
            self._print(notices)
        # together, then each alone
        self.assertEqual(run.call_count, 3)

    def test_a_broken_letter_does_not_keep_the_others_back(self):
        debtors = [self._make_debtor(f"Débiteur {at}") for at in range(5)]
        notices = self.env["collection.notice"].union(
            *[self._notice("second", [100 + at], who) for at, who in enumerate(debtors)]
        )
        broken = notices[3]
        run_engine = self.env.registry["ir.actions.report"]._run_wkhtmltopdf

        def fail(report, bodies, **options):
            if any(broken.name in body for body in bodies):
                raise RuntimeError("Wkhtmltopdf failed (error code: -11)")
            return run_engine(report, bodies, **options)

        with self._engine(fail):
            letters = self._print(notices)
        self.assertEqual(set(letters), set(notices - broken))
        for notice, letter in letters.items():
            self.assertIn(notice.name, " ".join(read_pages(letter)))

    def test_letters_that_cannot_be_told_apart_are_printed_alone(self):
        notices = self._notice("second", [100]) | self._notice("second", [200])
        run_engine = self.env.registry["ir.actions.report"]._run_wkhtmltopdf
        calls = []

        def lose_one(report, bodies, **options):
            # one page is there, one letter is lost
            calls.append(len(bodies))
            if len(bodies) == 1:
                return run_engine(report, bodies, **options)
            return run_engine(report, [bodies[1]], **options)

        with self._engine(lose_one):
            letters = self._print(notices)
        self.assertEqual(calls, [2, 1, 1])
        for notice in notices:
            self.assertIn(notice.name, " ".join(read_pages(letters[notice])))

    def test_formal_notice_with_interest_stays_on_one_page(self):
        # Letters of one invoice, in both languages, with a foot of three lines.
        self.company.sudo().report_footer = "<p>SAS, 10 000 €</p><p>RCS Lyon</p>"
        self.company.sudo().email = "comptabilite@creancier.example"
        notices = self._notice("formal", [1234.56]) | self._notice(
            "formal", [1234.56], self._make_debtor("Builder Ltd", lang="en_US")
        )
        self._claim(notices)
        for notice, letter in self._print(notices).items():
            pages = read_pages(letter)
            self.assertIn(words_of(notice._money(notice.amount_claimed)), pages[0])
            self.assertIn("Claire Delmas", pages[0])
            self.assertEqual(len(pages), 1, notice.lang)

    def test_the_head_of_a_table_stands_on_each_of_its_pages(self):
        notice = self._notice("formal", [1000 + at for at in range(60)])
        self._claim(notice)
        pages = read_pages(self._print(notice)[notice])
        self.assertGreater(len(pages), 2)
        names = notice.line_ids.mapped("invoice_name")
        alone = 0
        for page in pages:
            rows = [name for name in names if name in page]
            self.assertTrue(not rows or "Facture" in page)
            alone += len(rows) == 1
        self.assertFalse(alone)
        # The last rows stay with what they add up to.
        self.assertIn("Principal échu", pages[-1])
        self.assertIn("60", pages[-1])

    def test_one_font_on_the_whole_page(self):
        for font in ("Lato", "Open_Sans"):
            self.company.sudo().font = font
            notice = self._notice("second", [100 + at for at in range(40)])
            reader = pypdf.PdfReader(io.BytesIO(self._print(notice)[notice]))
            self.assertGreater(len(reader.pages), 1)
            for page in reader.pages:
                used = {
                    re.sub(r"^/([A-Z]{6}\+)?|-.*$", "", str(one["/BaseFont"]))
                    for one in self._fonts(page)
                }
                self.assertEqual(used, {font.replace("_", "")})

    def _fonts(self, page):
        fonts = page["/Resources"]["/Font"].get_object().values()
        return [one.get_object() for one in fonts]

    def _claim(self, notices):
        for notice in notices.sudo():
            notice._read_accessories(TODAY)
            notice.write(notice._texts())

    def test_a_day_stays_on_one_line(self):
        notice = self._notice("second", [100])
        notice.letter_body = "<p>Le 3 mai 2026, 1er mai, 12 mais, 40 € au 2 juin.</p>"
        text = notice._letter_parts()[1]
        self.assertEqual(
            html.fromstring(text).text_content(),
            "Le 3\xa0mai 2026, 1er\xa0mai, 12 mais, 40 € au 2\xa0juin.",
        )
        notice.letter_body = "A &lt; B <p>C</p> D<div>E</div>"
        self.assertEqual(
            html.fromstring(notice._letter_parts()[0]).text_content(), "A < B C DE"
        )
        english = self._notice("second", [100], self._english())
        english.letter_body = "<p>By May 3, 2026, may 2 of us.</p>"
        self.assertIn("May\xa03, 2026, may 2 of", english._letter_parts()[1])

    def test_a_heading_in_the_text_does_not_split_a_letter(self):
        notices = self._notice("second", [100]) | self._notice("second", [200])
        notices[0].letter_body = f"<h1>Important</h1>{notices[0].letter_body}"
        with self._engine() as run:
            letters = self._print(notices)
        self.assertEqual(run.call_count, 1)
        first, second = (" ".join(read_pages(letters[one])) for one in notices)
        self.assertIn("Important", first)
        self.assertNotIn(notices[1].name, first)
        self.assertIn(notices[1].name, second)

    def _engine(self, effect=None):
        """Watch the calls of the PDF engine, or put something in its place."""
        engine = self.env.registry["ir.actions.report"]
        return patch.object(
            engine,
            "_run_wkhtmltopdf",
            autospec=True,
            side_effect=effect or engine._run_wkhtmltopdf,
        )

    def test_formal_notice_encloses_the_invoices(self):
        self.stages["formal"].attach_invoices = True
        invoices = self.env["account.move"]
        notice = self._notice(
            "formal", [100, 200], channels=self._channels("registered")
        )
        for line in notice.line_ids:
            invoices |= line.move_id
            self._store_pdf(line.move_id)
        pages = read_pages(self._print(notice)[notice])
        self.assertIn("Pièces jointes : copies des 2 factures", " ".join(pages))
        self.assertEqual(set(pages[-2:]), {f"PDF {one.name}" for one in invoices})
        notice.pdf_id = self.env["ir.attachment"].create(
            {"name": "letter", "raw": b"x"}
        )
        self.assertEqual(notice._mail_attachments(), notice.pdf_id)

    def _channels(self, *codes):
        return self.env["collection.channel"].search([("code", "in", codes)])

    def _store_pdf(self, invoice):
        self.env["ir.attachment"].sudo().create(
            {
                "name": f"{invoice.id}.pdf",
                "raw": blank_pdf(f"PDF {invoice.name}"),
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.sudo().invalidate_recordset(["invoice_pdf_report_id"])
