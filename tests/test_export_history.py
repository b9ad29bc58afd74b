import io
from datetime import date, datetime
from decimal import Decimal

import pypdf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.export.formats import FRENCH
from odoo.addons.account_collection.export.history import Exchange, write_history
from odoo.addons.account_collection.export.html_text import html_to_paragraphs
from odoo.addons.account_collection.export.statement import (
    StatementRow,
    write_statement,
)
from odoo.addons.account_collection.export.text import ExportError

from .export_samples import make_claim

ZERO = Decimal(0)
FIRST = Exchange(
    datetime(2026, 1, 5, 9, 30),
    "out",
    "E-mail",
    "compta@debtor.example",
    "Rappel de facture",
    ("Bonjour,", "Merci de régler\nvotre facture."),
    ("FAC-0001.pdf", "Conditions.pdf"),
    "Remis à mx.debtor.example",
    "ab" * 32,
)
SECOND = Exchange(date(2026, 3, 1), "in", "Courrier", "M. Dupont", "Réponse")


def read(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def movement(day, debit=ZERO, credit=ZERO, currency="EUR"):
    return StatementRow(
        date(2026, 1, day), f"DOC/{day}", "Libellé", debit, credit, currency
    )


@tagged("post_install", "-at_install")
class TestExportHistory(BaseCase):
    # -- history ---------------------------------------------------------------

    def test_each_exchange_in_full_oldest_first(self):
        content = write_history(make_claim(), [SECOND, FIRST], formats=FRENCH)
        (text,) = read(content)
        for words in (
            "From 05/01/2026 to 01/03/2026: 2 exchange(s)",
            "Sent · E-mail · compta@debtor.example",
            "05/01/2026 à 09:30",
            "Merci de régler votre facture.",
            "Attachments: FAC-0001.pdf, Conditions.pdf",
            "Proof: Remis à mx.debtor.example",
            "SHA-256: " + "ab" * 32,
            "Received · Courrier · M. Dupont",
            "(no text)",
            "HO/2026/0007",
            "Page 1 / 1",
        ):
            self.assertIn(words, text)
        self.assertLess(text.index("Rappel de facture"), text.index("Réponse"))
        self.assertEqual(
            content, write_history(make_claim(), [FIRST, SECOND], formats=FRENCH)
        )

    def test_a_long_body_flows_over_pages(self):
        body = tuple(f"Alinéa {rank} " + "mot " * 120 for rank in range(40))
        row = Exchange(date(2026, 1, 1), "out", "E-mail", "x", "Long", body)
        pages = read(write_history(make_claim(), [row]))
        self.assertGreater(len(pages), 3)
        whole = " ".join(pages)
        for rank in range(40):
            self.assertIn(f"Alinéa {rank} ", whole)
        for number, text in enumerate(pages, start=1):
            self.assertIn(f"Page {number} / {len(pages)}", text)

    @settings(max_examples=30, deadline=None)
    @given(st.text(max_size=300), st.sampled_from(["", "x" * 4000, "<b>&", "\n\n"]))
    @example("𝕊", "")
    def test_any_words_can_be_printed(self, words, more):
        row = Exchange(
            date(2026, 1, 1),
            "in",
            words,
            words + more,
            words + more,
            (words, more),
            (more, words),
            words + more,
        )
        self.assertTrue(read(write_history(make_claim(), [row])))

    def test_nothing_to_tell(self):
        self.assertIn(
            "No exchange is on record.", read(write_history(make_claim(), []))[0]
        )

    def test_a_direction_is_needed(self):
        with self.assertRaisesRegex(ExportError, "neither 'out' nor 'in': say who"):
            Exchange(date(2026, 1, 1), "note", "Note", "x", "Internal")

    # -- statement -------------------------------------------------------------

    def test_running_balance_and_totals_per_currency(self):
        rows = [
            movement(2, debit=Decimal("1200.00")),
            movement(3, credit=Decimal("200.50")),
            movement(4, debit=Decimal("7.00"), currency="USD"),
        ]
        content = write_statement(
            make_claim(), rows, formats=FRENCH, openings={"EUR": Decimal("10.00")}
        )
        (text,) = read(content)
        for words in (
            "As of 01/06/2026",
            "Account in EUR",
            "Opening balance 10,00 €",
            "02/01/2026 DOC/2 Libellé 1 200,00 € 1 210,00 €",
            "03/01/2026 DOC/3 Libellé 200,50 € 1 009,50 €",
            "Total 1 200,00 € 200,50 € 1 009,50 €",
            "Account in USD",
            "Total 7,00 $ 0,00 $ 7,00 $",
        ):
            self.assertIn(words, text)

    def test_sixty_movements(self):
        rows = [movement(1 + rank % 28, debit=Decimal(1)) for rank in range(60)]
        pages = read(write_statement(make_claim(), rows))
        self.assertEqual(len(pages), 2)
        for text in pages:
            self.assertIn("Balance", text)
        self.assertEqual(
            write_statement(make_claim(), rows), write_statement(make_claim(), rows)
        )

    def test_no_movement_and_inexact_ones(self):
        text = read(write_statement(make_claim(), []))[0]
        self.assertIn("No entry is on record.", text)
        with self.assertRaisesRegex(ExportError, "is not a Decimal"):
            movement(1, debit=12.5)

    # -- words of an e-mail ----------------------------------------------------

    def assertWords(self, source, *expected, **options):
        self.assertEqual(html_to_paragraphs(source, **options), expected)

    def test_what_was_seen_is_kept(self):
        self.assertWords("<p>Un<br>deux</p><p>trois</p>", "Un\ndeux", "trois")
        self.assertWords("a<br><br>b", "a", "b")
        self.assertWords(
            "<ul><li>x</li></ul><ol><li>y<li>z</ol>", "• x", "1. y", "2. z"
        )
        self.assertWords("<ul><li><p>mot</p></li></ul>", "• mot")
        self.assertWords("<tr><td>F1</td><td>12&nbsp;€</td></tr>", "F1 | 12\xa0€")
        self.assertWords("a<!-- c -->b &lt;c&gt;", "ab <c>")
        self.assertWords("<pre>a\nb</pre>", "a\nb")
        self.assertWords("plain words", "plain words")

    def test_links_are_kept_as_text(self):
        self.assertWords(
            "<a href='https://a.example/p'>ici</a>", "ici (https://a.example/p)"
        )
        self.assertWords("<a href='https://a.example/'>a.example</a>", "a.example")
        self.assertWords(
            "<a href='mailto:x@a.example?subject=s'>x@a.example</a>", "x@a.example"
        )
        self.assertWords("<a href='javascript:alert(1)'>ici</a>", "ici")

    def test_what_was_not_seen_goes(self):
        self.assertWords(
            "<head><title>t</title><style>p{}</style></head><script>x()</script>"
            "<div style='display: none'>preheader</div><p hidden>h</p>"
            "<img src='t.gif' width='1' height='1' alt='pixel'><img src='x'>"
            "<img src='logo.png' alt='Logo'> Bonjour",
            "[Logo] Bonjour",
        )

    def test_quoted_replies_leave_a_mark(self):
        intro = "Le lun. 5 janv. 2026 à 10:00, H. &lt;h@a.example&gt; a écrit&nbsp;:"
        for quote in (
            "<blockquote type='cite'><p>avant</p></blockquote>",
            f"<div class='gmail_quote'>{intro}<blockquote>avant</blockquote></div>",
            f"<div class='moz-cite-prefix'>{intro}</div>"
            "<blockquote type='cite'>avant</blockquote>",
            f"<p data-o-mail-quote='1'>{intro} avant</p>",
            "<div id='divRplyFwdMsg'>De : H.</div><div>avant</div>",
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>De</div><p>avant",
            f"<p>{intro}</p><p>&gt; avant<br>&gt; encore</p>",
            "<p>-----Message d'origine-----<br>De : H.<br>avant</p>",
        ):
            source = f"<div><p>Réponse</p>{quote}</div>"
            self.assertWords(source, "Réponse", "[…]")
            self.assertIn("avant", " ".join(html_to_paragraphs(source, True)))

    def test_words_below_a_quote_stay(self):
        self.assertWords(
            "<p>Non.</p><blockquote type='cite'>Payez</blockquote><p>Signé</p>",
            *("Non.", "[…]", "Signé"),
        )

    def test_a_forward_is_kept_whole(self):
        forward = "---------- Forwarded message ---------<br>De : x<br>texte"
        self.assertIn(
            "texte", html_to_paragraphs(f"<div class='gmail_quote'>{forward}</div>")[0]
        )
        self.assertWords("<blockquote type='cite'>tout</blockquote>", "tout")

    @settings(max_examples=200, deadline=None)
    @given(st.text(alphabet="<>/&;= \n\x00\ud800apdivtrblockquote!-\"'", max_size=200))
    def test_any_source_gives_text(self, source):
        for paragraph in html_to_paragraphs(source):
            self.assertTrue(paragraph.strip())

    def test_nothing_and_very_deep(self):
        self.assertWords("")
        self.assertWords(" <br/> ")
        self.assertWords("<div>" * 3000 + "deep", "deep")
