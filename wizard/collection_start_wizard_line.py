from odoo import api, fields, models


class CollectionStartWizardLine(models.TransientModel):
    """One old debt, and what each choice would first say about it."""

    _name = "collection.start.wizard.line"
    _description = "Start with Old Debts: Due Item"
    _order = "date_due, id"

    wizard_id = fields.Many2one(
        "collection.start.wizard", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one("account.move.line", required=True, ondelete="cascade")
    move_id = fields.Many2one(related="line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(
        related="line_id.move_id.commercial_partner_id", string="Debtor", store=True
    )
    date_due = fields.Date(related="line_id.date_maturity", store=True)
    days_late = fields.Integer()
    currency_id = fields.Many2one(related="line_id.company_currency_id")
    amount = fields.Monetary(related="line_id.amount_residual", string="Open")
    stage_first_id = fields.Many2one(
        "collection.stage", string="First Stage", required=True, ondelete="cascade"
    )
    stage_age_id = fields.Many2one(
        "collection.stage", string="Stage of Its Age", required=True, ondelete="cascade"
    )
    channel_ids = fields.Many2many(
        "collection.channel", compute="_compute_plan", string="Channels"
    )
    first_date = fields.Date(compute="_compute_plan", string="First Departure From")
    is_left_out = fields.Boolean(compute="_compute_plan", string="Left Out")

    @api.depends(
        "wizard_id.choice", "wizard_id.left_out_before", "wizard_id.spread_days"
    )
    def _compute_plan(self):
        for wizard, rows in self.grouped("wizard_id").items():
            going = wizard._going()
            days = wizard._first_days(going.partner_id)
            for row in rows:
                out = row not in going
                stage = row[f"stage_{wizard.choice}_id"]
                row.is_left_out = out
                row.first_date = False if out else days[row.partner_id]
                row.channel_ids = row.channel_ids.browse() if out else stage.channel_ids
