from odoo import api, fields, models

from ..export.dossier_rows import ClaimLine


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

    @api.model
    def _prepare(self, item, today):
        """Return the values of the line that hands off ``item``."""
        line = item.line_id
        return {
            "item_id": item.id,
            "invoice_name": item.move_id.name,
            "invoice_date": item.move_id.invoice_date,
            "date_due": item.date_due,
            "days_late": max((today - item.date_due).days, 0),
            "amount_total": line.amount_currency,
            "amount_paid": line.amount_currency - item.amount_residual,
            "amount_residual": item.amount_residual,
        }

    def _as_claim_line(self):
        """Return this line as a row of the dossier's statement."""
        decimal = self.handoff_id._decimal
        return ClaimLine(
            invoice=self.invoice_name,
            invoice_date=self.invoice_date,
            due_date=self.date_due,
            days_late=self.days_late,
            original=decimal(self.amount_total),
            paid=decimal(self.amount_total) - decimal(self.amount_residual),
            residual=decimal(self.amount_residual),
            currency=self.currency_id.name,
        )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.handoff_id._check_draft_lines()
        return rows

    def write(self, vals):
        self.handoff_id._check_draft_lines()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        self.handoff_id._check_draft_lines()
