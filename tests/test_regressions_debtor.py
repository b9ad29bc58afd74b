from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestDebtorChanges(CollectionCommon):
    """The debtor of an invoice is who owes it today, whatever was so yesterday."""

    def test_an_invoice_put_on_another_debtor_starts_anew_with_him(self):
        invoice = self._invoice()
        self._climb(15)
        other = self._make_debtor("Other", email="other@debtor.example")
        sudo = invoice.sudo()
        sudo.button_draft()
        sudo.partner_id = other
        sudo.invoice_date_due = day(0)
        sudo.action_post()
        notice = self._play(day(25))
        self.assertEqual(notice.partner_id, other)
        self.assertEqual(notice.stage_id.name, "First reminder")

    def test_what_waits_for_the_debtor_before_does_not_leave(self):
        invoice = self._invoice()
        waiting = self._play(day(3), deliver=False)
        group = self._make_debtor("Group", email="group@debtor.example")
        self.debtor.sudo().write({"parent_id": group.id, "is_company": False})
        self.assertEqual(invoice.commercial_partner_id, group)
        notice = self._play(day(4))
        self.assertEqual(waiting.state, "skipped")
        self.assertIn("another debtor", waiting.reason)
        notice |= self._play(day(5))
        self.assertEqual(notice.partner_id, group)

    def test_two_debtors_that_become_one_have_one_open_case(self):
        other = self._make_debtor("Double", email="double@debtor.example")
        first, second = self._invoice(100.0), self._invoice(200.0, debtor=other)
        self._play(day(3))
        wizard = self.env(su=True)["base.partner.merge.automatic.wizard"]
        wizard.create({})._merge((self.debtor | other).ids, self.debtor)
        self.env.invalidate_all()
        case = self.env["collection.case"].search([("phase", "!=", "closed")])
        self.assertEqual(case.partner_id, self.debtor)
        self.assertEqual(case.item_ids.move_id, first | second)
        notice = self._play(day(15))
        self.assertEqual(notice.amount_total, 300.0)

    def test_a_hold_outlives_a_case_closed_by_hand(self):
        self._invoice()
        self._play(day(3))
        case = self.env["collection.case"].search([])
        self.env["collection.hold"].create(
            {
                "case_id": case.id,
                "kind": "insolvency",
                "reason": "Judgment of opening",
                "date_from": day(4),
            }
        )
        case.action_close()
        later = self._invoice(70.0, due=day(10))
        self.assertFalse(self._play(day(30)))
        self.assertIn("Judgment", later.with_context(lang=None).collection_why)

    def test_the_phase_goes_back_when_what_led_there_is_paid(self):
        old = self._invoice()
        self._climb(40)
        self._invoice(50.0, due=day(38))
        self._play(day(41))
        case = old.collection_case_id
        self.assertEqual(case.phase, "formal")
        self._pay(old, 1000.0, day(42))
        self._play(day(42))
        self.assertEqual(case.phase, "amicable")


