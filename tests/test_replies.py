from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day

MAIL = """Return-Path: {return_path}
To: {to}
From: {email_from}
Subject: {subject}
MIME-Version: 1.0
Content-Type: text/plain; charset="utf-8"
Date: Wed, 01 Apr 2026 09:00:00 +0200
Message-ID: {msg_id}
In-Reply-To: {parent}
{extra}
{body}
"""
AUTOMATIC = (
    "Auto-Submitted: auto-replied",
    "Auto-Submitted: auto-generated; type=vacation",
    "X-Auto-Response-Suppress: All",
    "X-Auto-Response-Suppress: DR, OOF, AutoReply",
    "Precedence: auto_reply",
    "Precedence: bulk",
    "X-Autoreply: yes",
)
BY_PEOPLE = ("", "Auto-Submitted: no", "Precedence: normal")


class ReplyCommon(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.number = 0

    def _answer(self, notice, on, extra="", **values):
        """Let the debtor answer ``notice`` through the host's mail gateway."""
        type(self).number += 1
        mail = MAIL.format(
            **{
                "to": "catchall.test@test.mycompany.com",
                "email_from": "Compta <compta@debtor.example>",
                "return_path": "<compta@debtor.example>",
                "subject": "Re: Rappel",
                "msg_id": f"<answer-{self.number}@debtor.example>",
                "parent": notice.delivery_ids.mail_id.sudo().message_id,
                "extra": f"{extra}\n" if extra else "",
                "body": "Nous n'avons jamais reçu la facture.",
                **values,
            }
        )
        with freeze_time(f"{on} 10:00:00"), self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(None, mail)

    def _holds(self, case):
        return case.hold_ids.filtered(lambda hold: hold.kind == "reply")


@tagged("post_install", "-at_install")
class TestReplies(ReplyCommon):
    """He answered: whoever goes on reminding him as if nothing was said is rude."""

    def setUp(self):
        super().setUp()
        self._invoice()
        self.notice = self._play(day(3))
        self.case = self.notice.case_id

    def test_an_answer_pauses_until_it_is_read(self):
        self._answer(self.notice, day(4))
        hold = self._holds(self.case)
        self.assertEqual(hold.date_from, day(4))
        self.assertFalse(hold.date_to)
        self.assertIn("Re: Rappel", hold.reason)
        self.assertIn("jamais reçu", hold.message_id.sudo().body)
        self.assertFalse(hold.stops_interest)
        proof = self.notice.proof_ids.filtered(lambda one: one.kind == "reply")
        self.assertEqual(proof.date, day(4))
        self.assertIn("jamais reçu la facture", proof.note)
        task = self.case.activity_ids.filtered("collection_is_reply")
        self.assertEqual(task.user_id, self.collector)
        # The second reminder falls due on day 15: it waits for the reader.
        self.assertFalse(self._play(day(15)))
        self.assertFalse(self._play(day(30)))
        with freeze_time(f"{day(20)} 10:00:00"):
            why = self.case.item_ids.explanation
        self.assertIn("waits to be read", why)

    def test_read_and_the_policy_goes_on(self):
        self._answer(self.notice, day(4))
        with freeze_time(f"{day(6)} 10:00:00"):
            self.case.with_user(self.collector).action_reply_read()
        hold = self._holds(self.case)
        # On hold from day 4 to day 5: the day of the reader counts again.
        self.assertEqual(hold.date_to, day(5))
        self.assertFalse(self.case.activity_ids.filtered("collection_is_reply"))
        # 12 days after the reminder of day 3, of which days 4 and 5 do not count:
        # 3 + 12 + 2 = 17.
        departed = self._play_until(day(14), day(18), people=False)
        self.assertEqual(self._stages(departed), [(17, "Second reminder")])

    def test_ending_the_hold_closes_the_task(self):
        self._answer(self.notice, day(4))
        with freeze_time(f"{day(6)} 10:00:00"):
            self._holds(self.case).action_end()
        self.assertFalse(self.case.activity_ids.filtered("collection_is_reply"))

    def test_programs_do_not_pause(self):
        for header in AUTOMATIC:
            self._answer(self.notice, day(4), extra=header)
            self.assertFalse(self._holds(self.case), header)
        self._answer(self.notice, day(4), return_path="<>")
        self.assertFalse(self._holds(self.case))
        self.assertFalse(self.case.activity_ids.filtered("collection_is_reply"))
        # what they wrote is kept on the case all the same
        self.assertEqual(
            len(self.case.message_ids.filtered(lambda m: m.message_type == "email")),
            len(AUTOMATIC) + 1,
        )

    def test_people_do(self):
        for header in BY_PEOPLE:
            self._answer(self.notice, day(4), extra=header)
            waiting = self.case.waiting_reply_ids
            self.assertEqual(len(waiting), 1, header)
            with freeze_time(f"{day(4)} 11:00:00"):
                self.case.action_reply_read()
            self.assertFalse(self.case.waiting_reply_ids)

    def test_two_answers_make_one_task_and_two_proofs(self):
        self._answer(self.notice, day(4))
        self._answer(self.notice, day(5), subject="Re: Re: Rappel")
        self.assertEqual(len(self._holds(self.case)), 1)
        self.assertEqual(len(self.case.activity_ids.filtered("collection_is_reply")), 1)
        self.assertEqual(self.notice.proof_ids.mapped("kind").count("reply"), 2)

    def test_a_colleague_who_answers_by_mail_does_not_pause(self):
        self._answer(
            self.notice, day(4), email_from="Anne <collector@creditor.example>"
        )
        self.assertFalse(self._holds(self.case))

    def test_an_answer_that_comes_while_a_notice_waits_holds_it_back(self):
        notice = self._play(day(15), deliver=False)
        self.assertEqual(notice.state, "ready")
        self._answer(self.notice, day(15))
        with freeze_time(f"{day(15)} 16:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            self.assertEqual(self._mails, [])
        self.assertEqual(notice.state, "skipped")
        self.assertIn("waits to be read", notice.reason)

    def test_an_answer_to_a_closed_case_reaches_the_open_one(self):
        with freeze_time(f"{day(5)} 10:00:00"):
            self.case.action_close()
        self._play(day(15))
        cases = self.env["collection.case"].search(
            [("partner_id", "=", self.debtor.id)]
        )
        fresh = cases - self.case
        self.assertEqual(len(fresh), 1)
        self._answer(self.notice, day(16))
        self.assertFalse(self._holds(self.case))
        self.assertEqual(len(self._holds(fresh)), 1)
        self.assertTrue(fresh.activity_ids.filtered("collection_is_reply"))

    def test_an_answer_after_all_is_settled_holds_what_falls_due_later(self):
        self._pay(self.case.item_ids.move_id, 1000.0, day(5))
        with freeze_time(f"{day(6)} 10:00:00"):
            self.case.action_close()
        self._answer(self.notice, day(7), body="Votre prestation n'est pas conforme.")
        self.assertTrue(self.case.activity_ids.filtered("collection_is_reply"))
        # It falls due on day 10; the first reminder leaves on day 13.
        later = self._invoice(500.0, due=day(10))
        self.assertFalse(self._play(day(13)))
        with freeze_time(f"{day(13)} 10:00:00"):
            self.assertIn("waits to be read", later.collection_why)
        # Read on day 20, on the case it came to: the days until then do not count.
        with freeze_time(f"{day(20)} 10:00:00"):
            self.assertTrue(self.case.has_waiting_reply)
            self.case.with_user(self.collector).action_reply_read()
        self.assertFalse(self.case.activity_ids.filtered("collection_is_reply"))
        departed = self._play_until(day(20), day(30), people=False)
        self.assertEqual(len(departed), 1)
        self.assertEqual([one.line_ids.move_id for one in departed.values()], [later])

    def test_who_only_reads_cannot_say_that_it_was_read(self):
        self._answer(self.notice, day(4))
        reader = self._reader()
        with self.assertRaises(AccessError):
            self.case.with_user(reader).action_reply_read()
        self.assertTrue(self.case.with_user(reader).has_waiting_reply)

    def _reader(self):
        return self._user("reader", "account_collection.group_collection_readonly")
