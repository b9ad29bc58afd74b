from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


class MidFlightCommon(CollectionCommon):
    """Something changes between the recording of a notice and its departure."""

    def _deliver(self, on):
        with freeze_time(f"{on} 09:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            return list(self._mails)

    def _approve(self, notice, on, user=None):
        with freeze_time(f"{on} 10:00:00"):
            notice.with_user(user or self.collector).action_approve()

    def _waiting(self):
        """Return the first reminder of an invoice, recorded and not sent."""
        self.invoice = self._invoice()
        return self._play(day(3), deliver=False)


@tagged("post_install", "-at_install")
class TestPolicyMidFlight(MidFlightCommon):
    """What the policy does not want any more does not leave."""

    def test_a_stage_archived_meanwhile_is_not_said(self):
        notice = self._waiting()
        notice.stage_id.active = False
        self.assertFalse(self._deliver(day(3)))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("is not in the policy that applies", notice.reason)
        # The next one counts from the due date: 15 days.
        self.assertFalse(self._play(day(14)))
        self.assertEqual(self._play(day(15)).stage_id.name, "Second reminder")

    def test_after_a_stage_archived_since_the_next_keeps_its_distance(self):
        self._invoice()
        first = self._play(day(3))
        second = self._play(day(15))
        second.stage_id.active = False
        # The call is ten days after the second reminder, not 22 as after the first.
        item = first.line_ids.item_id
        self.assertEqual(item.next_stage_id.name, "Phone call")
        self.assertEqual(item.next_date, day(25))

    def test_a_stage_put_off_meanwhile_waits_for_its_new_day(self):
        notice = self._waiting()
        notice.stage_id.days = 10
        self.assertFalse(self._deliver(day(3)))
        self.assertIn("04/10/2026", notice.reason)
        self.assertFalse(self._play(day(9)))
        again = self._play(day(10))
        self.assertEqual((again.stage_id, again.state), (notice.stage_id, "sent"))

    def test_a_stage_put_before_it_is_said_first(self):
        notice = self._waiting()
        earlier = self._stage("Earlier", days=2, sequence=15)
        self.policy.stage_ids = [earlier]
        self.assertFalse(self._deliver(day(3)))
        self.assertIn("not the next one any more", notice.reason)
        self.assertEqual(self._play(day(3)).stage_id.name, "Earlier")

    def test_another_policy_of_the_debtor_while_it_is_reviewed(self):
        self.invoice = self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        self.assertEqual(notice.state, "review")
        softer = self._policy(self._stage("Softer", days=50))
        debtor = self.debtor.sudo().with_company(self.company)
        debtor.collection_policy_id = softer
        self._approve(notice, day(41))
        with freeze_time(f"{day(41)} 11:00:00"):
            told = notice.action_print()
        self.assertIn("not in the policy", told["params"]["message"])
        self.assertEqual(notice.state, "skipped")
        self.assertEqual(self._play(day(50)).stage_id.name, "Softer")

    def test_what_is_printed_already_is_left_in_the_pile(self):
        self.invoice = self._invoice()
        self._climb(3)
        notice = self._play(day(15))
        letter = notice.delivery_ids.filtered(lambda one: one.channel_code == "letter")
        with freeze_time(f"{day(15)} 11:00:00"):
            letter.action_print()
            notice.stage_id.days = 20
            letter.batch_id.action_confirm()
        self.assertEqual(letter.state, "sent")

    def test_a_channel_taken_out_is_not_taken(self):
        notice = self._waiting()
        self._write_by_letter(notice.stage_id)
        self.assertFalse(self._deliver(day(3)))
        self.assertIn("goes by other channels", notice.reason)
        again = self._play(day(4))
        self.assertEqual(again.delivery_ids.mapped("channel_code"), ["letter"])

    def test_a_call_that_took_place_is_recorded_whatever_the_ladder_says_by_now(self):
        self._invoice()
        self._climb(15)
        call = self._play(day(25))
        call.stage_id.days = 30
        with freeze_time(f"{day(25)} 10:00:00"):
            call.delivery_ids.action_done()
        self.assertEqual((call.state, call.departed_on), ("sent", day(25)))

    def test_a_stage_reviewed_by_now_is_reviewed(self):
        notice = self._waiting()
        notice.stage_id.mode = "review"
        self.assertFalse(self._deliver(day(3)))
        self.assertEqual(notice.state, "review")
        self.assertIn("reviewed by now", notice.reason)
        self._approve(notice, day(4))
        self.assertEqual(len(self._deliver(day(4))), 1)

    def test_switched_off_nothing_leaves_and_switched_on_it_does(self):
        notice = self._waiting()
        self.company.sudo().collection_active = False
        self.assertFalse(self._deliver(day(3)))
        self.assertEqual(notice.state, "ready")
        self.company.sudo().collection_active = True
        self.assertEqual(len(self._deliver(day(4))), 1)


@tagged("post_install", "-at_install")
class TestPileMidFlight(MidFlightCommon):
    """Printed letters lie on a table: whoever posts them is told which must stay."""

    def test_what_must_not_be_posted_is_named(self):
        other = self._make_debtor("Second")
        invoices = [self._invoice(), self._invoice(debtor=other), self._invoice(50.0)]
        self._climb(3)
        notices = self._play(day(15))
        letters = notices.delivery_ids.filtered(
            lambda one: one.channel_code == "letter"
        )
        # e-mails of the same notices are away: what stays is their letters
        mine = letters.filtered(lambda one: one.partner_id == other)
        with freeze_time(f"{day(16)} 10:00:00"):
            letters.action_print()
            self._pay(invoices[1], 1000.0, day(16))
            told = letters.batch_id.action_confirm()
        message = told["params"]["message"]
        self.assertIn(mine.notice_id.name, message)
        self.assertIn("Taken out of the pile", message)
        self.assertNotIn((letters - mine).notice_id.name, message)
        self.assertEqual((mine.state, (letters - mine).state), ("skipped", "sent"))

    def test_all_posted_there_is_nothing_to_tell(self):
        self._invoice()
        self._climb(3)
        notice = self._play(day(15))
        letter = notice.delivery_ids.filtered(lambda one: one.channel_code == "letter")
        with freeze_time(f"{day(16)} 10:00:00"):
            letter.action_print()
            self.assertIsNone(letter.batch_id.action_confirm())


@tagged("post_install", "-at_install")
class TestTextMidFlight(MidFlightCommon):
    """What leaves is what was approved."""

    def setUp(self):
        super().setUp()
        self.stage = self.env.ref("account_collection.stage_reminder_1")
        self.text = self.stage.mail_template_id.sudo().with_context(lang="fr_FR")

    def test_a_text_edited_after_the_approval_goes_back_to_review(self):
        self.stage.mode = "review"
        notice = self._waiting()
        self._approve(notice, day(3))
        self.text.subject = "Autre objet"
        self.assertFalse(self._deliver(day(3)))
        self.assertEqual(notice.state, "review")
        self.assertIn("text was changed", notice.reason)
        self._approve(notice, day(4))
        mails = self._deliver(day(4))
        self.assertEqual([mail["subject"] for mail in mails], ["Autre objet"])

    def test_a_text_in_another_language_is_not_the_one_approved(self):
        self.stage.mode = "review"
        notice = self._waiting()
        self._approve(notice, day(3))
        self.text.with_context(lang="en_US").subject = "Another subject"
        self.assertEqual(len(self._deliver(day(3))), 1)

    def test_the_second_of_two_people_reads_the_same_text(self):
        self.stage.mode = "double"
        notice = self._waiting()
        self._approve(notice, day(3))
        self.text.subject = "Autre objet"
        self._approve(notice, day(3), user=self.manager)
        # Of two approvals one was of another text: one is missing.
        self.assertEqual((notice.state, notice.approvals_missing), ("review", 1))

    def test_a_text_nobody_had_to_approve_leaves_as_it_stands(self):
        self._waiting()
        self.text.subject = "Autre objet"
        mails = self._deliver(day(3))
        self.assertEqual([mail["subject"] for mail in mails], ["Autre objet"])


@tagged("post_install", "-at_install")
class TestRecipientMidFlight(MidFlightCommon):
    """Nobody reads what is not his concern any more."""

    def setUp(self):
        super().setUp()
        self.contact = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": "Anne Roy",
                    "parent_id": self.debtor.id,
                    "email": "anne@debtor.example",
                    "collection_role": "accounts",
                }
            )
        )
        self.notice = self._waiting()
        self.assertEqual(self.notice.recipient_id, self.contact)

    def _goes_to_the_company(self):
        mails = self._deliver(day(3))
        self.assertEqual(len(mails), 1)
        self.assertIn("compta@debtor.example", mails[0]["email_to"][0])
        self.assertEqual(self.notice.recipient_id, self.debtor)
        told = "".join(self.notice.case_id.message_ids.mapped("body"))
        self.assertIn("is not a contact of the debtor any more", told)

    def test_a_contact_archived_meanwhile(self):
        self.contact.active = False
        self._goes_to_the_company()

    def test_a_contact_who_works_for_another_company(self):
        self.contact.parent_id = self._make_debtor("Concurrent")
        self._goes_to_the_company()

    def test_without_anybody_left_a_person_is_told(self):
        self.debtor.email = False
        self.contact.active = False
        self.assertFalse(self._deliver(day(3)))
        self.assertEqual(self.notice.state, "failed")
        self.assertIn("has no e-mail address", self.notice.delivery_ids.reason)


