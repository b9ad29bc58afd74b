from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .accessory_common import FORTY, INTEREST, LATER, PAID, AccessoryCommon, D
from .letter_common import words_of


@tagged("post_install", "-at_install")
class TestStoryAccessories(AccessoryCommon):
    """The principal came late: what it bore is kept, waived or posted, day by day."""

    def test_case_waits_and_its_collector_is_asked_once(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        self._play(PAID)
        self.assertEqual(case.phase, "amicable")
        question = self._questions(case)
        self.assertEqual(len(question), 1)
        self.assertEqual(question.user_id, self.collector)
        text = words_of(question.summary)
        self.assertIn(invoice.name, text)
        self.assertIn("30.29", text)
        self.assertIn("40.00", text)
        self._play(LATER)
        self.assertEqual(self._questions(case), question)
        # Done without a decision: nothing changed, so nobody is asked again.
        question.action_feedback()
        self._play(date(2026, 7, 11))
        self.assertFalse(self._questions(case))
        self.assertNotEqual(case.phase, "closed")
        self.assertIn("30.29", words_of(case.accessory_question))

    def test_paid_in_time_closes_as_before(self):
        invoice = self._invoice()
        self._play(date(2026, 3, 27))
        case = invoice.collection_case_id
        self._pay(invoice, 1000.0, date(2026, 3, 31))
        self._play(date(2026, 4, 10))
        self.assertEqual((case.phase, case.outcome), ("closed", "settled"))

    def test_kept_claim_stays_in_its_open_case(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        self._play(PAID)
        kept = self._decide(
            "keep", {invoice: (INTEREST, FORTY)}, by=self.collector, on=LATER
        )
        self.assertRecordValues(
            kept,
            [
                {
                    "decision": "keep",
                    "case_id": case.id,
                    "user_id": self.collector.id,
                    "date": LATER,
                    "amount_interest": 30.29,
                    "amount_indemnity": 40.0,
                }
            ],
        )
        self.assertFalse(self._questions(case))
        self.assertFalse(case.accessory_question)
        self._play(date(2026, 7, 11))
        self.assertFalse(self._questions(case))
        self.assertNotEqual(case.phase, "closed")
        self.assertEqual(self._open(invoice), (INTEREST, FORTY))

    def test_waiver_is_a_managers_with_a_reason(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        self._play(PAID)
        shares = {invoice: (INTEREST, FORTY)}
        with self.assertRaises(AccessError):
            self._decide("waive", shares, "Old customer", by=self.collector)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._decide("waive", shares, "  ")
        self.assertEqual(self._open(invoice), (INTEREST, FORTY))
        waived = self._decide("waive", shares, "Old customer, first delay")
        self.assertEqual(waived.reason, "Old customer, first delay")
        self.assertEqual(self._open(invoice), (D(0), D(0)))
        # The day before the decision it was owed.
        self.assertEqual(self._open(invoice, date(2026, 7, 9)), (INTEREST, FORTY))
        self.assertFalse(self._questions(case))
        self._play(date(2026, 7, 11))
        self.assertEqual((case.phase, case.outcome), ("closed", "settled"))

    def test_waiver_of_the_interest_alone_leaves_the_indemnity(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        self._play(PAID)
        self._decide("waive", {invoice: (INTEREST, "0")}, "Pays the 40 EUR at once")
        self.assertEqual(self._open(invoice), (D(0), FORTY))
        question = words_of(self._questions(case).summary)
        self.assertIn("40.00", question)
        self.assertNotIn("30.29", question)

    def test_waiver_of_a_public_bodys_interest_is_void(self):
        town = self._make_debtor("Ville de Lyon", collection_class="public")
        invoice = self._paid_late(
            debtor=town, collection_contract_date=date(2025, 1, 15)
        )
        # ECB 2.15 + 8 = 10.15 %, the payment day included: 91 days.
        # 1000 × 10.15 × 91 ÷ 36500 = 25.3054 → 25.31
        self.assertEqual(self._open(invoice), (D("25.31"), FORTY))
        with self.assertRaisesRegex(UserError, "L2192-14"):
            self._decide("waive", {invoice: ("25.31", "40")}, "Good neighbours")
        self._decide("keep", {invoice: ("25.31", "40")}, by=self.collector)
        self.assertEqual(self._open(invoice), (D("25.31"), FORTY))

    def test_nobody_decides_about_more_than_is_open(self):
        invoice = self._paid_late()
        for shares in (("30.30", "0"), ("0", "40.01"), ("-1", "0"), ("0", "0")):
            with self.subTest(shares), self.assertRaises(UserError):
                self._decide("waive", {invoice: shares}, "Too much")
        self._decide("waive", {invoice: ("30.00", "0")}, "A round sum")
        with self.assertRaisesRegex(UserError, "more than what is open"):
            self._decide("waive", {invoice: ("0.30", "0")}, "Once more")
        self._decide("waive", {invoice: ("0.29", "0")}, "The rest")

    def test_unknown_class_is_asked_instead_of_closed(self):
        invoice = self._invoice()
        self._play(date(2026, 4, 3))
        case = invoice.collection_case_id
        self.debtor.sudo().collection_class = False
        self._pay(invoice, 1000.0, PAID)
        self._play(PAID)
        self.assertNotEqual(case.phase, "closed")
        self.assertIn("cannot be said", self._questions(case).summary)
        with self.assertRaises(UserError):
            self._decide("keep", {invoice: ("1", "0")})
        self.debtor.sudo().collection_class = "consumer"
        # No formal notice: no interest, and never the 40 EUR.
        self._play(LATER)
        self.assertEqual((case.phase, case.outcome), ("closed", "settled"))

    def test_closing_by_hand_says_what_was_not_decided(self):
        invoice = self._paid_late()
        case = invoice.collection_case_id
        case.action_close()
        self.assertEqual(case.outcome, "manual")
        told = " ".join(case.message_ids.mapped("body"))
        self.assertIn("30.29", words_of(told))

    def test_decisions_are_not_rewritten(self):
        invoice = self._paid_late()
        kept = self._decide("keep", {invoice: (INTEREST, FORTY)})
        with self.assertRaises(UserError):
            kept.sudo().amount_interest = 1.0
        with self.assertRaises(UserError):
            kept.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["collection.accessory"].with_user(self.manager).create(
                {
                    "move_id": invoice.id,
                    "decision": "waive",
                    "date": LATER,
                    "user_id": self.manager.id,
                    "reason": "By hand",
                    "currency_id": invoice.currency_id.id,
                    "indemnity_currency_id": invoice.currency_id.id,
                    "amount_interest": 30.29,
                }
            )

    def test_missing_rate_of_a_later_semester_is_no_matter(self):
        # Paid in June 2026: in 2027, whose rate nobody entered yet, it is the same.
        invoice = self._paid_late()
        self.assertEqual(self._open(invoice, date(2027, 1, 5)), (INTEREST, FORTY))

    # -- roles ---------------------------------------------------------------

    def test_reader_sees_decisions_and_takes_none(self):
        invoice = self._paid_late()
        reader = self._user("reader", "account_collection.group_collection_readonly")
        kept = self._decide("keep", {invoice: (INTEREST, FORTY)})
        self.assertEqual(kept.with_user(reader).amount_interest, 30.29)
        with self.assertRaises(AccessError):
            self._decide("post", {invoice: (INTEREST, FORTY)}, by=reader)
        with self.assertRaises(AccessError):
            invoice.with_user(reader).action_collection_accessory()

    def test_companies_do_not_see_each_other(self):
        invoice = self._paid_late()
        kept = self._decide("keep", {invoice: (INTEREST, FORTY)})
        cost = self.env["collection.cost"].create(
            {"name": "Letter", "case_id": kept.case_id.id, "amount": 6.5}
        )
        other = self.env(su=True)["res.company"].create({"name": "Other"})
        stranger = self._user(
            "stranger", "account_collection.group_collection_manager", other
        )
        for mine in (kept, cost):
            with self.subTest(mine._name), self.assertRaises(AccessError):
                mine.with_user(stranger).check_access("read")

    def test_two_invoices_are_decided_at_once(self):
        first = self._paid_late()
        second = self._paid_late(500.0)
        # 500 × 12.15 × 91 ÷ 36500 = 15.1459 → 15.15
        made = self._decide("keep", {first: (INTEREST, FORTY), second: ("15.15", "40")})
        self.assertEqual(made.move_id, first | second)
        sums = self.env["collection.accessory"]._sums(first | second)
        self.assertTrue(sums[first]["kept"] and sums[second]["kept"])
        self._play(date(2026, 7, 11))
        self.assertFalse(self._questions(first.collection_case_id))
