from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestStageTerms(CollectionCommon):
    """The terms on which a stage is said, each with its boundary and its reason."""

    def _follow(self, *stages):
        """Let the company follow a policy of these stages."""
        policy = self._policy(*stages)
        self.company.sudo().collection_policy_id = policy
        return policy

    def _formal(self, days, **vals):
        return self._stage(
            "Formal",
            days,
            phase="formal",
            is_formal_notice=True,
            grace_days=8,
            channel_ids=[
                Command.set(self.env.ref("account_collection.channel_registered").ids)
            ],
            letter_template_id=self.env.ref(
                "account_collection.mail_template_letter_formal"
            ).id,
            **vals,
        )

    # -- the days that count -------------------------------------------------

    def test_business_days_leave_out_weekends_and_french_holidays(self):
        """Due on Thursday 30 April 2026; 1 and 8 May (Fridays) are holidays. Five
        business days: 4, 5, 6, 7 and 11 May. Then three from that departure: 12, 13 and
        15 May, the 14th being Ascension."""
        self._follow(
            self._stage(days=5, days_kind="business"),
            self._stage("Again", 3, days_kind="business", anchor="previous"),
        )
        invoice = self._invoice(due=date(2026, 4, 30))
        self.assertFalse(self._play(date(2026, 5, 10)))
        self.assertTrue(self._play(date(2026, 5, 11)))
        item = invoice.collection_item_ids
        self.assertEqual(item.next_date, date(2026, 5, 15))

    def test_working_days_count_saturdays(self):
        """From Thursday 30 April 2026: 2 (Saturday), 4, 5, 6 and 7 May."""
        self._follow(self._stage(days=5, days_kind="working"))
        self._invoice(due=date(2026, 4, 30))
        self.assertFalse(self._play(date(2026, 5, 6)))
        self.assertTrue(self._play(date(2026, 5, 7)))

    def test_business_days_before_the_due_date(self):
        """Three business days before Tuesday 5 May 2026: 4 May, 30 and 29 April."""
        self._follow(self._stage(days=-3, days_kind="business"))
        self._invoice(due=date(2026, 5, 5))
        self.assertFalse(self._play(date(2026, 4, 28)))
        self.assertTrue(self._play(date(2026, 4, 29)))

    # -- floor and ceiling ---------------------------------------------------

    def test_below_the_floor_nothing_is_said_and_the_run_says_why(self):
        self._follow(self._stage(floor_amount=50.0))
        invoice = self._invoice(30.0)
        self.assertFalse(self._play(day(1)))
        self.assertEqual(self.run.line_ids.outcome, "skipped")
        self.assertRegex(self.run.line_ids.reason, "30.00.*floor.*50.00")
        self.assertIn("floor", invoice.collection_why)
        self.assertFalse(invoice.collection_case_id.activity_ids)
        # What the debtor owes overdue counts: 30 + 20 reach the floor.
        self._invoice(20.0)
        self.assertEqual(self._play(day(2)).amount_total, 50.0)

    def test_what_is_not_overdue_does_not_reach_the_floor(self):
        self._follow(self._stage(floor_amount=50.0))
        self._invoice(30.0)
        self._invoice(1000.0, due=day(60))
        self.assertFalse(self._play(day(1)))

    def test_above_the_ceiling_a_person_approves(self):
        self._follow(self._stage(ceiling_amount=1000.0))
        other = self._make_debtor("Autre")
        self._invoice(1000.0)
        self._invoice(1000.01, debtor=other)
        notices = self._play(day(1))
        at, above = notices.sorted("amount_total")
        self.assertEqual((at.state, above.state), ("sent", "review"))
        self.assertIn("a person approves it", above.reason)
        with self.mock_mail_gateway():
            above.with_user(self.collector).action_send()
        self.assertEqual(above.state, "sent")

    # -- two people ----------------------------------------------------------

    def test_two_people_approve_and_the_second_is_not_the_first(self):
        self._follow(self._stage(mode="double"))
        self._invoice()
        notice = self._play(day(1))
        self.assertEqual((notice.state, notice.approvals_missing), ("review", 2))
        first = notice.with_user(self.collector)
        with self.mock_mail_gateway():
            first.action_send()
        self.assertEqual((notice.state, notice.approvals_missing), ("review", 1))
        self.assertIn("second person", notice.reason)
        with self.assertRaisesRegex(UserError, "another person"):
            first.action_approve()
        with self.mock_mail_gateway():
            notice.with_user(self.manager).action_send()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.approval_ids.user_id, self.collector | self.manager)
        self.assertEqual(notice.approval_ids.mapped("amount"), [1000.0, 1000.0])
        with self.assertRaises(UserError):
            notice.approval_ids[0].sudo().unlink()

    def test_an_approval_of_another_amount_does_not_count(self):
        self._follow(self._stage(mode="double"))
        invoice = self._invoice()
        notice = self._play(day(1))
        notice.with_user(self.collector).action_approve()
        self._pay(invoice, 400.0, day(1))
        notice.with_user(self.manager).action_approve()
        self.assertEqual((notice.state, notice.approvals_missing), ("review", 1))
        void = notice.approval_ids.filtered("is_void")
        self.assertEqual((void.user_id, void.amount), (self.collector, 1000.0))
        notice.with_user(self.collector).action_approve()
        self.assertEqual((notice.state, notice.approved_amount), ("ready", 600.0))

    def test_nobody_writes_an_approval_by_hand(self):
        other = self._user(
            "second_manager", "account_collection.group_collection_manager"
        )
        self._follow(self._stage(mode="double"))
        self._invoice()
        notice = self._play(day(1))
        for user in (self.collector, other):
            with self.assertRaises(AccessError):
                self.env["collection.approval"].with_user(user).create(
                    {
                        "notice_id": notice.id,
                        "user_id": self.manager.id,
                        "approved_at": "2026-04-01 08:00:00",
                    }
                )

    # -- conditions ----------------------------------------------------------

    def _conditional(self, condition):
        self._follow(
            self._stage(),
            self._stage("Conditional", 5, condition=condition),
            self._stage("Next", 10),
        )
        invoice = self._invoice()
        notice = self._play(day(1))
        return invoice, notice

    def _prove(self, notice, kind):
        self.env["collection.proof"].create(
            {"notice_id": notice.id, "kind": kind, "date": day(2)}
        )

    def _hold(self, invoice, kind, start, end):
        return self.env["collection.hold"].create(
            {
                "kind": kind,
                "reason": "said so",
                "case_id": invoice.collection_case_id.id,
                "date_from": day(start),
                "date_to": day(end),
            }
        )

    def test_a_stage_whose_condition_does_not_hold_is_passed_over_in_words(self):
        invoice, _notice = self._conditional("bounced")
        self.assertFalse(self._play(day(5)))
        today = {"collection_today": day(6)}
        why = invoice.sudo().with_context(**today).collection_why
        self.assertIn("“Conditional” was passed over", why)
        self.assertIn("undeliverable", why)
        self.assertEqual(self._play(day(10)).stage_id.name, "Next")

    def test_undeliverable(self):
        _invoice, notice = self._conditional("bounced")
        self._prove(notice, "bounced")
        self.assertEqual(self._play(day(5)).stage_id.name, "Conditional")

    def test_what_comes_back_late_still_counts(self):
        _invoice, notice = self._conditional("unclaimed")
        self.assertFalse(self._play(day(5)))
        self._prove(notice, "returned")
        self.assertEqual(self._play(day(7)).stage_id.name, "Conditional")

    def test_unclaimed_is_not_undeliverable(self):
        _invoice, notice = self._conditional("bounced")
        self._prove(notice, "unclaimed")
        self.assertFalse(self._play(day(5)))

    def test_no_answer(self):
        self._conditional("no_answer")
        self.assertEqual(self._play(day(5)).stage_id.name, "Conditional")
        self.assertEqual(self._play(day(10)).stage_id.name, "Next")

    def test_an_answer_passes_over_what_waits_for_silence(self):
        _invoice, notice = self._conditional("no_answer")
        self._prove(notice, "reply")
        self.assertFalse(self._play(day(5)))
        self.assertEqual(self._play(day(10)).stage_id.name, "Next")

    def test_a_refusal_leads_another_way_than_silence(self):
        invoice, _notice = self._conditional("refused")
        self.assertFalse(self._play(day(5)))
        why = invoice.sudo().with_context(collection_today=day(5)).collection_why
        self.assertIn("the debtor refuses to pay", why)
        refuses = self.env.ref("account_collection.reason_contests_amount", False)
        reason = refuses or self.env["collection.reason"].search(
            [("stance", "=", "refusal")], limit=1
        )
        self._say_outcome(
            invoice.collection_case_id, "refuses", day(6), reason_id=reason.id
        )
        self.assertEqual(self._play(day(6)).stage_id.name, "Conditional")

    def test_a_refusal_is_no_silence_and_his_last_word_counts(self):
        invoice, _notice = self._conditional("no_answer")
        case = invoice.collection_case_id
        case.stance = "refusal"
        item = invoice.collection_item_ids
        self.assertFalse(self._play(day(5)))
        outcomes = item._outcomes({item: item.hold_ids}, day(5))
        self.assertEqual(outcomes[item], {"refused"})
        case.stance = "good_faith"
        self.assertNotIn("refused", item._outcomes({item: item.hold_ids}, day(5))[item])

    def test_a_broken_promise(self):
        """Promised until day 3: two days stood still, 5 becomes 7. Who promised nothing
        has broken no promise."""
        self._invoice(debtor=self._make_debtor("Sans promesse"))
        invoice, _notices = self._conditional("broken")
        self._hold(invoice, "promise", 2, 3)
        self.assertFalse(self._play(day(6)))
        notice = self._play(day(7))
        self.assertEqual(
            (notice.partner_id, notice.stage_id.name), (self.debtor, "Conditional")
        )

    def test_the_first_contact_depends_on_nothing(self):
        with self.assertRaisesRegex(ValidationError, "depends on nothing"):
            self._follow(self._stage(condition="bounced"), self._formal(10))
        task = Command.create(
            {"name": "Look", "days": 1, "action": "task", "task": "Look at it"}
        )
        with self.assertRaisesRegex(ValidationError, "depends on nothing"):
            self._follow(task, self._formal(10))

    # -- a task for a person -------------------------------------------------

    def test_a_task_asks_a_person_and_the_ladder_goes_on(self):
        task = Command.create(
            {
                "name": "Plan",
                "days": 5,
                "action": "task",
                "task": "propose a payment plan",
            }
        )
        self._follow(self._stage(), task, self._stage("Next", 10))
        invoice = self._invoice()
        self._play(day(1))
        self.assertFalse(self._play(day(5)))
        self.assertEqual(self.run.line_ids.outcome, "task")
        question = invoice.collection_case_id.activity_ids.summary
        self.assertIn("propose a payment plan", question)
        self.assertFalse(self._play(day(6)))
        self.assertEqual(self._play(day(10)).stage_id.name, "Next")
        with self.assertRaisesRegex(ValidationError, "asked to do"):
            self._follow(Command.create({"name": "Plan", "days": 5, "action": "task"}))

    # -- a formal notice -----------------------------------------------------

    def test_a_formal_notice_claims_only_what_has_reached_it(self):
        """Due on day 0, day 9 and day 14: on day 10 the first one's formal notice and
        the second one's first reminder fall due together; the third is not due."""
        self._follow(self._stage(), self._formal(10))
        old, young = self._invoice(1000.0), self._invoice(300.0, due=day(9))
        self._play(day(1))
        notice = self._play(day(10))
        self.assertTrue(notice.stage_id.is_formal_notice)
        self.assertEqual(notice.line_ids.move_id, old | young)
        claimed = notice.line_ids.filtered("is_claimed")
        self.assertEqual(claimed.move_id, old)
        self.assertEqual(notice.amount_total, 1000.0)
        self.assertEqual(notice._listed_lines().move_id, young)
        sections = [(title, lines.move_id) for title, lines in notice._table_sections()]
        self.assertEqual([moves for _title, moves in sections], [old, young])
        self.assertNotEqual(sections[0][0], sections[1][0])
        self.assertEqual(notice._bearing_moves(old.browse()), old)
        self._act(day(10))
        self.assertEqual(notice.amount_total, 1000.0)
        self.assertEqual(young.collection_stage_id.name, "Reminder")

    def test_without_the_formal_claim_nothing_is_left_to_say(self):
        self._follow(self._stage(), self._formal(10))
        old = self._invoice(1000.0)
        self._invoice(300.0, due=day(9))
        self._play(day(1))
        notice = self._play(day(10))
        self._pay(old, 1000.0, day(10))
        self._act(day(10))
        self.assertEqual(notice.state, "skipped")

    # -- archived and deleted ------------------------------------------------

    def test_a_used_stage_is_archived_not_deleted(self):
        policy = self._follow(self._stage(), self._stage("Next", 10))
        invoice = self._invoice()
        self._play(day(1))
        first, second = policy.stage_ids
        with self.assertRaisesRegex(UserError, "archive it"):
            first.unlink()
        with self.assertRaisesRegex(UserError, "archive it"):
            policy.unlink()
        first.active = False
        # It keeps its day: the next one follows nine days after its departure.
        self.assertEqual(invoice.collection_next_date, day(10))
        self.assertEqual(self._play(day(10)).stage_id, second)
        self.assertEqual(policy._rung_of(first).days, 1)

    def test_an_unused_stage_goes_and_an_archived_one_is_not_said(self):
        policy = self._follow(self._stage(), self._stage("Next", 10))
        policy.stage_ids[1].copy({"days": 12}).unlink()
        self.assertEqual(len(policy.stage_ids), 2)
        policy.stage_ids[0].active = False
        self._invoice()
        self.assertFalse(self._play(day(1)))
        self.assertEqual(self._play(day(10)).stage_id.name, "Next")