@tagged("post_install", "-at_install")
class TestDebtorMidFlight(MidFlightCommon):
    """The debtor himself becomes another."""

    def test_a_debtor_who_becomes_part_of_a_group_is_told_on(self):
        invoice = self._invoice()
        reminded = self._play(day(3))
        case = reminded.case_id
        self.env["collection.hold"].create(
            {
                "kind": "dispute",
                "reason": "Malfaçons",
                "case_id": case.id,
                "date_from": day(4),
            }
        )
        group = self._make_debtor("Groupe")
        self.debtor.sudo().write({"parent_id": group.id, "is_company": False})
        self.assertEqual(invoice.commercial_partner_id, group)
        self.assertFalse(self._play(day(15)))
        item = invoice.collection_item_ids
        self.assertEqual((item.partner_id, item.stage_id.days), (group, 3))
        # The dispute holds what he owes wherever it stands now.
        self.assertEqual(item.case_id.hold_ids.mapped("reason"), ["Malfaçons"])
        self.assertEqual((case.phase, item.case_id.phase), ("closed", "amicable"))
        with freeze_time(f"{day(20)} 10:00:00"):
            self.assertIn("Malfaçons", item.explanation)
            item.case_id.hold_ids.action_end()
        # 3 + 12 days, of which 4 to 19 were held: 15 + 16 = 31. Nothing is said twice.
        departed = self._play_until(day(20), day(31), people=False)
        self.assertEqual(self._stages(departed), [(31, "Second reminder")])

    def test_whoever_was_told_is_told_that_it_is_not_his(self):
        invoice = self._invoice()
        first = self._play(day(3))
        invoice.sudo().button_draft()
        other = self._make_debtor("Vrai débiteur", email="vrai@debtor.example")
        invoice.sudo().partner_id = other
        invoice.sudo().action_post()
        second = self._play(day(4))
        self.assertEqual(second.partner_id, other)
        void = self.env["collection.notice"].search(
            [("cancelled_move_id", "=", invoice.id)]
        )
        with freeze_time(f"{day(4)} 10:00:00"), self.mock_mail_gateway():
            void.action_send()
            mail = self._mails[-1]
        self.assertEqual((void.state, void.partner_id), ("sent", self.debtor))
        self.assertIn("compta@debtor.example", mail["email_to"][0])
        # What another debtor was told is none of his business, nor the other way.
        self.assertEqual(void._cancelled_notices(), first)
        with freeze_time(f"{day(5)} 10:00:00"):
            invoice.sudo().button_cancel()
        last = self.env["collection.notice"].search(
            [("cancelled_move_id", "=", invoice.id)], limit=1
        )
        self.assertEqual(last.partner_id, other)
        self.assertEqual(last._cancelled_notices(), second)


