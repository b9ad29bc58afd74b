from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _collection_resend(self):
        """Send these invoices again by e-mail, through the host's own service."""
        sender = self.env["account.move.send"].sudo()
        for move in self:
            if not move.partner_id.email:
                raise UserError(
                    self.env._(
                        "%(invoice)s cannot be sent again: %(contact)s has no e-mail "
                        "address. Enter it, or print the invoice.",
                        invoice=move.name,
                        contact=move.partner_id.display_name,
                    )
                )
        sender._generate_and_send_invoices(self.sudo(), sending_methods={"email"})
