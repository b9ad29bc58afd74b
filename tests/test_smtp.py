"""E-mails through a real mail server on this machine, which answers as it is told."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import CollectionCommon, day
from .smtp_server import SmtpServer

BOX, GARAGE = "compta@debtor.example", "garage@debtor.example"
LOGGERS = (
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.base.models.ir_mail_server",
)


@tagged("post_install", "-at_install")
class TestSmtp(CollectionCommon):
    """Not now, never, and a line that breaks: three different things."""

    def setUp(self):
        super().setUp()
        self.server = SmtpServer()
        self.addCleanup(self.server.stop)
        self.env["ir.mail_server"].sudo().search([]).active = False
        self.env["ir.mail_server"].sudo().create(
            {
                "name": "Loopback",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.server.port,
                "smtp_encryption": "none",
            }
        )

    def _two(self):
        self._invoice(100.0)
        other = self._make_debtor("Garage", email=GARAGE)
        self._invoice(200.0, debtor=other)
        return self._play(day(3), deliver=False).sorted("amount_total")

    def _deliver(self, on, hour="09:00"):
        before = len(self.server.mails)
        with (
            freeze_time(f"{on} {hour}:00", tick=True),
            patch.object(IrMail_Server, "_disable_send", lambda _model: False),
            mute_logger(*LOGGERS),
        ):
            self.env["collection.delivery"].sudo()._cron_deliver()
        return [to for to, _mail in self.server.mails[before:]]

    def test_a_batch_takes_one_connection(self):
        notices = self._two()
        self.assertEqual(self._deliver(day(3)), [(BOX,), (GARAGE,)])
        self.assertEqual(self.server.connections, 1)
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        uids = {mail["Message-Id"] for _to, mail in self.server.mails}
        self.assertEqual(uids, set(notices.delivery_ids.mapped("message_uid")))

    def test_a_server_that_hangs_up_between_two_is_called_again(self):
        notices = self._two()
        self.server.limit = 1
        self.assertEqual(self._deliver(day(3)), [(BOX,), (GARAGE,)])
        self.assertEqual(self.server.connections, 2)
        self.assertEqual(set(notices.mapped("state")), {"sent"})

    def test_not_now_waits_without_a_task_and_leaves_later(self):
        first, second = self._two()
        self.server.answers[BOX] = "450 4.2.0 Greylisted, try again"
        self.assertEqual(self._deliver(day(3)), [(GARAGE,)])
        self.assertEqual((first.state, second.state), ("ready", "sent"))
        self.assertIn("Greylisted", first.delivery_ids.reason)
        self.assertFalse(first.departed_on)
        self.assertFalse(first.line_ids.item_id.stage_id)
        self.assertFalse(first.case_id.activity_ids)
        self.assertFalse(first.proof_ids)
        self.assertFalse(self.debtor.collection_bounced_on)
        self.server.answers.clear()
        self.assertEqual(self._deliver(day(3), "10:00"), [(BOX,)])
        self.assertEqual((first.state, first.departed_on), ("sent", day(3)))
        self.assertFalse(first.delivery_ids.reason)
        self.assertEqual(self._deliver(day(3), "11:00"), [])

    def test_not_now_said_after_the_content_or_to_the_sender_waits_too(self):
        first, second = self._two()
        self.server.data = "451 4.7.1 Try again later"
        self.assertEqual(self._deliver(day(3)), [])
        self.assertEqual((first.state, second.state), ("ready", "ready"))
        self.assertFalse((first | second).case_id.activity_ids)
        self.server.data = ""
        self.assertEqual(self._deliver(day(3), "10:00"), [(BOX,), (GARAGE,)])

    def test_not_now_for_three_days_is_told(self):
        first, _second = self._two()
        self.server.answers[BOX] = "452 4.2.2 Mailbox full"
        self._deliver(day(3))
        self._deliver(day(3) + timedelta(days=2))
        self.assertEqual(first.state, "ready")
        self.assertFalse(first.case_id.activity_ids)
        self._deliver(day(3) + timedelta(days=3), "09:30")
        self.assertEqual(first.state, "failed")
        self.assertIn("Mailbox full", first.case_id.activity_ids.summary)
        self.assertFalse(self.debtor.collection_bounced_on)

    def test_never_marks_only_that_address(self):
        first, second = self._two()
        self.server.answers[BOX] = "550 5.1.1 User unknown"
        self.assertEqual(self._deliver(day(3)), [(GARAGE,)])
        self.assertEqual((first.state, second.state), ("failed", "sent"))
        self.assertEqual(self.debtor.collection_bounced_on, day(3))
        self.assertFalse(second.partner_id.collection_bounced_on)

    def test_of_two_recipients_the_other_gets_it(self):
        boss = self._make_debtor(
            "Anne Roy", email="roy@debtor.example", parent_id=self.debtor.id
        )
        for place, refused in enumerate((BOX, boss.email)):
            with self.subTest(refused), self.env.cr.savepoint() as point:
                self._invoice(100.0)
                notice = self._play(day(3), deliver=False)
                channel = type(self.env["collection.channel.email"])
                both = notice.recipient_id | boss
                self.server.answers = {refused: "550 5.1.1 User unknown"}
                with patch.object(channel, "_recipients", lambda *_args, to=both: to):
                    arrived = self._deliver(day(3))
                self.assertEqual(arrived, [((boss.email, BOX)[place],)])
                self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))
                kinds = set(notice.proof_ids.mapped("kind"))
                self.assertEqual(kinds, {"accepted", "bounced"})
                bounced = notice.proof_ids.filtered(lambda one: one.kind == "bounced")
                self.assertEqual(bounced.reference, refused)
                point.rollback()
                self.env.invalidate_all()

    def test_cut_off_in_the_middle_is_uncertain_and_only_that_one(self):
        first, second = self._two()
        self.server.answers[BOX] = "hang up"
        self.assertEqual(self._deliver(day(3)), [])
        self.assertEqual((first.state, second.state), ("uncertain", "ready"))
        self.assertIn(first.delivery_ids.message_uid, first.delivery_ids.reason)
        self.server.answers.clear()
        self.assertEqual(self._deliver(day(3), "10:00"), [(GARAGE,)])
        self.assertEqual((first.state, second.state), ("uncertain", "sent"))
