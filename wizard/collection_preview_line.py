from odoo import api, fields, models


class CollectionPreviewLine(models.TransientModel):
    """One due item that would be said today, and whether the debtor can be reached."""

    _name = "collection.preview.line"
    _description = "What Would Go Today: Due Item"
    _order = "partner_id, date_due, id"

    preview_id = fields.Many2one(
        "collection.preview", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade")
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(
        related="line_id.move_id.commercial_partner_id", string="Debtor", store=True
    )
    date_due = fields.Date(related="line_id.date_maturity", store=True)
    days_late = fields.Integer()
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount_residual = fields.Monetary(
        related="line_id.amount_residual_currency", string="Open"
    )
    stage_id = fields.Many2one("collection.stage", required=True, ondelete="cascade")
    channel_ids = fields.Many2many(related="stage_id.channel_ids")
    obstacle = fields.Char(compute="_compute_obstacle", string="Cannot Go")

    @api.depends("stage_id", "partner_id")
    def _compute_obstacle(self):
        for line in self:
            line.obstacle = line._find_obstacle()

    def _find_obstacle(self):
        """Return why this would not go, in words, or an empty text."""
        if self.stage_id.is_formal_notice and not self.partner_id.collection_class:
            return self.env._("A formal notice needs the debtor's class.")
        recipient = self.partner_id._collection_contact(invoices=self.move_id)
        obstacles = [
            channel._carrier()._obstacle(recipient) for channel in self.channel_ids
        ]
        return " ".join(obstacles) if all(obstacles) else ""
