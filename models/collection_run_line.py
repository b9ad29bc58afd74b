from odoo import fields, models

from .client_actions import show_form


class CollectionRunLine(models.Model):
    """What a run did with one due item whose stage fell due, and why."""

    _name = "collection.run.line"
    _description = "Collection Run Line"
    _inherit = ["collection.record.mixin"]
    # written together with the run, by whom and when stands there
    _log_access = False
    _order = "id desc"
    _rec_name = "item_id"

    run_id = fields.Many2one(
        "collection.run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    item_id = fields.Many2one(
        "collection.item", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(related="item_id.partner_id", string="Debtor")
    stage_id = fields.Many2one("collection.stage", required=True, ondelete="restrict")
    notice_id = fields.Many2one(
        "collection.notice", index="btree_not_null", ondelete="set null"
    )
    outcome = fields.Selection(
        [
            ("notice", "Notice recorded"),
            ("task", "Asked a person"),
            ("skipped", "Skipped"),
        ],
        required=True,
    )
    reason = fields.Char(required=True)
    date = fields.Date(related="run_id.date")
    notice_state = fields.Selection(related="notice_id.state", string="Notice Now")
    amount_residual = fields.Monetary(related="item_id.amount_residual")
    currency_id = fields.Many2one(related="item_id.currency_id")

    def action_view_notice(self):
        """Open the notice that was recorded, or the due item nothing was said about."""
        self.ensure_one()
        return show_form(self.notice_id or self.item_id)
