from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .claim_common import ClaimCommon
from .common import day


@tagged("post_install", "-at_install")
class TestThanks(ClaimCommon):
    """Who paid all that was claimed from him is thanked once, and only while it is
    true and not absurd."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What a consumer pays late bears nothing: his case closes when he has paid.
        cls.debtor = cls._make_debtor(
            "Jeanne Petit", collection_class="consumer", lang="en_US"
        )
        cls.company.sudo().collection_thanks = True

    def _thanks(self, debtor=None):
        return self.env["collection.notice"].search(
            [
                ("partner_id", "=", (debtor or self.debtor).id),
                ("purpose", "=", "thanks"),
            ],
            order="id",
        )

    def _reminded(self, amount=1000.0, debtor=None):
        """Return an invoice whose first reminder left on day 3."""
        invoice = self._invoice(amount, debtor=debtor)
        self._play(day(3))
        return invoice

    # -- once ----------------------------------------------------------------

    def test_the_next_run_thanks_once_and_the_case_closes(self):
        invoice = self._reminded()
        self._pay(invoice, 1000.0, day(9))
        self.assertFalse(self._thanks())
        notice = self._play(day(10))
        self.assertEqual(notice, self._thanks())
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(10)))
        self.assertEqual(notice.thanked_item_ids, invoice.collection_item_ids)
        self.assertIn("thank you for your payment", notice.subject)
        self.assertIn(f"your payment of invoice {invoice.name}.", notice.body)
        self.assertNotIn("To pay by transfer", self._mails[0]["body"])
        self.assertEqual(
            self._mails[0]["email_to"], ['"Jeanne Petit" <compta@debtor.example>']
        )
        self.assertEqual(notice.case_id.phase, "closed")
        for later in (10, 11, 25):
            self.assertFalse(self._play(day(later)))

    def test_whoever_books_it_through_the_bank(self):
        invoice = self._reminded()
        line = self._bank_line(1000.0, day(9))
        self._match_bank_line(line, invoice.sudo()._collection_claim_lines())
        self._play(day(10))
        self.assertEqual(self._thanks().state, "sent")

    def test_all_that_was_paid_goes_in_one_message(self):
        first, second = self._invoice(100.0), self._invoice(50.0)
        self._play(day(3))
        self._pay(first, 100.0, day(5))
        self._play(day(6))
        # Half of it would be absurd: the other invoice is being claimed.
        self.assertFalse(self._thanks())
        self._pay(second, 50.0, day(7))
        self._play(day(8))
        thanks = self._thanks()
        self.assertEqual(len(thanks), 1)
        for invoice in (first, second):
            self.assertIn(f"<li>{invoice.name}</li>", thanks.body)

    def test_each_debtor_is_thanked_for_his_own(self):
        other = self._make_debtor(
            "Paul Roche", collection_class="consumer", lang="fr_FR"
        )
        mine, his = self._invoice(), self._invoice(debtor=other)
        self._play(day(3))
        self._pay(mine, 1000.0, day(4))
        self._pay(his, 1000.0, day(4))
        self._play(day(5))
        self.assertEqual(self._thanks()._thanked_names(), [mine.name])
        self.assertEqual(self._thanks(other)._thanked_names(), [his.name])
        self.assertEqual(self._thanks(other).lang, "fr_FR")

    def test_a_new_debt_paid_later_is_another_settlement(self):
        first = self._reminded()
        self._pay(first, 1000.0, day(4))
        self._play(day(5))
        second = self._invoice(70.0, due=day(30))
        self._play(day(33))
        self._pay(second, 70.0, day(34))
        self._play(day(35))
        self.assertEqual(
            [one._thanked_names() for one in self._thanks()],
            [[first.name], [second.name]],
        )

    # -- nobody is thanked ---------------------------------------------------

    def test_unless_the_company_wants_it(self):
        self.company.sudo().collection_thanks = False
        self._pay(self._reminded(), 1000.0, day(9))
        self._play(day(10))
        self.assertFalse(self._thanks())

    def test_not_for_what_was_paid_before_it_was_switched_on(self):
        self.company.sudo().collection_thanks = False
        invoice = self._reminded()
        # Another invoice, not due yet and not paid, keeps the case open.
        self._invoice(10.0, due=day(60))
        self._pay(invoice, 1000.0, day(9))
        self.company.sudo().collection_thanks = True
        self._play(day(10))
        self.assertFalse(self._thanks())

    def test_not_who_was_only_told_of_the_due_date(self):
        invoice = self._invoice()
        self.assertTrue(self._play(day(-5)).departed_on)
        self._pay(invoice, 1000.0, day(-1))
        self._play(day(3))
        self.assertFalse(self._thanks())

    def test_not_for_a_part(self):
        self._pay(self._reminded(), 999.0, day(9))
        self._play(day(10))
        self.assertFalse(self._thanks())

    def test_not_for_a_credit_note(self):
        invoice = self._reminded()
        invoice.sudo()._reverse_moves(
            [{"invoice_date": day(5), "date": day(5)}], cancel=True
        )
        self.assertFalse(invoice.collection_item_ids.is_open)
        self._play(day(6))
        self.assertFalse(self._thanks())

    def test_not_while_another_debt_is_claimed_that_day(self):
        invoice = self._reminded()
        self._invoice(20.0, due=day(7))
        self._pay(invoice, 1000.0, day(9))
        # Day 10 is day 3 of the other invoice: its first reminder leaves.
        self.assertEqual(self._play(day(10)).stage_id.name, "First reminder")
        self.assertFalse(self._thanks())

    def test_a_debt_that_is_not_due_does_not_matter(self):
        invoice = self._reminded()
        self._invoice(20.0, due=day(60))
        self._pay(invoice, 1000.0, day(9))
        self._play(day(10))
        self.assertTrue(self._thanks().departed_on)

    def test_not_while_interest_that_was_claimed_is_owed(self):
        debtor = self._make_debtor("Menuiserie Roy", lang="en_US")
        invoice = self._invoice(debtor=debtor)
        self._climb(40)
        formal = invoice.collection_notice_line_ids.notice_id.filtered(
            lambda one: one._is_formal()
        )
        self.assertTrue(formal.departed_on and formal.amount_indemnity)
        self._pay(invoice, 1000.0, day(42))
        self._play(day(43))
        self.assertFalse(self._thanks(debtor))
        # What was claimed is waived: nothing is owed any more.
        with freeze_time(f"{day(44)} 08:00:00"):
            action = formal.case_id.action_accessory_waive()
            wizard = self.env["collection.accessory.wizard"].browse(action["res_id"])
            wizard.reason = "Good will"
            wizard.action_confirm()
        self._play(day(44))
        self.assertTrue(self._thanks(debtor).departed_on)

    def test_interest_that_was_never_claimed_does_not_matter(self):
        debtor = self._make_debtor("Menuiserie Roy", lang="en_US")
        self._pay(self._reminded(debtor=debtor), 1000.0, day(9))
        self._play(day(10))
        self.assertTrue(self._thanks(debtor).departed_on)

    def test_not_during_a_dispute_but_after_a_promise(self):
        for kind, thanked in (("dispute", 0), ("promise", 1)):
            debtor = self._make_debtor(
                f"Debtor {kind}", collection_class="consumer", lang="en_US"
            )
            invoice = self._invoice(debtor=debtor)
            self._play(day(3))
            case = invoice.collection_case_id
            self.env["collection.hold"].create(
                {
                    "kind": kind,
                    "reason": "He says so",
                    "case_id": case.id,
                    "date_from": day(3),
                    "date_to": day(20),
                }
            )
            self._pay(invoice, 1000.0, day(9))
            self._play(day(10))
            with self.subTest(kind):
                self.assertEqual(len(self._thanks(debtor)), thanked)
                told = "not thanked" in "".join(case.message_ids.mapped("body"))
                self.assertEqual(told, not thanked)

    def test_not_after_stop_and_to_the_lawyer_alone(self):
        lawyer = self._make_debtor("Me Robert", email="robert@lawyers.example")
        for silence, mails in (("stop", 0), ("lawyer", 1)):
            debtor = self._make_debtor(
                f"Debtor {silence}", collection_class="consumer", lang="en_US"
            )
            invoice = self._invoice(debtor=debtor)
            self._play(day(3))
            debtor.sudo().write(
                {
                    "collection_silence": silence,
                    "collection_lawyer_id": silence == "lawyer" and lawyer.id,
                }
            )
            self._pay(invoice, 1000.0, day(9))
            self._play(day(10))
            with self.subTest(silence):
                self.assertEqual(len(self._thanks(debtor)), mails)
                sent = [one["email_to"] for one in self._mails]
                self.assertEqual(
                    sent, [['"Me Robert" <robert@lawyers.example>']] * mails
                )

    def test_not_by_post(self):
        invoice = self._reminded()
        case = invoice.collection_case_id
        self.debtor.sudo().email = False
        self._pay(invoice, 1000.0, day(9))
        self._play(day(10))
        self.assertFalse(self._thanks())
        self.assertIn("no e-mail address", "".join(case.message_ids.mapped("body")))

    # -- a payment that is taken back ----------------------------------------

    def test_a_payment_taken_back_before_they_leave(self):
        invoice = self._reminded()
        payment = self._pay(invoice, 1000.0, day(9))
        self._play(day(10), deliver=False)
        self.assertEqual(self._thanks().state, "ready")
        payment.action_draft()
        payment.action_cancel()
        self._play(day(11))
        thanks = self._thanks()
        self.assertEqual((thanks.state, thanks.departed_on), ("skipped", False))
        self.assertIn("taken back", thanks.reason)
        # Paid again, he is thanked: he was told nothing yet.
        self._pay(invoice, 1000.0, day(12))
        self._play(day(13))
        self.assertEqual(self._thanks().mapped("state"), ["skipped", "sent"])

    def test_who_was_thanked_is_not_thanked_again_for_the_same(self):
        invoice = self._reminded()
        payment = self._pay(invoice, 1000.0, day(9))
        self._play(day(10))
        payment.action_draft()
        payment.action_cancel()
        self._play(day(11))
        self._pay(invoice, 1000.0, day(12))
        self._play(day(13))
        self.assertEqual(len(self._thanks()), 1)

    def test_a_claim_recorded_before_they_leave(self):
        invoice = self._reminded()
        self._pay(invoice, 1000.0, day(9))
        self._play(day(10), deliver=False)
        self._invoice(20.0, due=day(8))
        self._play(day(11))
        self.assertEqual(self._thanks().state, "skipped")
        self.assertIn("Another debt", self._thanks().reason)

    # -- the contact guard ---------------------------------------------------

    def test_they_wait_for_the_guard_and_do_not_count(self):
        invoice = self._reminded()
        self._pay(invoice, 1000.0, day(3))
        self.company.sudo().write(
            {
                "collection_guard": True,
                "collection_guard_mails": False,
                "collection_guard_consumer_day": 0,
                "collection_guard_consumer_week": 1,
                "collection_guard_consumer_month": 0,
                "collection_guard_consumer_days_off": "none",
            }
        )
        # One contact a week: the reminder of day 3 is the one until day 10.
        self._play(day(4))
        self.assertEqual(self._thanks().state, "ready")
        self.assertIn("Contact guard", self._thanks().wait_reason)
        self._play(day(10))
        self.assertEqual(self._thanks().departed_on, day(10))
        # They do not count: the reminder of another debt leaves the next day.
        self._invoice(20.0, due=day(8))
        self.assertEqual(self._play(day(11)).departed_on, day(11))
        contacts = self.debtor.sudo()._collection_contacts(day(11))[self.debtor]
        self.assertEqual([one.day for one in contacts], [day(3), day(11)])

    # -- who may -------------------------------------------------------------

    def test_nobody_writes_it_down_by_hand(self):
        item = self._reminded().collection_item_ids
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                item.with_user(user).write({"is_settlement_told": True})

    def test_the_setting(self):
        settings = self.env["res.config.settings"].sudo().create({})
        self.assertEqual(settings.collection_thanks, self.company.collection_thanks)
        settings.collection_thanks = False
        settings.execute()
        self.assertFalse(self.company.collection_thanks)
