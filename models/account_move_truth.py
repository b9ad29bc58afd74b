from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain

PENDING = ("pending", "authorized")


@dataclass(frozen=True)
class Withheld:
    """Why an invoice is not claimed now.

    ``asks``: a person has to do something; else it passes by itself.
    """

    text: str
    asks: bool


class AccountMove(models.Model):
    """What the ledger does not tell yet: a payment under way, an invoice that the
    debtor never got."""

    _inherit = "account.move"

    def _collection_withheld(self):
        """Return ``{invoice: Withheld}`` of those that are not claimed now."""
        found = self._collection_unsent()
        found.update(self._collection_paying())
        return found

    def _collection_unsent(self):
        """Return what was posted and never sent, where the company minds."""
        asking = self.company_id.filtered(lambda one: one.collection_unsent == "ask")
        if not asking:
            return {}
        return {
            move: Withheld(
                self.env._(
                    "Invoice %s was never sent: send it, or mark it as sent.", move.name
                ),
                True,
            )
            for move in self
            if not move.is_move_sent
            and move.company_id in asking
            and move.is_sale_document()
            and not move.collection_document_accessory_ids
        }

    def _collection_paying(self):
        """Return the invoices that are being paid on the portal.

        A transaction that is done counts until the host has booked its payment.
        """
        if "transaction_ids" not in self._fields:
            return {}
        running = (
            self.env["payment.transaction"]
            .sudo()
            .search(
                Domain("invoice_ids", "in", self.ids)
                & (
                    Domain("state", "in", PENDING)
                    | Domain(
                        [("state", "=", "done"), ("is_post_processed", "=", False)]
                    )
                )
            )
        )
        found = {}
        for transaction in running:
            for move in transaction.invoice_ids.with_env(self.env) & self:
                text = self.env._(
                    "An online payment of invoice %(name)s is under way "
                    "(%(reference)s).",
                    name=move.name,
                    reference=transaction.reference,
                )
                found[move] = Withheld(text, False)
        return found

    def action_collection_mark_sent(self):
        """A person knows that these invoices reached the debtor in another way."""
        self.check_access("write")
        self.filtered(lambda move: move.state == "posted").is_move_sent = True
