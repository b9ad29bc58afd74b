from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.collection_hold import KINDS
from ..models.collection_hold_interest import BY_LAW


class CollectionHoldWizard(models.TransientModel):
    """Stop the clock of chosen invoices, due items or whole cases."""

    _name = "collection.hold.wizard"
    _description = "Set a Hold"

    kind = fields.Selection(
        [kind for kind in KINDS if kind[0] not in ("handoff", "plan", "reply")],
        required=True,
        default="dispute",
    )
    reason = fields.Char(required=True)
    date_from = fields.Date(
        required=True, default=lambda self: self.env.company._collection_today()
    )
    date_to = fields.Date(string="Until")
    amount = fields.Monetary(string="Promised", help="0: no sum was named.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    stops_interest = fields.Boolean(
        compute="_compute_stops_interest", store=True, readonly=False
    )
    interest_stop_date = fields.Date(
        string="Judgment or Agreement Of",
        help="Interest stops on that day. Empty: the first day of the hold.",
    )
    end_action = fields.Selection(
        [("resume", "Go on with the policy"), ("task", "Ask a person")],
        string="At the End",
        required=True,
        default="resume",
    )
    scope = fields.Selection(
        [
            ("invoice", "These invoices only"),
            ("case", "Everything the debtor owes"),
        ],
        required=True,
        default="invoice",
    )
    can_choose_scope = fields.Boolean()
    case_ids = fields.Many2many("collection.case")
    move_ids = fields.Many2many("account.move", string="Invoices")
    item_ids = fields.Many2many("collection.item", string="Due Items")

    @api.depends("kind")
    def _compute_stops_interest(self):
        for wizard in self:
            wizard.stops_interest = wizard.kind in BY_LAW

    @api.depends("case_ids", "move_ids", "item_ids")
    def _compute_currency_id(self):
        for wizard in self:
            known = (wizard.move_ids or wizard.item_ids or wizard.case_ids).currency_id
            wizard.currency_id = (known or self.env.company.currency_id)[:1]

    @api.model
    def _open_for(self, records):
        """Return the action that asks for a hold on ``records``: cases, invoices or
        due items."""
        field = {
            "collection.case": "case_ids",
            "account.move": "move_ids",
            "collection.item": "item_ids",
        }[records._name]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set a Hold"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                f"default_{field}": [(6, 0, records.ids)],
                "default_scope": "case" if field == "case_ids" else "invoice",
                "default_can_choose_scope": field != "case_ids",
            },
        }

    def action_confirm(self):
        """Set the holds and close."""
        self.ensure_one()
        rows = self._rows()
        if not rows:
            raise UserError(self.env._("Choose at least one invoice or case."))
        self.env["collection.hold"].create(rows)
        return {"type": "ir.actions.act_window_close"}

    def _rows(self):
        targets = self._targets()
        if self.scope == "case":
            targets = [{"case_id": one} for one in {row["case_id"] for row in targets}]
        common = {
            "kind": self.kind,
            "reason": self.reason,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "end_action": self.end_action,
            "stops_interest": self.stops_interest,
            "interest_stop_date": self.stops_interest and self.interest_stop_date,
        }
        if self.kind == "promise":
            common.update(amount=self.amount, currency_id=self.currency_id.id)
        return [{**common, **target} for target in targets]

    def _targets(self):
        rows = [{"case_id": case.id} for case in self.case_ids]
        rows += [
            {"case_id": item.case_id.id, "item_id": item.id} for item in self.item_ids
        ]
        for move in self.move_ids:
            cases = self.env["collection.case"]._ensure_cases(
                move.commercial_partner_id, move.company_id
            )
            case = cases[move.commercial_partner_id]
            rows.append({"case_id": case.id, "move_id": move.id})
        return rows
