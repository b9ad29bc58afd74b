import doctest
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server, MailDeliveryException

from ..rules import undeliverable
from .common import CollectionCommon, day

BOUNCE = """Return-Path: <>
To: bounce.test@test.mycompany.com
From: Mail Delivery System <MAILER-DAEMON@mx.debtor.example>
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Message-ID: <{number}@mx.debtor.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="here"

--here
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--here
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.debtor.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--here
Content-Type: message/rfc822

Message-ID: {uid}
From: collector@creditor.example
To: {address}
Subject: Rappel

Bonjour
--here--
"""
HOST = "odoo.addons.mail.models.mail_mail"


class BounceCommon(CollectionCommon):
    def _bounce(self, notice, on, **values):
        uid = notice.delivery_ids.filtered("mail_id").message_uid
        mail = BOUNCE.format(
            **{
                "number": self.env["mail.message"].sudo().search([], limit=1).id,
                "uid": uid,
                "address": "compta@debtor.example",
                "action": "failed",
                "status": "5.1.1",
                "diagnostic": "550 5.1.1 User unknown",
                **values,
            }
        )
        with freeze_time(f"{on} 10:00:00"), self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(None, mail)

    def _deliver(self, on):
        with freeze_time(f"{on} 09:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            return list(self._mails)

    def _tasks(self, case, words):
        return case.activity_ids.filtered(lambda one: words in (one.summary or ""))


@tagged("post_install", "-at_install")
class TestWords(BounceCommon):
    def test_examples_in_the_code(self):
        result = doctest.testmod(undeliverable)
        self.assertEqual(result.failed, 0)
        self.assertGreater(result.attempted, 5)


@tagged("post_install", "-at_install")
class TestBounces(BounceCommon):
    """What comes back is proof, and the next notice goes another way."""

    def setUp(self):
        super().setUp()
        self._invoice()
        self.notice = self._play(day(3))
        self.case = self.notice.case_id

    def _bounced(self):
        return self.notice.proof_ids.filtered(lambda one: one.kind == "bounced")

    def test_a_bounce_is_proof_marks_the_address_and_tells_a_person(self):
        self._bounce(self.notice, day(4))
        proof = self._bounced()
        self.assertEqual(
            (proof.date, proof.reference, proof.delivery_id),
            (day(4), "compta@debtor.example", self.notice.delivery_ids),
        )
        self.assertIn("User unknown", proof.note)
        self.assertEqual(self.debtor.collection_bounced_on, day(4))
        self.assertEqual(self.debtor.email, "compta@debtor.example")
        self.assertTrue(self._tasks(self.case, "came back"))
        # what left did leave: the stage was said, the proof tells the rest
        self.assertEqual(self.notice.state, "sent")
        self.assertEqual(self.debtor.message_bounce, 1)
        self.assertFalse(
            self.env["mail.blacklist"]
            .sudo()
            .search([("email", "=", "compta@debtor.example")])
        )

    def test_a_report_on_an_address_never_written_to_marks_none(self):
        stranger = self._make_debtor(
            "Direction",
            parent_id=self.debtor.id,
            is_company=False,
            email="direction@debtor.example",
        )
        for _twice in range(2):
            self._bounce(self.notice, day(4), address="direction@debtor.example")
        self.assertFalse(self._bounced())
        self.assertFalse(stranger.collection_is_bounced)
        self.assertFalse(self.debtor.collection_is_bounced)
        task = self._tasks(self.case, "to which it was not sent")
        self.assertEqual(len(task), 1)
        self.assertIn("direction@debtor.example", task.summary)
        self.assertIn("(compta@debtor.example)", task.summary)

    def test_a_report_on_the_address_it_had_when_it_left(self):
        self.debtor.sudo().email = "nouveau@debtor.example"
        self._bounce(self.notice, day(4))
        self.assertEqual(self._bounced().reference, "compta@debtor.example")
        self.assertFalse(self.debtor.collection_is_bounced)
        # The new address was not written to yet: a report on it is about another mail.
        self._bounce(self.notice, day(5), address="nouveau@debtor.example")
        self.assertFalse(self.debtor.collection_is_bounced)
        self.assertEqual(len(self._bounced()), 1)

    def test_each_of_several_addresses_of_a_contact(self):
        both = "compta@debtor.example, secretariat@debtor.example"
        debtor = self._make_debtor("Deux adresses", email=both)
        self._invoice(debtor=debtor)
        notice = self._play(day(5))
        self.assertEqual(notice.delivery_ids.sent_to, both)
        self._bounce(notice, day(6), address="secretariat@debtor.example")
        self.assertEqual(
            notice.proof_ids.filtered(lambda one: one.kind == "bounced").reference,
            "secretariat@debtor.example",
        )

    def test_the_same_bounce_twice_is_told_once(self):
        self._bounce(self.notice, day(4))
        self._bounce(self.notice, day(5))
        self.assertEqual(len(self._bounced()), 1)
        self.assertEqual(len(self._tasks(self.case, "came back")), 1)

    def test_the_next_notice_goes_by_its_other_channel(self):
        self._bounce(self.notice, day(4))
        # the second reminder has e-mail and letter: the letter alone is left
        notice = self._play(day(15))
        self.assertEqual(notice.delivery_ids.mapped("channel_code"), ["letter"])

    def test_a_stage_with_a_letters_text_falls_back_to_post(self):
        second = self.policy.stage_ids.filtered("letter_template_id")[0]
        second.channel_ids = self.env.ref("account_collection.channel_email")
        self._bounce(self.notice, day(4))
        notice = self._play(day(15))
        self.assertEqual(notice.delivery_ids.mapped("channel_code"), ["letter"])

    def test_without_another_channel_a_person_is_told(self):
        second = self.policy.stage_ids.filtered("letter_template_id")[0]
        second.write(
            {
                "channel_ids": [
                    Command.set(self.env.ref("account_collection.channel_email").ids)
                ],
                "letter_template_id": False,
                "mail_template_id": self.policy.stage_ids[1].mail_template_id.id,
            }
        )
        self._bounce(self.notice, day(4))
        self.assertFalse(self._play(day(15)))
        self.assertTrue(self._tasks(self.case, "come back since"))
        self.assertIn("come back since", self.run.line_ids.reason)

    def test_a_new_address_is_another_address(self):
        self._bounce(self.notice, day(4))
        self.debtor.sudo().email = "nouveau@debtor.example"
        self.assertFalse(self.debtor.collection_is_bounced)
        notice = self._play(day(15))
        self.assertIn("email", notice.delivery_ids.mapped("channel_code"))

    def test_it_works_again(self):
        self._bounce(self.notice, day(4))
        self.assertTrue(self.debtor.collection_is_bounced)
        self.debtor.sudo().action_collection_email_works()
        self.assertFalse(self.debtor.collection_is_bounced)
        reader = self._user("reader", "account_collection.group_collection_readonly")
        with self.assertRaises(AccessError):
            self.debtor.with_user(reader).action_collection_email_works()

    def test_a_delay_and_a_receipt_are_no_bounces(self):
        self._bounce(self.notice, day(4), action="delayed", status="4.4.1")
        self._bounce(self.notice, day(4), action="relayed", status="2.0.0")
        self.assertFalse(self._bounced())
        self.assertFalse(self.debtor.collection_bounced_on)

    def test_a_full_mailbox_is_told_but_the_address_is_good(self):
        self._bounce(
            self.notice, day(4), status="5.2.2", diagnostic="552 5.2.2 Mailbox full"
        )
        self.assertTrue(self._bounced())
        self.assertTrue(self._tasks(self.case, "came back"))
        self.assertFalse(self.debtor.collection_is_bounced)

    def test_a_contact_of_the_same_debtor_with_that_address_is_marked_too(self):
        same = self._make_debtor(
            "Compta", parent_id=self.debtor.id, is_company=False, type="invoice"
        )
        other = self._make_debtor("Homonyme")
        self._bounce(self.notice, day(4))
        self.assertTrue(same.collection_is_bounced)
        self.assertFalse(other.collection_is_bounced)

    def test_ready_when_the_bounce_of_the_one_before_comes(self):
        second = self.policy.stage_ids.filtered("letter_template_id")[0]
        second.channel_ids = self.env.ref("account_collection.channel_email")
        notice = self._play(day(15), deliver=False)
        self._bounce(self.notice, day(15))
        self.assertEqual(self._deliver(day(15)), [])
        email, letter = notice.delivery_ids.sorted("id")
        self.assertEqual((email.state, letter.state), ("skipped", "ready"))
        self.assertIn("goes by Letter instead", email.reason)
        self.assertEqual(notice.state, "ready")


@tagged("post_install", "-at_install")
class TestMailServer(BounceCommon):
    """Refused by the server, or no server at all."""

    def _two(self):
        self._invoice(100.0)
        other = self._make_debtor("Garage", email="garage@debtor.example")
        self._invoice(200.0, debtor=other)
        return self._play(day(3), deliver=False).sorted("amount_total")

    def _deliver_with(self, on, **patches):
        with (
            freeze_time(f"{on} 09:00:00"),
            self.mock_mail_gateway(),
            mute_logger(HOST, "odoo.addons.base.models.ir_mail_server"),
        ):
            server = self.env.registry["ir.mail_server"]
            with patch.multiple(server, **patches):
                self.env["collection.delivery"].sudo()._cron_deliver()
            return list(self._mails)

    def test_one_refused_recipient_is_marked_and_the_others_leave(self):
        bad, good = self._two()
        send = IrMail_Server.send_email

        def refuse(model, message, *args, **kwargs):
            if "garage" in message["To"]:
                return send(model, message, *args, **kwargs)
            return raise_refusal("compta@debtor.example", 550, b"5.1.1 User unknown")

        self._deliver_with(day(3), send_email=refuse)
        self.assertEqual((bad.state, good.state), ("failed", "sent"))
        self.assertIn("550 5.1.1 User unknown", bad.delivery_ids.reason)
        self.assertFalse(bad.departed_on)
        self.assertEqual(self.debtor.collection_bounced_on, day(3))
        self.assertEqual(bad.proof_ids.kind, "bounced")
        self.assertTrue(self._tasks(bad.case_id, "did not leave"))
        self.assertFalse(self._tasks(good.case_id, "did not leave"))

    def test_a_server_that_is_away_is_one_task_and_all_leave_later(self):
        first, second = self._two()

        def away(*_args, **_kwargs):
            raise ConnectionRefusedError(111, "Connection refused")

        self._deliver_with(day(3), _connect__=away)
        self.assertEqual((first.state, second.state), ("ready", "ready"))
        self.assertFalse(first.delivery_ids.reason)
        tasks = self.run.activity_ids
        self.assertEqual(len(tasks), 1)
        self.assertIn("Connection refused", tasks.note)
        self.assertEqual(tasks.user_id, self.collector)
        self.assertFalse((first | second).case_id.activity_ids)
        # still away the next day: still one task
        self._deliver_with(day(4), _connect__=away)
        self.assertEqual(len(self.run.activity_ids), 1)
        self.assertEqual(len(self._deliver(day(5))), 2)
        self.assertEqual((first.state, second.state), ("sent", "sent"))
        self.assertEqual(first.departed_on, day(5))
        self.assertFalse(self.run.activity_ids)

    def test_an_absent_server_is_asked_once_whatever_waits(self):
        self._two()
        calls = []

        def away(*_args, **_kwargs):
            calls.append(1)
            raise TimeoutError("timed out")

        with patch(
            "odoo.addons.account_collection.models.collection_delivery.MAIL_BATCH", 1
        ):
            self._deliver_with(day(3), _connect__=away)
        self.assertEqual(len(calls), 1)

    def test_cut_off_in_the_middle_only_one_is_uncertain(self):
        first, second = self._two()

        def cut(*_args, **_kwargs):
            raise SMTPServerDisconnected("Connection unexpectedly closed")

        self._deliver_with(day(3), send_email=cut)
        self.assertEqual((first.state, second.state), ("uncertain", "ready"))
        self.assertEqual(len(self.run.activity_ids), 1)


def raise_refusal(address, code, words):
    """Raise what the host makes of a refusal of all recipients."""
    error = SMTPRecipientsRefused({address: (code, words)})
    raise MailDeliveryException(
        "Mail Delivery Failed",
        f"Mail delivery failed via SMTP server 'x'.\n{type(error).__name__}: {error}",
    )
