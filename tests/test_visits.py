from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestVisits(CollectionCommon):
    """A visit is prepared, made and told like a call: what was said acts at once.

    The stage of the default policy that calls on day 25 goes there instead.
    """

    def setUp(self):
        super().setUp()
        stage = self.policy.stage_ids.filtered(lambda one: one.days == 25)
        stage.channel_ids = self.env.ref("account_collection.channel_visit")
        self.invoice = self._invoice()
        for offset in (3, 15):
            self._play_until(day(offset), day(offset))
        self.notice = self._play(day(25))
        self.visit = self.notice.delivery_ids
        self.case = self.notice.case_id
        self.assertEqual(self.visit.channel_code, "visit")

    def _say(self, outcome, on=26, source=None, **values):
        return self._say_outcome(source or self.visit, outcome, day(on), **values)

    def _activity(self):
        return self.case.activity_ids.filtered("collection_delivery_id")

    def test_it_is_asked_of_the_collector_with_name_and_script(self):
        activity = self._activity()
        self.assertEqual(activity.user_id, self.collector)
        self.assertIn("Visit Menuiserie Lefèvre", activity.summary)
        self.assertTrue(activity.note)

    def test_a_promise_on_the_spot_departs_the_visit_and_holds(self):
        self._say("promised", amount=400.0, date_until=day(33), note="At the counter")
        proof = self.notice.proof_ids
        self.assertEqual(
            (proof.kind, proof.outcome, proof.note, proof.user_id, proof.date),
            ("visit", "promised", "At the counter", self.collector, day(26)),
        )
        self.assertEqual(
            (self.notice.state, self.notice.departed_on), ("sent", day(26))
        )
        hold = self.case.hold_ids
        self.assertEqual(
            (hold.kind, hold.amount, hold.date_to), ("promise", 400.0, day(33))
        )
        self.assertFalse(self._activity())
        self.assertTrue(
            self.case.message_ids.filtered(lambda one: "Visit: Promises" in one.body)
        )

    def test_a_dispute_on_the_spot(self):
        reason = self.env.ref("account_collection.reason_quality")
        self._say("disputes", reason_id=reason.id, note="The roof leaks")
        self.assertEqual(self.case.hold_ids.kind, "dispute")
        self.assertEqual(self.notice.proof_ids.reason_id, reason)
        self.assertEqual(self.notice.state, "sent")

    def test_nobody_there_is_tried_again_and_counts_after_the_last_time(self):
        self._say("voicemail", on=25)
        self.assertEqual((self.visit.state, self.visit.attempts), ("ready", 1))
        self.assertEqual(self._activity().date_deadline, day(27))
        self._say("voicemail", on=27)
        self._say("voicemail", on=29)
        self.assertEqual(self.notice.departed_on, day(29))
        self.assertEqual(self.notice.proof_ids.mapped("kind"), ["visit"] * 3)
        self.assertEqual(self.notice.line_ids.item_id.stage_date, day(29))

    def test_the_case_offers_the_outcome_of_the_visit(self):
        self.assertEqual(self.case.call_ids, self.visit)
        self._say("reached", source=self.case)
        self.assertEqual(self.notice.proof_ids.kind, "visit")
        self.assertFalse(self.case.has_call)

    def test_one_button_says_he_was_met(self):
        with freeze_time(f"{day(26)} 10:00:00"):
            self.visit.with_user(self.collector).action_reached()
        proof = self.notice.proof_ids
        self.assertEqual((proof.kind, proof.outcome), ("visit", "reached"))

    def test_a_refusal_needs_its_reason_and_nothing_is_written(self):
        with self.assertRaisesRegex(UserError, "Choose the reason"):
            self._say("refuses")
        self.assertEqual(self.visit.state, "ready")
        self.assertFalse(self.notice.proof_ids)

    def test_nobody_is_visited_without_an_address(self):
        other = self._make_debtor("Garage", street=False, email="g@debtor.example")
        self._invoice(debtor=other)
        for offset in (26, 38):
            self._play_until(day(offset), day(offset))
        # first reminder on day 26, second twelve days later, the visit after ten
        self.assertFalse(
            self._play(day(48)).filtered(lambda one: one.partner_id == other)
        )
        why = self.run.line_ids.filtered(lambda one: one.item_id.partner_id == other)
        self.assertIn("no complete postal address", " ".join(why.mapped("reason")))
