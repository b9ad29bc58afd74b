from odoo.tests import tagged

from .letter_common import TODAY, LetterCommon, words_of

LAST = ("agency", "court")


@tagged("post_install", "-at_install")
class TestLastNotices(LetterCommon):
    """The last word before an agency, and before a court."""

    def _text(self, step):
        return self.env.ref(f"account_collection.mail_template_letter_before_{step}")

    def _letter(self, step, kind):
        debtor = self._make_debtor(
            f"Debtor {step} {kind}", collection_class=kind, lang="en_US"
        )
        # As a stage of its own after the formal notice would be.
        stage = self.stages["second"]
        stage.write(
            {
                "phase": "formal",
                "letter_template_id": self._text(step).id,
                "claim_interest": True,
                "claim_indemnity": True,
            }
        )
        notice = self._notice("second", [1000], debtor).sudo()
        notice._read_accessories(TODAY)
        notice._write_texts(TODAY)
        return notice

    def test_no_false_alarm_at_their_stage(self):
        for step in LAST:
            self._letter(step, "business")
            self.assertEqual(self.stages["second"]._wording_problems(), [])

    def test_each_says_what_comes_next_and_the_law_of_its_debtor(self):
        for step, consequence in (
            ("agency", "entrust the amicable recovery of this claim to a third party"),
            ("court", "bring our claim before the competent court"),
        ):
            for kind, article in (
                ("business", "L441-10"),
                ("public", None),
                ("consumer", None),
            ):
                notice = self._letter(step, kind)
                text = words_of(notice.letter_body)
                with self.subTest((step, kind)):
                    self.assertIn(consequence, text)
                    self.assertEqual("L441-10" in text, article == "L441-10")
                    self.assertEqual(notice._wording_findings(TODAY), [])

    def test_a_consumer_is_told_that_the_agency_costs_him_nothing(self):
        for kind in ("business", "public", "consumer"):
            text = words_of(self._letter("agency", kind).letter_body)
            self.assertEqual("costs you nothing" in text, kind == "consumer")

    def test_what_is_claimed_is_counted(self):
        # 1000 × 12.15 × 40 ÷ 36500 = 13.315 → 13.32; 1000 + 13.32 + 40 = 1053.32
        notice = self._letter("court", "business")
        self.assertEqual(
            words_of(notice._letter_subject()),
            "Last notice before legal action: 1,053.32 €",
        )
