import logging

from markupsafe import Markup

from odoo import models

_logger = logging.getLogger(__name__)


class CollectionNotice(models.Model):
    """Copies for the salespeople of the invoices: inside the house, after departure."""

    _inherit = "collection.notice"

    def _depart(self, today):
        leaving = self.filtered(lambda one: not one.departed_on)
        result = super()._depart(today)
        for notice in leaving.filtered("departed_on"):
            notice._copy_salespeople()
        return result

    def _salespeople(self):
        """Return who gets a copy: the salespeople of the invoices, unless the stage
        keeps it to itself. Whoever signs it knows it already."""
        if self.text_id or not self.stage_id.copy_salesperson:
            return self.env["res.users"]
        users = self.sudo().line_ids.move_id.invoice_user_id
        own = self.case_id._responsible()
        return users.filtered(lambda user: user.active and not user.share) - own

    def _copy_salespeople(self):
        people = self._salespeople()
        if not people:
            return
        body = Markup(self.body or self.letter_body or "")
        try:
            with self.env.cr.savepoint():
                self.case_id.sudo().message_notify(
                    partner_ids=people.partner_id.ids,
                    subject=self.env._("Copy: %s", self.subject or self.name),
                    body=Markup("<p>%s</p>%s") % (self.display_name, body),
                    attachment_ids=self.pdf_id.sudo()
                    .copy({"res_model": False, "res_id": 0})
                    .ids,
                    author_id=self.case_id._responsible().partner_id.id,
                    force_send=False,
                )
        except Exception:
            # The notice has left: nothing that fails in the house may undo that.
            _logger.exception("No copy of %s for the salespeople", self.name)
