from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from .client_actions import show_list


class CollectionCase(models.Model):
    """What a debtor owes beside the principal, today: computed, never stored."""

    _inherit = "collection.case"

    amount_paid = fields.Monetary(
        compute="_compute_claim",
        string="Paid or Credited",
        help="What payments, credit notes and set-offs took off the invoices of the "
        "case.",
    )
    amount_interest = fields.Monetary(
        compute="_compute_claim",
        string="Interest Today",
        help="Late-payment interest of all invoices of the case up to today, less what "
        "was posted or waived.",
    )
    amount_indemnity = fields.Monetary(
        compute="_compute_claim",
        string="Fixed Indemnities",
        help="For recovery costs, less what was posted or waived.",
    )
    amount_costs = fields.Monetary(
        compute="_compute_claim",
        string="Recovery Costs",
        help="What may be claimed of the costs recorded, receipts at hand.",
    )
    amount_claim = fields.Monetary(
        compute="_compute_claim",
        string="Claim Today",
        help="Overdue principal, interest, indemnities and costs.",
    )
    claim_problem = fields.Char(compute="_compute_claim")
    statement_ids = fields.One2many("collection.statement", "case_id")
    statement_count = fields.Integer(compute="_compute_statement_count")

    @api.depends("statement_ids")
    def _compute_statement_count(self):
        for case in self:
            case.statement_count = len(case.statement_ids)

    @api.depends_context("collection_today", "lang")
    @api.depends("item_ids.move_id.amount_residual", "partner_id", "company_id")
    def _compute_claim(self):
        claims = self.item_ids.move_id._collection_claims()
        for case in self:
            mine = [claims[move] for move in case.item_ids.move_id if move in claims]
            sums = case._sum_claims(mine)
            case.amount_paid = sums["paid"]
            case.amount_interest = sums["interest"]
            case.amount_indemnity = sums["indemnity"]
            case.amount_costs = case._claimable_costs(mine)
            case.amount_claim = (
                sums["overdue"]
                + sums["interest"]
                + sums["indemnity"]
                + case.amount_costs
            )
            problems = dict.fromkeys(one.problem for one in mine if one.problem)
            case.claim_problem = " ".join(problems) or False

    def _sum_claims(self, claims):
        """Return the sums of some claims in company currency, at today's rates."""
        self.ensure_one()
        sums = defaultdict(Decimal)
        for claim in claims:
            if claim.is_lost:
                continue
            sums["paid", claim.currency] += claim.paid
            sums["overdue", claim.currency] += claim.overdue
            sums["interest", claim.currency] += claim.interest_open
            sums["indemnity", claim.indemnity_currency] += claim.indemnity_open
        totals = defaultdict(float)
        today = self.company_id._collection_today()
        for (part, currency), amount in sums.items():
            totals[part] += currency._convert(
                float(amount), self.currency_id, self.company_id, today
            )
        return totals

    def _claimable_costs(self, claims):
        """Return what may be claimed of the recovery costs, in company currency."""
        self.ensure_one()
        if not self.env["collection.cost"]._has_any(self):
            return 0.0
        indemnity = sum((one.indemnity for one in claims), Decimal())
        today = self.company_id._collection_today()
        amount, _reason = self.env["collection.cost"]._claimable(self, indemnity, today)
        return float(amount)

    def _claims(self, day=None):
        """Return ``{invoice: MoveClaim}`` for the invoices of these cases."""
        return self.item_ids.move_id._collection_claims(day)

    # -- buttons -------------------------------------------------------------

    def action_statement(self):
        """Draw up a claim statement of this case."""
        self.ensure_one()
        return self.env["collection.statement"]._open_for(self)

    def action_view_statements(self):
        """Open the claim statements of these cases."""
        return show_list(
            self.env, "collection_statement_action", [("case_id", "in", self.ids)]
        )
