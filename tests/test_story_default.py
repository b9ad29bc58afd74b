from datetime import date

from odoo.tests import tagged

from .common import DUE, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestStoryDefault(CollectionCommon):
    """The default policy, day by day, as a clerk lives it."""

    def test_silent_debtor_climbs_every_rung_once(self):
        self._invoice()
        history = self._play_until(day(-10), day(70))
        self.assertEqual(
            self._stages(history),
            [
                (-5, "Courtesy message"),
                (3, "First reminder"),
                (15, "Second reminder"),
                (25, "Phone call"),
                (40, "Formal notice"),
            ],
        )
        item = self.env["collection.item"].search([])
        self.assertEqual(item.stage_id.name, "Hand-off proposed")
        self.assertEqual(item.stage_date, day(60))
        self.assertFalse(item.next_date)
        self.assertEqual(item.case_id.phase, "formal")

    def test_second_play_of_a_day_writes_nothing(self):
        self._invoice()
        self._invoice(debtor=self._make_debtor("Sans adresse", email=False))
        self.assertEqual(len(self._play(day(3))), 1)
        self.assertEqual(self.run.skipped_count, 1)
        self.assertFalse(self._play(day(3)))
        # Nor why the other cannot be written to: that was told already.
        self.assertFalse(self.run)

    def test_payment_ends_it_without_anybody_touching_the_case(self):
        # A consumer owes nothing more: a business that pays late still owes interest
        # and 40 EUR (test_story_accessories).
        self.debtor.sudo().collection_class = "consumer"
        invoice = self._invoice()
        self._play_until(day(-5), day(3))
        case = invoice.collection_case_id
        self._pay(invoice, 1000.0, day(10))
        self.assertFalse(self._play_until(day(10), day(70)))
        self.assertEqual((case.phase, case.outcome), ("closed", "settled"))

    def test_partial_payment_changes_the_next_amount(self):
        invoice = self._invoice()
        first = self._play(day(3))
        self._pay(invoice, 400.0, day(10))
        second = self._play(day(15))
        self.assertEqual(first.amount_total, 1000.0)
        self.assertEqual(second.amount_total, 600.0)
        self.assertRecordValues(
            second.line_ids,
            [{"amount_total": 1000.0, "amount_paid": 400.0, "amount_residual": 600.0}],
        )

    def test_paid_between_queueing_and_departure(self):
        invoice = self._invoice()
        notice = self._play(day(3), deliver=False)
        self.assertEqual(notice.state, "ready")
        self._pay(invoice, 1000.0, day(3))
        self._play(day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertFalse(notice.departed_on)
        self.assertIn("Nothing is open", notice.reason)

    def test_formal_notice_whose_reason_was_paid_does_not_leave_for_the_rest(self):
        old = self._invoice(1000.0)
        self._climb(39)
        recent = self._invoice(200.0, due=day(37))
        notice = self._play(day(40))
        self.assertEqual(notice.line_ids.move_id, old | recent)
        self._pay(old, 1000.0, day(40))
        self._act(day(40))
        self.assertEqual(notice.state, "skipped")
        again = self._play(day(41))
        self.assertEqual(again.stage_id.name, "First reminder")
        self.assertEqual(again.line_ids.move_id, recent)

    def test_letter_departs_when_the_print_is_confirmed(self):
        self._invoice()
        self._play(day(3))
        notice = self._play(day(15))
        email, letter = notice.delivery_ids.sorted("channel_code")
        self.assertEqual((email.state, letter.state), ("sent", "ready"))
        self.assertEqual(notice.departed_on, day(15))
        self._act(day(17))
        self.assertEqual(letter.departed_on, day(17))
        # The notice left once, by e-mail: the clock counts from then.
        self.assertEqual(notice.departed_on, day(15))
        self.assertEqual(notice.line_ids.item_id.next_date, day(25))

    def test_a_late_formal_notice_moves_what_follows(self):
        self._invoice()
        self._climb(30)
        self._play_until(day(39), day(49), people=False)
        item = self.env["collection.item"].search([])
        self.assertEqual(item.stage_id.name, "Phone call")
        self._play_until(day(50), day(50))
        self.assertEqual(item.stage_id.name, "Formal notice")
        self.assertEqual(item.next_date, day(70))

    def test_formal_notice_waits_for_a_person(self):
        self._invoice()
        self._climb(39)
        notice = self._play(day(40))
        self.assertEqual(notice.state, "review")
        self.assertTrue(
            notice.case_id.activity_ids.filtered(
                lambda activity: notice.name in activity.summary
            )
        )
        self.assertFalse(self._play(day(41)))
        self._act(day(41))
        self.assertEqual(notice.departed_on, day(41))
        self.assertEqual(notice.date_deadline, day(49))

    def test_amount_changed_after_approval_goes_back_to_review(self):
        invoice = self._invoice()
        self._climb(39)
        notice = self._play(day(40))
        notice.with_user(self.collector).action_approve()
        self._pay(invoice, 250.0, day(40))
        self.assertFalse(self.env["collection.batch"]._make(notice.delivery_ids))
        self.assertEqual(notice.state, "review")
        self.assertIn("changed from", notice.reason)
        self.assertEqual(notice.amount_total, 750.0)

    def test_unknown_class_never_gets_a_formal_notice(self):
        self.debtor.collection_class = False
        self._invoice()
        history = self._play_until(day(-5), day(60))
        self.assertEqual(self._stages(history)[-1], (25, "Phone call"))
        questions = self.env["collection.case"].search([]).activity_ids
        self.assertEqual(len(questions), 1)
        self.assertIn("class", questions.summary)
        self.debtor.collection_class = "business"
        self._play_until(day(61), day(61))
        self.assertEqual(invoice_stage(self.env), "Formal notice")

    def test_old_debt_enters_at_the_first_claim(self):
        self._invoice(due=date(2025, 1, 31))
        notice = self._play(day(0))
        self.assertEqual(notice.stage_id.name, "First reminder")

    def test_hold_from_the_due_date_moves_the_ladder(self):
        invoice = self._invoice()
        self._play(day(-5))
        self.env["collection.hold"].create(
            {
                "kind": "dispute",
                "reason": "Wrong goods",
                "case_id": invoice.collection_case_id.id,
                "move_id": invoice.id,
                "date_from": DUE,
                "date_to": day(13),
            }
        )
        history = self._play_until(day(0), day(30))
        # Fourteen days stood still: +3 becomes +17, +15 becomes +29.
        self.assertEqual(
            self._stages(history), [(17, "First reminder"), (29, "Second reminder")]
        )

    def test_one_notice_per_debtor_and_currency(self):
        first = self._invoice(100.0)
        second = self._invoice(200.0, due=day(-12))
        usd = self.env.ref("base.USD")
        usd.sudo().active = True
        third = self._invoice(300.0, currency_id=usd.id)
        # The second one has had its first reminder when the others get theirs.
        self._play(day(-9))
        notices = self._play(day(3))
        euro = notices.filtered(lambda one: one.currency_id != usd)
        self.assertEqual(len(notices), 2)
        self.assertEqual(euro.line_ids.move_id, first | second)
        self.assertEqual(euro.stage_id.name, "Second reminder")
        self.assertEqual(euro.amount_total, 300.0)
        self.assertEqual(
            {line.move_id: line.stage_id.name for line in euro.line_ids},
            {first: "First reminder", second: "Second reminder"},
        )
        self.assertEqual((notices - euro).line_ids.move_id, third)

    def test_instalments_are_due_items_of_their_own(self):
        term = (
            self.env["account.payment.term"]
            .sudo()
            .create(
                {
                    "name": "Half and half",
                    "line_ids": [
                        (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 30}),
                        (0, 0, {"value": "percent", "value_amount": 50, "nb_days": 60}),
                    ],
                }
            )
        )
        invoice = self._invoice(invoice_payment_term_id=term.id, invoice_date_due=False)
        dues = sorted(
            invoice.line_ids.filtered("date_maturity").mapped("date_maturity")
        )
        self.assertEqual(dues[0], DUE)
        notice = self._play(day(3))
        self.assertEqual(notice.amount_total, 500.0)
        self.assertEqual(notice.line_ids.date_due, DUE)
        # The second, due on day 30, begins at the bottom while the first climbs on.
        lines = self._play(day(33)).line_ids.sorted("date_due")
        self.assertEqual(
            [(line.date_due, line.stage_id.name) for line in lines],
            [(DUE, "Second reminder"), (day(30), "First reminder")],
        )

    def test_excluded_and_blocked_invoices_are_never_on_the_ladder(self):
        excluded, blocked = self._invoice(), self._invoice()
        excluded.sudo().no_followup = True
        blocked.sudo().action_toggle_block_payment()
        self.assertFalse(self._play(day(3)))
        self.assertIn("excluded", excluded.collection_why)
        self.assertIn("blocked", blocked.collection_why)

    def test_unallocated_credit_that_covers_the_claim_asks_a_person(self):
        self._invoice(500.0)
        refund = self._invoice(500.0, move_type="out_refund")
        self.assertEqual(refund.amount_residual, 500.0)
        self.assertFalse(self._play(day(3)))
        self.assertEqual(self.run.line_ids.outcome, "skipped")
        self.assertIn("Unallocated", self.run.line_ids.reason)

    def test_inert_until_switched_on(self):
        self.company.sudo().collection_active = False
        invoice = self._invoice()
        self.assertFalse(self._play(day(3)))
        self.assertIn("switched off", invoice.collection_why)


def invoice_stage(env):
    """Return the name of the stage of the only due item."""
    return env["collection.item"].search([]).stage_id.name
