from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class CollectionPreview(models.TransientModel):
    """What the policies would say on a day, today or a later one, with nothing written
    or sent; and what would be withheld, each with its reason."""

    _name = "collection.preview"
    _description = "What Would Go"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        required=True, default=lambda self: self.env.company._collection_today()
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Debtors",
        help="Only these are looked at. Empty: all.",
    )
    is_active = fields.Boolean(related="company_id.collection_active")
    policy_id = fields.Many2one(related="company_id.collection_policy_id")
    line_ids = fields.One2many("collection.preview.line", "preview_id")
    line_count = fields.Integer(compute="_compute_counts")
    debtor_count = fields.Integer(compute="_compute_counts")
    withheld_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.partner_id", "line_ids.outcome")
    def _compute_counts(self):
        for preview in self:
            leaving = preview.line_ids.filtered(
                lambda line: line.outcome not in ("withheld", "wait")
            )
            preview.line_count = len(leaving)
            preview.debtor_count = len(leaving.partner_id)
            preview.withheld_count = len(preview.line_ids - leaving)

    @api.model
    def _open_for(self, company, debtors=None, day=None):
        """Return the action that shows what would go in ``company``."""
        values = {"company_id": company.id, "date": day or company._collection_today()}
        if debtors is not None:
            values["partner_ids"] = [Command.set(debtors.ids)]
        preview = self.create(values)
        preview._fill()
        return preview._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Go on %s", format_date(self.env, self.date)),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def action_open(self):
        """Show what would go today in the current company."""
        return self._open_for(self.env.company)

    def _fill(self):
        """Rehearse the run of that day, and write down here what it would do."""
        told = self.env["collection.run"]._rehearse(
            self.company_id, self.date, self.partner_ids or None
        )
        lines = self.env["account.move.line"].browse([one.line_id for one in told])
        dues = {line.id: line.date_maturity for line in lines}
        self.line_ids = [Command.clear()] + [
            Command.create(
                {
                    "line_id": one.line_id,
                    "stage_id": one.stage_id,
                    "outcome": one.outcome,
                    "obstacle": one.reason,
                    "days_late": max((self.date - dues[one.line_id]).days, 0),
                }
            )
            for one in told
        ]

    def action_refresh(self):
        """Show what would go on the chosen day."""
        self.ensure_one()
        self._fill()
        return self._show()

    def action_today(self):
        """Show what would go today."""
        self.ensure_one()
        self.date = self.company_id._collection_today()
        return self.action_refresh()

    def action_tomorrow(self):
        """Show what would go tomorrow."""
        self.ensure_one()
        today = self.company_id._collection_today()
        self.date = fields.Date.add(today, days=1)
        return self.action_refresh()

    def action_switch_on(self):
        """Switch collections on in this company; where old debts wait, ask first how
        they enter."""
        self.ensure_one()
        if not self.env.user.has_group("account_collection.group_collection_manager"):
            raise AccessError(
                self.env._("A collections manager switches collections on.")
            )
        start = self.env["collection.start.wizard"]
        if start._has_old_debts(self.company_id):
            return start._open_for(self.company_id)
        self.company_id.sudo().collection_active = True
        return {"type": "ir.actions.act_window_close"}
