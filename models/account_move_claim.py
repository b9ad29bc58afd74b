from odoo import api, fields, models
from odoo.exceptions import UserError

READERS = "account_collection.group_collection_readonly"


class AccountMove(models.Model):
    """What an invoice bears beside its principal, today: computed, never stored."""

    _inherit = "account.move"

    collection_interest = fields.Monetary(
        groups=READERS,
        string="Interest Today",
        compute="_compute_collection_claim",
        help="Late-payment interest up to today, less what was posted or waived.",
    )
    collection_paid = fields.Monetary(
        groups=READERS,
        string="Paid or Credited",
        compute="_compute_collection_claim",
    )
    collection_indemnity = fields.Monetary(
        groups=READERS,
        string="Fixed Indemnity",
        compute="_compute_collection_claim",
        currency_field="collection_indemnity_currency_id",
        help="For recovery costs, 40 EUR for each late invoice between professionals, "
        "less what was posted or waived.",
    )
    collection_indemnity_currency_id = fields.Many2one(
        "res.currency", groups=READERS, compute="_compute_collection_claim"
    )
    collection_claim_total = fields.Monetary(
        groups=READERS,
        string="Claim Today",
        compute="_compute_collection_claim",
        help="Principal, interest and indemnity in the invoice's currency.",
    )
    collection_claim_problem = fields.Char(
        groups=READERS, compute="_compute_collection_claim"
    )
    collection_claim_warning = fields.Char(
        groups=READERS, compute="_compute_collection_claim"
    )
    collection_claim_html = fields.Html(
        groups=READERS,
        string="Interest",
        compute="_compute_collection_claim_html",
        sanitize=False,
        help="Every line of the interest: days, base, rate, divisor.",
    )

    @api.depends_context("collection_today", "lang")
    @api.depends("amount_residual", "state")
    def _compute_collection_claim(self):
        claims = self._collection_claims()
        for move in self:
            claim = claims.get(move)
            move.collection_paid = float(claim.paid) if claim else 0.0
            move.collection_interest = float(claim.interest_open) if claim else 0.0
            move.collection_indemnity = float(claim.indemnity_open) if claim else 0.0
            move.collection_indemnity_currency_id = (
                claim.indemnity_currency if claim else move.currency_id
            )
            move.collection_claim_total = float(claim.total) if claim else 0.0
            move.collection_claim_problem = claim.problem if claim else False
            move.collection_claim_warning = (
                " ".join(claim.warnings) or False if claim else False
            )

    @api.depends_context("collection_today", "lang")
    @api.depends("amount_residual", "state")
    def _compute_collection_claim_html(self):
        claims = self._collection_claims()
        for move in self:
            claim = claims.get(move)
            move.collection_claim_html = claim and move._collection_claim_table(claim)

    def _collection_claims(self, day=None):
        """Return ``{invoice: MoveClaim}`` for those that can bear interest.

        :param day: the company's today by default.
        """
        claims = {}
        posted = self.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type in ("out_invoice", "out_receipt")
            )
        )
        for company, moves in posted.grouped("company_id").items():
            on = day or company._collection_today()
            claims.update(self.env["collection.claim"]._read(moves, on))
        return claims

    def _collection_kept(self):
        """Return those whose interest and indemnity a person decided to keep, though
        nothing of the principal is open."""
        decided = self.env["collection.accessory"]._sums(self)
        return self.filtered(
            lambda move: decided[move]["kept"] and not move.amount_residual
        )

    def _collection_claim_table(self, claim):
        """Return the interest of a claim as a table for a screen."""
        return self.env["ir.qweb"]._render(
            "account_collection.claim_table", {"claim": claim, "move": self}
        )

    # -- the debtor's portal -------------------------------------------------

    def _get_invoice_portal_extra_values(self, custom_amount=None):
        # EXTENDS 'account'
        values = super()._get_invoice_portal_extra_values(custom_amount=custom_amount)
        values["collection_claim"] = self._collection_portal_claim()
        return values

    def _collection_portal_claim(self):
        """Return the claim the debtor sees on the portal, or ``None``.

        Interest and indemnity show only once they were claimed by a notice that left,
        or a person decided to keep them.
        """
        self.ensure_one()
        said = self.sudo().collection_notice_line_ids.notice_id.filtered(
            lambda notice: notice.departed_on and notice._claims_accessories()
        )
        if not said and not self.sudo()._collection_kept():
            return None
        claim = self.sudo()._collection_claims().get(self.sudo())
        if not claim or not (claim.interest_open or claim.indemnity_open):
            return None
        return claim

    # -- buttons -------------------------------------------------------------

    def action_collection_statement(self):
        """Draw up a claim statement of these invoices, of one case."""
        case = self.collection_case_id
        if len(case) != 1:
            raise UserError(
                self.env._(
                    "A claim statement is drawn up for invoices of one collection "
                    "case: choose invoices of one debtor that are in collections."
                )
            )
        return self.env["collection.statement"]._open_for(case, self)
