from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from .claim_common import ClaimCommon

D = Decimal


@tagged("post_install", "-at_install")
class TestClaimClasses(ClaimCommon):
    """Consumers, public bodies, insolvency: other first days, rates and stops."""

    # -- consumers -----------------------------------------------------------

    def _formal_notice(self, invoice, presented):
        """Play the ladder up to the formal notice, and record its presentation."""
        due = invoice.invoice_date_due
        for offset in (3, 15, 25, 40):
            day = date.fromordinal(due.toordinal() + offset)
            self._play_until(day, day)
        notice = invoice.collection_last_notice_id
        self.assertTrue(notice.stage_id.is_formal_notice)
        self.env["collection.proof"].create(
            {"notice_id": notice.id, "kind": "presented", "date": presented}
        )
        return notice

    def test_consumer_bears_nothing_before_a_formal_notice(self):
        self.debtor.sudo().collection_class = "consumer"
        claim = self._claim(self._invoice(), date(2026, 12, 31))
        self.assertEqual(
            (claim.interest, claim.indemnity, claim.problem), (D(0), D(0), "")
        )

    def test_consumer_bears_from_the_day_after_presentation(self):
        self.debtor.sudo().collection_class = "consumer"
        invoice = self._invoice()
        notice = self._formal_notice(invoice, date(2026, 5, 14))
        # The notice itself claims nothing yet, and never the 40 EUR.
        self.assertEqual((notice.amount_interest, notice.amount_indemnity), (0.0, 0.0))
        claim = self._claim(invoice, date(2026, 7, 31))
        # 15 May to 30 June: 47 days at 2.62; July: 31 days at 2.75, "autres cas".
        # 1000 × 2.62 × 47 ÷ 36500 = 3.3737; 1000 × 2.75 × 31 ÷ 36500 = 2.3356
        self.assertEqual(
            self._lines(claim),
            [(47, "1000.00", "2.62", "3.37"), (31, "1000.00", "2.75", "2.34")],
        )
        self.assertEqual(claim.indemnity, D(0))

    def test_posted_but_not_presented_does_not_count(self):
        self.debtor.sudo().collection_class = "consumer"
        invoice = self._invoice()
        notice = self._formal_notice(invoice, date(2026, 5, 14))
        self.env["collection.proof"].create(
            {"notice_id": notice.id, "kind": "deposited", "date": date(2026, 5, 11)}
        )
        claim = self._claim(invoice, date(2026, 5, 15))
        self.assertEqual([days for days, *_rest in self._lines(claim)], [1])

    def test_five_points_two_months_after_the_judgment(self):
        self.debtor.sudo().collection_class = "consumer"
        invoice = self._invoice()
        self._formal_notice(invoice, date(2026, 5, 14))
        self.env["collection.event"].create(
            {
                "case_id": invoice.collection_case_id.id,
                "kind": "title",
                "date": date(2026, 6, 20),
            }
        )
        claim = self._claim(invoice, date(2026, 8, 31))
        # Two months expire on 20 August; from the 21st 2.75 + 5.
        # 1 July to 20 August: 51 days, 3.8425; 21 to 31 August: 11 days, 2.3356
        self.assertEqual(
            self._lines(claim)[1:],
            [(51, "1000.00", "2.75", "3.84"), (11, "1000.00", "7.75", "2.34")],
        )

    # -- public bodies ---------------------------------------------------------

    def test_public_rate_is_frozen_on_the_semester_it_began(self):
        self.debtor.sudo().write({"collection_class": "public"})
        invoice = self._invoice()
        invoice.sudo().collection_contract_date = date(2025, 9, 1)
        claim = self._claim(invoice, date(2026, 7, 31))
        # 2.15 + 8 over the turn of the semester: 1000 × 10.15 × 122 ÷ 36500 = 33.9260
        self.assertEqual(self._lines(claim), [(122, "1000.00", "10.15", "33.93")])
        self.assertEqual(claim.indemnity, D(40))

    def test_public_body_without_contract_date_is_asked_for(self):
        self.debtor.sudo().collection_class = "public"
        claim = self._claim(self._invoice(), date(2026, 7, 31))
        self.assertTrue(claim.problem)
        self.assertEqual((claim.interest_open, claim.indemnity_open), (D(0), D(0)))

    def test_contract_before_the_rule_is_refused_by_name(self):
        self.debtor.sudo().collection_class = "public"
        invoice = self._invoice()
        invoice.sudo().collection_contract_date = date(2013, 3, 15)
        self.assertTrue(self._claim(invoice, date(2026, 7, 31)).problem)

    # -- insolvency ------------------------------------------------------------

    def _insolvency(self, case, on):
        return self.env["collection.hold"].create(
            {
                "case_id": case.id,
                "kind": "insolvency",
                "reason": "Redressement judiciaire",
                "date_from": on,
            }
        )

    def test_insolvency_stops_what_is_prior(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self._insolvency(invoice.collection_case_id, date(2026, 5, 1))
        later = self._invoice(due=date(2026, 6, 30), invoice_date=date(2026, 5, 30))
        claims = (invoice | later)._collection_claims(date(2026, 7, 31))
        # April only: 1000 × 12.15 × 30 ÷ 36500 = 9.9863; the judgment's own day stops.
        self.assertEqual(
            self._lines(claims[invoice]), [(30, "1000.00", "12.15", "9.99")]
        )
        self.assertEqual(claims[invoice].indemnity, D(40))
        # Born after the judgment: 1000 × 12.40 × 31 ÷ 36500 = 10.5315
        self.assertEqual(
            self._lines(claims[later]), [(31, "1000.00", "12.40", "10.53")]
        )

    def test_insolvency_before_the_due_date_forbids_the_indemnity(self):
        invoice = self._invoice()
        self._play(date(2026, 3, 27))
        self._insolvency(invoice.collection_case_id, date(2026, 3, 30))
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual((claim.interest, claim.indemnity), (D(0), D(0)))

    def test_promise_does_not_stop_interest(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self.env["collection.hold"].create(
            {
                "case_id": invoice.collection_case_id.id,
                "kind": "promise",
                "reason": "Par téléphone",
                "date_from": date(2026, 4, 4),
                "date_to": date(2026, 6, 30),
            }
        )
        claim = self._claim(invoice, date(2026, 6, 30))
        self.assertEqual(self._lines(claim), [(91, "1000.00", "12.15", "30.29")])

    # -- notices -----------------------------------------------------------------

    def test_formal_notice_claims_interest_and_indemnity(self):
        invoice = self._invoice()
        self._climb(39)
        notice = self._play(date(2026, 5, 10))
        # 30 days of April and 10 of May: 1000 × 12.15 × 40 ÷ 36500 = 13.3151
        self.assertRecordValues(
            notice,
            [
                {
                    "amount_total": 1000.0,
                    "amount_interest": 13.32,
                    "amount_indemnity": 40.0,
                    "amount_claimed": 1053.32,
                }
            ],
        )
        self.assertEqual(
            notice.accessories["interest"],
            [
                [
                    invoice.name,
                    "2026-04-01",
                    "2026-05-10",
                    40,
                    "1000.00",
                    "12.15",
                    "13.32",
                ]
            ],
        )
        # Two days later the same notice says two days more.
        self._act(date(2026, 5, 12))
        self.assertEqual(notice.departed_on, date(2026, 5, 12))
        # 1000 × 12.15 × 42 ÷ 36500 = 13.9808
        self.assertEqual(notice.amount_interest, 13.98)
        self.assertIn("13,98", notice.letter_body)
        self.assertIn(
            "1 053,98",
            notice.letter_body.replace("\N{NO-BREAK SPACE}", " ").replace(
                "\N{NARROW NO-BREAK SPACE}", " "
            ),
        )

    def test_reminders_claim_the_principal_only(self):
        self._invoice()
        notice = self._play(date(2026, 4, 3))
        self.assertEqual((notice.amount_interest, notice.amount_claimed), (0.0, 1000.0))

    def test_notice_without_rate_claims_the_principal_and_says_why(self):
        self.debtor.sudo().collection_class = "public"
        self._invoice()
        self._climb(39)
        notice = self._play(date(2026, 5, 10))
        self.assertTrue(notice.claim_problem)
        self.assertEqual((notice.amount_interest, notice.amount_claimed), (0.0, 1000.0))
