from datetime import date

from odoo.tests import HttpCase, freeze_time, tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestClaimPortal(ClaimCommon, HttpCase):
    """What the debtor reads on the portal's page of an invoice."""

    def _page(self, invoice, on):
        invoice._portal_ensure_token()
        url = f"{invoice.get_portal_url()}"
        with freeze_time(f"{on} 09:00:00"):
            return self.url_open(url).text.replace("\N{NO-BREAK SPACE}", " ")

    def test_accessories_show_once_a_notice_claimed_them(self):
        invoice = self._invoice()
        self._climb(39)
        self.assertNotIn("o_collection_claim", self._page(invoice, date(2026, 5, 9)))
        self._play(date(2026, 5, 10))
        self._act(date(2026, 5, 10))
        page = self._page(invoice, date(2026, 5, 12))
        self.assertIn("o_collection_claim", page)
        # 1000 × 12.15 × 42 ÷ 36500 = 13.9808; 1000 + 13.98 + 40
        self.assertIn("13.98", page)
        self.assertIn("1,053.98", page)
