from odoo import Command, api, fields, models


class CollectionPreview(models.TransientModel):
    """What the policies would say today, with nothing written or sent."""

    _name = "collection.preview"
    _description = "What Would Go Today"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._collection_today()
    )
    is_active = fields.Boolean(related="company_id.collection_active")
    policy_id = fields.Many2one(related="company_id.collection_policy_id")
    line_ids = fields.One2many("collection.preview.line", "preview_id")
    line_count = fields.Integer(compute="_compute_counts")
    debtor_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.partner_id")
    def _compute_counts(self):
        for preview in self:
            preview.line_count = len(preview.line_ids)
            preview.debtor_count = len(preview.line_ids.partner_id)

    @api.model
    def _open_for(self, company):
        """Return the action that shows what would go today in ``company``."""
        preview = self.create({"company_id": company.id})
        preview._fill()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Go Today"),
            "res_model": self._name,
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def action_open(self):
        """Show what would go today in the current company."""
        return self._open_for(self.env.company)

    def _fill(self):
        """Ask the policies what is due, as a run would, and write it down here."""
        run = self.env["collection.run"].with_context(collection_preview=True)
        due = run._find_due(self.company_id, self.date)
        stages = self.env["collection.stage"]
        self.line_ids = [
            Command.create(
                {
                    "line_id": line.id,
                    "stage_id": stages.browse(decision.step.rung.key).id,
                    "days_late": max((self.date - line.date_maturity).days, 0),
                }
            )
            for line, decision in due.items()
        ]

    def action_switch_on(self):
        """Switch collections on in this company; where old debts wait, ask first how
        they enter."""
        self.ensure_one()
        self.check_access("write")
        start = self.env["collection.start.wizard"]
        if start._has_old_debts(self.company_id):
            return start._open_for(self.company_id)
        self.company_id.sudo().collection_active = True
        return {"type": "ir.actions.act_window_close"}
