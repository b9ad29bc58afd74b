from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionHandoffWizard(models.TransientModel):
    """Choose to whom, and which due items of a case, are handed off."""

    _name = "collection.handoff.wizard"
    _description = "Hand Off a Case"

    case_id = fields.Many2one("collection.case", required=True, readonly=True)
    company_id = fields.Many2one(related="case_id.company_id")
    partner_id = fields.Many2one(related="case_id.partner_id")
    kind = fields.Selection(
        [
            ("agency", "Collection agency"),
            ("bailiff", "Commissaire de justice"),
            ("lawyer", "Lawyer"),
            ("insurer", "Credit insurer"),
            ("court", "Court"),
        ],
        required=True,
        default="agency",
    )
    recipient_id = fields.Many2one("res.partner", required=True)
    item_ids = fields.Many2many("collection.item", string="Due Items")
    available_item_ids = fields.Many2many(
        "collection.item", compute="_compute_available_item_ids"
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        compute="_compute_currency_id",
        precompute=True,
        store=True,
        readonly=False,
    )
    amount_total = fields.Monetary(compute="_compute_amount_total")

    @api.depends("case_id")
    def _compute_available_item_ids(self):
        for wizard in self:
            wizard.available_item_ids = wizard._open_items()

    def _open_items(self):
        """Return the overdue items of the case that are not out already."""
        out = self.env["collection.handoff.line"].search(
            [
                ("item_id", "in", self.case_id.item_ids.ids),
                ("handoff_id.state", "=", "delivered"),
            ]
        )
        return (self.case_id.item_ids - out.item_id).filtered(
            lambda item: item.is_open and item.days_late > 0
        )

    @api.depends("case_id")
    def _compute_currency_id(self):
        for wizard in self:
            items = wizard._open_items()
            wizard.currency_id = items[:1].currency_id or wizard.company_id.currency_id

    @api.depends("item_ids")
    def _compute_amount_total(self):
        for wizard in self:
            wizard.amount_total = sum(wizard.item_ids.mapped("amount_residual"))

    @api.onchange("case_id", "currency_id")
    def _onchange_items(self):
        self.item_ids = self._open_items().filtered(
            lambda item: item.currency_id == self.currency_id
        )

    def action_prepare(self):
        """Gather the documents into a draft hand-off and show it."""
        self.ensure_one()
        items = self.item_ids
        if not items:
            raise UserError(self.env._("Choose at least one open due item."))
        if items.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "A dossier claims one currency: prepare one hand-off for %s and "
                    "another for the rest.",
                    self.currency_id.name,
                )
            )
        handoff = self.env["collection.handoff"].create(self._prepare_handoff())
        handoff._fill(items)
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.handoff",
            "res_id": handoff.id,
            "view_mode": "form",
        }

    def _prepare_handoff(self):
        return {
            "case_id": self.case_id.id,
            "recipient_id": self.recipient_id.id,
            "kind": self.kind,
            "currency_id": self.currency_id.id,
            "lang": self.recipient_id._collection_lang(),
        }
