from decimal import Decimal

from odoo import api, fields, models


class CollectionCase(models.Model):
    """What the recovery of a case cost, and why no more of it may be asked."""

    _inherit = "collection.case"

    cost_ids = fields.One2many("collection.cost", "case_id", string="Costs")
    costs_reason = fields.Char(compute="_compute_costs_reason")

    @api.depends_context("collection_today", "lang")
    @api.depends("cost_ids.amount", "cost_ids.is_claimed", "item_ids")
    def _compute_costs_reason(self):
        claims = self.filtered("cost_ids")._claims()
        for case in self:
            case.costs_reason = False
            if case.cost_ids:
                mine = [claims[one] for one in case.item_ids.move_id if one in claims]
                indemnity = sum((one.indemnity for one in mine), Decimal())
                _amount, case.costs_reason = self.env["collection.cost"]._claimable(
                    case, indemnity, case.company_id._collection_today()
                )
