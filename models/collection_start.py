from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .client_actions import show_list

CHOICES = [
    ("first", "At the first stage, now"),
    ("age", "At the reminder their age says, never at a formal notice or beyond"),
]


class CollectionStart(models.Model):
    """How a company's old debts entered: what a person decided, on which figures.
    Append-only."""

    _name = "collection.start"
    _description = "Start with Old Debts"
    _inherit = ["collection.record.mixin"]
    _order = "id desc"
    _rec_name = "date"

    date = fields.Date(string="Decided On", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Decided By", required=True, readonly=True
    )
    choice = fields.Selection(
        CHOICES, string="Old Debts Enter", required=True, readonly=True
    )
    left_out_before = fields.Date(string="Left Out, Due Before", readonly=True)
    spread_days = fields.Integer(string="Spread Over Working Days", readonly=True)
    item_ids = fields.One2many("collection.item", "start_id", string="Due Items")
    item_count = fields.Integer(string="Due Items Taken In", readonly=True)
    debtor_count = fields.Integer(string="Debtors", readonly=True)
    amount = fields.Monetary(string="Taken In", readonly=True)
    left_out_count = fields.Integer(string="Due Items Left Out", readonly=True)
    left_out_amount = fields.Monetary(string="Left Out", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    table = fields.Html(
        sanitize=False, readonly=True, help="What the choices would have sent."
    )

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for start in self:
            start.display_name = self.env._(
                "Decision of %s", format_date(self.env, start.date)
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A decision is part of the history."))

    def action_view_items(self):
        """Open the due items this decision is about."""
        self.ensure_one()
        return show_list(
            self.env, "collection_item_action", [("start_id", "in", self.ids)]
        )
