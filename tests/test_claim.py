from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .claim_common import DUE, ClaimCommon

D = Decimal


@tagged("post_install", "-at_install")
class TestClaimBusiness(ClaimCommon):
    """Interest between professionals, through the ledger."""

    def test_nothing_runs_up_to_the_due_date(self):
        invoice = self._invoice()
        claim = self._claim(invoice, DUE)
        self.assertEqual(self._lines(claim), [])
        self.assertEqual((claim.interest, claim.indemnity), (D(0), D(0)))
        self.assertEqual(claim.principal, D("1000.00"))

    def test_first_day_of_delay(self):
        # 1000 × 12.15 × 1 ÷ 36500 = 0.33288
        claim = self._claim(self._invoice(), date(2026, 4, 1))
        self.assertEqual(self._lines(claim), [(1, "1000.00", "12.15", "0.33")])
        self.assertEqual(claim.indemnity, D(40))
        self.assertEqual(claim.total, D("1040.33"))

    def test_rate_is_set_anew_on_1_july(self):
        # April to June: 30 + 31 + 30 = 91 days; July: 31 days.
        # 1000 × 12.15 × 91 ÷ 36500 = 30.2917; 1000 × 12.40 × 31 ÷ 36500 = 10.5315
        claim = self._claim(self._invoice(), date(2026, 7, 31))
        self.assertEqual(
            self._lines(claim),
            [(91, "1000.00", "12.15", "30.29"), (31, "1000.00", "12.40", "10.53")],
        )
        self.assertEqual(claim.interest, D("40.82"))

    def test_ecb_move_of_september_changes_nothing(self):
        # July to 30 September: 92 days. 1000 × 12.40 × 92 ÷ 36500 = 31.2548
        claim = self._claim(self._invoice(), date(2026, 9, 30))
        self.assertEqual(self._lines(claim)[1], (92, "1000.00", "12.40", "31.25"))

    def test_unknown_semester_is_named(self):
        claim = self._claim(self._invoice(), date(2027, 1, 1))
        self.assertIn("2027 S1", claim.problem)
        self.assertEqual((claim.interest, claim.interest_open), (D(0), D(0)))
        self.assertEqual(claim.principal, D("1000.00"))

    def test_unknown_class_bears_nothing(self):
        self.debtor.sudo().collection_class = False
        claim = self._claim(self._invoice(), date(2026, 7, 31))
        self.assertTrue(claim.problem)
        self.assertEqual((claim.interest, claim.indemnity_open), (D(0), D(0)))

    def test_two_invoices_in_one_reading(self):
        first, second = self._invoice(), self._invoice(500.0, due=date(2026, 6, 30))
        claims = (first | second)._collection_claims(date(2026, 7, 31))
        self.assertEqual(claims[first].interest, D("40.82"))
        # 500 × 12.40 × 31 ÷ 36500 = 5.2658
        self.assertEqual(claims[second].interest, D("5.27"))

    # -- payments ------------------------------------------------------------

    def test_part_payment_cuts_the_table_after_its_day(self):
        # 1000 × 12.15 × 15 ÷ 36500 = 4.9932 (1 to 15 April, payment day included)
        # 600 × 12.15 × 76 ÷ 36500 = 15.1792 (16 April to 30 June)
        invoice = self._invoice()
        self._pay(invoice, 400.0, date(2026, 4, 15))
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual(
            self._lines(claim),
            [(15, "1000.00", "12.15", "4.99"), (76, "600.00", "12.15", "15.18")],
        )
        self.assertEqual((claim.principal, claim.paid), (D("600.00"), D("400.00")))

    def test_past_day_does_not_know_a_later_payment(self):
        invoice = self._invoice()
        self._pay(invoice, 1000.0, date(2026, 5, 20))
        before = self._claim(invoice, date(2026, 5, 19))
        self.assertEqual(before.principal, D("1000.00"))
        # 1000 × 12.15 × 49 ÷ 36500 = 16.3110 (30 days of April, 19 of May)
        self.assertEqual(before.interest, D("16.31"))
        after = self._claim(invoice, date(2026, 9, 30))
        # one day more: 1000 × 12.15 × 50 ÷ 36500 = 16.6438
        self.assertEqual((after.principal, after.interest), (D("0.00"), D("16.64")))
        self.assertEqual(after.indemnity, D(40))

    def test_paid_on_the_due_date_bears_nothing(self):
        invoice = self._invoice()
        self._pay(invoice, 1000.0, DUE)
        claim = self._claim(invoice, date(2026, 9, 30))
        self.assertEqual((claim.interest, claim.indemnity), (D(0), D(0)))

    def test_bank_line_dates_the_payment(self):
        # The cheque was registered on 10 April, the money came on 20 April.
        invoice = self._invoice()
        payment = self._pay(invoice, 1000.0, date(2026, 4, 10))
        # 1000 × 12.15 × 10 ÷ 36500 = 3.3288
        claim = self._claim(invoice, date(2026, 4, 30))
        self.assertEqual(claim.interest, D("3.33"))
        waiting = payment.move_id.line_ids.filtered(
            lambda line: line.account_id == payment.outstanding_account_id
        )
        self._match_bank_line(self._bank_line(1000.0, date(2026, 4, 20)), waiting)
        # 1000 × 12.15 × 20 ÷ 36500 = 6.6575
        claim = self._claim(invoice, date(2026, 4, 30))
        self.assertEqual(claim.interest, D("6.66"))

    def test_bank_line_matched_with_the_invoice(self):
        invoice = self._invoice()
        line = self._bank_line(250.0, date(2026, 4, 20))
        self._match_bank_line(line, self._receivable(invoice))
        claim = self._claim(invoice, date(2026, 4, 30))
        # 1000 × 12.15 × 20 ÷ 36500 = 6.6575; 750 × 12.15 × 10 ÷ 36500 = 2.4966
        self.assertEqual(
            self._lines(claim),
            [(20, "1000.00", "12.15", "6.66"), (10, "750.00", "12.15", "2.50")],
        )

    def test_bounced_payment_never_paid(self):
        bounced, rejected = self._invoice(), self._invoice()
        payments = self._pay(bounced, 1000.0, date(2026, 4, 10))
        payments |= self._pay(rejected, 1000.0, date(2026, 4, 10))
        # One is taken off its invoice, as the accountant does; the other is only
        # marked as rejected and still matched.
        self._receivable(bounced).remove_move_reconcile()
        payments[1].action_reject()
        for invoice in bounced | rejected:
            claim = self._claim(invoice, date(2026, 6, 30))
            self.assertEqual(
                self._lines(claim), [(91, "1000.00", "12.15", "30.29")], invoice.name
            )
            self.assertEqual(claim.principal, D("1000.00"))

    def test_reversed_payment_entry_never_paid(self):
        invoice = self._invoice()
        payment = self._pay(invoice, 1000.0, date(2026, 4, 10))
        payment.move_id._reverse_moves([{"date": date(2026, 4, 17)}], cancel=True)
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual(self._lines(claim), [(91, "1000.00", "12.15", "30.29")])

    # -- credit notes, set-off -----------------------------------------------

    def test_credit_note_of_the_invoice_counts_from_its_first_day(self):
        invoice = self._invoice()
        self._credit_note(invoice, 400.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        # 600 × 12.15 × 91 ÷ 36500 = 18.1751
        self.assertEqual(self._lines(claim), [(91, "600.00", "12.15", "18.18")])

    def test_other_credit_note_counts_from_its_own_day(self):
        invoice = self._invoice()
        self._credit_note(invoice, 400.0, date(2026, 5, 31), reversal=False)
        claim = self._claim(invoice, date(2026, 6, 30))
        # 1000 × 12.15 × 61 ÷ 36500 = 20.3055; 600 × 12.15 × 30 ÷ 36500 = 5.9918
        self.assertEqual(
            self._lines(claim),
            [(61, "1000.00", "12.15", "20.31"), (30, "600.00", "12.15", "5.99")],
        )

    def test_a_person_says_how_a_credit_note_counts(self):
        invoice = self._invoice()
        note = self._credit_note(invoice, 400.0, date(2026, 5, 31))
        note.collection_credit_effect = "dated"
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual([days for days, *_rest in self._lines(claim)], [61, 30])

    def test_cancelled_invoice_bears_no_indemnity(self):
        invoice = self._invoice()
        self._credit_note(invoice, 1000.0, date(2026, 5, 31))
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual((claim.interest, claim.indemnity), (D(0), D(0)))

    def test_set_off_lessens_from_its_day(self):
        invoice = self._invoice()
        receivable = self._receivable(invoice).account_id
        entry = self._misc_entry(
            date(2026, 4, 30),
            (self.company_data["default_account_expense"], 300.0, 0.0),
            (receivable, 0.0, 300.0),
        )
        self._receivable(entry | invoice).reconcile()
        claim = self._claim(invoice, date(2026, 5, 31))
        # 1000 × 12.15 × 30 ÷ 36500 = 9.9863; 700 × 12.15 × 31 ÷ 36500 = 7.2234
        self.assertEqual(
            self._lines(claim),
            [(30, "1000.00", "12.15", "9.99"), (31, "700.00", "12.15", "7.22")],
        )

    # -- what was agreed -----------------------------------------------------

    def test_contract_rate_is_reported_below_the_floor_not_corrected(self):
        self.debtor.sudo().with_company(self.company).write(
            {"collection_rate_kind": "contract", "collection_rate": 8.0}
        )
        claim = self._claim(self._invoice(), date(2026, 7, 31))
        # Three times the legal rate: 7.86 in 2026 S1, 8.25 in S2.
        # 1000 × 8 × 122 ÷ 36500 = 26.7397
        self.assertEqual(self._lines(claim), [(122, "1000.00", "8", "26.74")])
        text = " ".join(claim.warnings)
        self.assertIn("2026 S2", text)
        self.assertIn("8.25", text)
        self.assertNotIn("2026 S1", text)

    def test_multiple_of_the_legal_rate(self):
        self.company.sudo().write(
            {"collection_rate_kind": "multiple", "collection_rate": 3.0}
        )
        claim = self._claim(self._invoice(), date(2026, 7, 31))
        # 1000 × 7.86 × 91 ÷ 36500 = 19.5962; 1000 × 8.25 × 31 ÷ 36500 = 7.0068
        self.assertEqual(
            [(rate, interest) for _d, _b, rate, interest in self._lines(claim)],
            [("7.86", "19.60"), ("8.25", "7.01")],
        )

    def test_leap_year_by_setting(self):
        due = date(2023, 12, 31)
        invoice = self._invoice(due=due)
        # 2024 S1: 4.50 + 10. 31 days of January.
        # 1000 × 14.50 × 31 ÷ 36500 = 12.3151; ÷ 36600 = 12.2814
        self.assertEqual(self._claim(invoice, date(2024, 1, 31)).interest, D("12.32"))
        self.company.sudo().collection_divisor = "actual"
        self.assertEqual(self._claim(invoice, date(2024, 1, 31)).interest, D("12.28"))

    def test_payment_by_law_pays_interest_first(self):
        self.company.sudo().collection_imputation = "legal"
        invoice = self._invoice()
        self._pay(invoice, 400.0, date(2026, 4, 15))
        claim = self._claim(invoice, date(2026, 6, 30))
        # 4.99 of interest first, so 395.01 of principal: 604.99 are left.
        # 604.99 × 12.15 × 76 ÷ 36500 = 15.3055
        self.assertEqual(
            self._lines(claim),
            [(15, "1000.00", "12.15", "4.99"), (76, "604.99", "12.15", "15.31")],
        )
        self.assertEqual(claim.principal, D("604.99"))
        self.assertEqual(claim.booked, D("600.00"))
        # The books have 600 open and none of the interest: 600 + 20.30 is the same.
        self.assertEqual(
            (claim.interest, claim.interest_open), (D("20.30"), D("20.30"))
        )
        self.assertEqual(claim.total, D("660.30"))
        self.assertEqual(invoice.amount_residual, 600.0)

    # -- instalments, indemnity ----------------------------------------------

    def _in_two_instalments(self):
        term = (
            self.env["account.payment.term"]
            .sudo()
            .create(
                {
                    "name": "Deux fois",
                    "line_ids": [
                        Command.create(
                            {"value": "percent", "value_amount": 50.0, "nb_days": days}
                        )
                        for days in (30, 60)
                    ],
                }
            )
        )
        return self._invoice(
            invoice_date=date(2026, 3, 1),
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
        )

    def test_each_instalment_from_its_own_due_date(self):
        invoice = self._in_two_instalments()  # due 31 March and 30 April
        claim = self._claim(invoice, date(2026, 5, 31))
        # 500 × 12.15 × 61 ÷ 36500 = 10.1527; 500 × 12.15 × 31 ÷ 36500 = 5.1596
        self.assertEqual(
            self._lines(claim),
            [(61, "500.00", "12.15", "10.15"), (31, "500.00", "12.15", "5.16")],
        )
        self.assertEqual(claim.indemnity, D(40))
        self.company.sudo().collection_indemnity_each = True
        self.assertEqual(self._claim(invoice, date(2026, 5, 31)).indemnity, D(80))
        self.assertEqual(self._claim(invoice, date(2026, 4, 30)).indemnity, D(40))

    def test_a_formal_notice_bears_the_interest_of_what_it_claims(self):
        # On 10 May the first instalment is 40 days late and formally claimed, the
        # second, 10 days late, is not: 500 × 12.15 × 40 ÷ 36500 = 6.6575
        self._in_two_instalments()
        self._climb(39)
        notice = self._play(date(2026, 5, 10), deliver=False)
        self.assertTrue(notice.stage_id.is_formal_notice)
        self.assertEqual(notice.amount_total, 500.0)
        self.assertEqual(notice.amount_interest, 6.66)
        self.assertEqual(notice.amount_indemnity, 40.0)
        self.assertEqual([row[3] for row in notice.accessories["interest"]], [40])

    def test_indemnity_older_than_its_rule_leaves_the_interest(self):
        # The 40 EUR date from 1 January 2013; ECB 1.00 + 10 in 2012 S1.
        invoice = self._invoice(due=date(2012, 3, 31))
        claim = self._claim(invoice, date(2012, 4, 30))
        # 1000 × 11 × 30 ÷ 36500 = 9.0411
        self.assertEqual((claim.interest_open, claim.indemnity), (D("9.04"), D(0)))
        self.assertTrue(claim.warnings)

    def test_foreign_currency_bears_in_its_own(self):
        dollar = self.env.ref("base.USD")
        dollar.sudo().active = True
        invoice = self._invoice(currency_id=dollar.id)
        claim = self._claim(invoice, date(2026, 4, 30))
        # 1000 × 12.15 × 30 ÷ 36500 = 9.9863
        self.assertEqual((claim.currency, claim.interest), (dollar, D("9.99")))
        self.assertEqual(claim.indemnity_currency, self.env.ref("base.EUR"))
        # 40 EUR cannot be added to dollars.
        self.assertEqual(claim.total, D("1009.99"))
