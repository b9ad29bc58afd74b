from odoo.tests import Form, freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestContactRoles(CollectionCommon):
    """Each stage speaks to the contact it names; the salesperson gets a copy that stays
    in the house."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._make_debtor("Northern Joinery", lang="en_US")
        cls.accounts = cls._contact("Accounts", "accounts")
        cls.decision = cls._contact("Director", "decision")
        cls.courtesy, cls.first, cls.second, *_others = cls.policy.stage_ids
        cls.sales = cls._user(
            "sales",
            "base.group_user",
            email="sales@creditor.example",
            notification_type="email",
        )

    @classmethod
    def _contact(cls, name, role, debtor=None):
        return (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": name,
                    "parent_id": (debtor or cls.debtor).id,
                    "type": "other",
                    "email": f"{role}@debtor.example",
                    "collection_role": role,
                }
            )
        )

    def _sent(self):
        """Return the addresses of the e-mails that left, without names."""
        return sorted(
            address.split("<")[-1].strip(">")
            for mail in self._mails
            for address in mail["email_to"]
        )

    # -- who is written to ---------------------------------------------------

    def test_each_stage_names_its_contact(self):
        self.second.write({"contact_role": "decision"})
        self._invoice()
        self._play(day(-5))
        self.assertEqual(self._sent(), ["accounts@debtor.example"])
        self.assertEqual(self._play(day(3)).recipient_id, self.accounts)
        second = self._play(day(15))
        self.assertEqual(second.recipient_id, self.decision)
        self.assertEqual(self._sent(), ["decision@debtor.example"])

    def test_both_is_addressed_to_accounts_payable(self):
        self.first.contact_role = "both"
        self._invoice()
        self._play(day(-5))
        notice = self._play(day(3))
        self.assertEqual(notice.recipient_id, self.accounts)
        self.assertEqual(
            self._sent(), ["accounts@debtor.example", "decision@debtor.example"]
        )

    def test_without_such_a_contact_the_next_best_is_written_to(self):
        self.first.contact_role = "decision"
        other = self._make_debtor("Other", email="other@debtor.example")
        third = self._make_debtor("Third", email="third@debtor.example")
        self._contact("Accounts of third", "accounts", third)
        for debtor, expected in (
            (other, other),
            (third, third.child_ids),
        ):
            self._invoice(debtor=debtor, due=day(-1))
            notice = self._play(day(2)).filtered(
                lambda one, debtor=debtor: one.partner_id == debtor
            )
            self.assertEqual(notice.recipient_id, expected)

    def test_a_formal_notice_by_e_mail_goes_to_both(self):
        formal = self.policy.stage_ids[4]
        formal.write(
            {
                "mail_template_id": formal.letter_template_id.id,
                "channel_ids": [
                    (4, self.env.ref("account_collection.channel_email").id)
                ],
            }
        )
        self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        with freeze_time(f"{day(40)} 09:00:00"), self.mock_mail_gateway():
            notice.action_approve()
            self.env["collection.delivery"].sudo()._cron_deliver()
            self.assertEqual(
                self._sent(), ["accounts@debtor.example", "decision@debtor.example"]
            )
        self.assertEqual(notice.recipient_id, self.accounts)

    # -- copies --------------------------------------------------------------

    def _copies(self, notice):
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [
                    ("model", "=", "collection.case"),
                    ("res_id", "=", notice.case_id.id),
                    ("message_type", "=", "user_notification"),
                    ("subject", "=like", "Copy: %"),
                ]
            )
        )

    def test_the_salesperson_gets_a_copy_at_chosen_stages_only(self):
        self.first.copy_salesperson = True
        self._invoice().sudo().invoice_user_id = self.sales
        courtesy = self._play(day(-5))
        self.assertFalse(self._copies(courtesy))
        notice = self._play(day(3))
        copy = self._copies(notice)
        self.assertEqual(copy.notified_partner_ids, self.sales.partner_id)
        self.assertIn(notice.subject, copy.subject)
        self.assertIn("Unless we are mistaken", copy.body)
        self.assertEqual(copy.attachment_ids.checksum, notice.pdf_id.checksum)
        # The debtor's e-mail names nobody of the house beside its sender.
        to_debtor = notice.delivery_ids.mail_id.sudo()
        self.assertEqual(to_debtor.recipient_ids, self.accounts)
        self.assertFalse(to_debtor.email_cc)
        # It is no contact with the debtor.
        contacts = self.debtor.sudo()._collection_contacts(day(3))[self.debtor]
        self.assertEqual([one.day for one in contacts], [day(-5), day(3)])

    def test_no_copy_before_it_leaves_nor_twice(self):
        self.second.copy_salesperson = True
        address = {"street": "1 rue Basse", "zip": "69002", "city": "Lyon"}
        self.accounts.sudo().write(address)
        self._invoice().sudo().invoice_user_id = self.sales
        self._play(day(-5))
        self._play(day(3))
        notice = self._play(day(15), deliver=False)
        self.assertFalse(self._copies(notice))
        self._act(day(15))
        self.assertEqual(len(self._copies(notice)), 1)
        # the e-mail of the same notice follows the letter
        with freeze_time(f"{day(15)} 15:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(len(self._copies(notice)), 1)

    def test_who_signs_or_left_the_house_gets_none(self):
        self.first.copy_salesperson = True
        gone = self.sales.copy({"login": "gone", "active": False})
        for user in (self.collector, gone):
            debtor = self._make_debtor(f"Debtor of {user.login}", lang="en_US")
            self._invoice(debtor=debtor).sudo().invoice_user_id = user
        for notice in self._play(day(3)):
            self.assertFalse(self._copies(notice))

    def test_a_copy_that_fails_does_not_undo_the_departure(self):
        self.first.copy_salesperson = True
        self._invoice().sudo().invoice_user_id = self.sales
        self._play(day(-5))

        def fail(*_args, **_values):
            raise ValueError("no inbox")

        self.patch(self.env.registry["collection.case"], "message_notify", fail)
        with self.assertLogs(
            "odoo.addons.account_collection.models.collection_notice_copies", "ERROR"
        ):
            notice = self._play(day(3))
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))

    def test_the_form_offers_both(self):
        form = Form(self.first, "account_collection.collection_stage_view_form")
        form.contact_role = "both"
        form.copy_salesperson = True
        form.save()
        self.assertTrue(self.first._tells_decision_maker())
