from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import day
from .test_replies import ReplyCommon


class OutcomeCommon(ReplyCommon):
    """The call of the default policy, which falls due 25 days after the due date."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice()
        self._climb(24)
        self.notice = self._play(day(25))
        self.call = self.notice.delivery_ids
        self.case = self.notice.case_id
        self.assertEqual(self.call.channel_code, "phone")

    def _say(self, outcome, on=25, case=None, **values):
        return self._say_outcome(case or self.call, outcome, day(on), **values)

    def _reason(self, code):
        return self.env.ref(f"account_collection.reason_{code}").id

    def _activity(self):
        return self.case.activity_ids.filtered("collection_delivery_id")


@tagged("post_install", "-at_install")
class TestOutcomes(OutcomeCommon):
    """What a debtor said on the phone acts at once."""

    def test_reached(self):
        self._say("reached", note="Calls back tomorrow")
        proof = self.notice.proof_ids
        self.assertEqual(
            (proof.kind, proof.outcome, proof.note, proof.user_id, proof.date),
            ("call", "reached", "Calls back tomorrow", self.collector, day(25)),
        )
        self.assertEqual(self.notice.departed_on, day(25))
        self.assertFalse(self._activity())
        self.assertFalse(self.case.is_on_hold)

    def test_one_button_reached(self):
        with freeze_time(f"{day(25)} 10:00:00"):
            self.call.with_user(self.collector).action_reached()
        self.assertEqual(self.notice.proof_ids.outcome, "reached")
        self.assertEqual(self.notice.state, "sent")

    def test_promised_holds_until_the_day_and_asks_afterwards(self):
        self._say("promised", amount=600.0, date_until=day(35), note="By transfer")
        hold = self.case.hold_ids
        self.assertEqual(
            (hold.kind, hold.amount, hold.date_from, hold.date_to, hold.end_action),
            ("promise", 600.0, day(25), day(35), "task"),
        )
        self.assertEqual(self.case.stance, "good_faith")
        self.assertEqual(self.notice.proof_ids.outcome, "promised")
        # The formal notice stands on day 40, 15 days after the call; the 10 days after
        # the call that were on hold (26 to 35) do not count.
        self.assertFalse(self._play(day(35)))
        self._play(day(36))
        self.assertTrue(
            self.case.activity_ids.filtered(
                lambda one: "The hold ended" in (one.summary or "")
            )
        )

    def test_a_promise_needs_an_amount_and_a_day(self):
        for values in (
            {"amount": 600.0},
            {"date_until": day(30)},
            {"amount": 600.0, "date_until": day(24)},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._say("promised", **values)
        self.assertEqual(self.call.state, "ready")
        self.assertFalse(self.case.hold_ids)

    def test_disputes_hold_only_the_contested_invoice(self):
        other = self._invoice(500.0)
        self._say(
            "disputes",
            reason_id=self._reason("quality"),
            move_ids=[Command.set(self.invoice.ids)],
            note="Three doors do not close",
        )
        hold = self.case.hold_ids
        self.assertEqual((hold.kind, hold.move_id), ("dispute", self.invoice))
        self.assertIn("Three doors", hold.reason)
        self.assertEqual(hold.reason_id.code, "quality")
        self.assertEqual(self.case.reason_id.code, "quality")
        # the other invoice is reminded as if nothing was said
        notice = self._play(day(26))
        self.assertEqual(notice.line_ids.move_id, other)

    def test_a_dispute_a_refusal_an_inability_need_a_reason(self):
        for outcome in ("disputes", "refuses"):
            with self.assertRaises(UserError):
                self._say(outcome)
        self.assertEqual(self.call.state, "ready")

    def test_refusal_and_inability_are_told_apart(self):
        self._say("refuses", reason_id=self._reason("bargaining"))
        self.assertEqual(self.case.stance, "refusal")
        self.assertTrue(self._tasks("refuses to pay"))
        self._say("cannot_pay", case=self.case, reason_id=self._reason("cash"))
        self.assertEqual(self.case.stance, "inability")
        self.assertTrue(self._tasks("cannot pay"))
        self.assertEqual(
            set(self.notice.proof_ids.mapped("outcome")), {"cannot_pay", "refuses"}
        )

    def _tasks(self, words):
        return self.case.activity_ids.filtered(lambda one: words in (one.summary or ""))

    def test_invoice_not_received_is_sent_again_at_once(self):
        mails = self._say("no_invoice")
        self.assertEqual(len(mails), 1)
        self.assertIn(self.invoice.name, mails[0]["subject"])
        self.assertTrue(mails[0]["attachments"])
        hold = self.case.hold_ids
        self.assertEqual(
            (hold.kind, hold.move_id, hold.date_to),
            ("document", self.invoice, day(32)),
        )
        self.assertEqual(self.case.reason_id.code, "not_received")

    def test_voicemail_is_tried_again_three_times_in_all(self):
        self.assertEqual(
            (self.company.collection_call_attempts, self.company.collection_call_days),
            (3, 2),
        )
        self._say("voicemail", note="No answer")
        self.assertEqual((self.call.state, self.call.attempts), ("ready", 1))
        self.assertEqual(self._activity().date_deadline, day(27))
        self.assertFalse(self.notice.departed_on)
        with freeze_time(f"{day(27)} 10:00:00"):
            self.call.with_user(self.collector).action_voicemail()
        self.assertEqual(self._activity().date_deadline, day(29))
        self._say("voicemail", on=29)
        # the third attempt is the last: the call counts as made
        self.assertEqual(self.notice.departed_on, day(29))
        self.assertFalse(self._activity())
        self.assertEqual(self.notice.proof_ids.mapped("outcome"), ["voicemail"] * 3)
        self.assertEqual(self.notice.line_ids.item_id.stage_date, day(29))

    def test_wrong_contact_is_called_again_elsewhere(self):
        right = self._make_debtor(
            "Mme Roux", parent_id=self.debtor.id, is_company=False
        )
        self._say("wrong_contact", contact_id=right.id)
        self.assertEqual(self.call.state, "ready")
        self.assertEqual(self.notice.recipient_id, right)
        self.assertIn("Mme Roux", self._activity().summary)

    def test_wrong_contact_without_the_right_one_is_asked_for(self):
        self._say("wrong_contact")
        self.assertTrue(self._tasks("Find the right contact"))

    def test_paid_in_the_meantime_nothing_departs(self):
        self._pay(self.invoice, 1000.0, day(25))
        self._say("reached", note="He paid this morning")
        self.assertEqual(self.notice.state, "skipped")
        self.assertFalse(self.notice.departed_on)
        self.assertTrue(
            self.case.message_ids.filtered(lambda one: "He paid this" in one.body)
        )

    # -- in writing ----------------------------------------------------------

    def test_a_promise_is_confirmed_by_a_notice_of_its_own(self):
        self.debtor.sudo().lang = "en_US"
        mails = self._say(
            "promised", amount=600.0, date_until=day(35), confirm=True, note="secret"
        )
        self.assertEqual(len(mails), 1)
        self.assertEqual(
            mails[0]["email_to"], ['"Menuiserie Lefèvre" <compta@debtor.example>']
        )
        # 31 March + 35 days: 5 May
        self.assertTrue(mails[0]["subject"].endswith("your payment of May 5, 2026"))
        self.assertIn("May 5, 2026", mails[0]["body"])
        self.assertIn("600.00", mails[0]["body"])
        self.assertNotIn("secret", mails[0]["body"])
        letter = self.env["collection.notice"].search([("text_id", "!=", False)])
        self.assertEqual((letter.state, letter.departed_on), ("sent", day(25)))
        self.assertEqual(letter.confirms_id, self.notice)
        self.assertEqual(letter.purpose, "promise")
        self.assertTrue(self.case.hold_ids.is_confirmed)
        self.assertEqual(letter.proof_ids.kind, "accepted")
        self.assertTrue(letter.sha256)
        # it says no stage: nothing climbs by it
        self.assertEqual(self.notice.line_ids.item_id.stage_id, self.notice.stage_id)
        with self.assertRaises(UserError):
            letter.sudo().write({"body": "x"})

    def test_the_confirmation_is_in_the_debtors_language(self):
        self.debtor.sudo().lang = "en_US"
        mails = self._say("disputes", reason_id=self._reason("price"), confirm=True)
        self.assertIn("Our conversation of April 25, 2026", mails[0]["subject"])
        self.assertIn("Price differs from the order", mails[0]["body"])

    def test_without_an_address_it_cannot_be_confirmed(self):
        self.debtor.sudo().email = False
        with self.assertRaises(UserError):
            self._say("reached", confirm=True)
        self.assertEqual(self.call.state, "ready")

    # -- answers -------------------------------------------------------------

    def test_an_answer_that_promises_is_read(self):
        written = self.case.notice_ids.filtered("delivery_ids.mail_id")[:1]
        self._answer(written, day(26))
        with freeze_time(f"{day(26)} 10:00:00"):
            self.assertTrue(self.case.has_waiting_reply)
        self._say("promised", on=26, case=self.case, amount=1000.0, date_until=day(30))
        self.assertFalse(self.case.activity_ids.filtered("collection_is_reply"))
        reply, promise = self.case.hold_ids.sorted("id")
        # read on the day it came: it held nothing
        self.assertEqual((reply.kind, reply.date_to), ("reply", day(25)))
        self.assertEqual((promise.kind, promise.date_to), ("promise", day(30)))
        # the call still waits: the answer was not one
        self.assertEqual(self.call.state, "ready")
        proof = written.proof_ids | self.case.proof_ids
        self.assertIn("promised", proof.mapped("outcome"))

    def test_a_call_about_his_answer_is_made_and_the_answer_read(self):
        written = self.case.notice_ids.filtered("delivery_ids.mail_id")[:1]
        self._answer(written, day(26))
        self._say("voicemail", on=27)
        self.assertTrue(self.case.activity_ids.filtered("collection_is_reply"))
        self._say("reached", on=28)
        self.assertEqual(self.notice.departed_on, day(28))
        self.assertEqual(self.case.hold_ids.date_to, day(27))
        self.assertFalse(self.case.activity_ids.filtered("collection_is_reply"))

    # -- who may -------------------------------------------------------------

    def test_who_only_reads_says_nothing(self):
        reader = self._user("reader", "account_collection.group_collection_readonly")
        with self.assertRaises(AccessError):
            self.call.with_user(reader).action_reached()
        with self.assertRaises(AccessError):
            self.env["collection.outcome.wizard"].with_user(reader).create(
                {"case_id": self.case.id}
            )
        self.assertTrue(self.env["collection.reason"].with_user(reader).search([]))