@tagged("post_install", "-at_install")
class TestLedgerChanges(CollectionCommon):
    """Truth at departure, also where the money came in without being matched."""

    def _credit(self, amount):
        return self._invoice(amount, move_type="out_refund")

    def test_unmatched_credit_that_covers_the_claim_stops_an_approved_notice(self):
        self._invoice()
        self._climb(39)
        notice = self._play(day(40))
        notice.action_approve()
        self._credit(1000.0)
        self.assertFalse(self.env["collection.batch"]._make(notice.delivery_ids))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("match them first", notice.reason)

    def test_the_credit_of_a_subsidiary_is_its_own(self):
        child = self._make_debtor("Subsidiary", parent_id=self.debtor.id)
        self.assertEqual(child.commercial_partner_id, child)
        self._invoice(1000.0, move_type="out_refund", debtor=child)
        self._invoice()
        notice = self._play(day(3))
        self.assertEqual((notice.state, notice.amount_unallocated), ("sent", 0.0))

    def _credit_entry(self, amount):
        """Credit the debtor himself by a miscellaneous entry, whatever he is by now."""
        self._misc_entry(
            day(1),
            (self.company_data["default_account_receivable"], 0.0, amount),
            (self.company_data["default_account_revenue"], amount, 0.0),
        )

    def _become_contact(self):
        """Let the debtor be a contact of another; the host renames his entries."""
        group = self._make_debtor("Group", email="group@debtor.example")
        self.debtor.sudo().write({"parent_id": group.id, "is_company": False})
        self.assertEqual(self.debtor.commercial_partner_id, group)
        return group

    def test_a_credit_that_names_a_contact_is_the_debtors(self):
        group = self._become_contact()
        self._invoice(debtor=group)
        self._credit_entry(1000.0)
        # He left since, and his money is the group's as before.
        self.debtor.sudo().active = False
        self.assertFalse(self._play(day(3)))
        self.assertIn("match them first", self.run.line_ids.reason)

    def test_a_credit_that_names_who_became_a_contact_while_his_notice_waits(self):
        stage = self.policy.stage_ids.filtered(lambda one: one.days == 3)
        stage.mode = "review"
        self._invoice()
        notice = self._play(day(3), deliver=False)
        self._become_contact()
        self._credit_entry(400.0)
        # His case goes on in the group's with the next run only.
        self.assertEqual(notice.case_id.partner_id, self.debtor)
        with freeze_time(f"{day(3)} 10:00:00"):
            notice.action_approve()
        self.assertEqual(notice.amount_unallocated, 400.0)

    def test_a_letter_that_waits_beside_a_departed_email_says_why_it_stays(self):
        invoice = self._invoice()
        self._play(day(3))
        notice = self._play(day(15))
        self._pay(invoice, 1000.0, day(16))
        letter = notice.delivery_ids.filtered(lambda one: one.channel_code == "letter")
        answer = letter.action_print()
        self.assertEqual((letter.state, notice.state), ("skipped", "sent"))
        self.assertIn("ledger changed", answer["params"]["message"])

    def test_one_of_two_recipients_refused_is_not_sent_to_both_again(self):
        invoice = self._invoice()
        notice = self._play(day(3), deliver=False)
        self.env(su=True)["res.partner"].create(
            {
                "name": "Director",
                "parent_id": self.debtor.id,
                "email": "director@debtor.example",
                "collection_role": "decision",
            }
        )
        delivery = notice.delivery_ids
        mail = self.env(su=True)["mail.mail"].create(
            {
                "state": "exception",
                "failure_reason": "550",
                "recipient_ids": [
                    Command.set((self.debtor | self.debtor.child_ids).ids)
                ],
            }
        )
        delivery._set_state("sending", mail_id=mail.id)
        self.env["collection.channel.email"]._record_fates(delivery, day(3))
        self.assertEqual(delivery.state, "uncertain")
        self.assertTrue(invoice)

    def test_rank_tells_which_of_two_instalments_of_a_day_is_open(self):
        invoice = self._invoice()
        self._play(day(3))
        item = self.env["collection.item"].search([])
        twin = item.sudo().copy({"rank": 2})
        self.assertEqual(
            self.env["collection.item"].search(
                [("id", "in", (item | twin).ids), ("is_open", "=", True)]
            ),
            item,
        )
        self.assertTrue(invoice)

    def test_a_question_is_closed_by_its_answer(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        delivery = notice.delivery_ids
        delivery._fail("550", day(3))
        self.assertIn("550", notice.case_id.activity_ids.summary)
        delivery.action_confirm_not_left()
        self.assertFalse(notice.case_id.activity_ids)

    def test_a_call_that_goes_back_to_review_is_asked_once(self):
        invoice = self._invoice()
        stage = self.env.ref("account_collection.stage_call")
        email = self.env.ref("account_collection.channel_email")
        reminder = self.env.ref("account_collection.stage_reminder_2")
        stage.write(
            {
                "mode": "review",
                "channel_ids": [Command.link(email.id)],
                "mail_template_id": reminder.mail_template_id.id,
            }
        )
        self._climb(24)
        notice = self._play(day(25))
        notice.action_approve()
        self._pay(invoice, 100.0, day(25))
        self._play(day(25))
        self.assertEqual(notice.state, "review")
        notice.action_approve()
        self.assertFalse(notice.departed_on)
        calls = notice.case_id.activity_ids.filtered("collection_delivery_id")
        self.assertEqual(len(calls), 1)


@tagged("post_install", "-at_install")
class TestLadderChanges(CollectionCommon):
    """A ladder is changed while people stand on it."""

    def _short_policy(self):
        reminder = self.env.ref("account_collection.stage_reminder_1")
        return self.env["collection.policy"].create(
            {
                "name": "Short",
                "stage_ids": [
                    Command.create(
                        {
                            "name": "Only one",
                            "days": 3,
                            "channel_ids": [Command.set(reminder.channel_ids.ids)],
                            "mail_template_id": reminder.mail_template_id.id,
                        }
                    )
                ],
            }
        )

    def test_a_stage_added_above_the_top_is_climbed(self):
        policy = self._short_policy()
        self.debtor.sudo().with_company(self.company).collection_policy_id = policy
        self._invoice()
        self._play(day(3))
        self.assertFalse(self._play(day(20)))
        policy.stage_ids.copy({"name": "Second", "days": 15, "sequence": 20})
        self.assertEqual(self._play(day(20)).stage_id.name, "Second")

    def test_another_policy_counts_from_the_day_it_is_chosen(self):
        policy = self._short_policy()
        debtor = self.debtor.sudo().with_company(self.company)
        debtor.collection_policy_id = policy
        self._invoice()
        self.assertEqual(self._play(day(3)).stage_id.policy_id, policy)
        debtor.collection_policy_id = False
        self.assertEqual(self._play(day(15)).stage_id.name, "Second reminder")

    def test_a_ladder_that_runs_backwards_is_refused_wherever_it_is_written(self):
        reminder = self.env.ref("account_collection.stage_reminder_1")
        with self.assertRaisesRegex(Exception, "would come before"):
            reminder.days = 30
        reminder.invalidate_recordset()

    def test_stages_change_places_in_one_go(self):
        first = self.env.ref("account_collection.stage_reminder_1")
        second = self.env.ref("account_collection.stage_reminder_2")
        self.policy.write(
            {
                "stage_ids": [
                    Command.update(first.id, {"days": 15, "sequence": 30}),
                    Command.update(second.id, {"days": 3, "sequence": 20}),
                ]
            }
        )
        days = [stage.days for stage in self.policy.stage_ids.sorted("sequence")]
        self.assertEqual(days, sorted(days))

    def test_the_company_has_one_date_whoever_asks(self):
        self.company.sudo().partner_id.tz = False
        self.collector.sudo().tz = "Pacific/Kiritimati"
        self.manager.sudo().tz = "Pacific/Pago_Pago"
        dates = {
            self.company.with_user(user)._collection_today()
            for user in (self.collector, self.manager)
        }
        self.assertEqual(len(dates), 1)

    def test_a_hold_that_ended_is_not_prolonged_by_ending_it(self):
        self._invoice()
        self._play(day(3))
        hold = self.env["collection.hold"].create(
            {
                "case_id": self.env["collection.case"].search([]).id,
                "reason": "x",
                "date_from": day(-9),
                "date_to": day(-2),
            }
        )
        hold.action_end()
        self.assertEqual(hold.date_to, day(-2))

    def test_a_script_that_cannot_be_written_stops_nobody_else(self):
        self._invoice()
        self._climb(24)
        script = self.env.ref("account_collection.stage_call").script_template_id
        script = script.sudo().with_context(lang="fr_FR")
        script.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE mail_template
               SET body_html = jsonb_build_object(
                   'en_US', '<p t-out="object.nope"/>'::text,
                   'fr_FR', '<p t-out="object.nope"/>'::text)
             WHERE id = %s
            """,
            (script.id,),
        )
        self.env.invalidate_all()
        with self.assertLogs("odoo.addons.account_collection.channels.phone"):
            notice = self._play(day(25))
        self.assertEqual(notice.state, "ready")
        call = notice.case_id.activity_ids.filtered("collection_delivery_id")
        self.assertIn("cannot be written", call.note)
