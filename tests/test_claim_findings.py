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
        rows = []
        for invoice in invoices:
            debtor, amount = invoice.commercial_partner_id, invoice.amount_residual
            rows += [(doubtful, amount, 0.0, debtor), (receivable, 0.0, amount, debtor)]
        entry = self._misc_entry(on, *rows)
        credits = entry.line_ids.filtered("credit")
        for invoice, credit in zip(invoices, credits, strict=True):
            (credit | self._receivable(invoice)).reconcile()
        return entry

    def _pay_doubtful(self, entry, amount, on, at=0):
        line = entry.line_ids.filtered(lambda one: one.debit)[at]
        bank = self._bank_line(amount, on, line.partner_id)
        self._match_bank_line(bank, line)

    def test_judgment_before_the_due_date_entered_later(self):
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

    def test_doubtful_same_figures_alone_or_together(self):
        older, newer = self._invoice(), self._invoice(due=date(2026, 4, 30))
        entry = self._transfer(date(2026, 5, 31), older, newer)
        self._pay_doubtful(entry, 500.0, date(2026, 6, 10))
        both = (older | newer)._collection_claims(date(2026, 6, 30))
        alone = {one: self._claim(one, date(2026, 6, 30)) for one in older | newer}
        self.assertEqual(
            [both[one].principal for one in older | newer],
            [alone[one].principal for one in older | newer],
        )

    def test_two_debtors_in_one_transfer(self):
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

    def test_doubtful_then_lost(self):
        invoice = self._invoice()
        entry = self._transfer(date(2026, 5, 31), invoice)
        lost = self._misc_entry(
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
        lost = self._misc_entry(
            on,
            (self._account("loss"), 1000.0, 0.0),
            (self._receivable(invoice).account_id, 0.0, 1000.0),
        )
        self._receivable(invoice | lost).reconcile()

    def test_lost_later(self):
        invoice = self._invoice()
        before = self._claim(invoice, date(2026, 5, 31)).total
        self._lose(invoice, date(2026, 6, 15))
        claim = self._claim(invoice, date(2026, 5, 31))
        self.assertEqual((claim.total, claim.lost), (before, D(0)))
        self.assertTrue(self._claim(invoice, date(2026, 6, 15)).is_lost)

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

    def test_credit_note_larger_than_what_is_left(self):
        invoice = self._invoice()
        self._pay(invoice, 700.0, date(2026, 4, 30))
        self._credit_note(invoice, 500.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        # The invoice was never more than 500: 500 × 12.15 × 30 ÷ 36500 = 4.9932
        self.assertEqual(self._lines(claim), [(30, "500.00", "12.15", "4.99")])

    def test_credit_note_after_full_payment(self):
        invoice = self._invoice()
        self._pay(invoice, 1000.0, date(2026, 4, 30))
        self._credit_note(invoice, 400.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        # 600 × 12.15 × 30 ÷ 36500 = 5.9918
        self.assertEqual(self._lines(claim), [(30, "600.00", "12.15", "5.99")])

    def test_write_off_to_loss_in_a_payment(self):
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

    def test_multiple_below_three_is_reported(self):
        self.company.sudo().write(
            {"collection_rate_kind": "multiple", "collection_rate": 1.5}
        )
        claim = self._claim(self._invoice(), date(2026, 6, 30))
        # 1.5 × 2.62 = 3.93, the law's minimum 3 × 2.62 = 7.86
        text = " ".join(claim.warnings)
        for words in ("2026 S1", "3.93", "7.86"):
            self.assertIn(words, text)

    def _statement_of(self, invoice, on):
        if not invoice.collection_case_id:
            self._play(date(2026, 4, 3))
        return self.env["collection.statement"].create(
            {"case_id": invoice.collection_case_id.id, "date": on, "lang": "en_US"}
        )

    def test_unmatched_payment_on_the_due_date_by_law(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._unmatched_payment(1000.0, DUE)
        account = self._statement_of(invoice, date(2026, 6, 30))._account()
        self.assertEqual(account.total("EUR").total, D(0))

    def test_statement_of_a_lost_debt_says_what_the_claim_says(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._lose(invoice, date(2026, 6, 15))
        statement = self._statement_of(invoice, date(2026, 6, 30))
        self.assertEqual(
            statement._account().total("EUR").total,
            self._claim(invoice, date(2026, 6, 30)).total,
        )

    def test_correction_larger_than_what_is_left_after_a_loss(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        lost = self._misc_entry(
            date(2026, 5, 15),
            (self._account("loss"), 400.0, 0.0),
            (self._receivable(invoice).account_id, 0.0, 400.0),
        )
        self._receivable(invoice | lost).reconcile()
        self._credit_note(invoice, 700.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        # 300 were ever owed, so no more than 300 are lost:
        # 300 × 12.15 × 91 ÷ 36500 = 9.0875
        self.assertEqual(self._lines(claim), [(91, "300.00", "12.15", "9.09")])
        self.assertEqual((claim.principal, claim.lost), (D(300), D(300)))
        account = self._statement_of(invoice, date(2026, 6, 30))._account()
        labels = [
            row.label for one in account.reconciliations for row in one.differences
        ]
        self.assertFalse([one for one in labels if "Not explained" in one])

    def test_open_payment_that_a_later_one_left_nothing_to_pay(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._unmatched_payment(500.0, date(2026, 4, 10))
        self._pay(invoice, 1000.0, date(2026, 4, 30))
        account = self._statement_of(invoice, date(2026, 4, 30))._account()
        # By law 500 came on 10 April: 3.33 of interest, 496.67 of principal; then 20
        # days on 503.33: 3.3510. Of the 1000 of 30 April 506.68 were needed, so 493.32
        # are the debtor's, and the 40 EUR are owed.
        self.assertEqual(account.total("EUR").total, D("-453.32"))
        self.assertFalse(
            [
                row
                for one in account.reconciliations
                for row in one.differences
                if "Not explained" in row.label
            ]
        )

    def test_notice_and_statement_say_the_same_by_law(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._pay(invoice, 400.0, date(2026, 4, 15))
        self._climb(39)
        notice = self._play(date(2026, 5, 10))
        # 15 days on 1000: 4.99, taken by the payment; 25 days on 604.99:
        # 604.99 × 12.15 × 25 ÷ 36500 = 5.0347. The books have 600 open, so the interest
        # they do not have is 4.99 + 5.03; 600 + 10.02 + 40
        self.assertEqual(
            (notice.amount_total, notice.amount_interest, notice.amount_claimed),
            (600.0, 10.02, 650.02),
        )
        statement = self._statement_of(invoice, date(2026, 5, 10))
        self.assertEqual(statement._account().total("EUR").total, D("650.02"))
        case = invoice.collection_case_id.sudo()
        case = case.with_context(collection_today="2026-05-10")
        self.assertEqual(case.amount_claim, 650.02)

    def test_correction_after_payment_on_a_statement(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._pay(invoice, 700.0, date(2026, 4, 30))
        self._credit_note(invoice, 500.0, date(2026, 5, 31))
        for on in (date(2026, 4, 15), date(2026, 6, 30)):
            account = self._statement_of(invoice, on)._account()
            total = account.invoices[0].total
            self.assertEqual(total, self._claim(invoice, on).total)
            for one in account.reconciliations:
                labels = [row.label for row in one.differences]
                self.assertFalse([each for each in labels if "Not explained" in each])


@tagged("post_install", "-at_install")
class TestLawTraps(ClaimCommon):
    """What an automated system gets wrong, through the ledger."""

    def _agree(self, kind, rate):
        self.company.sudo().write(
            {"collection_rate_kind": kind, "collection_rate": rate}
        )

    def test_floor_above_the_default_changes_no_rate(self):
        # 2024 S1: ECB 4.50 + 10 = 14.50; three times 5.07 is 15.21.
        invoice = self._invoice(due=date(2023, 12, 31))
        claim = self._claim(invoice, date(2024, 1, 31))
        # 1000 × 14.50 × 31 ÷ 36500 = 12.3151
        self.assertEqual(self._lines(claim), [(31, "1000.00", "14.50", "12.32")])
        self.assertNotIn("15.21", " ".join(claim.warnings))
        self._agree("contract", 15.0)
        claim = self._claim(invoice, date(2024, 1, 31))
        # 1000 × 15 × 31 ÷ 36500 = 12.7397
        self.assertEqual(self._lines(claim), [(31, "1000.00", "15", "12.74")])
        self.assertIn("15.21", " ".join(claim.warnings))

    def test_floor_that_nobody_knows_is_said(self):
        self._agree("contract", 15.0)
        claim = self._claim(self._invoice(due=date(2026, 12, 1)), date(2027, 1, 10))
        # 1000 × 15 × 40 ÷ 36500 = 16.4384: the agreed rate itself is known.
        self.assertEqual(claim.interest, D("16.44"))
        self.assertIn("2027 S1", " ".join(claim.warnings))

    def test_judgment_does_not_raise_penalties_between_professionals(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self.env["collection.event"].create(
            {
                "case_id": invoice.collection_case_id.id,
                "kind": "title",
                "date": date(2026, 4, 20),
            }
        )
        claim = self._claim(invoice, date(2026, 7, 31))
        self.assertEqual(
            [rate for _days, _base, rate, _sum in self._lines(claim)],
            ["12.15", "12.40"],
        )

    def test_discount_that_was_taken_is_not_unpaid(self):
        term = (
            self.env["account.payment.term"]
            .sudo()
            .create(
                {
                    "name": "2 % à 10 jours",
                    "early_discount": True,
                    "discount_percentage": 2.0,
                    "discount_days": 10,
                    "line_ids": [
                        Command.create(
                            {"value": "percent", "value_amount": 100, "nb_days": 30}
                        )
                    ],
                }
            )
        )
        invoice = self._invoice(
            invoice_date=date(2026, 3, 1),
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
        )
        wizard = (
            self.env["account.payment.register"]
            .sudo()
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": date(2026, 3, 9)})
        )
        self.assertEqual(wizard.amount, 980.0)
        wizard._create_payments()
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual(
            (claim.principal, claim.interest, claim.indemnity, claim.lost),
            (D(0), D(0), D(0), D(0)),
        )

    def test_costs_of_the_bank_are_not_the_debtors(self):
        # 995 reach the account, the bank kept 5: the debtor paid 1000.
        invoice = self._invoice()
        receivable = self._receivable(invoice)
        entry = self._misc_entry(
            date(2026, 4, 10),
            (self.bank.default_account_id, 995.0, 0.0),
            (self.company_data["default_account_expense"], 5.0, 0.0),
            (receivable.account_id, 0.0, 1000.0),
        )
        self._receivable(entry | invoice).reconcile()
        claim = self._claim(invoice, date(2026, 6, 30))
        # 1000 × 12.15 × 10 ÷ 36500 = 3.3288
        self.assertEqual((claim.principal, claim.interest), (D(0), D("3.33")))
