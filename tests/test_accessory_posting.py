from datetime import date

from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .accessory_common import FORTY, INTEREST, LATER, PAID, AccessoryCommon, D


@tagged("post_install", "-at_install")
class TestAccessoryPosting(AccessoryCommon):
    """Interest and indemnity in the books: exact, outside VAT, and back to nothing."""

    def test_one_invoice_for_interest_and_indemnity(self):
        invoice = self._paid_late()
        document = self._post(invoice, by=self.collector)
        self.assertRecordValues(
            document,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "partner_id": self.debtor.id,
                    "invoice_date": LATER,
                    "invoice_date_due": LATER,
                    "amount_untaxed": 70.29,
                    "amount_tax": 0.0,
                    "amount_total": 70.29,
                    "invoice_origin": invoice.name,
                }
            ],
        )
        self.assertTrue(document.payment_reference)
        lines = document.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines.mapped("account_id.code"), ["763100", "758000"])
        self.assertEqual(lines.mapped("price_subtotal"), [30.29, 40.0])
        self.assertEqual(lines.tax_ids, self.company._collection_tax())
        self.assertIn(invoice.name, lines[0].name)
        # The debtor reads French, and the period: from the first day of delay on.
        self.assertIn("01/04/2026", lines[0].name)
        self.assertIn("30/06/2026", lines[0].name)
        self.assertIn("D441-5", lines[1].name)

    def test_linked_both_ways(self):
        invoice = self._paid_late()
        document = self._post(invoice)
        both = document | invoice
        self.assertEqual(both._collection_accessory_parents(), {document: invoice})
        self.assertEqual(invoice.action_collection_documents()["res_id"], document.id)
        self.assertEqual(document.action_collection_parents()["res_id"], invoice.id)

    def test_it_bears_neither_interest_nor_a_second_indemnity(self):
        invoice = self._paid_late()
        document = self._post(invoice)
        claim = self._claim(document, date(2026, 12, 31))
        self.assertEqual(claim.principal, D("70.29"))
        self.assertEqual((claim.interest, claim.indemnity), (D(0), D(0)))
        self.assertEqual(self._open(invoice, date(2026, 12, 31)), (D(0), D(0)))
        with self.assertRaisesRegex(UserError, "bears none itself"):
            self._decide("post", {document: ("1", "0")})

    def test_interest_that_runs_on_is_posted_from_the_day_after(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        first = self._post(invoice, on=date(2026, 4, 30))
        # 1000 × 12.15 × 30 ÷ 36500 = 9.9863 → 9.99
        self.assertEqual(first.amount_total, 49.99)
        second = self._post(invoice, on=date(2026, 5, 31))
        # One line of 61 days: 1000 × 12.15 × 61 ÷ 36500 = 20.3055 → 20.31, less 9.99
        self.assertEqual(second.amount_total, 10.32)
        self.assertEqual(len(second.invoice_line_ids), 1)
        self.assertIn("01/05/2026", second.invoice_line_ids.name)
        self.assertIn("31/05/2026", second.invoice_line_ids.name)

    def test_what_a_first_document_left_is_told_as_a_part(self):
        invoice = self._paid_late()
        first = self._decide("post", {invoice: ("10.00", "0")}).document_id
        second = self._decide("post", {invoice: ("20.29", "0")}, on=date(2026, 8, 3))
        for document in (first, second.document_id):
            label = document.invoice_line_ids.name
            self.assertIn("Partie des intérêts de retard", label)
            self.assertIn("01/04/2026", label)
            self.assertIn("30/06/2026", label)

    def test_two_parents_in_one_document(self):
        first, second = self._paid_late(), self._paid_late(500.0)
        document = self._post(first, second)
        self.assertEqual(len(document), 1)
        lines = document.invoice_line_ids.sorted("sequence")
        # 500 × 12.15 × 91 ÷ 36500 = 15.1459 → 15.15
        self.assertEqual(lines.mapped("price_subtotal"), [30.29, 40.0, 15.15, 40.0])
        self.assertEqual(
            document._collection_accessory_parents()[document], first | second
        )

    def test_two_debtors_make_two_documents(self):
        other = self._make_debtor("Serrurerie Blanc")
        documents = self._post(self._paid_late(), self._paid_late(debtor=other))
        self.assertEqual(documents.partner_id, self.debtor | other)
        self.assertEqual(documents.mapped("amount_total"), [70.29, 70.29])

    def test_indemnity_of_a_foreign_invoice_is_in_euro(self):
        dollar = self.env.ref("base.USD").sudo()
        dollar.active = True
        invoice = self._invoice(currency_id=dollar.id)
        self._play(date(2026, 4, 3))
        documents = self._post(invoice, on=PAID)
        # Interest in dollars, as the invoice; the law's 40 EUR in euros.
        self.assertEqual(
            {one.currency_id.name: one.amount_total for one in documents},
            {"USD": 30.29, "EUR": 40.0},
        )
        self.assertEqual(self._open(invoice, PAID), (D(0), D(0)))

    # -- the books -----------------------------------------------------------

    def test_trial_balance_and_vat_report(self):
        invoice = self._paid_late()
        before, tags = self._balances(), self._tagged()
        document = self._post(invoice)
        receivable = document.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).account_id.code
        after = self._balances()
        moved = {
            code: after.get(code, D(0)) - before.get(code, D(0))
            for code in before.keys() | after.keys()
            if after.get(code) != before.get(code)
        }
        self.assertEqual(
            moved, {receivable: D("70.29"), "763100": -INTEREST, "758000": -FORTY}
        )
        self.assertFalse(document.line_ids.tax_tag_ids)
        self.assertFalse(document.line_ids.filtered("tax_line_id"))
        self.assertEqual(self._tagged(), tags)

    def _tagged(self):
        """Return what the VAT report is made of: the sum of each tag."""
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.company.id),
                    ("tax_tag_ids", "!=", False),
                    ("parent_state", "=", "posted"),
                ],
                ["tax_tag_ids"],
                ["balance:sum"],
            )
        )
        return {tag.name: balance for tag, balance in groups}

    def test_reversal_leaves_zero_and_opens_the_claim_again(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        before = self._balances()
        document = self._post(invoice)
        self._play(LATER)
        self.assertEqual(self._open(invoice), (D(0), D(0)))
        self._reverse(document)
        self.assertEqual(self._balances(), before)
        self.assertEqual(self._open(invoice), (INTEREST, FORTY))
        self.assertEqual(document.collection_document_accessory_ids.standing, "void")
        self._play(date(2026, 7, 11))
        self.assertNotEqual(case.phase, "closed")
        self.assertIn("30.29", self._questions(case).summary)

    def _reverse(self, document, on=LATER):
        wizard = (
            self.env["account.move.reversal"]
            .sudo()
            .with_context(active_model="account.move", active_ids=document.ids)
            .create({"date": on, "journal_id": document.journal_id.id})
        )
        action = wizard.reverse_moves()
        note = self.env["account.move"].browse(action["res_id"])
        note.sudo().action_post()
        return note

    def test_partial_credit_gives_back_that_part(self):
        invoice = self._paid_late()
        document = self._post(invoice)
        note = document.sudo()._reverse_moves([{"invoice_date": LATER, "date": LATER}])
        forty = note.invoice_line_ids.filtered(lambda line: line.price_unit == 40.0)
        (note.invoice_line_ids - forty).unlink()
        note.action_post()
        self.assertEqual(self._open(invoice), (D(0), FORTY))
        self.assertEqual(document.collection_document_accessory_ids.standing, "partly")

    def test_credit_that_names_no_line_lowers_both_alike(self):
        invoice = self._paid_late()
        document = self._post(invoice)
        # 35.15 of 70.29: interest 35.15 × 30.29 ÷ 70.29 = 15.1472, indemnity 20.0028;
        # in cents 1514.72 and 2000.28: 15.15 and 20.00.
        self._credit_note(document, 35.15, LATER)
        self.assertEqual(self._open(invoice), (D("15.15"), D("20.00")))

    def test_reset_to_draft_gives_the_claim_back(self):
        invoice = self._paid_late()
        document = self._post(invoice)
        document.sudo().button_draft()
        self.assertEqual(self._open(invoice), (INTEREST, FORTY))
        document.sudo().action_post()
        self.assertEqual(self._open(invoice), (D(0), D(0)))

    def test_paid_document_closes_the_case(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        document = self._post(invoice)
        self.assertEqual(case.item_ids.move_id, invoice | document)
        self._play(LATER)
        self.assertNotEqual(case.phase, "closed")
        self.assertFalse(self._questions(case))
        self._pay(document, 70.29, date(2026, 7, 20))
        self._play(date(2026, 7, 20))
        self.assertEqual((case.phase, case.outcome), ("closed", "settled"))

    def _settled_then_credited(self):
        """Return an invoice whose document was paid, then credited after all."""
        invoice = self._paid_late()
        document = self._post(invoice)
        self._pay(document, 70.29, date(2026, 7, 20))
        self._play(date(2026, 7, 20))
        self.assertEqual(invoice.collection_case_id.outcome, "settled")
        self._reverse(document, on=date(2026, 8, 3))
        return invoice

    def test_credit_after_the_case_was_settled_opens_it_again(self):
        invoice = self._settled_then_credited()
        case = invoice.collection_case_id
        self._play(date(2026, 8, 4))
        self.assertEqual((case.phase, case.outcome), ("amicable", False))
        self.assertIn("30.29", self._questions(case).summary)
        shares = {invoice: (INTEREST, FORTY)}
        self._decide("waive", shares, "Our mistake", on=date(2026, 8, 4))
        self._play(date(2026, 8, 5))
        self.assertEqual((case.phase, case.outcome), ("closed", "settled"))
        self._play(date(2026, 8, 6))
        self.assertEqual(case.phase, "closed")

    def test_credit_goes_on_in_the_debtors_open_case(self):
        invoice = self._settled_then_credited()
        closed = invoice.collection_case_id
        recent = self._invoice(200.0, due=date(2026, 7, 31))
        self._play(date(2026, 8, 3))
        case = recent.collection_case_id
        self.assertNotEqual(case, closed)
        self.assertEqual(invoice.collection_case_id, case)
        self.assertEqual(closed.phase, "closed")
        self.assertIn("30.29", case.accessory_question)

    def test_reading_decisions_costs_the_same_for_many(self):
        invoices = [self._paid_late(100.0 + number) for number in range(4)]
        for invoice in invoices:
            self._post(invoice)
        self._credit_note(invoices[0].collection_accessory_ids.document_id, 5.0, LATER)
        counts = []
        for number in (1, 4):
            moves = invoices[0].union(*invoices[:number])
            self.env.invalidate_all()
            moves.mapped("name")
            before = self.cr.sql_log_count
            sums = self.env["collection.accessory"]._sums(moves)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(sums), number)
        self.assertEqual(counts[0], counts[1])

    # -- electronic invoice ----------------------------------------------------

    def test_factur_x_says_not_subject_to_vat(self):
        if "account.edi.xml.cii" not in self.env:
            self.skipTest("account_edi_ubl_cii is not installed")
        self.company.sudo().write(
            {
                "vat": "FR23334175221",
                "company_registry": "33417522101010",
                "street": "18 quai Perrache",
                "zip": "69002",
                "city": "Lyon",
                "phone": "+33 4 72 40 11 22",
            }
        )
        self.env["res.partner.bank"].sudo().create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": self.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        document = self._post(self._paid_late())
        builder = self.env["account.edi.xml.cii"].sudo()
        content, errors = builder._export_invoice(document.sudo())
        self.assertFalse(errors)
        tree = etree.fromstring(content)
        categories = tree.xpath(
            "//*[local-name()='ApplicableTradeTax']/*[local-name()='CategoryCode']"
        )
        self.assertEqual({one.text for one in categories}, {"O"})
        reasons = tree.xpath("//*[local-name()='ExemptionReasonCode']")
        self.assertEqual({one.text for one in reasons}, {"VATEX-EU-O"})
        total = tree.xpath("//*[local-name()='DuePayableAmount']")
        self.assertEqual([one.text for one in total], ["70.29"])

    # -- what it needs -------------------------------------------------------

    def test_empty_setting_is_named_before_anything_is_made(self):
        invoice = self._paid_late()
        moves = self.env["account.move"].search_count([])
        account = self.company._collection_account("interest").sudo()
        account.code = "701999"
        shares = {invoice: (INTEREST, FORTY)}
        # No savepoint here: what had been made would still be there.
        with self.assertRaisesRegex(UserError, "Late Interest Account"):
            self._decide("post", shares)
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertFalse(self.env["collection.accessory"].search([]))

    def test_parents_of_several_contacts_go_to_the_invoice_address(self):
        contacts = self.env["res.partner"].sudo()
        shops = contacts.create(
            [
                {"name": name, "parent_id": self.debtor.id, "type": "other"}
                for name in ("Lyon", "Vienne")
            ]
        )
        desk = contacts.create(
            {"name": "Factures", "parent_id": self.debtor.id, "type": "invoice"}
        )
        one, two = (self._paid_late(debtor=shop) for shop in shops)
        self.assertEqual(self._post(one, two).partner_id, desk)

    def test_line_with_another_tax_keeps_its_own(self):
        # The parent's VAT is no matter of the document.
        tax = self.company_data["default_tax_sale"]
        invoice = self._invoice(
            invoice_line_ids=[
                Command.create(
                    {"name": "Travaux", "price_unit": 1000.0, "tax_ids": tax.ids}
                )
            ]
        )
        self._play(date(2026, 4, 3))
        document = self._post(invoice, on=PAID)
        # On the amount with VAT: 1200 × 12.15 × 91 ÷ 36500 = 36.35010 → 36.35
        self.assertEqual(invoice.amount_total, 1200.0)
        self.assertEqual(document.amount_total, 76.35)
        self.assertEqual(document.amount_tax, 0.0)
