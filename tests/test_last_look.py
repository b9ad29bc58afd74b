from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestLastLook(CollectionCommon):
    """What waited for days is looked at as if it was recorded today."""

    def _formal(self):
        """Return a formal notice that waits for a reviewer on day 40."""
        self.invoice = self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        self.assertEqual((notice.state, notice.amount_indemnity), ("review", 40.0))
        return notice

    def _print(self, notice, on):
        with freeze_time(f"{on} 10:00:00"):
            return notice.action_print()

    def _questions(self, case):
        return " ".join(case.activity_ids.mapped("summary"))

    # -- nobody need look at what is settled ---------------------------------

    def test_what_waits_for_review_and_is_paid_is_put_away(self):
        notice = self._formal()
        case = notice.case_id
        self.assertIn("Review notice", self._questions(case))
        self._pay(self.invoice, 1000.0, day(41))
        self._play(day(42))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("Nothing is open", notice.reason)
        self.assertNotIn("Review notice", self._questions(case))

    def test_nobody_is_asked_to_call_who_has_paid(self):
        invoice = self._invoice()
        self._climb(15)
        call = self._play(day(25))
        self.assertIn("Call ", self._questions(call.case_id))
        self._pay(invoice, 1000.0, day(25))
        self._play(day(26))
        self.assertEqual(call.state, "skipped")
        self.assertNotIn("Call ", self._questions(call.case_id))

    def test_what_is_paid_in_part_still_waits(self):
        notice = self._formal()
        self._pay(self.invoice, 999.99, day(41))
        self._play(day(42))
        self.assertEqual(notice.state, "review")

    def test_posted_again_its_cancellation_is_put_away(self):
        invoice = self._invoice()
        self._play(day(3))
        with freeze_time(f"{day(4)} 10:00:00"):
            invoice.sudo().button_draft()
        void = self.env["collection.notice"].search(
            [("cancelled_move_id", "=", invoice.id)]
        )
        self._play(day(5))
        self.assertEqual(void.state, "review")
        invoice.sudo().action_post()
        self._play(day(6))
        self.assertEqual(void.state, "skipped")
        self.assertIn("posted again", void.reason)

    # -- the debtor as he is by now ------------------------------------------

    def test_a_class_taken_away_stops_a_formal_notice(self):
        notice = self._formal()
        self.debtor.sudo().collection_class = False
        with freeze_time(f"{day(41)} 10:00:00"):
            notice.action_approve()
        told = self._print(notice, day(41))
        self.assertIn("needs the debtor's class", told["params"]["message"])
        self.assertEqual(notice.state, "skipped")

    def test_approved_for_a_business_it_does_not_leave_to_a_consumer(self):
        notice = self._formal()
        with freeze_time(f"{day(40)} 10:00:00"):
            notice.action_approve()
        self.debtor.sudo().collection_class = "consumer"
        self._print(notice, day(41))
        self.assertEqual(notice.state, "review")
        # A consumer owes no 40 EUR, and interest only from this notice on.
        self.assertEqual((notice.amount_indemnity, notice.amount_interest), (0.0, 0.0))

    def test_the_delay_counts_from_the_day_it_leaves(self):
        notice = self._formal()
        # Eight days, from the day it was recorded, then from the day it is printed.
        self.assertEqual(notice.date_deadline, day(48))
        with freeze_time(f"{day(41)} 10:00:00"):
            notice.action_approve()
        self._print(notice, day(45))
        self.assertEqual(notice.date_deadline, day(53))

    def test_another_language(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        self.debtor.sudo().lang = "en_US"
        with freeze_time(f"{day(3)} 10:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            subject = self._mails[0]["subject"]
        self.assertEqual(notice.lang, "en_US")
        self.assertIn("payment reminder", subject)

    def test_a_letter_without_address_is_not_printed(self):
        notice = self._formal()
        with freeze_time(f"{day(40)} 10:00:00"):
            notice.action_approve()
        self.debtor.sudo().write({"street": False, "zip": False, "city": False})
        told = self._print(notice, day(40))
        self.assertIn("no complete postal address", told["params"]["message"])
        self.assertEqual(notice.state, "failed")
        self.assertIn("no complete postal address", self._questions(notice.case_id))
        self.assertFalse(notice.departed_on)

    # -- what is claimed, not what is only announced -------------------------

    def test_money_that_covers_what_is_overdue(self):
        self._invoice(300.0)
        self._invoice(1000.0, due=day(8))
        self._unmatched_payment(300.0, day(1))
        # 300 are overdue and 300 came in; the 1,000 of day 8 are only announced.
        self.assertFalse(self._play(day(3)))
        self.assertIn("match them first", self.run.line_ids[0].reason)

    def test_money_that_covers_what_is_overdue_comes_before_departure(self):
        self._invoice(300.0)
        self._invoice(1000.0, due=day(8))
        notice = self._play(day(3), deliver=False)
        self.assertEqual((notice.amount_total, notice.amount_announced), (300, 1000))
        self._unmatched_payment(300.0, day(3))
        with freeze_time(f"{day(3)} 10:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            self.assertFalse(self._mails)
        self.assertIn("match them first", notice.reason)

    def test_nothing_is_claimed_once_all_is_deducted(self):
        self.company.sudo().collection_credit = "deduct"
        self._invoice(300.0)
        self._invoice(1000.0, due=day(8))
        self._unmatched_payment(350.0, day(1))
        # 300 - 350: a reminder would claim nothing.
        self.assertFalse(self._play(day(3)))
        self.assertIn("match them first", self.run.line_ids[0].reason)

    # -- an invoice on the ladder of which nothing was said -------------------

    def test_deleting_it_is_refused_in_words(self):
        invoice = self._invoice()
        case = self._play(day(3), deliver=False).case_id
        invoice.sudo().button_draft()
        with self.assertRaisesRegex(UserError, f"{case.name}: cancel it instead"):
            invoice.sudo().with_context(force_delete=True).unlink()
