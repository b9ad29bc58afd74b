from odoo import models
from odoo.tools import SQL


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def _collection_bank_days(self):
        """Return ``{payment: day of the last bank line it was matched with}``.

        The host has the same in ``reconciled_statement_line_ids``, through a query that
        looks at matchings from both sides at once and takes minutes on a large ledger.
        """
        if not self:
            return {}
        self.env["account.payment"].flush_model(["move_id", "outstanding_account_id"])
        self.env["account.move"].flush_model(["statement_line_id", "date"])
        self.env["account.move.line"].flush_model(["move_id", "account_id"])
        self.env["account.partial.reconcile"].flush_model(
            ["debit_move_id", "credit_move_id"]
        )
        sides = (
            ("debit_move_id", "credit_move_id"),
            ("credit_move_id", "debit_move_id"),
        )
        found = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT payment.id, bank.date
                  FROM account_payment payment
                  JOIN account_move_line own
                    ON own.move_id = payment.move_id
                   AND own.account_id = payment.outstanding_account_id
                  JOIN account_partial_reconcile part ON part.%(mine)s = own.id
                  JOIN account_move_line other ON other.id = part.%(theirs)s
                  JOIN account_move bank ON bank.id = other.move_id
                 WHERE payment.id IN %(ids)s
                   AND bank.statement_line_id IS NOT NULL
                """,
                mine=SQL.identifier(mine),
                theirs=SQL.identifier(theirs),
                ids=tuple(self.ids),
            )
            for mine, theirs in sides
        )
        days = {}
        for payment_id, day in self.env.execute_query(found):
            payment = self.browse(payment_id)
            days[payment] = max(day, days.get(payment, day))
        return days
