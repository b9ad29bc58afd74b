from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.collection_accessory import exact


class CollectionAccessoryWizard(models.TransientModel):
    """Keep, waive or post the interest and the 40 EUR of chosen invoices."""

    _name = "collection.accessory.wizard"
    _description = "Keep, Waive or Post Interest and Indemnity"

    company_id = fields.Many2one("res.company", required=True)
    date = fields.Date(required=True, readonly=True)
    decision = fields.Selection(
        [
            ("keep", "Keep the claim"),
            ("waive", "Waive it"),
            ("post", "Post it in the books"),
        ],
        required=True,
        default="keep",
    )
    reason = fields.Char()
    line_ids = fields.One2many("collection.accessory.wizard.line", "wizard_id")
    is_public = fields.Boolean(compute="_compute_notes")
    may_waive = fields.Boolean(compute="_compute_notes")
    problems = fields.Text(compute="_compute_notes")
    costs = fields.Text(
        compute="_compute_notes",
        string="Recovery Costs",
        help="What may be asked of the costs recorded on the case.",
    )
    documents = fields.Html(
        compute="_compute_documents",
        sanitize=False,
        help="The invoices that will be made.",
    )
    problem_move_ids = fields.Many2many("account.move")

    # -- opening -------------------------------------------------------------

    @api.model
    def _open_for(self, records, decision="keep"):
        """Return the action that asks about ``records``: cases or invoices.

        :raises UserError: nothing is open, or invoices of several companies
        """
        moves = (
            records._accessory_moves()
            if records._name == "collection.case"
            else records.filtered(lambda move: move.state == "posted")
        )
        if len(moves.company_id) > 1:
            raise UserError(self.env._("Choose invoices of one company at a time."))
        company = moves.company_id or self.env.company
        today = company._collection_today()
        claims = moves._collection_claims(today)
        wizard = self.create(
            {
                "company_id": company.id,
                "date": today,
                "decision": decision,
                "line_ids": [
                    Command.create(self._prepare_line(claim))
                    for claim in claims.values()
                    if claim.interest_open or claim.indemnity_open
                ],
                "problem_move_ids": [
                    Command.link(move.id)
                    for move, claim in claims.items()
                    if claim.problem
                ],
            }
        )
        if not wizard.line_ids and not wizard.problem_move_ids:
            raise UserError(
                self.env._("No interest and no indemnity is open on these invoices.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Interest and Indemnity"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _prepare_line(self, claim):
        return {
            "move_id": claim.move.id,
            "currency_id": claim.currency.id,
            "indemnity_currency_id": claim.indemnity_currency.id,
            "principal": float(claim.booked),
            "open_interest": float(claim.interest_open),
            "open_indemnity": float(claim.indemnity_open),
            "amount_interest": float(claim.interest_open),
            "amount_indemnity": float(claim.indemnity_open),
        }

    # -- what it shows -------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("line_ids.is_chosen", "problem_move_ids")
    def _compute_notes(self):
        for wizard in self:
            moves = wizard._chosen().move_id
            classes = moves.commercial_partner_id.mapped("collection_class")
            wizard.is_public = "public" in classes
            wizard.may_waive = self.env.user.has_group(
                "account_collection.group_collection_manager"
            )
            wizard.problems = "\n".join(wizard._problems())
            wizard.costs = "\n".join(wizard._costs())

    def _problems(self):
        if not self.problem_move_ids:
            return []
        claims = self.problem_move_ids._origin._collection_claims(self.date)
        return [
            self.env._(
                "%(invoice)s: %(problem)s", invoice=move.name, problem=claim.problem
            )
            for move, claim in claims.items()
        ]

    def _costs(self):
        cases = self.line_ids.move_id.collection_case_id
        return [
            self.env._(
                "%(case)s: %(amount)s may be asked. %(reason)s",
                case=case.name,
                amount=case.currency_id.format(case.amount_costs),
                reason=case.costs_reason,
            )
            for case in cases.filtered("costs_reason")
        ]

    @api.depends_context("lang")
    @api.depends(
        "decision",
        "line_ids.is_chosen",
        "line_ids.amount_interest",
        "line_ids.amount_indemnity",
    )
    def _compute_documents(self):
        for wizard in self:
            wizard.documents = wizard.decision == "post" and self.env[
                "ir.qweb"
            ]._render("account_collection.accessory_documents", wizard._preview())

    def _preview(self):
        shares = self._shares()
        decisions = self.env["collection.accessory"]
        if not shares:
            return {"documents": [], "problem": ""}
        moves = self.env["account.move"].union(*shares)
        try:
            claims = moves._collection_claims(self.date)
            plans = decisions._plan_documents(self.company_id, shares, claims)
        except UserError as error:
            return {"documents": [], "problem": str(error)}
        return {"documents": plans, "problem": ""}

    def _chosen(self):
        return self.line_ids.filtered("is_chosen")

    def _shares(self):
        """Return ``{invoice: (interest, indemnity)}`` of the lines chosen."""
        return {
            line.move_id: (
                exact(line.amount_interest, line.currency_id),
                exact(line.amount_indemnity, line.indemnity_currency_id),
            )
            for line in self._chosen()
        }

    # -- the decision --------------------------------------------------------

    def action_confirm(self):
        """Record the decision; to post also makes the invoices and opens them."""
        self.ensure_one()
        shares = self._shares()
        if not shares:
            raise UserError(self.env._("Choose at least one invoice."))
        made = self.env["collection.accessory"]._decide(
            self.decision, shares, self.reason
        )
        if made.document_id:
            return made.document_id._collection_open()
        return {"type": "ir.actions.act_window_close"}
