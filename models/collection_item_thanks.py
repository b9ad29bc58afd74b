from odoo import api, fields, models
from odoo.tools import SQL


class CollectionItem(models.Model):
    """Which due items were paid after they had been claimed, and thanked for."""

    _inherit = "collection.item"

    thanks_id = fields.Many2one(
        "collection.notice",
        string="Thanked By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_settlement_told = fields.Boolean(
        readonly=True,
        help="It was decided whether to thank for its payment: never twice.",
    )

    @api.model
    def _newly_settled(self, company):
        """Return the settled items that were claimed, and of which nobody has decided
        yet whether to thank; in one query."""
        self.flush_model(["is_settlement_told", "move_id", "date_due"])
        self.env["collection.notice.line"].flush_model()
        self.env["account.move.line"].flush_model(["reconciled", "date_maturity"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id
                  FROM collection_item item
                 WHERE item.company_id = %s
                   AND item.is_settlement_told IS NOT TRUE
                   AND EXISTS (
                       SELECT 1
                         FROM account_move_line line
                        WHERE line.move_id = item.move_id
                          AND line.date_maturity = item.date_due
                          AND line.reconciled)
                   AND EXISTS (
                       SELECT 1
                         FROM collection_notice_line said
                        WHERE said.item_id = item.id
                          AND said.departed_on IS NOT NULL
                          AND said.days_late > 0)
                """,
                company.id,
            )
        )
        items = self.browse([row[0] for row in rows])
        return items.filtered(lambda item: not item.is_open)

    def _paid(self):
        """Return those that were settled by money; what was credited, set off or lost
        is not thanked for."""
        return self.filtered(lambda item: item.settled_as == "paid")
