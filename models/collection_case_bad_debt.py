from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionCase(models.Model):
    """The bad debts of a case."""

    _inherit = "collection.case"

    bad_debt_ids = fields.One2many("collection.bad.debt", "case_id")
    bad_debt_count = fields.Integer(compute="_compute_bad_debt_count")

    @api.depends("bad_debt_ids")
    def _compute_bad_debt_count(self):
        for case in self:
            case.bad_debt_count = len(case.bad_debt_ids)

    def action_bad_debt(self):
        """Ask to move what is overdue in these cases to doubtful debts."""
        items = self.item_ids.filtered(
            lambda item: item.is_open and item.settled_as == "open" and item.days_late
        )
        if not items:
            raise UserError(
                self.env._("Nothing is overdue in this case that could be moved.")
            )
        return items.move_id.action_collection_doubtful()

    def action_view_bad_debts(self):
        """Open the bad debts of these cases."""
        return self.bad_debt_ids._show()
