from odoo import api, fields, models


class CollectionCase(models.Model):
    """The policies that what is open in a case follows, in words."""

    _inherit = "collection.case"

    policy_reason = fields.Char(
        compute="_compute_policy_reason",
        string="Policy",
        help="The policies of the open due items, and what chose each.",
    )

    @api.depends_context("lang", "company")
    @api.depends("item_ids")
    def _compute_policy_reason(self):
        reasons = self.item_ids.move_id._collection_policy_reasons()
        for case in self:
            moves = case.item_ids.filtered("is_open").move_id
            words = [reasons[move] for move in moves if move in reasons]
            case.policy_reason = "; ".join(dict.fromkeys(words))
