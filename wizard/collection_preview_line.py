from odoo import fields, models


class CollectionPreviewLine(models.TransientModel):
    """One due item whose stage falls due on that day, and what becomes of it."""

    _name = "collection.preview.line"
    _description = "What Would Go: Due Item"
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
    outcome = fields.Selection(
        [
            ("go", "Leaves"),
            ("review", "A person decides"),
            ("task", "A person is asked"),
            ("wait", "Waits"),
            ("withheld", "Withheld"),
        ],
        required=True,
        default="go",
    )
    obstacle = fields.Text(string="Why")
