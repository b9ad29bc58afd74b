from odoo import api, models


class CollectionNoticeLine(models.Model):
    """What a formal notice claims, and what it only lists."""

    _inherit = "collection.notice.line"

    @api.depends("days_late", "item_id.parent_id", "stage_id", "notice_id.stage_id")
    def _compute_is_claimed(self):
        result = super()._compute_is_claimed()
        for line in self:
            if not line.notice_id.stage_id._claims_with(line.stage_id):
                line.is_claimed = False
        return result

    def _is_listed(self):
        """Tell whether this is overdue and yet not claimed by its formal notice."""
        self.ensure_one()
        overdue = self.days_late > 0 or bool(self.item_id.parent_id)
        return overdue and not self.is_claimed
