from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestReversals(CollectionCommon):
    """What is undone in the ledger brings the debt back to where it was."""

    def _standing(self, invoice):
        item = invoice.collection_item_ids
        return item.stage_id.name, item.stage_date

    def _reminded(self):
        """Return an invoice reminded twice: on day 3 and day 15."""
        invoice = self._invoice()
        self._climb(15)
        self.assertEqual(self._standing(invoice), ("Second reminder", day(15)))
        return invoice

    def _goes_on(self, invoice, on):
        """Check that nothing is said twice and that the next stage is the call."""
        self.assertEqual(self._standing(invoice), ("Second reminder", day(15)))
        before = invoice.collection_notice_line_ids.stage_id
        notice = self._play(on)
        self.assertEqual(notice.channel_names, "Phone call")
        self.assertNotIn(notice.stage_id, before)

    def test_an_undone_reconciliation(self):
        invoice = self._reminded()
        self._pay(invoice, 1000.0, day(16))
        self.assertFalse(self._play(day(20)))
        invoice.sudo().line_ids.remove_move_reconcile()
        # The money is still there, unmatched: it covers the claim.
        self.assertFalse(self._play(day(25)))
        self.assertEqual(self._standing(invoice), ("Second reminder", day(15)))
        self.assertIn("match them first", self.run.line_ids.reason)

    def test_a_bounced_payment(self):
        invoice = self._reminded()
        payment = self._pay(invoice, 1000.0, day(16))
        self._play(day(20))
        payment.action_draft()
        payment.action_cancel()
        self.assertIn(invoice.payment_state, ("not_paid", "partial"))
        self._goes_on(invoice, day(25))

    def test_a_part_payment_undone_restores_the_amount(self):
        invoice = self._reminded()
        payment = self._pay(invoice, 300.0, day(16))
        notice = self._play(day(25))
        self.assertEqual(notice.amount_total, 700.0)
        payment.action_draft()
        payment.action_cancel()
        with freeze_time(f"{day(26)} 10:00:00"):
            notice.delivery_ids.action_done()
        self.assertEqual(notice.amount_total, 1000.0)

    def test_reset_to_draft_and_posted_again(self):
        invoice = self._reminded()
        number = invoice.name
        invoice.sudo().button_draft()
        self.assertFalse(self._play(day(25)))
        invoice.sudo().action_post()
        self.assertEqual(invoice.name, number)
        self._goes_on(invoice, day(26))

    def test_a_reversed_credit_note(self):
        invoice = self._reminded()
        refund = invoice.sudo()._reverse_moves(
            [{"invoice_date": day(16), "date": day(16)}], cancel=True
        )
        self.assertIn(invoice.payment_state, ("reversed", "paid"))
        self.assertFalse(self._play(day(20)))
        refund.line_ids.remove_move_reconcile()
        refund.button_draft()
        refund.button_cancel()
        self._goes_on(invoice, day(25))

    # -- an invoice that was claimed -----------------------------------------

    def test_a_claimed_invoice_is_not_cancelled_silently(self):
        invoice = self._reminded()
        first, second = invoice.collection_notice_line_ids.notice_id.filtered(
            lambda one: one.departed_on and one.departed_on >= day(3)
        ).sorted("departed_on")
        with freeze_time(f"{day(16)} 10:00:00"):
            told = invoice.sudo().button_cancel()
        self.assertEqual(invoice.state, "cancel")
        message = told["params"]["message"]
        for notice in (first, second):
            self.assertIn(notice.name, message)
        self.assertIn("notice of cancellation", message)
        told = "".join(invoice.collection_case_id.message_ids.mapped("body"))
        self.assertIn(f"Invoice {invoice.name} is cancelled", told)
        self.assertIn(invoice.name, invoice.message_ids[0].body)

    def test_an_invoice_nobody_heard_of_is_cancelled_as_before(self):
        invoice = self._invoice()
        self.assertIsNone(invoice.sudo().button_cancel())
        self.assertFalse(invoice.collection_case_id)

    def test_a_claimed_invoice_is_not_deleted(self):
        invoice = self._reminded()
        other = self._invoice(5.0)
        invoice.sudo().button_draft()
        with self.assertRaisesRegex(UserError, "was claimed"):
            invoice.sudo().with_context(force_delete=True).unlink()
        other.sudo().button_draft()
        other.sudo().with_context(force_delete=True).unlink()
        self.assertFalse(other.exists())
