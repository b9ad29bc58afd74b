from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestCancellation(CollectionCommon):
    """An invoice that was claimed and is void: the debtor is told, once, by the way of
    what he was told before, after a person has read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._make_debtor("Northern Joinery", lang="en_US")
        cls.accountant = cls._user(
            "cancel_accountant",
            "account.group_account_invoice,account.group_account_user",
        )

    def _cancel(self, invoice, on, method="button_cancel"):
        """Let an accountant without a role in collections do it."""
        with freeze_time(f"{on} 10:00:00"), self.mock_mail_gateway():
            return getattr(invoice.with_user(self.accountant), method)()

    def _cancellations(self):
        return self.env["collection.notice"].search(
            [("purpose", "=", "cancellation")], order="id"
        )

    def _said(self, invoice):
        return invoice.collection_notice_line_ids.notice_id.filtered(
            "departed_on"
        ).sorted("departed_on")

    def _approve(self, notice, on):
        with freeze_time(f"{on} 11:00:00"), self.mock_mail_gateway():
            notice.action_approve()
            self.env["collection.delivery"].sudo()._cron_deliver()
            letters = notice.delivery_ids.filtered(lambda one: one.way == "paper")
            if letters:
                self.env["collection.batch"]._make(letters).action_confirm()
            return list(self._mails)

    # -- what is proposed ----------------------------------------------------

    def test_it_takes_the_way_of_the_last_notice_and_names_each(self):
        invoice, other = self._invoice(), self._invoice(40.0)
        self._climb(15)
        courtesy, first, second = self._said(invoice)
        told = self._cancel(invoice, day(16))
        notice = self._cancellations()
        self.assertIn(notice.name, told["params"]["message"])
        self.assertEqual(
            (notice.state, notice.confirms_id, notice.cancelled_move_id),
            ("review", second, invoice),
        )
        self.assertEqual(
            set(notice.delivery_ids.mapped("channel_code")), {"email", "letter"}
        )
        asked = notice.case_id.activity_ids.mapped("summary")
        self.assertIn(f"Review notice {notice.name} before it leaves.", asked)
        self.assertIn(invoice.name, notice.preview_subject)
        # 31 March + 3: 3 April; + 15: 15 April
        for text in (notice.preview_body, notice.preview_letter):
            for said, on in (
                (courtesy, "March 26, 2026"),
                (first, "April 3, 2026"),
                (second, "April 15, 2026"),
            ):
                self.assertIn(f"{said.name} of {on}", text)
            self.assertIn(f"are not concerned: {other.name}.", text)
        # a letter is signed by its frame, an e-mail by its text
        self.assertIn(self.collector.name, notice.preview_body)
        self.assertNotIn(self.collector.name, notice.preview_letter)

    def test_it_leaves_once_it_is_approved_on_each_channel(self):
        invoice = self._invoice()
        self._climb(15)
        self._cancel(invoice, day(16))
        notice = self._cancellations()
        self._play(day(16))
        self.assertFalse(notice.departed_on)
        mails = self._approve(notice, day(17))
        self.assertEqual(len(mails), 1)
        self.assertIn("has been cancelled", mails[0]["body"])
        self.assertNotIn("To pay by transfer", mails[0]["body"])
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(17)))
        self.assertEqual(set(notice.delivery_ids.mapped("state")), {"sent"})
        self.assertTrue(notice.sha256)
        # Nobody climbs by it, and the guard does not count it.
        self.assertFalse(notice.line_ids)
        contacts = self.debtor.sudo()._collection_contacts(day(17))[self.debtor]
        self.assertNotIn(notice.id, [one.notice_id for one in contacts])

    def test_what_only_a_call_said_is_cancelled_in_writing(self):
        invoice = self._invoice(due=day(-10))
        # Only the call: its stage is the first that is said.
        self.policy.stage_ids.filtered(
            lambda one: one.name != "Phone call"
        ).active = False
        self._play_until(day(15), day(15))
        self.assertEqual(self._said(invoice).channel_names, "Phone call")
        self._cancel(invoice, day(16))
        self.assertEqual(
            self._cancellations().delivery_ids.mapped("channel_code"), ["email"]
        )

    def test_a_formal_notice_is_cancelled_by_registered_letter(self):
        invoice = self._invoice()
        self._climb(40)
        formal = self._said(invoice)[-1:]
        self._cancel(invoice, day(42))
        notice = self._cancellations()
        self.assertEqual(notice.confirms_id, formal)
        self.assertEqual(notice.delivery_ids.mapped("channel_code"), ["registered"])
        self.assertIn(
            f"{formal.name} of May 10, 2026 (formal notice)", str(notice.preview_letter)
        )
        self.assertFalse(notice._is_formal())
        self.assertEqual(notice.approvals_missing, 1)

    # -- once, and only while it is true -------------------------------------

    def test_cancelled_twice_it_is_proposed_once(self):
        invoice = self._invoice()
        self._climb(3)
        self._cancel(invoice, day(4), "button_draft")
        self._cancel(invoice, day(4))
        self.assertEqual(len(self._cancellations()), 1)
        self._approve(self._cancellations(), day(5))
        self._cancel(invoice, day(6), "button_draft")
        told = self._cancel(invoice, day(6))
        self.assertEqual(len(self._cancellations()), 1)
        self.assertIn("was told by", told["params"]["message"])

    def test_reset_to_draft_tells_too_and_posted_again_nothing_leaves(self):
        invoice = self._invoice()
        self._climb(3)
        told = self._cancel(invoice, day(4), "button_draft")
        self.assertIn("is a draft again", told["params"]["message"])
        notice = self._cancellations()
        invoice.with_user(self.accountant).action_post()
        self.assertFalse(self._approve(notice, day(5)))
        self.assertEqual((notice.state, notice.departed_on), ("skipped", False))
        self.assertIn("posted again", notice.reason)
        # and the ladder goes on where it was
        self.assertEqual(self._play(day(15)).stage_id.name, "Second reminder")

    def test_what_is_claimed_anew_is_cancelled_anew(self):
        invoice = self._invoice()
        self._climb(3)
        self._cancel(invoice, day(4), "button_draft")
        self._approve(self._cancellations(), day(5))
        invoice.with_user(self.accountant).action_post()
        self._play_until(day(15), day(15))
        self._cancel(invoice, day(16))
        first, second = self._cancellations()
        self.assertEqual((first.state, second.state), ("sent", "review"))
        self.assertEqual(second.confirms_id.stage_id.name, "Second reminder")

    def test_an_invoice_nobody_heard_of_is_silent(self):
        invoice = self._invoice()
        self.assertIsNone(self._cancel(invoice, day(4), "button_draft"))
        self._cancel(invoice, day(4))
        self.assertFalse(self._cancellations())

    def test_two_invoices_two_cancellations(self):
        invoices = self._invoice() | self._invoice(40.0)
        self._climb(3)
        self._cancel(invoices, day(4))
        self.assertEqual(self._cancellations().cancelled_move_id, invoices)

    # -- to whom -------------------------------------------------------------

    def test_who_got_the_notice_gets_its_cancellation(self):
        decision = self.env(su=True)["res.partner"].create(
            {
                "name": "Director",
                "parent_id": self.debtor.id,
                "email": "director@debtor.example",
                "collection_role": "decision",
            }
        )
        self.policy.stage_ids[1].contact_role = "both"
        invoice = self._invoice()
        self._climb(3)
        self._cancel(invoice, day(4))
        mails = self._approve(self._cancellations(), day(5))
        self.assertEqual(
            sorted(mail["email_to"][0].split("<")[1] for mail in mails),
            ["compta@debtor.example>", "director@debtor.example>"],
        )
        self.assertTrue(decision)

    def test_a_lawyer_named_since_gets_it_alone(self):
        invoice = self._invoice()
        self._climb(3)
        lawyer = self._make_debtor("Me Robert", email="robert@lawyers.example")
        self.debtor.sudo().write(
            {"collection_silence": "lawyer", "collection_lawyer_id": lawyer.id}
        )
        self._cancel(invoice, day(4))
        mails = self._approve(self._cancellations(), day(5))
        self.assertEqual(
            [mail["email_to"] for mail in mails],
            [['"Me Robert" <robert@lawyers.example>']],
        )

    def test_it_does_not_wait_for_the_contact_guard(self):
        invoice = self._invoice()
        self._climb(3)
        self.company.sudo().write(
            {"collection_guard": True, "collection_guard_week": 1}
        )
        self._cancel(invoice, day(4))
        self.assertEqual(len(self._approve(self._cancellations(), day(5))), 1)
