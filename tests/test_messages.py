from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..rules import wording
from .letter_common import TODAY, LetterCommon, words_of

TEXTS = (
    "outcome",
    "promise",
    "plan",
    "plan_default",
    "thanks",
    "cancellation",
)


@tagged("post_install", "-at_install")
class TestMessages(LetterCommon):
    """What a person writes to a debtor outside the policy, and the texts of messages
    that belong to no stage."""

    def setUp(self):
        super().setUp()
        self.customer = self._english("Northern Joinery")
        self.about = self._departed(self.customer)

    def _departed(self, debtor):
        notice = self._notice("second", [1000, 40], debtor)
        notice.sudo()._record_fact(departed_on=TODAY, state="sent")
        notice.delivery_ids._record_fact(departed_on=TODAY, state="sent")
        return notice

    def _wizard(self, text="plan", user=None, case=None, **values):
        action = (
            (case or self.about.case_id)
            .with_user(user or self.collector)
            .action_message()
        )
        return (
            self.env["collection.message.wizard"]
            .with_user(user or self.collector)
            .with_context(**action["context"])
            .create({"text_id": self._text(text).id, **values})
        )

    def _text(self, name):
        return self.env.ref(f"account_collection.mail_template_{name}")

    def _confirm(self, wizard):
        with freeze_time(f"{TODAY} 09:00:00"):
            action = wizard.action_confirm()
        return self.env["collection.notice"].browse(action["res_id"])

    def _approve(self, notice):
        with freeze_time(f"{TODAY} 10:00:00"), self.mock_mail_gateway():
            notice.with_user(self.collector).action_approve()
            self.env["collection.delivery"].sudo()._cron_deliver()
            return list(self._mails)

    # -- by a person ---------------------------------------------------------

    def test_agreed_instalments_are_confirmed(self):
        notice = self._confirm(
            self._wizard(
                details="500.00 € on April 30, 2026\n\n540.00 € on May 31, 2026\n"
            )
        )
        self.assertEqual((notice.state, notice.purpose), ("review", "message"))
        self.assertIn("<li>540.00 € on May 31, 2026</li>", notice.preview_body)
        self.assertEqual(notice.preview_body.count("<li>"), 2)
        mails = self._approve(notice)
        self.assertEqual(len(mails), 1)
        self.assertIn("your payment plan", mails[0]["subject"])
        self.assertIn("500.00 € on April 30, 2026", mails[0]["body"])
        # how to pay, without a sum: each instalment has its own
        self.assertIn("Reference to quote", mails[0]["body"])
        self.assertNotIn(">Amount<", mails[0]["body"].replace(" ", ""))
        self.assertEqual(notice.departed_on, TODAY)
        self.assertFalse(self.about.case_id.item_ids.stage_id)

    def test_its_page_shows_what_it_is_about(self):
        notice = self._confirm(self._wizard(details="x"))
        facts = notice.sudo()._genuine_facts()
        self.assertEqual(
            [row["name"] for row in facts["rows"]],
            self.about.line_ids.sorted("date_due").mapped("invoice_name"),
        )
        self.assertTrue(facts["is_open"])
        self.assertFalse(self.env["collection.notice"]._find_genuine(notice.check_code))
        self._approve(notice)
        found = self.env["collection.notice"]._find_genuine(notice.check_code)
        self.assertEqual(found, notice)

    def test_by_letter(self):
        letter = self.env.ref("account_collection.channel_letter")
        notice = self._confirm(
            self._wizard("plan_default", channel_id=letter.id, details="500 €, 30 May")
        )
        self.assertTrue(notice.preview_letter)
        self.assertFalse(notice.preview_body)
        self.assertNotIn(self.collector.name, notice.preview_letter)
        self.assertIn("an instalment is missing", notice._letter_subject())

    def test_what_is_missing_is_said(self):
        with self.assertRaisesRegex(UserError, "needs details"):
            self._wizard(details="  \n").action_confirm()
        other = self._english("Nobody wrote")
        case = self.env["collection.case"].sudo()._ensure_cases(other, self.company)
        with self.assertRaisesRegex(UserError, "No notice has left"):
            self._wizard(details="x", case=case[other]).action_confirm()
        self.customer.sudo().email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            self._wizard(details="x").action_confirm()
        self.customer.sudo().collection_silence = "stop"
        with self.assertRaisesRegex(UserError, "left alone"):
            self._wizard(details="x").action_confirm()

    def test_it_does_not_leave_once_the_debtor_is_silent(self):
        notice = self._confirm(self._wizard(details="x"))
        self.customer.sudo().collection_silence = "stop"
        self.assertEqual(notice.state, "skipped")
        late = notice.sudo()._record_message(self._text("plan"), self.about, "message")
        with freeze_time(f"{TODAY} 10:00:00"), self.mock_mail_gateway():
            late.delivery_ids._deliver_now()
            self.assertFalse(self._mails)
        self.assertEqual(late.state, "skipped")

    def test_who_only_reads_writes_nothing(self):
        reader = self._user(
            "message_reader", "account_collection.group_collection_readonly"
        )
        with self.assertRaises(AccessError):
            self._wizard(user=reader, details="x")
        with self.assertRaises(AccessError):
            self.about.with_user(reader).write({"details": "x"})

    # -- the texts -----------------------------------------------------------

    def test_the_texts_pass_for_every_debtor_and_language(self):
        lint = self.env["collection.wording"]
        stage = self.stages["second"]
        for name in TEXTS:
            with self.subTest(name):
                found = lint._try_message(self._text(name), stage)
                self.assertEqual([one for one in found if one.blocks], [])

    def test_each_text_is_written_in_every_branch(self):
        """The sample above renders nothing where a text is broken: here it may not."""
        lint = self.env["collection.wording"]
        for name in TEXTS:
            for sample in lint._samples(self.stages["second"], "en_US"):
                message = sample.new(
                    {
                        "name": "REL-1",
                        "case_id": sample.case_id,
                        "partner_id": sample.partner_id,
                        "company_id": sample.company_id,
                        "currency_id": sample.currency_id,
                        "stage_id": sample.stage_id,
                        "lang": "en_US",
                        "confirms_id": sample,
                        "text_id": self._text(name),
                        "details": "x",
                    }
                )
                with self.subTest(name):
                    text = lint._render_sample(self._text(name), message)
                    self.assertIn("Dear Sir or Madam", text)

    def test_a_forbidden_message_is_refused_and_does_not_leave(self):
        text = self._text("plan").sudo()
        bad = "<p>Frais de relance : à votre charge.</p>"
        with self.assertRaisesRegex(ValidationError, "recovery costs"):
            text.body_html = bad
        # One that no person may send by himself is read when it leaves.
        self.customer.sudo().collection_class = "consumer"
        thanks = self._text("thanks").sudo()
        thanks.body_html = bad
        notice = self.about.sudo()._record_message(thanks, self.about)
        with freeze_time(f"{TODAY} 10:00:00"), self.mock_mail_gateway():
            notice.delivery_ids._deliver_now()
            self.assertFalse(self._mails)
        self.assertEqual(notice.state, "review")
        self.assertIn("recovery costs", notice.reason)

    def test_the_third_reminder_rises_without_being_a_formal_notice(self):
        stage = self.stages["first"]
        stage.mail_template_id = self._text("reminder_3")
        for kind in ("business", "consumer", "public"):
            debtor = self._english(f"Debtor {kind}", collection_class=kind)
            notice = self._notice("first", [1000], debtor)
            text = words_of(notice.body)
            with self.subTest(kind):
                self.assertEqual(notice._wording_findings(TODAY), [])
                self.assertIn("our next letter will be a formal notice", text)
                self.assertEqual("payment was ordered" in text, kind == "public")

    def test_a_public_body_is_asked_where_its_payment_stands(self):
        body = self._english("Town", collection_class="public")
        firm = self._english("Firm")
        for stage in ("second", "formal"):
            for debtor in (body, firm):
                notice = self._notice(stage, [1000], debtor).sudo()
                text = words_of(notice.letter_body)
                self.assertEqual("ordered" in text, debtor == body, (stage, debtor))

    # -- a language without lists of words -----------------------------------

    def test_a_language_without_lists_is_checked_for_what_can_be_read(self):
        self.env["res.lang"].sudo()._activate_lang("de_DE")
        german = self._make_debtor("Baustoffhandel GmbH", lang="de_DE")
        formal = self.stages["formal"]
        text = formal.letter_template_id.sudo().with_context(lang="de_DE")
        text.body_html = (
            "<p>Mahnung</p><t t-out='object.table_html'/>"
            "<p>Zahlen Sie <t t-out='object._money(object.amount_claimed)'/> bis zum "
            "<t t-out='object._long_day(object.date_deadline)'/> an "
            "<t t-out='object.company_id.name'/>.</p>"
            "<t t-set='kind' t-value='object.case_id.debtor_class'/>"
            "<p t-if=\"kind == 'business'\">Art. L441-10 C. com.</p>"
            "<p t-elif=\"kind == 'public'\">Art. L2192-13 CCP</p>"
            "<p t-else=''>Art. 1231-6 C. civ.</p>"
        )
        notice = self._notice("formal", [1000], german).sudo()
        found = notice._wording_findings(TODAY)
        # no complaint that the French or English words are missing, but a remark
        self.assertEqual([one.code for one in found], ["unread"])
        self.assertFalse(found[0].blocks)
        self.assertIn("German", notice.wording_note)
        self.assertFalse(self.about.wording_note)
        # the amount and the mentions are read in any language
        notice.letter_body = "<p>Zahlen Sie 999,00 €.</p>"
        codes = {one.code for one in notice._wording_findings(TODAY) if one.blocks}
        # its object line, still in English, states what is owed
        self.assertEqual(codes, {"amount", "creditor", "deadline", "invoices"})
        told = formal.action_check_texts()["params"]["message"]
        self.assertIn("de_DE", told)
        self.assertTrue(wording.knows("fr_CA"))
