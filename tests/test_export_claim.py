import io
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pypdf
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.export import chart_layout
from odoo.addons.account_collection.export.claim import write_claim_pdf
from odoo.addons.account_collection.export.claim_frozen import freeze, sealed, thaw
from odoo.addons.account_collection.export.claim_rows import (
    ACCESSORY,
    CLAIM,
    POSTED,
    WAIVED,
    Balance,
    Charge,
    InterestRow,
    Marker,
    Movement,
    Part,
    Reconciliation,
    Step,
)
from odoo.addons.account_collection.export.claim_sheet import write_claim_xlsx
from odoo.addons.account_collection.export.claim_steps import balances
from odoo.addons.account_collection.export.formats import ENGLISH, FRENCH
from odoo.addons.account_collection.export.step_chart import step_chart_svg
from odoo.addons.account_collection.export.text import ExportError

from .claim_samples import (
    DAY,
    LABELS,
    SHA256,
    make_account,
    make_dollars,
    make_interest_first,
    make_invoice,
    make_many,
    move,
    row,
)
from .sheet_reader import compute

NOTHING = {
    "invoices": (),
    "costs": (),
    "unallocated": (),
    "totals": (),
    "reconciliations": (),
}


def pages_of(content):
    """Return the words of each page, one plain space between them."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def written(account):
    return pages_of(write_claim_pdf(account, LABELS, FRENCH))


@tagged("post_install", "-at_install")
class TestClaimRows(BaseCase):
    """A statement that does not add up does not exist."""

    def test_every_part_of_the_total(self):
        euros, dollars = (make_account().total(one) for one in ("EUR", "USD"))
        # 1000 + 1000 + 1000 invoiced; 400 + 384.91 of principal paid
        self.assertEqual(euros.claimed, Decimal("3000.00"))
        self.assertEqual(euros.deducted, Decimal("-784.91"))
        self.assertEqual(euros.principal, Decimal("2215.09"))
        # 24.67 + 10.80 + 9.82
        self.assertEqual(euros.interest, Decimal("45.29"))
        # 40 EUR of four invoices, the one in dollars too
        self.assertEqual(euros.indemnity, Decimal("160.00"))
        self.assertEqual(euros.costs, Decimal("20.00"))
        self.assertEqual(euros.unallocated, Decimal("-50.00"))
        self.assertEqual(euros.total, Decimal("2390.38"))
        self.assertEqual(dollars.total, Decimal("804.08"))
        self.assertEqual(dollars.indemnity, Decimal(0))

    def test_a_line_is_what_a_pocket_calculator_says(self):
        # 1000 × 12.15 × 30 ÷ 36500 = 9.986…; a cent off is refused
        with self.assertRaisesRegex(ExportError, r"2026-06-01 is 9\.99, not 9\.98"):
            make_invoice(
                interest_rows=(row((6, 1), (6, 30), "1000", "12.15", "9.98"),),
                interest=Part(Decimal("9.98")),
                total=Decimal("649.98"),
            )

    def test_half_a_cent_rounds_up(self):
        # 365 × 10 × 50 ÷ 36500 = 5 exactly; 36.50 × 10 × 50 ÷ 36500 = 0.5
        half = row((1, 1), (2, 19), "0.365", "10", "0.005")
        self.assertEqual(half.days, 50)
        self.assertEqual(half.check(2), Decimal("0.01"))
        self.assertEqual(half.check(3), Decimal("0.005"))

    def test_a_currency_without_cents(self):
        # 100000 × 6 × 31 ÷ 36500 = 509.58… yen
        invoice = make_dollars()
        yen = replace(
            invoice,
            currency="JPY",
            places=0,
            movements=(move((7, 31), "100000", CLAIM),),
            interest_rows=(row((8, 1), (8, 31), "100000", "6", "510"),),
            interest=Part(Decimal(510)),
            principal=Decimal(100000),
            total=Decimal(100510),
        )
        self.assertEqual(yen.total, Decimal(100510))

    def test_days_are_counted(self):
        with self.assertRaisesRegex(ExportError, "are not 31 days"):
            replace(make_invoice().interest_rows[0], days=31)
        with self.assertRaisesRegex(ExportError, "must be 365"):
            replace(make_invoice().interest_rows[0], divisor=100)
        day = date(2026, 6, 1)
        with self.assertRaisesRegex(ExportError, "are not 0 days"):
            InterestRow(
                day, day - timedelta(1), 0, Decimal(1), Decimal(1), 365, Decimal(0)
            )

    def test_what_does_not_add_up_is_refused(self):
        for values, words in (
            ({"interest": Part(Decimal("24.68"))}, "adds up to 24.67, not to 24.68"),
            ({"principal": Decimal("601.00")}, "a principal of 600.00, not 601.00"),
            ({"total": Decimal("664.66")}, "add up to 664.67, not to the total"),
            ({"instalments": ()}, "has no due date"),
            ({"principal": 600.0}, "is not a Decimal"),
        ):
            with self.assertRaisesRegex(ExportError, words):
                make_invoice(**values)
        with self.assertRaisesRegex(ExportError, "add up to 2390.38 EUR, not to 1"):
            make_account(totals=(("EUR", Decimal(1)),))
        with self.assertRaisesRegex(ExportError, "Claimed twice: FAC/2026/0001"):
            make_account(invoices=(make_invoice(), make_invoice()), totals=())

    def test_the_ledger_is_explained_to_the_cent(self):
        with self.assertRaisesRegex(ExportError, "what the other 15.09 comes from"):
            Reconciliation("EUR", Decimal("2150.00"), Decimal("2165.09"))
        short = Reconciliation("EUR", Decimal("2150.00"), Decimal("2150.00"))
        with self.assertRaisesRegex(ExportError, r"unallocated payments is 2165\.09"):
            make_account(reconciliations=(short,))

    def test_a_movement_tells_what_it_paid(self):
        paid = move((7, 15), "-400.00", interest=Decimal("-15.09"))
        self.assertEqual(paid.principal, Decimal("-384.91"))
        for values, words in (
            ({"interest": Decimal("15.09")}, "parts have its sign"),
            ({"interest": Decimal("-401")}, "parts have its sign"),
            ({"kind": "gift"}, "is of kind 'gift'"),
            ({"kind": WAIVED}, "neither interest nor indemnity nor costs"),
        ):
            with self.assertRaisesRegex(ExportError, words):
                move((7, 15), "-400.00", **values)

    def test_what_payments_paid_of_the_interest_is_not_owed_again(self):
        invoice = make_interest_first()
        self.assertEqual(invoice.paid("interest"), Decimal("15.09"))
        self.assertEqual(invoice.open_part("interest"), Decimal("9.82"))
        self.assertEqual(invoice.deducted, Decimal("-384.91"))

    def test_posted_and_waived_are_not_owed_again(self):
        whole = make_invoice()
        posted = replace(
            whole,
            interest=Part(Decimal("24.67"), Decimal("20.00"), Decimal("4.67")),
            indemnity=Part(Decimal("40.00"), posted=Decimal("40.00")),
            total=Decimal("600.00"),
        )
        self.assertEqual(posted.open_in("EUR"), Decimal("600.00"))
        # a decision of a later day may exceed what had accrued
        later = replace(posted, interest=Part(Decimal("24.67"), Decimal("30.00")))
        self.assertEqual(later.open_part("interest"), Decimal(0))
        with self.assertRaisesRegex(ExportError, "without sign"):
            Part(Decimal("-1"))

    def test_movements_of_accessories_tell_all_or_nothing(self):
        whole = make_invoice()
        told = move((6, 1), "40.00", ACCESSORY, indemnity=Decimal("40.00"))
        self.assertTrue(replace(whole, movements=(*whole.movements, told)))
        less = move((6, 1), "39.00", ACCESSORY, indemnity=Decimal("39.00"))
        with self.assertRaisesRegex(ExportError, "tell 39.00 of indemnity"):
            replace(whole, movements=(*whole.movements, less))
        gone = move((8, 1), "-5.00", POSTED, interest=Decimal("-5.00"))
        with self.assertRaisesRegex(ExportError, "kind posted tell -5.00"):
            replace(whole, movements=(*whole.movements, gone))

    def test_costs_are_never_claimed_beyond_their_receipt(self):
        with self.assertRaisesRegex(ExportError, "no more than the receipt"):
            Charge(DAY, "R1", "", Decimal(60), "EUR", Decimal(61))

    def test_frozen_and_thawed(self):
        account = make_account(sha256="")
        seal = sealed(account)
        again = thaw(freeze(seal), seal.sha256)
        self.assertEqual(again, seal)
        self.assertEqual(len(seal.sha256), 64)
        self.assertEqual(freeze(seal), freeze(account))
        self.assertEqual(write_claim_pdf(again), write_claim_pdf(seal))
        changed = freeze(account).replace(b'"664.67"', b'"664.68"')
        with self.assertRaisesRegex(ExportError, "not what was frozen"):
            thaw(changed, seal.sha256)
        # even without its hash, a changed figure no longer adds up
        with self.assertRaisesRegex(ExportError, "add up to 664.67"):
            thaw(changed)
        for content in (b"{}", b"[1]", b"rubbish", b'{"version":1,"account":{}}'):
            with self.assertRaisesRegex(ExportError, "cannot be read"):
                thaw(content)
        with self.assertRaisesRegex(ExportError, "update the add-on"):
            thaw(b'{"version":2}')


@tagged("post_install", "-at_install")
class TestClaimPdf(BaseCase):
    def test_first_page_says_who_owes_what(self):
        first = written(make_account())[0]
        for words in (
            "Électricité Lœuil & Fils",
            "Строитель Παπαδόπουλος",
            "<b>SA</b>",
            "DEC/2026/0007 – intérêts arrêtés au 31/08/2026 inclus",
            "Somme due au 31/08/2026",
            "Principal facturé 3 000,00 € 800,00 $",
            "Règlements, avoirs et compensations -784,91 € –",
            "Principal restant dû 2 215,09 € 800,00 $",
            "Intérêts de retard 45,29 € 4,08 $",
            "Indemnité forfaitaire de recouvrement 160,00 € –",
            "Frais de recouvrement 20,00 € –",
            "Règlements non encore imputés -50,00 € –",
            "Total dû 2 390,38 € 804,08 $",
            "Le taux du second semestre 2026",
            "Évolution du solde – EUR",
            "Mise en demeure par lettre recommandée avec avis de réception",
            f"SHA-256 {SHA256}",
        ):
            self.assertIn(words, first)

    def test_every_line_of_every_invoice(self):
        text = " ".join(written(make_account()))
        for words in (
            "FAC/2026/0001 31/05/2026 1 000,00 € -400,00 € 600,00 € 24,67 € 40,00 € "
            "664,67 €",
            "FAC/2026/0002 30/06/2026 (+1) 1 000,00 € 0,00 € 1 000,00 € 10,80 €",
            "Compte en EUR 3 000,00 € -784,91 € 2 215,09 € 45,29 € 120,00 € 2 380,38 €",
            "15/07/2026 BNK1/2026/0042 Virement reçu -400,00 € 600,00 €",
            "15/07/2026 BNK1/2026/0042 Virement reçu -400,00 € -15,09 € 615,09 €",
            "01/06/2026 30/06/2026 30 1 000,00 € 12,15 365 BCE 2,15 % + 10 points 9,99",
            "01/07/2026 15/07/2026 15 1 000,00 € 12,40 365 BCE 2,40 % + 10 points 5,10",
            "16/07/2026 31/08/2026 47 600,00 € 12,40 365 BCE 2,40 % + 10 points 9,58",
            "92 Total des intérêts 24,67 €",
            "2 échéances : 30/06/2026 (500,00 €), 31/07/2026 (500,00 €)",
            "Intérêts de l’échéance du 30/06/2026",
            "01/07/2026 31/08/2026 62 500,00 € 12,40 365 10,53 €",
            "Intérêts de l’échéance du 31/07/2026",
            "01/08/2026 31/08/2026 31 500,00 € 12,40 365 5,27 €",
            "Règlement revenu impayé (motif AM04, provision insuffisante) 500,00 €",
            "Intérêts de retard : montant couru 15,80 €",
            "Intérêts de retard : remise -5,00 €",
            "Intérêts de retard : déjà réglés -15,09 €",
            "Dû sur cette facture 804,08 $ + 40,00 €",
            "taux contractuel de 6 %",
            "Commissaire de justice, sommation de payer (au-delà des 40 € de "
            "l’indemnité forfaitaire) 60,00 € 20,00 €",
            "Virement sans référence -50,00 €",
            "Solde des comptes clients (grand livre) 2 150,00 €",
            "FAC/2026/0004 15,09 €",
            "règlements non imputés déduits 2 165,09 €",
            "Premier jour le lendemain de l’échéance",
            "Article D441-5 du code de commerce",
        ):
            self.assertIn(words, text)

    def test_an_effective_day_and_a_problem_are_told(self):
        whole = make_invoice()
        credit = Movement(
            date(2026, 7, 15),
            "AV/1",
            "Avoir",
            Decimal("-400.00"),
            "credit",
            effective=date(2026, 5, 31),
        )
        first = replace(
            whole,
            movements=(whole.movements[0], credit),
            interest_rows=(),
            interest=Part(),
            total=Decimal("640.00"),
            problem="le taux du premier semestre 2026 manque",
            origin="FAC/2025/0009",
        )
        text = " ".join(written(make_account(**{**NOTHING, "invoices": (first,)})))
        self.assertIn("Avoir (counts from 31/05/2026)", text)
        self.assertIn("le taux du premier semestre 2026 manque", text)
        self.assertIn("FAC/2025/0009", text)
        self.assertNotIn(LABELS.no_interest, text)

    def test_without_anything(self):
        pages = written(make_account(**NOTHING, markers=()))
        self.assertEqual(len(pages), 1)
        self.assertIn("Rien n’est dû à cette date.", pages[0])

    def test_without_interest(self):
        bare = replace(
            make_invoice(),
            interest_rows=(),
            interest=Part(),
            indemnity=Part(),
            total=Decimal("600.00"),
        )
        account = make_account(**{**NOTHING, "invoices": (bare,)})
        text = " ".join(written(account))
        self.assertIn("Aucun intérêt n’est réclamé sur cette pièce.", text)
        self.assertIn("Intérêts de retard 0,00 €", text)
        self.assertNotIn("Indemnité forfaitaire", text)

    def test_sixty_invoices_under_a_repeated_head(self):
        pages = written(make_many(60))
        whole = " ".join(pages)
        for rank in range(1, 61):
            self.assertEqual(whole.count(f"FAC/2026/{rank:04d} du 01/05/2026"), 1)
        # 60 × 664.67 = 39 880.20; with 20.00 of costs, less 50.00: 39 850.20
        self.assertIn("39 880,20 €", whole)
        self.assertIn("Total dû 39 850,20 €", pages[0])
        listing = [text for text in pages if re.search(r"\d 31/05/2026 1 000,00", text)]
        self.assertGreater(len(listing), 1)
        self.assertTrue(all("Échéance Principal facturé" in text for text in listing))

    def test_a_long_interest_table_repeats_its_head(self):
        # 1000 × 36.5 × 1 ÷ 36500 = 1.00 a day
        first = date(2026, 1, 1)
        days = [first + timedelta(days=rank) for rank in range(120)]
        rows = tuple(
            InterestRow(
                day, day, 1, Decimal(1000), Decimal("36.5"), 365, Decimal("1.00")
            )
            for day in days
        )
        long = replace(
            make_invoice(),
            interest_rows=rows,
            interest=Part(Decimal("120.00")),
            total=Decimal("760.00"),
        )
        pages = written(make_account(**{**NOTHING, "invoices": (long,)}))
        tables = [text for text in pages if "1 000,00 € 36,50 365" in text]
        self.assertGreater(len(tables), 2)
        self.assertTrue(all("Taux annuel (%)" in text for text in tables))
        self.assertIn("120 Total des intérêts 120,00 €", " ".join(pages))

    def test_same_rows_same_bytes(self):
        one = write_claim_pdf(make_account(), LABELS, FRENCH)
        self.assertEqual(one, write_claim_pdf(make_account(), LABELS, FRENCH))
        other = write_claim_pdf(make_account(reference="X"), LABELS, FRENCH)
        self.assertNotEqual(one, other)

    def test_many_currencies(self):
        dollars = make_dollars()
        invoices = tuple(
            replace(dollars, name=code, currency=code)
            for code in ("USD", "CHF", "GBP", "SEK", "NOK")
        )
        first = written(make_account(**{**NOTHING, "invoices": invoices}))[0]
        # five currencies and the euros of the indemnities
        for code in ("USD", "CHF", "GBP", "SEK", "NOK", "EUR"):
            self.assertIn(code, first)
        self.assertIn("200,00 €", first)

    @settings(max_examples=20, deadline=None)
    @given(st.text(max_size=300))
    def test_any_words_can_be_printed(self, words):
        invoice = make_invoice(
            words,
            regime=words,
            notes=(words,),
            movements=(
                move((5, 31), "1000.00", CLAIM, words, words),
                move((7, 15), "-400.00", document=words, label=words, note=words),
            ),
        )
        account = make_account(
            **{**NOTHING, "invoices": (invoice,)},
            reference=words,
            warnings=(words,),
            sources=(words,),
            conventions=((words, words),),
            markers=(Marker(date(2026, 7, 1), words),),
        )
        self.assertTrue(write_claim_pdf(account))
        self.assertTrue(write_claim_xlsx(account))


@tagged("post_install", "-at_install")
class TestClaimSheet(BaseCase):
    def setUp(self):
        super().setUp()
        self.content = write_claim_xlsx(make_account(), LABELS)
        self.formulas = openpyxl.load_workbook(io.BytesIO(self.content))
        self.cached = openpyxl.load_workbook(io.BytesIO(self.content), data_only=True)

    def _rows(self, sheet, key):
        """Return the rows whose first cell is `key`."""
        rows = self.cached[sheet].iter_rows(values_only=True)
        return [row for row in rows if row[0] == key]

    def test_real_numbers_and_dates(self):
        first, *_others = self._rows("Intérêts", "FAC/2026/0001")
        self.assertEqual([one.date() for one in first[1:4]][1:], self._june())
        self.assertEqual(first[4:11], (30, 1000, "EUR", 12.15, 365, 9.99, first[10]))

    def _june(self):
        return [date(2026, 6, 1), date(2026, 6, 30)]

    def test_each_line_is_a_live_formula(self):
        sheet = self.formulas["Intérêts"]
        self.assertEqual(sheet["J2"].value, "=ROUND(F2*H2*E2/(I2*100),2)")
        self.assertEqual(sheet["E2"].value, "=D2-C2+1")

    def test_every_formula_gives_its_printed_value(self):
        count = 0
        for sheet in self.formulas:
            for line in sheet.iter_rows():
                for cell in line:
                    if cell.data_type == "f":
                        printed = self.cached[sheet.title][cell.coordinate].value
                        found = compute(self.formulas, sheet.title, cell.coordinate)
                        self.assertEqual(
                            found,
                            Decimal(str(printed)),
                            (sheet.title, cell.coordinate, cell.value),
                        )
                        count += 1
        # 9 interest rows of 2, 10 movements of 1, 4 invoices of 5, and the totals
        self.assertGreater(count, 9 * 2 + 9 + 4 * 5)

    def test_totals_are_those_of_the_statement(self):
        for currency, expected in (("EUR", 2390.38), ("USD", 804.08)):
            (line,) = self._rows("Récapitulatif par facture", f"Total dû {currency}")
            self.assertEqual(line[5], expected)
        title = "Récapitulatif par facture"
        invoice = self._rows(title, "FAC/2026/0004")[0]
        # claimed, deducted, principal, accrued, paid, posted, waived, open
        self.assertEqual(
            invoice[4:12], (1000, -384.91, 615.09, 24.91, -15.09, 0, 0, 9.82)
        )

    def test_movements(self):
        lines = self._rows("Movements", "FAC/2026/0004")
        self.assertEqual(lines[1][7:12], (-400, -15.09, 0, 0, -384.91))
        self.assertEqual(lines[1][1].date(), date(2026, 7, 15))

    def test_texts_are_never_formulas(self):
        nasty = ('=HYPERLINK("http://x")', "+1", "-1", "@SUM(1)", "=1+1")
        invoice = make_invoice(
            nasty[0],
            regime=nasty[1],
            movements=(
                move((5, 31), "1000.00", CLAIM, nasty[2], nasty[3]),
                move((7, 15), "-400.00", label="https://example.com"),
            ),
        )
        account = make_account(
            **{**NOTHING, "invoices": (invoice,)},
            reference=nasty[4],
            sources=(nasty[0],),
        )
        content = write_claim_xlsx(account)
        book = openpyxl.load_workbook(io.BytesIO(content))
        texts = {
            cell.value: cell.data_type
            for sheet in book
            for line in sheet.iter_rows()
            for cell in line
            if cell.value in nasty
        }
        self.assertEqual(texts, dict.fromkeys(nasty, "s"))
        links = [
            cell.hyperlink
            for sheet in book
            for line in sheet.iter_rows()
            for cell in line
            if cell.hyperlink
        ]
        self.assertFalse(links)

    def test_same_rows_same_bytes(self):
        self.assertEqual(self.content, write_claim_xlsx(make_account(), LABELS))
        self.assertEqual(self.formulas.properties.created.date(), DAY)

    def test_without_anything(self):
        content = write_claim_xlsx(make_account(**NOTHING))
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(
            book.sheetnames, ["Summary by invoice", "Movements", "Interest", "Notes"]
        )

    def test_names_of_sheets_that_a_spreadsheet_refuses(self):
        labels = replace(
            LABELS, summary="Relevé d'intérêts [a/b] " * 4, movements="Notes"
        )
        content = write_claim_xlsx(make_account(), labels)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(len(set(book.sheetnames)), 4)
        for name in book.sheetnames:
            self.assertLessEqual(len(name), 31)
        summary = book.sheetnames[0]
        value = compute(book, summary, "G9")
        self.assertEqual(value, Decimal("600"))


@tagged("post_install", "-at_install")
class TestStepChart(BaseCase):
    def _course(self, account):
        return {balance.currency: balance for balance in balances(account)}

    def test_down_at_payments_up_with_interest(self):
        account = make_account(**{**NOTHING, "invoices": (make_invoice(),)})
        course = self._course(account)["EUR"]
        found = {step.date: (step.principal, step.total) for step in course.steps}
        # the 40 EUR are owed from 1 June, with one day of interest: 9.99 ÷ 30 = 0.33
        self.assertEqual(found[date(2026, 6, 1)], (1000, Decimal("1040.33")))
        self.assertEqual(found[date(2026, 6, 30)], (1000, Decimal("1049.99")))
        # 600 + 40 + 9.99 + 5.10
        self.assertEqual(found[date(2026, 7, 15)], (600, Decimal("655.09")))
        self.assertEqual(found[DAY], (600, Decimal("664.67")))

    def test_the_course_ends_on_the_figures_of_the_statement(self):
        course = self._course(make_account())
        for currency in ("EUR", "USD"):
            last = course[currency].steps[-1]
            total = make_account().total(currency)
            self.assertEqual(last.total, total.total)
            self.assertEqual(last.principal, total.principal + total.unallocated)

    def test_a_course_of_ones_own(self):
        own = Balance("EUR", (Step(DAY, Decimal(1), Decimal(2)),))
        self.assertEqual(balances(make_account(balances=(own,))), (own,))
        late = Step(DAY + timedelta(1), Decimal(1), Decimal(1))
        with self.assertRaisesRegex(ExportError, "in order of time"):
            Balance("EUR", (late, own.steps[0]))

    def _svg(self, balance):
        text = step_chart_svg(balance, LABELS, FRENCH)
        return etree.fromstring(text.encode())

    def test_svg_is_named_and_described(self):
        (balance, _dollars) = balances(make_account())
        root = self._svg(balance)
        names = {child.get("id"): child.text for child in root[:2]}
        self.assertEqual(root.get("aria-labelledby").split(), list(names))
        title, description = names.values()
        self.assertEqual(title, "Balance in EUR")
        for words in ("31/08/2026", "2\u202f165,09", "2\u202f390,38"):
            self.assertIn(words, description)
        self.assertEqual(root.get("role"), "img")
        words = " ".join(root.itertext())
        for label in ("1. 15/06/2026 – Relance courtoise", "2–3", "4. 25/07/2026"):
            self.assertIn(label, words)

    def test_no_label_covers_another(self):
        many = tuple(
            Marker(date(2026, 6, 1) + timedelta(days=4 * rank), f"Relance {rank}")
            for rank in range(20)
        )
        for formats in (ENGLISH, FRENCH):
            for account in (
                make_account(),
                make_account(markers=many),
                make_account(**{**NOTHING, "invoices": (make_dollars(),)}),
            ):
                for balance in balances(account):
                    self._check_apart(chart_layout.lay_out(balance, LABELS, formats))

    def _check_apart(self, picture):
        boxes = []
        for item in picture.items:
            if isinstance(item, chart_layout.Text):
                width = chart_layout.text_width(item.words, item.bold)
                start = {"start": 0, "middle": width / 2, "end": width}[item.anchor]
                boxes.append((item.x - start, item.y - 10, width, 12, item.words))
            elif isinstance(item, chart_layout.Pill):
                left = item.x - item.width / 2
                boxes.append((left, item.y - 8, item.width, 16, item.words))
        for rank, one in enumerate(boxes):
            self.assertGreaterEqual(one[0], -1, one)
            self.assertLessEqual(one[0] + one[2], chart_layout.WIDTH + 1, one)
            self.assertLessEqual(one[1] + one[3], picture.height, one)
            for two in boxes[rank + 1 :]:
                apart = (
                    one[0] + one[2] <= two[0]
                    or two[0] + two[2] <= one[0]
                    or one[1] + one[3] <= two[1]
                    or two[1] + two[3] <= one[1]
                )
                self.assertTrue(apart, (one, two))

    def test_what_is_not_shown_is_counted(self):
        many = tuple(
            Marker(date(2026, 6, 1) + timedelta(days=rank), f"Relance {rank}")
            for rank in range(40)
        )
        (balance, _dollars) = balances(make_account(markers=many))
        words = " ".join(self._svg(balance).itertext())
        self.assertIn("15. ", words)
        self.assertIn("… and 25 more", words)

    def test_one_day_years_and_what_was_overpaid(self):
        amounts = Decimal("1000"), Decimal("1040")
        for steps in (
            (Step(DAY, *amounts),),
            (Step(date(1999, 1, 1), *amounts), Step(DAY, Decimal(-50), Decimal(-50))),
            (Step(DAY, Decimal(0), Decimal(0)),),
        ):
            root = self._svg(Balance("EUR", steps))
            numbers = re.findall(r'points="([^"]+)"', etree.tostring(root).decode())
            self.assertTrue(numbers)
            self.assertNotIn("nan", "".join(numbers))

    def test_words_are_not_markup(self):
        marker = Marker(date(2026, 7, 1), '<script>alert("1")</script>\x00')
        (balance, *_others) = balances(make_account(markers=(marker,)))
        root = self._svg(balance)
        self.assertFalse(root.xpath("//*[local-name()='script']"))
        self.assertIn("<script>", " ".join(root.itertext()))

    def test_same_rows_same_picture(self):
        (one, *_others) = balances(make_account())
        self.assertEqual(step_chart_svg(one), step_chart_svg(one))
