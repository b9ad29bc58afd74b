import base64
import re
from unittest.mock import patch

from odoo.tests import HttpCase, freeze_time, tagged

from .common import day
from .letter_common import LetterCommon, words_of

PAGE = "/collection/check"


@tagged("post_install", "-at_install")
class TestCheckPage(LetterCommon, HttpCase):
    """The page on which a debtor finds out whether a letter is really ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice(1000)
        cls.other = cls._invoice(500)

    def setUp(self):
        super().setUp()
        if not self.http_port():
            self.skipTest("needs the test server")
        self.notice = self._play(day(3))
        self.assertEqual(self.notice.state, "sent")
        self.code = self.notice.check_code_words

    def _get(self, path="", **query):
        answer = self.url_open(PAGE + path, params=query or None)
        return answer.status_code, words_of(answer.text)

    def _post(self, path, **form):
        page = self.url_open(f"{PAGE}/{self.code}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return self.url_open(
            f"{PAGE}/{self.code}/{path}", data={"csrf_token": token, **form}
        )

    # -- the code ------------------------------------------------------------

    def test_each_notice_has_a_code_of_its_own(self):
        codes = [
            self._notice("first", [10 + at], self._make_debtor(f"D{at}")).check_code
            for at in range(20)
        ]
        self.assertEqual(len(set(codes)), 20)
        for code in codes:
            # 16 letters of 5 bits: 80 bits
            self.assertEqual(len(base64.b32decode(code)) * 8, 80)
        self.assertRegex(self.code, r"^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$")

    def test_letter_and_email_carry_it(self):
        mail = self.notice.delivery_ids.mail_id.sudo().body_html
        self.assertIn(self.code, mail)
        self.assertIn(f"{PAGE}/{self.code}", mail)
        second = self._notice("second", [90])
        html = str(
            self.env["ir.qweb"]._render(
                "account_collection.letter_end",
                {
                    "notice": second,
                    "company": self.company,
                    "parts": ("", ""),
                    "colour": "#000",
                },
            )
        )
        self.assertIn(second.check_code_words, html)
        self.assertIn(second._check_qr(), html)

    # -- what it shows -------------------------------------------------------

    def test_a_genuine_letter_shows_who_what_and_how_much_today(self):
        self._pay(self.invoice, 400, day(3))
        status, text = self._get(f"/{self.code}")
        self.assertEqual(status, 200)
        for part in (
            self.company.name,
            self.invoice.name,
            self.other.name,
            self.notice.name,
            "1 000,00 €",
            # 1000 - 400 and 500
            "600,00 €",
            "1 100,00 €",
            "3 avril 2026",
        ):
            self.assertIn(part, text)
        for part in (self.debtor.name, self.debtor.email, self.debtor.street):
            self.assertNotIn(part, text)

    def test_the_code_may_be_typed_as_people_type(self):
        for typed in (
            self.code,
            self.code.lower(),
            self.code.replace("-", ""),
            f" {self.code.replace('-', ' ')} ",
            self.code.replace("O", "0").replace("I", "1").replace("B", "8"),
        ):
            status, text = self._get(code=typed)
            self.assertEqual(status, 200, typed)
            self.assertIn(self.notice.name, text)

    def test_it_speaks_the_letter_s_language_or_the_one_asked_for(self):
        _status, french = self._get(f"/{self.code}")
        self.assertIn("3 avril 2026", french)
        _status, english = self._get(f"/{self.code}", lang="en_US")
        self.assertIn("This letter is genuine", english)
        self.assertIn("April 3, 2026", english)

    def test_settled_is_told(self):
        self._pay(self.invoice, 1000, day(3))
        self._pay(self.other, 500, day(3))
        _status, text = self._get(f"/{self.code}", lang="en_US")
        self.assertIn("Nothing is left to pay", text)
        self.assertNotIn("I contest", text)

    # -- unknown codes -------------------------------------------------------

    def test_unknown_malformed_and_not_departed_get_the_same_answer(self):
        waiting = self._notice("first", [10], self._make_debtor("Other"))
        self.assertFalse(waiting.departed_on)
        answers = {
            self._get(f"/{code}", lang="en_US")
            for code in (
                "AAAA-BBBB-CCCC-DDDD",
                "x",
                "%27%3B--",
                "A" * 300,
                waiting.check_code,
            )
        }
        self.assertEqual(len({self._still(text) for _status, text in answers}), 1)
        self.assertEqual({status for status, _text in answers}, {404})

    def _still(self, text):
        return re.sub(r'"[0-9a-f]{40}o\d+"|csrf_token: "[^"]*"|[?&]\S+', "", text)

    def test_unknown_costs_what_malformed_costs(self):
        notices = self.env["collection.notice"]
        notices._find_genuine("AAAABBBBCCCCDDDD")
        for code in ("AAAABBBBCCCCDDDD", "x", "", None, "A" * 300):
            with self.assertQueryCount(1):
                self.assertFalse(notices._find_genuine(code))

    def test_too_many_wrong_codes_from_one_address(self):
        for _attempt in range(10):
            self.assertEqual(self._get("/WRONG")[0], 404)
        self.assertEqual(self._get("/WRONG")[0], 429)
        # No oracle: the right code gets the same answer now.
        self.assertEqual(self._get(f"/{self.code}")[0], 429)
        counters = self.env["collection.check.counter"]
        self.assertFalse(counters._is_closed("192.0.2.1"))
        self.assertNotIn("127.0.0.1", counters.search([]).mapped("key"))

    def test_a_quarter_of_an_hour_later_it_opens_again(self):
        counters = self.env["collection.check.counter"]
        with freeze_time("2026-05-01 10:14:00"):
            for _attempt in range(10):
                self.assertFalse(counters._is_closed("192.0.2.1"))
                counters._count_wrong("192.0.2.1")
            self.assertTrue(counters._is_closed("192.0.2.1"))
            self.assertFalse(counters._is_closed("192.0.2.2"))
        with freeze_time("2026-05-01 10:15:00"):
            self.assertFalse(counters._is_closed("192.0.2.1"))
        with freeze_time("2026-05-02 10:16:00"):
            counters._gc_counters()
        self.assertFalse(counters.search([("quarter", "<", "2026-05-01 10:15:00")]))

    def test_too_many_from_everywhere(self):
        counters = self.env["collection.check.counter"]
        path = "odoo.addons.account_collection.models.collection_check_counter"
        with freeze_time("2026-05-01 10:00:00"), patch(f"{path}.ALL_TOGETHER", 3):
            for number in range(3):
                self.assertFalse(counters._is_closed("192.0.2.99"))
                counters._count_wrong(f"192.0.2.{number}")
            self.assertTrue(counters._is_closed("192.0.2.99"))

    # -- what the debtor answers ---------------------------------------------

    def test_contesting_holds_once(self):
        for _time in range(2):
            answer = self._post("contest", reason="amount", text="Remise oubliée")
            self.assertEqual(answer.status_code, 200)
        case = self.notice.case_id
        case.invalidate_recordset()
        holds = case.hold_ids
        self.assertEqual(holds.mapped("kind"), ["dispute"] * 2)
        self.assertEqual(holds.move_id, self.invoice | self.other)
        self.assertTrue(all(hold.is_running for hold in holds))
        self.assertEqual(holds.user_id, self.collector)
        replies = self.notice.proof_ids.filtered(lambda one: one.kind == "reply")
        self.assertEqual(len(replies), 2)
        self.assertIn("Remise oubliée", replies[0].note)
        self.assertFalse(replies.user_id)
        asked = case.activity_ids.filtered(lambda one: self.notice.name in one.summary)
        self.assertEqual(len(asked), 1)
        self.assertEqual(asked.user_id, self.collector)
        # It begins on the server's day; played as on the day of the letter:
        case.hold_ids.sudo().date_from = day(3)
        self.assertFalse(self._play(day(15)))

    def test_contesting_needs_a_reason_of_the_list(self):
        answer = self._post("contest", reason="nonsense", text="x")
        self.assertIn('role="alert"', answer.text)
        self.notice.case_id.invalidate_recordset()
        self.assertFalse(self.notice.case_id.hold_ids)

    def test_only_the_first_answers_are_recorded(self):
        for number in range(7):
            self._post("contest", reason="other", text=f"No {number}")
        self.notice.invalidate_recordset()
        replies = self.notice.proof_ids.filtered(lambda one: one.kind == "reply")
        self.assertEqual(len(replies), 5)

    def test_naming_a_lawyer_silences_us(self):
        for _time in range(2):
            self._post("lawyer", name="Me Roche", contact="roche@avocat.example")
        case = self.notice.case_id
        case.invalidate_recordset()
        self.assertEqual(len(case.hold_ids), 1)
        self.assertIn("Me Roche, roche@avocat.example", case.hold_ids.reason)
        self.assertFalse(case.hold_ids.move_id)
        self.assertTrue(
            case.activity_ids.filtered(lambda one: "Me Roche" in one.summary)
        )
        # It begins on the server's day; played as on the day of the letter:
        case.hold_ids.sudo().date_from = day(3)
        self.assertFalse(self._play(day(15)))
        answer = self._post("lawyer", name="Me Roche", contact=" ")
        self.assertIn('role="alert"', answer.text)

    def test_forms_of_strangers_are_refused(self):
        answer = self.url_open(
            f"{PAGE}/{self.code}/contest", data={"reason": "amount", "text": "x"}
        )
        self.assertEqual(answer.status_code, 400)
        answer = self._post("contest", reason="amount", text="<script>x</script>")
        note = self.notice.proof_ids.filtered(lambda one: one.kind == "reply").note
        self.assertIn("<script>", note)
        self.assertNotIn("<script>x", answer.text)

    def test_paying_leads_to_the_host_s_page(self):
        line = self.notice.line_ids[0]
        if "payment.link.wizard" not in self.env:
            self.assertIsNone(self.notice._payment_link(line.id))
            self.assertNotIn("/pay/", self._get(f"/{self.code}")[1])
            return
        self.env["ir.config_parameter"].sudo().set_param(
            "account_payment.enable_portal_payment", "True"
        )
        self.assertIn(f"/pay/{line.id}", self.url_open(f"{PAGE}/{self.code}").text)
        answer = self.url_open(
            f"{PAGE}/{self.code}/pay/{line.id}", allow_redirects=False
        )
        self.assertEqual(answer.status_code, 303)
        self.assertIn("access_token=", answer.headers["Location"])
        stranger = self._notice("first", [10], self._make_debtor("Other")).line_ids
        answer = self.url_open(
            f"{PAGE}/{self.code}/pay/{stranger.id}", allow_redirects=False
        )
        self.assertEqual(answer.status_code, 200)
