from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day
from .letter_common import words_of


@tagged("post_install", "-at_install")
class TestMoneyAtHand(CollectionCommon):
    """Who has paid is not reminded because his money waits to be matched."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dollar = cls.env.ref("base.USD").sudo()
        cls.dollar.active = True
        # 1 EUR is 1.25 USD: 1,000 EUR are 1,250 USD.
        cls.env["res.currency.rate"].sudo().create(
            {
                "currency_id": cls.dollar.id,
                "name": "2026-01-01",
                "rate": 1.25,
                "company_id": cls.company.id,
            }
        )

    def _bank_entry(self, amount, on, debtor=None, **values):
        return (
            self.env["account.bank.statement.line"]
            .sudo()
            .create(
                {
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "date": on,
                    "amount": amount,
                    "payment_ref": "VIR RECU",
                    "partner_id": (debtor or self.debtor).id,
                    **values,
                }
            )
        )

    def _dollars(self, amount, on, **values):
        return self._unmatched_payment(amount, on, currency_id=self.dollar.id, **values)

    def _withheld(self):
        return self.run.line_ids.filtered(lambda one: one.outcome == "skipped")

    def _deliver(self, on):
        with freeze_time(f"{on} 09:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()

    # -- in the bank ---------------------------------------------------------

    def test_a_bank_entry_between_recording_and_departure(self):
        self._invoice(1000.0)
        notice = self._play(day(3), deliver=False)
        self._bank_entry(1000.0, day(3))
        self._deliver(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("bank entries", notice.reason)
        self.assertIn("match them first", notice.reason)

    def test_a_bank_entry_that_does_not_cover_the_claim(self):
        self._invoice(1000.0)
        self._bank_entry(999.99, day(2))
        notice = self._play(day(3))
        self.assertEqual((notice.state, notice.amount_total), ("sent", 1000.0))
        # It is no credit of the account, and he is told that it came.
        self.assertFalse(notice.amount_unallocated)
        self.assertIn("999,99 €", words_of(notice.body))

    def test_money_that_left_or_is_of_somebody_else(self):
        self._invoice(1000.0)
        self._bank_entry(-1000.0, day(2))
        self._bank_entry(1000.0, day(2), debtor=self._make_debtor("Autre"))
        notice = self._play(day(3))
        self.assertEqual((notice.state, notice.credit_elsewhere), ("sent", False))

    def test_what_the_bank_has_less_than_the_books_makes_nothing_less(self):
        first = self._invoice(1000.0)
        self._pay(first, 1000.0, day(1))
        self._unmatched_payment(800.0, day(1))
        # 300 in the bank are part of the 1,800 entered by hand: no money of their own,
        # and the 800 are there as before.
        self._bank_entry(300.0, day(2))
        self._invoice(800.0)
        self.assertFalse(self._play(day(3)))
        self._invoice(1.0)
        notice = self._play(day(4))
        self.assertEqual(
            (notice.amount_unallocated, notice.credit_elsewhere), (800.0, False)
        )

    def _assert_told(self, told, amount, withheld, reason):
        """One debtor is written to about ``amount``, another one is not."""
        notice = self._play(day(3))
        self.assertEqual(
            (notice.partner_id, notice.state, notice.amount_total),
            (told, "sent", amount),
        )
        self.assertEqual(self._withheld().partner_id, withheld)
        self.assertIn(reason, self._withheld().reason)
        return notice

    def test_a_payment_entered_by_hand_is_the_money_in_the_bank(self):
        # Entered up to 15 days before the entry in the bank it is the same transfer.
        same, other = self._make_debtor("Same"), self._make_debtor("Other")
        for debtor, entered in ((same, day(-13)), (other, day(-14))):
            first = self._invoice(1000.0, due=day(-60), debtor=debtor)
            self._pay(first, 1000.0, entered)
            self._bank_entry(1000.0, day(2), debtor=debtor)
            self._invoice(800.0, debtor=debtor)
        self._assert_told(same, 800.0, other, "match them first")

    # -- in another currency -------------------------------------------------

    def test_dollars_worth_nearly_the_claim_in_euros(self):
        # 95 % of 1,000 EUR are 950 EUR, or 1,187.50 USD.
        less, enough = self._make_debtor("Less"), self._make_debtor("Enough")
        for debtor, amount in ((less, 1187.49), (enough, 1187.5)):
            self._invoice(1000.0, debtor=debtor)
            self._dollars(amount, day(1), partner_id=debtor.id)
        notice = self._assert_told(less, 1000.0, enough, "another currency")
        self.assertIn("$ 1 187,49", words_of(notice.body))

    def test_dollars_are_mentioned_where_euros_are_deducted(self):
        self.company.sudo().collection_credit = "deduct"
        self._invoice(1000.0)
        self._unmatched_payment(100.0, day(1))
        self._dollars(125.0, day(1))
        notice = self._play(day(3))
        # 1,000 - 100; the 125 USD are told and not counted.
        self.assertEqual((notice.amount_total, notice.amount_deducted), (900, 100))
        self.assertEqual(words_of(notice.credit_elsewhere), "$ 125,00")

    def test_dollars_that_were_matched_before_departure_are_not_mentioned(self):
        self._invoice(1000.0)
        payment = self._dollars(500.0, day(1))
        notice = self._play(day(3), deliver=False)
        self.assertEqual(words_of(notice.credit_elsewhere), "$ 500,00")
        payment.action_draft()
        payment.action_cancel()
        self._deliver(day(3))
        self.assertEqual((notice.state, notice.credit_elsewhere), ("sent", False))
        self.assertNotIn("$", notice.body)

    def test_dollars_for_an_invoice_in_dollars(self):
        self._invoice(1000.0)
        self._invoice(1250.0, currency_id=self.dollar.id)
        self._dollars(1250.0, day(1))
        notice = self._play(day(3))
        # The money covers the claim in dollars and nothing of that in euros.
        self.assertEqual(notice.mapped("currency_id.name"), ["EUR"])
        self.assertEqual((notice.state, notice.amount_total), ("sent", 1000.0))
        # Nor is it money that he could not have meant for something else.
        self.assertFalse(notice.credit_elsewhere)

    def test_dollars_between_recording_and_departure(self):
        self._invoice(1000.0)
        notice = self._play(day(3), deliver=False)
        self._dollars(1250.0, day(3))
        self._deliver(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("another currency", notice.reason)

    def test_a_company_that_waits_for_matching_waits_in_any_currency(self):
        self.company.sudo().collection_credit = "skip"
        self._invoice(1000.0)
        self._dollars(10.0, day(1))
        self.assertFalse(self._play(day(3)))
        self.assertIn("not matched", self.run.line_ids.reason)

    # -- in another branch ---------------------------------------------------

    def _branch(self):
        branch = (
            self.env["res.company"]
            .sudo()
            .create({"name": "Agence de Lyon", "parent_id": self.company.id})
        )
        self.cr.precommit.run()
        branch.write(
            {
                "collection_active": True,
                "collection_guard": False,
                "collection_unsent": "remind",
            }
        )
        return branch

    def _play_branch(self, branch):
        with freeze_time(f"{day(3)} 08:00:00"):
            run = self.env["collection.run"].sudo().with_company(branch)
            return run._play(branch, day(3)).line_ids

    def test_a_payment_to_the_head_office_covers_the_claim_of_a_branch(self):
        branch = self._branch()
        self._invoice(100.0, company_id=branch.id)
        self._unmatched_payment(100.0, day(1))
        told = self._play_branch(branch)
        self.assertEqual(told.company_id, branch)
        self.assertFalse(told.notice_id)
        self.assertIn("match them first", told.reason)

    def test_a_bank_entry_of_the_head_office_covers_the_claim_of_a_branch(self):
        branch = self._branch()
        self._invoice(100.0, company_id=branch.id)
        self._bank_entry(100.0, day(1))
        told = self._play_branch(branch)
        self.assertFalse(told.notice_id)
        self.assertIn("match them first", told.reason)

    def test_a_bank_entry_of_the_head_office_is_mentioned_by_a_branch(self):
        branch = self._branch()
        self._invoice(100.0, company_id=branch.id)
        self._bank_entry(40.0, day(1))
        notice = self._play_branch(branch).notice_id
        self.assertEqual(words_of(notice.credit_elsewhere), "40,00 €")
