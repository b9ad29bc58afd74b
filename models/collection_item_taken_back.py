from odoo import api, models

from .account_partial_reconcile import BOUNCED_STATES


class CollectionItem(models.Model):
    """A payment that was taken back and is still matched: the host calls the invoice
    paid, so nothing more is said, and nobody would notice."""

    _inherit = "collection.item"

    @api.model
    def _ask_about_taken_back(self, company, today):
        """Ask once about each payment that was rejected, cancelled or reset to draft
        and still settles what was on the ladder."""
        payments = self.env["account.payment"].sudo()
        void = payments.search(
            [
                ("company_id", "=", company.id),
                ("payment_type", "=", "inbound"),
                ("state", "in", BOUNCED_STATES),
                ("move_id.line_ids.matched_debit_ids", "!=", False),
            ]
        )
        states = dict(payments._fields["state"]._description_selection(self.env))
        for payment in void:
            settled = payment.move_id.line_ids.matched_debit_ids.debit_move_id
            items = settled.with_env(self.env)._collection_items().values()
            for case in self.browse().union(*items).case_id:
                case._ask(
                    self.env._(
                        "Payment %(payment)s (%(state)s) still settles %(invoices)s: "
                        "post it again, or undo its matching.",
                        payment=payment.name,
                        state=states[payment.state],
                        invoices=", ".join(settled.move_id.mapped("name")),
                    ),
                    today,
                    once=True,
                )
