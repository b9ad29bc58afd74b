from datetime import date

from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestTruth(CollectionCommon):
    """What the ledger does not tell yet: each has its own reason."""

    def _credit(self, amount, on=None):
        """Receive ``amount`` from the debtor without matching it."""
        payment = (
            self.env["account.payment"]
            .sudo()
            .with_company(self.company)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": self.debtor.id,
                    "amount": amount,
                    "date": on or day(1),
                    "journal_id": self.company_data["default_journal_bank"].id,
                }
            )
        )
        payment.action_post()
        return payment

    def _deliver(self, on):
        with freeze_time(f"{on} 12:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()

    # -- what came in without being matched ----------------------------------

    def test_mentioned_as_the_default_has_it(self):
        self._invoice()
        self._credit(400.0)
        notice = self._play(day(3))
        self.assertEqual((notice.amount_total, notice.amount_unallocated), (1000, 400))
        self.assertEqual(notice.state, "sent")

    def test_skip_waits_until_it_is_matched(self):
        self.company.sudo().collection_credit = "skip"
        self._invoice()
        self._credit(0.01)
        self.assertFalse(self._play(day(3)))
        self.assertIn("is not matched", self.run.line_ids.reason)

    def test_skip_at_departure(self):
        self.company.sudo().collection_credit = "skip"
        self._invoice()
        notice = self._play(day(3), deliver=False)
        self._credit(10.0, day(3))
        self._deliver(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("is not matched", notice.reason)

    def test_deduct_claims_what_is_left(self):
        self.company.sudo().collection_credit = "deduct"
        self._invoice(1000.0)
        self._invoice(500.0)
        self._credit(400.0)
        notice = self._play(day(3))
        # 1000 + 500 - 400
        self.assertEqual((notice.amount_total, notice.amount_deducted), (1100, 400))
        self.assertEqual(notice.amount_unallocated, 0)
        self.assertIn("deducted", notice.body.replace("déduit", "deducted"))

    def test_deduct_reads_again_at_departure_and_returns_to_review(self):
        self.company.sudo().collection_credit = "deduct"
        stage = self.policy.stage_ids.filtered(lambda one: one.days == 3)
        stage.mode = "review"
        self._invoice(1000.0)
        notice = self._play(day(3), deliver=False)
        with freeze_time(f"{day(3)} 10:00:00"):
            notice.action_approve()
        self._credit(250.0, day(3))
        self._deliver(day(3))
        self.assertEqual(notice.state, "review")
        self.assertEqual((notice.amount_total, notice.amount_deducted), (750, 250))
        with freeze_time(f"{day(3)} 13:00:00"):
            notice.action_approve()
        self._deliver(day(3))
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.amount_total, 750)

    def test_deduct_of_everything_sends_nothing(self):
        self.company.sudo().collection_credit = "deduct"
        self._invoice(1000.0)
        self._credit(1000.0)
        self.assertFalse(self._play(day(3)))
        self.assertIn("cover what would be claimed", self.run.line_ids.reason)

    # -- an online payment under way -----------------------------------------

    def _transaction(self, invoice, state):
        if "transaction_ids" not in invoice._fields:
            self.skipTest("account_payment is not installed")
        provider = self.env.ref("payment.payment_provider_transfer").sudo()
        method = (
            self.env["payment.method"]
            .sudo()
            .with_context(active_test=False)
            .search([], limit=1)
        )
        return (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": provider.copy({"company_id": self.company.id}).id,
                    "payment_method_id": method.id,
                    "reference": f"TX-{invoice.id}",
                    "amount": invoice.amount_total,
                    "currency_id": invoice.currency_id.id,
                    "partner_id": invoice.partner_id.id,
                    "invoice_ids": [(6, 0, invoice.ids)],
                    "state": state,
                }
            )
        )

    def test_an_invoice_being_paid_online_is_not_claimed(self):
        paying, other = self._invoice(100.0), self._invoice(200.0)
        transaction = self._transaction(paying, "pending")
        notice = self._play(day(3))
        self.assertEqual(notice.line_ids.move_id, other)
        told = self.run.line_ids.filtered(lambda one: one.outcome == "skipped")
        self.assertIn(transaction.reference, told.reason)
        self.assertFalse(notice.case_id.activity_ids)
        transaction.state = "cancel"
        self.assertEqual(self._play(day(4)).line_ids.move_id, paying)

    def test_an_online_payment_between_recording_and_departure(self):
        invoice = self._invoice()
        notice = self._play(day(3), deliver=False)
        self._transaction(invoice, "pending")
        self._deliver(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("online payment", notice.reason)

    def test_a_payment_that_waits_for_its_bank_line_is_not_claimed(self):
        invoice = self._invoice()
        notice = self._play(day(3), deliver=False)
        # 'in_payment' is what the accounting application shows; Community says paid.
        self.env.cr.execute(
            "UPDATE account_move SET payment_state = 'in_payment' WHERE id = %s",
            [invoice.id],
        )
        invoice.invalidate_recordset(["payment_state"])
        self._deliver(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("under way", notice.reason)

    # -- never sent ----------------------------------------------------------

    def test_an_invoice_never_sent_is_not_reminded(self):
        self.company.sudo().collection_unsent = "ask"
        unsent, sent = self._invoice(100.0), self._invoice(200.0)
        sent.sudo().is_move_sent = True
        notice = self._play(day(3))
        self.assertEqual(notice.line_ids.move_id, sent)
        told = self.run.line_ids.filtered(lambda one: one.outcome == "skipped")
        self.assertIn(f"Invoice {unsent.name} was never sent", told.reason)
        self.assertIn(unsent.name, notice.case_id.activity_ids.summary)
        listed = self.env["account.move"].search(
            [("is_move_sent", "=", False), ("id", "in", (unsent | sent).ids)]
        )
        self.assertEqual(listed, unsent)
        unsent.sudo().action_collection_mark_sent()
        self.assertEqual(self._play(day(4)).line_ids.move_id, unsent)

    def test_unsent_is_looked_at_again_at_departure(self):
        invoice = self._invoice()
        notice = self._play(day(3), deliver=False)
        self.company.sudo().collection_unsent = "ask"
        self._deliver(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn(invoice.name, notice.reason)

    # -- the bank ------------------------------------------------------------

    def _bank_entry(self, on):
        return (
            self.env["account.bank.statement.line"]
            .sudo()
            .with_company(self.company)
            .create(
                {
                    "journal_id": self.company_data["default_journal_bank"].id,
                    "date": on,
                    "payment_ref": "x",
                    "amount": 1.0,
                }
            )
        )

    def _bank_tasks(self):
        journal = self.company_data["default_journal_bank"].sudo()
        return journal.activity_ids

    def test_a_stale_bank_warns_once_and_stops_nothing(self):
        self.company.sudo().collection_bank_days = 7
        self._invoice()
        self._invoice(due=day(1))
        self._bank_entry(date(2026, 3, 26))
        # 26 March is eight days before 3 April.
        notice = self._play(day(3))
        self.assertEqual(notice.state, "sent")
        self.assertEqual(len(self._bank_tasks()), 1)
        self.assertEqual(self._bank_tasks().user_id, self.collector)
        with freeze_time(f"{day(3)} 08:00:00"):
            self.assertTrue(self.run.bank_warning)
        self.assertTrue(self._play(day(4)))
        self.assertEqual(len(self._bank_tasks()), 1)

    def test_a_bank_of_just_so_many_days_is_fresh(self):
        self.company.sudo().collection_bank_days = 7
        self._invoice()
        self._bank_entry(date(2026, 3, 27))
        self._play(day(3))
        self.assertFalse(self._bank_tasks())
        self.company.sudo().collection_bank_days = 0
        self.assertFalse(self.company._collection_late_banks(date(2027, 1, 1)))

    def test_a_bank_that_is_not_followed_warns_of_nothing(self):
        self._invoice()
        self._play(day(3))
        self.assertFalse(self._bank_tasks())
