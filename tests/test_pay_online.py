import io

from PIL import Image

from odoo.tests import HttpCase, freeze_time, tagged

from ..export import qr
from .common import day
from .letter_common import LetterCommon

PAGE = "/collection/check"


@tagged("post_install", "-at_install")
class TestPayOnline(LetterCommon, HttpCase):
    """E-mails and letters lead to where a debtor pays; nothing of it where the host has
    no online payment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor = cls._make_debtor("Northern Joinery", lang="en_US")
        # As on the page of genuine letters: the host's module and its switch.
        cls.payable = "payment.link.wizard" in cls.env and (
            "transaction_ids" in cls.env["account.move"]._fields
        )
        cls.env["ir.config_parameter"].sudo().set_param(
            "account_payment.enable_portal_payment", "True"
        )

    def _mail(self, notice):
        return str(self.env["collection.channel.email"]._wrap(notice))

    def _letter(self, notice):
        return self.env["ir.qweb"]._render(
            "account_collection.letter_document",
            {"notice": notice.sudo(), "image_data_uri": str},
        )

    def _switch_off(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "account_payment.enable_portal_payment", "False"
        )

    def test_one_invoice_is_one_click_away(self):
        notice = self._notice("first", [100], announced=[5])
        claimed = notice.line_ids.filtered("is_claimed")
        self.assertEqual(len(notice.line_ids), 2)
        if not self.payable:
            self.assertIsNone(notice._pay_url())
            self.assertNotIn("Pay online", self._mail(notice))
            return
        # Both invoices are open: the list of them, each with its own payment.
        self.assertEqual(notice._pay_url(), notice._check_url())
        self._pay(notice.line_ids[1].move_id, 5, day(40))
        left = notice._payable_lines()
        self.assertEqual(left, claimed)
        url = f"{notice._check_url()}/pay/{claimed.id}"
        self.assertEqual(notice._pay_url(), url)
        self.assertIn(f'href="{url}"', self._mail(notice))
        self.assertIn("Pay online", self._mail(notice))

    def test_a_letter_prints_the_short_address_and_the_code(self):
        notice = self._notice("second", [100, 50])
        letter = str(self._letter(notice))
        self.assertEqual("Or online" in letter, self.payable)
        if self.payable:
            online = letter[letter.index("Or online") :]
            self.assertIn(notice._check_page(), online)
            self.assertIn(notice.check_code_words, online)
            # the QR code of that address is on the letter
            self.assertIn(notice._check_qr(), letter)

    def test_nothing_where_the_host_does_not_offer_it(self):
        if not self.payable:
            self.skipTest("needs account_payment")
        notice = self._notice("second", [100])
        self.assertTrue(notice._pay_url())
        self._switch_off()
        self.assertIsNone(notice._pay_url())
        self.assertNotIn("Pay online", self._mail(notice))
        self.assertNotIn("Or online", str(self._letter(notice)))

    def test_who_is_thanked_is_not_asked_to_pay(self):
        about = self._notice("first", [100])
        text = self.env.ref("account_collection.mail_template_thanks")
        notice = about.sudo()._record_message(text, about, "thanks")
        self.assertIsNone(notice._pay_url())
        self.assertIsNone(notice._payment_qr_url())

    def test_all_at_once_only_with_an_account_and_several_invoices(self):
        notice = self._notice("first", [100, 50])
        self.assertIsNone(notice._overdue_url())
        portal = self.env.ref("base.group_portal")
        self.env(su=True)["res.users"].create(
            {
                "login": "portal@debtor.example",
                "partner_id": self.debtor.id,
                "group_ids": [(6, 0, portal.ids)],
            }
        )
        url = notice._overdue_url()
        self.assertEqual(bool(url), self.payable)
        if self.payable:
            self.assertTrue(url.endswith("/my/invoices/overdue"))
            self.assertIn("pay all overdue invoices at once", self._mail(notice))

    # -- the EPC QR code -----------------------------------------------------

    def test_the_picture_of_a_qr_code_has_a_quiet_border(self):
        picture = Image.open(io.BytesIO(qr.write_png("BCD", scale=2)))
        # the smallest code has 21 modules; with 4 on each side 29, two pixels each
        self.assertEqual((picture.format, picture.size), ("PNG", (58, 58)))
        self.assertEqual({picture.getpixel((x, 7)) for x in range(58)}, {255})
        self.assertEqual(picture.getpixel((8, 8)), 0)

    def test_the_e_mail_shows_it_from_the_server(self):
        if not self.http_port():
            self.skipTest("needs the test server")
        self._invoice(100).sudo().partner_bank_id = self.account
        with freeze_time(f"{day(3)} 08:00:00"):
            notice = self._play(day(3))
        offered = "sct_qr" in dict(self.account.get_available_qr_methods_in_sequence())
        address = f"{PAGE}/{notice.check_code_words}/qr.png"
        body = notice.delivery_ids.mail_id.sudo().body_html
        self.assertEqual(address in body, offered)
        self.assertNotIn("data:image", body)
        answer = self.url_open(address)
        self.assertEqual(answer.status_code, 200 if offered else 404)
        if offered:
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            expected = qr.write_png(notice.sudo()._payment_qr_text())
            self.assertEqual(answer.content, expected)
        wrong = self.url_open(f"{PAGE}/AAAA-AAAA-AAAA-AAAA/qr.png")
        self.assertEqual(wrong.status_code, 404)
