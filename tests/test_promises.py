from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .claim_common import ClaimCommon
from .common import day


@tagged("post_install", "-at_install")
class TestPromises(ClaimCommon):
    """A promise is confirmed once, recalled once it is broken, and kept by money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._make_debtor("Northern Joinery", lang="en_US")

    def _promise(self, invoice, start, end, amount=600.0, **values):
        with freeze_time(f"{day(start)} 09:00:00"):
            return self.env["collection.hold"].create(
                {
                    "kind": "promise",
                    "reason": "By transfer",
                    "case_id": invoice.collection_case_id.id,
                    "currency_id": invoice.currency_id.id,
                    "date_from": day(start),
                    "date_to": day(end),
                    "amount": amount,
                    **values,
                }
            )

    def _confirm(self, hold, on, user=None):
        with freeze_time(f"{day(on)} 09:30:00"), self.mock_mail_gateway():
            hold.with_user(user or self.collector).action_confirm_promise()
            return list(self._mails)

    def _ready_policy(self):
        ready = self.env.ref("account_collection.policy_s1")
        action = ready.action_install()
        policy = self.env["collection.policy"].browse(action["res_id"])
        policy.stage_ids.attach_invoices = False
        self.company.sudo().collection_policy_id = policy
        return policy

    # -- confirmed -----------------------------------------------------------

    def test_the_promise_itself_is_confirmed_once(self):
        invoice = self._invoice()
        self._play(day(3))
        hold = self._promise(invoice, 4, 20)
        mails = self._confirm(hold, 4)
        self.assertEqual(len(mails), 1)
        # 31 March + 20 days: 20 April
        for part in ("600.00", "April 20, 2026", invoice.name):
            self.assertIn(part, mails[0]["body"])
        # how to pay: the promised sum, not what is owed
        self.assertIn("To pay by transfer", mails[0]["body"])
        self.assertNotIn("1,000.00", mails[0]["body"])
        notice = hold.confirmation_ids
        self.assertEqual((notice.state, notice.purpose), ("sent", "promise"))
        with self.assertRaisesRegex(UserError, notice.name):
            self._confirm(hold, 5)

    def test_the_sum_is_asked_where_the_promise_is_set(self):
        invoice = self._invoice()
        self._play(day(3))
        action = invoice.collection_case_id.action_hold()
        wizard = self.env["collection.hold.wizard"].with_context(**action["context"])
        for kind, kept in (("promise", 250.0), ("dispute", 0.0)):
            form = Form(wizard)
            form.kind = "promise"
            form.amount = 250.0
            form.kind = kind
            form.reason = f"He called: {kind}"
            form.date_from, form.date_to = day(4), day(9)
            form.save().action_confirm()
            hold = self.env["collection.hold"].search([("reason", "like", kind)])
            self.assertEqual((hold.kind, hold.amount), (kind, kept))
        promise = self.env["collection.hold"].search([("kind", "=", "promise")])
        self.assertEqual(promise.currency_id, invoice.currency_id)

    def test_without_an_amount(self):
        invoice = self._invoice()
        self._play(day(3))
        mails = self._confirm(self._promise(invoice, 4, 20, amount=0.0), 4)
        self.assertIn("you will pay by", mails[0]["body"])

    def test_what_cannot_be_confirmed_says_why(self):
        invoice = self._invoice()
        self._play(day(3))
        late = self._promise(invoice, 4, 6)
        with self.assertRaisesRegex(UserError, "still to come"):
            self._confirm(late, 7)
        dispute = self._promise(invoice, 8, 20, kind="dispute")
        with self.assertRaisesRegex(UserError, "still to come"):
            self._confirm(dispute, 8)
        promise = self._promise(invoice, 8, 20)
        self.debtor.sudo().email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._confirm(promise, 8)
        self.assertFalse(promise.is_confirmed)

    def test_one_taken_back_before_it_leaves_is_not_confirmed(self):
        invoice = self._invoice()
        self._play(day(3))
        hold = self._promise(invoice, 4, 20)
        with freeze_time(f"{day(5)} 09:00:00"):
            notice = hold._confirm_promise()
            hold.action_end()
        self._play(day(6))
        self.assertEqual(
            (notice.state, notice.reason), ("skipped", "The promise is over.")
        )
        self.assertFalse(hold.is_confirmed)

    def test_who_only_reads_confirms_nothing(self):
        invoice = self._invoice()
        self._play(day(3))
        reader = self._user(
            "promise_reader", "account_collection.group_collection_readonly"
        )
        hold = self._promise(invoice, 4, 20)
        with self.assertRaises(AccessError):
            self._confirm(hold, 4, reader)
        self.assertTrue(hold.with_user(reader).promised_on)
        with self.assertRaises(AccessError):
            hold.with_user(self.collector).write({"promised_on": day(1)})

    def test_the_form_shows_what_was_promised(self):
        invoice = self._invoice()
        self._play(day(3))
        hold = self._promise(invoice, 4, 20)
        self._confirm(hold, 4)
        form = Form(hold.with_user(self.collector))
        self.assertEqual(form.promised_on, "2026-04-20")
        self.assertTrue(form.is_confirmed)

    # -- broken --------------------------------------------------------------

    def test_a_ready_policy_recalls_the_broken_promise(self):
        """Due 31 March; reminder on day 1, call on day 7, promise of 600 until day 12.
        Six days stood still (7 to 12), so the stage of day 8 is due on day 14."""
        self._ready_policy()
        invoice = self._invoice()
        self._play_until(day(-7), day(7))
        self._promise(invoice, 7, 12)
        for offset in range(8, 14):
            self.assertFalse(self._play(day(offset)))
        notice = self._play(day(14))
        self.assertEqual(notice.stage_id.name, "Promise not kept")
        self.assertEqual(notice.state, "sent")
        # 31 March + 12 days: 12 April
        for part in ("600.00", "April 12, 2026", "1,000.00", invoice.name):
            self.assertIn(part, notice.body)
        self.assertEqual(notice._wording_findings(day(14)), [])

    def test_what_was_paid_is_no_broken_promise(self):
        """600 of 1000 came in as promised: nothing was broken, and the ladder goes on
        at the next stage."""
        self._ready_policy()
        invoice = self._invoice()
        self._play_until(day(-7), day(7))
        self._promise(invoice, 7, 12)
        self._pay(invoice, 600.0, day(11))
        for offset in range(8, 21):
            self.assertFalse(self._play(day(offset)))
        # the arrangement of day 15, six days later: a task, no notice
        self._play(day(21))
        self.assertEqual(self.run.line_ids.stage_id.name, "Arrangement")

    def test_less_than_promised_is_broken_to_the_cent(self):
        invoice = self._invoice()
        self._play(day(3))
        for number, (paid, broken) in enumerate(((599.99, True), (0.01, False))):
            if not number:
                hold = self._promise(invoice, 4, 10)
            self._pay(invoice, paid, day(9))
            self.assertEqual(bool(hold._broken(day(11))), broken)
        self.assertFalse(hold._broken(day(10)))

    def test_what_came_before_the_promise_does_not_keep_it(self):
        invoice = self._invoice()
        self._play(day(3))
        self._pay(invoice, 600.0, day(3))
        hold = self._promise(invoice, 4, 10, amount=400.0)
        self.assertEqual(hold._broken(day(11)), hold)
        self._pay(invoice, 400.0, day(12))
        self.assertFalse(hold._broken(day(13)))

    def test_a_promise_ended_by_hand_is_broken_on_its_own_day_only(self):
        invoice = self._invoice()
        self._play(day(3))
        hold = self._promise(invoice, 4, 20)
        with freeze_time(f"{day(6)} 09:00:00"):
            hold.action_end()
        self.assertEqual((hold.date_to, hold.promised_on), (day(5), day(20)))
        self.assertFalse(hold._broken(day(20)))
        self.assertEqual(hold._broken(day(21)), hold)

    def test_a_promise_put_off_is_due_on_the_later_day(self):
        invoice = self._invoice()
        self._play(day(3))
        hold, other = self._promise(invoice, 4, 10), self._promise(invoice, 4, 12)
        hold.date_to = day(15)
        self.assertEqual(hold.promised_on, day(15))
        self.assertEqual((hold | other)._broken(day(13)), other)
