from unittest.mock import patch
from zlib import crc32

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models.mail_mail import MailMail as HostMail

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestDelivery(CollectionCommon):
    """One outbox: nothing twice, nothing lost, nothing rewritten."""

    def _ready(self):
        self._invoice()
        return self._play(day(3), deliver=False)

    def _deliver(self):
        with freeze_time(f"{day(3)} 09:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
        return self._mails

    def test_email_leaves_once_and_leaves_proof(self):
        notice = self._ready()
        mails = self._deliver()
        self.assertEqual(len(mails), 1)
        self.assertEqual(
            mails[0]["email_to"], ['"Menuiserie Lefèvre" <compta@debtor.example>']
        )
        self.assertEqual(notice.state, "sent")
        self.assertEqual(notice.proof_ids.kind, "accepted")
        self.assertEqual(notice.proof_ids.reference, notice.delivery_ids.message_uid)
        self.assertEqual(len(self._deliver()), 0)
        # Nor where another process had found it while it was still ready.
        self.assertFalse(notice.delivery_ids.sudo()._begin(day(3)))
        self.assertEqual(notice.state, "sent")

    def test_one_chatter_message_per_notice(self):
        notice = self._ready()
        case = notice.case_id
        before = case.message_ids
        self._deliver()
        self.assertEqual(case.message_ids - before, notice.message_id)
        self.assertEqual(notice.message_id.subject, notice.subject)

    def test_a_letter_tells_itself_on_the_case_once_posted(self):
        self._write_by_letter(self.policy.stage_ids.filtered(lambda one: one.days == 3))
        notice = self._ready()
        self.assertFalse(notice.message_id)
        self._act(day(3))
        self.assertIn(notice.message_id, notice.case_id.message_ids)
        self.assertIn(notice.name, notice.message_id.body)
        self.assertEqual(
            notice.message_id.attachment_ids.checksum, notice.pdf_id.checksum
        )

    def test_each_debtor_is_written_to_in_his_language(self):
        english = self._make_debtor(
            "Builder Ltd", lang="en_US", email="ap@builder.example"
        )
        self._invoice(debtor=english)
        self._invoice()
        notices = self._play(day(3), deliver=False)
        self.assertEqual(
            {one.partner_id: one.lang for one in notices},
            {self.debtor: "fr_FR", english: "en_US"},
        )
        said = {mail["email_to"][0]: mail["subject"] for mail in self._deliver()}
        self.assertEqual(len(said), 2)
        for address, subject in said.items():
            with self.subTest(address):
                reads_english = "builder.example" in address
                self.assertEqual("payment reminder" in subject, reads_english)

    def test_the_host_queue_leaves_our_mails_alone(self):
        notice = self._ready()
        with patch.object(HostMail, "send", return_value=True):
            self._deliver()
        mail = notice.delivery_ids.mail_id.sudo()
        mail.state = "outgoing"
        with self.mock_mail_gateway():
            self.env["mail.mail"].sudo().process_email_queue()
            mail.send()
        self.assertEqual(self._mails, [])
        self.assertEqual(mail.state, "outgoing")

    def test_a_refused_mail_is_failed_and_can_be_tried_again(self):
        notice = self._ready()

        def refuse(mails, **_kwargs):
            mails.write({"state": "exception", "failure_reason": "550 no such box"})

        with patch.object(HostMail, "send", refuse):
            self._deliver()
        self.assertEqual(notice.state, "failed")
        self.assertFalse(notice.departed_on)
        self.assertIn("550", notice.delivery_ids.reason)
        self.assertIn("550", notice.case_id.activity_ids.summary)
        notice.delivery_ids.action_confirm_not_left()
        self.assertEqual(len(self._deliver()), 1)
        self.assertEqual(notice.state, "sent")

    def test_a_broken_template_is_named_and_the_notice_still_opens(self):
        notice = self._ready()
        template = notice.stage_id.mail_template_id.sudo()

        def fail(*_args, **_kwargs):
            raise ValueError("no_such_field") from KeyError("first cause")

        with (
            patch.object(type(template), "_render_field", fail),
            mute_logger("odoo.addons.account_collection.channels.email"),
        ):
            self._deliver()
            self.assertIn("cannot be written", notice.preview_subject)
        reason = notice.delivery_ids.reason
        self.assertIn(template.name, reason)
        self.assertIn("first cause", reason)
        self.assertLess(len(reason), 300)

    def test_interrupted_at_the_mail_server_is_decided_by_a_person(self):
        notice = self._ready()
        notice.delivery_ids._set_state(
            "sending", message_uid="<x@y>", handed_at="2026-04-03 08:30:00"
        )
        self.assertEqual(self._deliver(), [])
        self.assertEqual(notice.state, "uncertain")
        self.assertIn("<x@y>", notice.delivery_ids.reason)
        self.assertEqual(self._deliver(), [])
        with freeze_time(f"{day(3)} 10:00:00"):
            notice.delivery_ids.action_confirm_left()
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))
        self.assertEqual(notice.line_ids.item_id.stage_id.name, "First reminder")

    def test_what_a_person_sends_again_is_not_sent_by_the_host_too(self):
        notice = self._ready()
        channel = type(self.env["collection.channel.email"])
        with patch.object(channel, "_hand_over_batch", lambda *_args: ""):
            self._deliver()
        interrupted = notice.delivery_ids.mail_id.sudo()
        notice.delivery_ids._record_fact(handed_at="2026-04-03 08:30:00")
        self._deliver()
        self.assertEqual(notice.state, "uncertain")
        notice.delivery_ids.action_confirm_not_left()
        with self.mock_mail_gateway():
            self.env["mail.mail"].sudo().process_email_queue()
        self.assertEqual((self._mails, interrupted.state), ([], "cancel"))
        self.assertEqual(len(self._deliver()), 1)
        self.assertEqual(notice.state, "sent")
        again = notice.delivery_ids.mail_id.sudo()
        self.assertNotEqual(again, interrupted)
        self.assertEqual(notice.message_id, again.mail_message_id)

    def test_what_did_leave_is_no_more_in_the_queue_of_the_host(self):
        notice = self._ready()
        channel = type(self.env["collection.channel.email"])
        with patch.object(channel, "_hand_over_batch", lambda *_args: ""):
            self._deliver()
        notice.delivery_ids._record_fact(handed_at="2026-04-03 08:30:00")
        self._deliver()
        with freeze_time(f"{day(3)} 10:00:00"):
            notice.delivery_ids.action_confirm_left()
        self.assertEqual(notice.delivery_ids.mail_id.sudo().state, "sent")
        self.assertEqual(notice.proof_ids.kind, "other")

    def test_interrupted_before_the_mail_server_leaves_once(self):
        notice = self._ready()
        channel = type(self.env["collection.channel.email"])
        with patch.object(channel, "_hand_over_batch", lambda *_args: ""):
            self._deliver()
        self.assertEqual(notice.state, "sending")
        self.assertEqual(len(self._deliver()), 1)
        self.assertEqual(notice.state, "sent")

    def test_interrupted_after_the_mail_server_answered_is_known(self):
        notice = self._ready()
        channel = type(self.env["collection.channel.email"])
        with patch.object(channel, "_record_fates", lambda *_args: None):
            self.assertEqual(len(self._deliver()), 1)
        self.assertEqual(notice.state, "sending")
        self.assertEqual(self._deliver(), [])
        self.assertEqual(notice.state, "sent")

    def test_the_last_answer_is_stored_before_anything_is_recorded(self):
        # Somebody books a payment, or merges its debtor, while the last e-mail of a
        # batch is at the mail server: what is recorded afterwards clashes with it. The
        # answer itself must not be lost then.
        self._invoice(100.0, debtor=self._make_debtor("Garage"))
        self._ready()
        steps = []
        carrier = type(self.env["collection.channel.email"])
        fates, send = carrier._record_fates, HostMail.send

        def record(one, deliveries, today):
            steps.append("recorded")
            return fates(one, deliveries, today)

        def give(mails, **kwargs):
            steps.append("given")
            return send(mails, **kwargs)

        with (
            patch.object(carrier, "_commit", lambda _one: steps.append("stored")),
            patch.object(carrier, "_record_fates", record),
            patch.object(HostMail, "send", give),
        ):
            self._deliver()
        self.assertEqual(steps.count("given"), 2)
        last = len(steps) - steps[::-1].index("given")
        self.assertEqual(steps[last:], ["stored", "recorded", "stored"])

    def test_what_another_worker_sends_is_left_alone(self):
        notice = self._ready()
        notice.delivery_ids._set_state("sending", handed_at="2026-04-03 08:30:00")
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        other.execute(
            "SELECT pg_advisory_lock(%s, %s)",
            (crc32(b"collection_delivery") - 2**31, notice.delivery_ids.id),
        )
        self._deliver()
        self.assertEqual(notice.state, "sending")

    def test_a_notice_that_cannot_be_written_does_not_stop_the_others(self):
        self._invoice(100.0)
        self._invoice(
            200.0, debtor=self._make_debtor("Garage", email="garage@debtor.example")
        )
        good, bad = self._play(day(3), deliver=False).sorted("amount_total")
        render = type(good)._render_text

        def fail(notice, template, field):
            if notice == bad:
                raise ValueError("no such placeholder")
            return render(notice, template, field)

        with (
            patch.object(type(good), "_render_text", fail),
            mute_logger("odoo.addons.account_collection.channels.email"),
        ):
            self.assertEqual(len(self._deliver()), 1)
        self.assertEqual((good.state, bad.state), ("sent", "failed"))
        self.assertIn("no such placeholder", bad.delivery_ids.reason)

    def test_departed_notice_is_frozen(self):
        notice = self._ready()
        self._deliver()
        for vals in (
            {"subject": "x"},
            {"body": "x"},
            {"amount_total": 1},
            {"departed_on": day(1)},
            {"sha256": "0"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                notice.sudo().write(vals)
        with self.assertRaises(UserError):
            notice.line_ids.sudo().write({"amount_residual": 1})
        with self.assertRaises(UserError):
            notice.line_ids.sudo().unlink()
        with self.assertRaises(UserError):
            notice.sudo().unlink()
        with self.assertRaises(UserError):
            notice.proof_ids.sudo().write({"note": "x"})
        with self.assertRaises(UserError):
            notice.pdf_id.sudo().write({"raw": b"x"})
        with self.assertRaises(UserError):
            notice.pdf_id.sudo().unlink()

    def test_two_notices_in_one_go(self):
        other = self._make_debtor("Garage du Parc", email="garage@debtor.example")
        self._invoice(100.0)
        self._invoice(200.0, debtor=other)
        notices = self._play(day(3), deliver=False)
        mails = self._deliver()
        self.assertEqual(len(mails), 2)
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertEqual(len(set(notices.mapped("sha256"))), 2)

    def test_skipped_by_a_person_comes_back_on_the_chosen_day(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        wizard = (
            self.env["collection.skip.wizard"]
            .with_context(default_notice_ids=notice.ids)
            .create({"reason": "He called", "not_before": day(8)})
        )
        wizard.action_confirm()
        self.assertEqual((notice.state, notice.reason), ("skipped", "He called"))
        self.assertFalse(self._play(day(7)))
        again = self._play(day(8))
        self.assertEqual(again.stage_id.name, "First reminder")

    def test_call_departs_when_its_activity_is_done(self):
        self._invoice()
        self._climb(24)
        notice = self._play(day(25))
        activity = notice.case_id.activity_ids.filtered("collection_delivery_id")
        self.assertEqual(activity.user_id, self.collector)
        with freeze_time(f"{day(26)} 10:00:00"):
            activity.with_user(self.collector).action_feedback("Pays on Friday")
        self.assertEqual(notice.departed_on, day(26))
        self.assertEqual(
            (notice.proof_ids.kind, notice.proof_ids.note), ("call", "Pays on Friday")
        )
        self.assertEqual(notice.line_ids.item_id.next_date, day(41))
