from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import day
from .letter_common import TODAY, LetterCommon


@tagged("post_install", "-at_install")
class TestWording(LetterCommon):
    """The check of the texts: before a stage uses one, and before a notice leaves."""

    def _text(self, body, subject="Objet"):
        return (
            self.env["mail.template"]
            .sudo()
            .create(
                {
                    "name": "Ours",
                    "model_id": self.env["ir.model"]._get_id("collection.notice"),
                    "lang": "{{ object.lang }}",
                    "subject": subject,
                    "body_html": body,
                }
            )
        )

    def test_shipped_texts_pass_in_every_branch(self):
        tried = []
        wording = self.env["collection.wording"]
        render = type(wording)._render_sample

        def watch(model, template, notice):
            text = render(model, template, notice)
            tried.append((template, notice.lang, bool(text)))
            return text

        self.patch(type(wording), "_render_sample", watch)
        self.assertEqual(self.policy.stage_ids._wording_problems(), [])
        texts = self.policy.stage_ids.mail_template_id
        texts |= self.policy.stage_ids.letter_template_id
        # 3 kinds of debtor, plain and with accessories, in each language
        self.assertEqual(len(tried), len(self._pairs()) * 6 * len(wording._langs()))
        self.assertTrue(all(written for _text, _lang, written in tried))
        self.assertEqual({one for one, _lang, _written in tried}, set(texts))
        self.assertLessEqual({"fr_FR", "en_US"}, {lang for _t, lang, _w in tried})

    def _pairs(self):
        return [
            (stage, text)
            for stage in self.policy.stage_ids
            if stage.action == "notice"
            for text in stage.mail_template_id | stage.letter_template_id
        ]

    def test_shipped_texts_pass_on_real_notices(self):
        for kind in ("business", "consumer", "public"):
            for lang in ("fr_FR", "en_US"):
                for stage in ("courtesy", "first", "second", "formal"):
                    debtor = self._make_debtor(
                        f"Saisie {kind} {lang} {stage}",
                        collection_class=kind,
                        lang=lang,
                    )
                    overdue = () if stage == "courtesy" else (1234.56, 40.5)
                    notice = self._notice(stage, overdue, debtor, announced=[99.9])
                    notice.sudo().amount_unallocated = 12.5
                    notice.sudo()._read_accessories(TODAY)
                    notice.sudo()._write_texts(TODAY)
                    with self.subTest((kind, lang, stage)):
                        self.assertEqual(notice._wording_findings(TODAY), [])

    def test_a_stage_refuses_a_forbidden_text(self):
        text = self._text("<p>Un huissier procédera à la saisie de vos biens.</p>")
        with self.assertRaises(ValidationError) as caught:
            self.stages["first"].mail_template_id = text
        message = str(caught.exception)
        self.assertIn("“Un huissier procédera à la saisie de vos biens.”", message)
        self.assertIn("art. L121-6 C. conso.", message)
        self.assertIn("commissaire de justice", message)
        self.assertIn("Ours", message)

    def test_a_formal_notice_refuses_a_text_without_its_mentions(self):
        text = self._text("<p>Merci de payer.</p>")
        self.stages["second"].letter_template_id = text
        with self.assertRaises(ValidationError) as caught:
            self.stages["formal"].letter_template_id = text
        for words in (
            "does not say that it is a formal notice",
            "does not state the amount claimed",
            "does not state the date until which to pay",
            "does not state every invoice",
            "does not state what is owed on each invoice",
            "does not state the consequence",
            "does not name the creditor",
            "does not say that a third party",
            "does not name the law",
        ):
            self.assertIn(words, str(caught.exception).lower())

    def test_only_the_branch_of_consumers_is_read_for_consumers(self):
        body = (
            "<p t-if=\"object.case_id.debtor_class == '%s'\">"
            "Les frais de relance sont à votre charge.</p>"
        )
        self.stages["first"].mail_template_id = self._text(body % "business")
        with self.assertRaisesRegex(ValidationError, "recovery costs to a consumer"):
            self.stages["first"].mail_template_id = self._text(body % "consumer")

    def test_a_text_in_use_is_checked_when_it_is_edited(self):
        text = self._text("<p>Merci.</p>")
        text.body_html = "<p>Cette lettre interrompt la prescription.</p>"
        text.body_html = "<p>Merci.</p>"
        self.stages["first"].mail_template_id = text
        with self.assertRaisesRegex(ValidationError, "n° 20-23.204"):
            text.body_html = "<p>Cette lettre interrompt la prescription.</p>"

    def test_the_button_tells(self):
        told = self.policy.action_check_texts()["params"]
        self.assertEqual(told["type"], "success")
        self.stages["first"].mail_template_id = self._text("<p>Payez !!</p>")
        told = self.stages["first"].action_check_texts()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("Payez !!", told["message"])

    def _slip_in(self, body):
        """Put a text into use without the check, as an import or an update could."""
        text = self._text("<p>Merci.</p>")
        self.stages["first"].mail_template_id = text
        self.patch(
            self.env.registry["collection.stage"],
            "_wording_problems",
            lambda self, **options: [],
        )
        text.body_html = body

    def test_a_forbidden_text_does_not_leave(self):
        self._slip_in("<p>Nous saisirons vos comptes : saisie immédiate.</p>")
        invoice = self._invoice()
        notice = self._play(day(3))
        self.assertEqual(notice.state, "review")
        self.assertFalse(notice.departed_on)
        self.assertFalse(notice.pdf_id)
        self.assertIn("saisie immédiate", notice.reason)
        self.assertIn("art. 433-13", notice.reason)
        self.assertIn(notice.name, notice.case_id.activity_ids.mapped("summary")[0])
        self.assertFalse(invoice.collection_last_notice_id)
        # Approving it as it is does not let it out; a mended text does.
        with self.mock_mail_gateway():
            notice.action_send()
        self.assertEqual(notice.state, "review")
        self.stages["first"].mail_template_id.sudo().body_html = "<p>Merci.</p>"
        with self.mock_mail_gateway():
            notice.action_send()
        self.assertEqual(notice.state, "sent")

    def test_an_amount_by_hand_does_not_leave(self):
        self._slip_in("<p>Vous devez 123,45 €.</p>")
        self._invoice()
        notice = self._play(day(3))
        self.assertEqual(notice.state, "review")
        self.assertIn("123,45 €", notice.reason)

    def test_one_that_is_held_back_does_not_stop_the_others(self):
        self._slip_in(
            "<p t-if=\"object.partner_id.name == 'Autre'\">Dernière sommation.</p>"
            "<p t-else=''>Merci.</p>"
        )
        self._invoice()
        self._invoice(debtor=self._make_debtor("Autre"))
        states = {one.partner_id.name: one.state for one in self._play(day(3))}
        self.assertEqual(states, {"Menuiserie Lefèvre": "sent", "Autre": "review"})
