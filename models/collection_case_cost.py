from decimal import Decimal

from odoo import api, fields, models


class CollectionCase(models.Model):
    """What the recovery of a case cost, and what may be asked of it."""

    _inherit = "collection.case"

    cost_ids = fields.One2many("collection.cost", "case_id", string="Costs")
    law_currency_id = fields.Many2one(
        "res.currency", compute="_compute_costs", string="Currency of the Law"
    )
    amount_costs = fields.Monetary(
        compute="_compute_costs",
        string="Costs That May Be Asked",
        currency_field="law_currency_id",
    )
    costs_reason = fields.Char(compute="_compute_costs")

    @api.depends_context("collection_today", "lang")
    @api.depends("cost_ids.amount", "cost_ids.is_claimed", "item_ids")
    def _compute_costs(self):
        self.law_currency_id = self.env.ref("base.EUR")
        self.amount_costs = 0.0
        self.costs_reason = False
        for company, cases in self.grouped("company_id").items():
            today = company._collection_today()
            for case in cases.filtered("cost_ids"):
                amount, reason = self.env["collection.cost"]._claimable(
                    case, case._indemnities(today), today
                )
                case.amount_costs, case.costs_reason = amount, reason

    def _indemnities(self, today):
        """Return the fixed indemnities the invoices of this case have earned."""
        moves = self._accessory_moves()
        claims = self.env["collection.claim"]._read(moves, today) if moves else {}
        return sum((one.indemnity for one in claims.values()), Decimal(0))
