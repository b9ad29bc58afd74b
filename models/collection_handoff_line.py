from odoo import fields, models


class CollectionHandoffLine(models.Model):
    """One due item of a hand-off, with the amounts as they were on that day."""

    _name = "collection.handoff.line"
    _description = "Hand-off Line"
    _order = "handoff_id, date_due, id"
    _rec_name = "invoice_name"

    handoff_id = fields.Many2one(
        "collection.handoff", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="handoff_id.company_id", store=True, index=True
    )
    item_id = fields.Many2one(
        "collection.item", required=True, index=True, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="handoff_id.currency_id")
    invoice_name = fields.Char(string="Number")
    invoice_date = fields.Date()
    date_due = fields.Date(string="Due Date")
    days_late = fields.Integer()
    amount_total = fields.Monetary(string="Amount")
    amount_paid = fields.Monetary(string="Paid")
    amount_residual = fields.Monetary(string="Open")
