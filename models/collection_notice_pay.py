from odoo import models


class CollectionNotice(models.Model):
    """Paying online, where the host offers it: by e-mail a link, on paper a short
    address and its QR code. Both lead to the page of genuine letters, which shows what
    is open on the day it is opened, not what was on the day of the letter."""

    _inherit = "collection.notice"

    def _payable_lines(self):
        """Return the lines whose invoice can be paid online now."""
        if not self._asks_payment():
            return self.env["collection.notice.line"]
        return self._genuine_lines().filtered(
            lambda line: self._payable_online(line.move_id)
        )

    def _pay_url(self):
        """Return the address where the debtor pays online, or ``None``: straight to the
        payment of a single invoice, else to the list of them."""
        payable = self._payable_lines()
        if not self.check_code or not payable:
            return None
        url = self._check_url()
        return f"{url}/pay/{payable.id}" if len(payable) == 1 else url

    def _overdue_url(self):
        """Return the host's page where a debtor with an account pays all that is
        overdue at once, or ``None``."""
        users = self.sudo().partner_id.commercial_partner_id
        users = (users | users.child_ids).user_ids
        if len(self._payable_lines()) < 2 or not users:
            return None
        return self.get_base_url() + "/web/login?redirect=/my/invoices/overdue"

    def _payment_qr_url(self):
        """Return the address of the EPC QR code as a picture, for e-mails: many
        programs show no picture that stands in the message itself."""
        if not self.check_code or not self._payment_qr_text():
            return None
        return f"{self._check_url()}/qr.png"
