from odoo import models

from .account_partial_reconcile import DOUBTFUL, LOSS


class AccountPartialReconcile(models.Model):
    """A transfer to doubtful debts and a loss are no payment: no tax falls due."""

    _inherit = "account.partial.reconcile"

    def _create_tax_cash_basis_moves(self):
        # EXTENDS 'account'
        paying = self - self._collection_unpaid()
        return super(AccountPartialReconcile, paying)._create_tax_cash_basis_moves()

    def _collection_unpaid(self):
        """Return the matchings with entries that give up a claim or move it to doubtful
        debts, in the companies that collect here."""
        booked = self.filtered(
            lambda one: (
                one.company_id.collection_active
                and one.credit_move_id.move_id.move_type == "entry"
                and not one.credit_move_id.move_id.statement_line_id
                and not one.credit_move_id.move_id.origin_payment_id
            )
        )
        if not booked:
            return booked
        natures = booked._collection_natures()
        return booked.filtered(lambda one: natures[one].kind in (DOUBTFUL, LOSS))