@tagged("post_install", "-at_install")
class TestBatchMidFlight(MidFlightCommon):
    """What happens while a batch of e-mails is being sent stops those not yet sent."""

    def setUp(self):
        super().setUp()
        self.other = self._make_debtor("Second", email="second@debtor.example")
        self.first = self._invoice()
        self.second = self._invoice(300.0, debtor=self.other)
        notices = self._play(day(3), deliver=False)
        self.notice = notices.filtered(lambda one: one.partner_id == self.other)

    def _deliver_while(self, act):
        """Deliver; once the first e-mail is at the mail server, ``act`` happens."""
        mails = self.env.registry["mail.mail"]
        send, acted = mails.send, []

        def send_and_act(records, *args, **kwargs):
            result = send(records, *args, **kwargs)
            if not acted:
                acted.append(act())
            return result

        with patch.object(mails, "send", send_and_act):
            return [mail["email_to"][0] for mail in self._deliver(day(3))]

    def test_the_last_answer_is_stored_before_the_invoices_are_written(self):
        """Somebody else may have written them: his change must not cost the answer."""
        told = []

        def telling(model, name):
            method = getattr(self.env.registry[model], name)

            def tell(records, *args, **kwargs):
                result = method(records, *args, **kwargs)
                told.append(name)
                return result

            return patch.object(self.env.registry[model], name, tell)

        with (
            telling("mail.mail", "send"),
            telling("collection.run", "_commit_progress"),
            telling("account.move", "_collection_refresh"),
        ):
            self.assertEqual(len(self._deliver(day(3))), 2)
        written = told.index("_collection_refresh")
        self.assertEqual(told[written - 2 : written], ["send", "_commit_progress"])

    def test_what_somebody_else_is_writing_leaves_with_the_next_delivery(self):
        emails = self.env.registry["collection.channel.email"]
        write = emails._write_mail

        def meet(channel, delivery):
            if delivery.notice_id == self.notice:
                raise SerializationFailure("could not serialize access")
            return write(channel, delivery)

        with patch.object(emails, "_write_mail", meet):
            sent = self._deliver(day(3))
        self.assertEqual(len(sent), 1)
        self.assertIn("compta@debtor.example", sent[0]["email_to"][0])
        self.assertEqual(self.notice.state, "ready")
        self.assertFalse(self.notice.case_id.activity_ids)
        self.assertEqual(len(self._deliver(day(3))), 1)

    def test_a_payment(self):
        sent = self._deliver_while(lambda: self._pay(self.second, 300.0, day(3)))
        self.assertEqual(len(sent), 1)
        self.assertIn("compta@debtor.example", sent[0])
        self.assertEqual(self.notice.state, "skipped")
        self.assertIn("Nothing is open", self.notice.reason)
        self.assertFalse(self.second.collection_item_ids.stage_id)
        self.assertFalse(self.notice.delivery_ids.mail_id)

    def test_a_part_payment_leaves_with_the_new_amount(self):
        sent = self._deliver_while(lambda: self._pay(self.second, 100.0, day(3)))
        self.assertEqual(len(sent), 1)
        self.assertEqual(self.notice.state, "ready")
        mails = self._deliver(day(3))
        self.assertEqual(len(mails), 1)
        # 300 - 100
        self.assertEqual(self.notice.amount_total, 200.0)
        self.assertIn("200,00", mails[0]["body"])

    def test_a_hold(self):
        sent = self._deliver_while(
            lambda: self.env["collection.hold"].create(
                {
                    "kind": "dispute",
                    "reason": "Contesté",
                    "case_id": self.notice.case_id.id,
                    "date_from": day(3),
                }
            )
        )
        self.assertEqual(len(sent), 1)
        self.assertEqual(self.notice.state, "skipped")
        self.assertIn("Contesté", self.notice.reason)
