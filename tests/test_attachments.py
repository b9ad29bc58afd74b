from odoo.tests import tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestAttachments(CollectionCommon):
    """What an e-mail carries: the stored legal PDF, made once, or a link to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.sudo().stage_ids.attach_invoices = True

    def _mail(self, notice):
        delivery = notice.delivery_ids.filtered("mail_id")
        return delivery.mail_id.sudo()

    def test_legal_pdf_is_made_once_and_attached(self):
        first, second = self._invoice(100.0), self._invoice(200.0)
        notice = self._play(day(3))
        legal = first.invoice_pdf_report_id | second.invoice_pdf_report_id
        self.assertEqual(len(legal), 2)
        self.assertEqual(self._mail(notice).attachment_ids, legal)
        again = self._play(day(15))
        self.assertEqual(
            first.invoice_pdf_report_id | second.invoice_pdf_report_id, legal
        )
        self.assertEqual(self._mail(again).attachment_ids, legal | again.pdf_id)

    def test_stored_pdf_is_the_one_attached(self):
        invoice = self._invoice()
        stored = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": "FAC.pdf",
                    "raw": b"%PDF-1.4 stored",
                    "res_model": "account.move",
                    "res_id": invoice.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )
        )
        invoice.invalidate_recordset(["invoice_pdf_report_id"])
        self.assertEqual(self._mail(self._play(day(3))).attachment_ids, stored)

    def test_too_large_for_an_email_becomes_a_link(self):
        self.company.sudo().collection_mail_limit = 0
        invoice = self._invoice()
        notice = self._play(day(3))
        self.assertTrue(notice.use_links)
        mail = self._mail(notice)
        self.assertFalse(mail.attachment_ids)
        self.assertIn(f"/my/invoices/{invoice.id}?access_token=", mail.body_html)

    def test_no_invoice_where_the_stage_says_so(self):
        self.policy.sudo().stage_ids.attach_invoices = False
        self._invoice()
        self.assertFalse(self._mail(self._play(day(3))).attachment_ids)
