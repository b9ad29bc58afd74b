from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .claim_common import DUE, ClaimCommon

D = Decimal


@tagged("post_install", "-at_install")
class TestClaimFindings(ClaimCommon):
    """What a second reading of the law and the ledger found wrong."""

    def _account(self, code):
        return self.company._collection_account(code)

    def _transfer(self, on, *invoices):
        """Move debts to 416 in one entry, one line on 416 for each debtor."""
        receivable = self._receivable(invoices[0]).account_id
        doubtful = self._account("doubtful")
        vals = []
        for invoice in invoices:
            partner = invoice.commercial_partner_id.id
            amount = invoice.amount_residual
            vals += [
                {"account_id": doubtful.id, "partner_id": partner, "debit": amount},
                {"account_id": receivable.id, "partner_id": partner, "credit": amount},
            ]
        entry = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "entry",
                    "date": on,
                    "journal_id": self.company_data["default_journal_misc"].id,
                    "line_ids": [Command.create(one) for one in vals],
                }
            )
        )
        entry.action_post()
        credits = entry.line_ids.filtered("credit")
        for invoice, credit in zip(invoices, credits, strict=True):
            (credit | self._receivable(invoice)).reconcile()
        return entry

    def _pay_doubtful(self, entry, amount, on, at=0):
        line = entry.line_ids.filtered(lambda one: one.debit)[at]
        bank = self._bank_line(amount, on, line.partner_id)
        self._match_bank_line(bank, line)

    def test_a_judgment_before_the_due_date_entered_later(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self.env["collection.hold"].create(
            {
                "case_id": invoice.collection_case_id.id,
                "kind": "insolvency",
                "reason": "RJ",
                "date_from": date(2026, 5, 10),
                "interest_stop_date": date(2026, 3, 20),
            }
        )
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual((claim.interest, claim.indemnity), (D(0), D(0)))

    def test_b_doubtful_same_figures_alone_or_together(self):
        older, newer = self._invoice(), self._invoice(due=date(2026, 4, 30))
        entry = self._transfer(date(2026, 5, 31), older, newer)
        self._pay_doubtful(entry, 500.0, date(2026, 6, 10))
        both = (older | newer)._collection_claims(date(2026, 6, 30))
        alone = {one: self._claim(one, date(2026, 6, 30)) for one in older | newer}
        self.assertEqual(
            [both[one].principal for one in older | newer],
            [alone[one].principal for one in older | newer],
        )

    def test_b2_two_debtors_in_one_transfer(self):
        other = self._make_debtor("Autre")
        older, newer = (
            self._invoice(),
            self._invoice(due=date(2026, 4, 30), debtor=other),
        )
        entry = self._transfer(date(2026, 5, 31), older, newer)
        self._pay_doubtful(entry, 500.0, date(2026, 6, 10), at=1)
        both = (older | newer)._collection_claims(date(2026, 6, 30))
        self.assertEqual(
            [both[one].principal for one in (older, newer)], [D(1000), D(500)]
        )

    def test_c_doubtful_then_lost(self):
        invoice = self._invoice()
        entry = self._transfer(date(2026, 5, 31), invoice)
        lost = self._entry(
            date(2026, 6, 15),
            (self._account("loss"), 1000.0, 0.0),
            (self._account("doubtful"), 0.0, 1000.0),
        )
        (entry | lost).line_ids.filtered(
            lambda one: one.account_id == self._account("doubtful")
        ).reconcile()
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual(claim.lost, D(1000))
        self.assertTrue(claim.is_lost)

    def _lose(self, invoice, on):
        lost = self._entry(
            on,
            (self._account("loss"), 1000.0, 0.0),
            (self._receivable(invoice).account_id, 0.0, 1000.0),
        )
        self._receivable(invoice | lost).reconcile()

    def test_d_lost_later(self):
        invoice = self._invoice()
        before = self._claim(invoice, date(2026, 5, 31)).total
        self._lose(invoice, date(2026, 6, 15))
        self.assertEqual(self._claim(invoice, date(2026, 5, 31)).total, before)

    def test_waived_interest_is_not_paid_by_law(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._play(date(2026, 4, 30))
        decide = (
            self.env["collection.accessory"]
            .with_context(collection_today="2026-04-30")
            .sudo()
        )
        decide._decide("waive", {invoice: (D("9.99"), D(0))}, "Geste")
        self._pay(invoice, 1000.0, date(2026, 5, 15))
        claim = self._claim(invoice, date(2026, 6, 30))
        # 1000 × 12.15 × 45 ÷ 36500 = 14.9795; of it 9.99 are waived, so the payment
        # takes 4.99 of interest and 995.01 of principal; on the 4.99 that are left
        # 4.99 × 12.15 × 46 ÷ 36500 = 0.0764
        self.assertEqual(
            self._lines(claim),
            [(45, "1000.00", "12.15", "14.98"), (46, "4.99", "12.15", "0.08")],
        )
        self.assertEqual((claim.booked, claim.interest_open), (D(0), D("5.07")))
        self.assertEqual(claim.total, D("45.07"))
        statement = self._statement_of(invoice, date(2026, 6, 30))
        self.assertEqual(statement._account().total("EUR").total, D("45.07"))

    def test_posted_interest_is_not_claimed_twice_by_law(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._play(date(2026, 4, 30))
        decide = (
            self.env["collection.accessory"]
            .with_context(collection_today="2026-04-30")
            .sudo()
        )
        decide._decide("post", {invoice: (D("9.99"), D(40))})
        self._pay(invoice, 1000.0, date(2026, 4, 30))
        case = invoice.collection_case_id
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual(claim.total, D(0))
        document = invoice.collection_accessory_ids.document_id
        self.assertEqual(document.amount_residual, 49.99)

    def test_paid_in_full_but_for_interest_by_law_is_asked_about(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._pay(invoice, 1000.0, date(2026, 4, 30))
        case = invoice.collection_case_id.with_context(collection_today="2026-04-30")
        self.assertIn(invoice.name, case.sudo().accessory_question or "")

    def test_f_credit_note_larger_than_what_is_left(self):
        invoice = self._invoice()
        self._pay(invoice, 700.0, date(2026, 4, 30))
        self._credit_note(invoice, 500.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        # The invoice was never more than 500: 500 × 12.15 × 30 ÷ 36500 = 4.9932
        self.assertEqual(self._lines(claim), [(30, "500.00", "12.15", "4.99")])

    def test_f2_credit_note_after_full_payment(self):
        invoice = self._invoice()
        self._pay(invoice, 1000.0, date(2026, 4, 30))
        note = self._credit_note(invoice, 400.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        # 600 × 12.15 × 30 ÷ 36500 = 5.9918
        self.assertEqual(self._lines(claim), [(30, "600.00", "12.15", "5.99")])

    def test_g_write_off_to_loss_in_a_payment(self):
        invoice = self._invoice()
        wizard = (
            self.env["account.payment.register"]
            .sudo()
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "amount": 900.0,
                    "payment_date": date(2026, 4, 30),
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self._account("loss").id,
                }
            )
        )
        wizard._create_payments()
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual((claim.principal, claim.lost), (D(100), D(100)))

    def test_h_multiple_below_three_is_reported(self):
        self.company.sudo().write(
            {"collection_rate_kind": "multiple", "collection_rate": 1.5}
        )
        claim = self._claim(self._invoice(), date(2026, 6, 30))
        self.assertIn("2026 S1", " ".join(claim.warnings))

    def _statement_of(self, invoice, on):
        if not invoice.collection_case_id:
            self._play(date(2026, 4, 3))
        return self.env["collection.statement"].create(
            {"case_id": invoice.collection_case_id.id, "date": on, "lang": "en_US"}
        )

    def test_i_unmatched_payment_on_the_due_date_by_law(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        payment = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "payment_type": "inbound",
                    "partner_id": self.debtor.id,
                    "amount": 1000.0,
                    "date": DUE,
                    "journal_id": self.bank.id,
                }
            )
        )
        payment.action_post()
        account = self._statement_of(invoice, date(2026, 6, 30))._account()
        self.assertEqual(account.total("EUR").total, D(0))

    def test_j_statement_of_a_lost_debt_says_what_the_claim_says(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._lose(invoice, date(2026, 6, 15))
        statement = self._statement_of(invoice, date(2026, 6, 30))
        self.assertEqual(
            statement._account().total("EUR").total,
            self._claim(invoice, date(2026, 6, 30)).total,
        )
