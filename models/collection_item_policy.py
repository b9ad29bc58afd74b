from odoo import api, fields, models


class CollectionItem(models.Model):
    """What chose the policy of a due item, in words."""

    _inherit = "collection.item"

    policy_reason = fields.Char(
        compute="_compute_policy_reason",
        string="Policy Chosen By",
        help="The policy this due item follows, and what chose it.",
    )

    @api.depends_context("lang", "company")
    @api.depends("move_id")
    def _compute_policy_reason(self):
        reasons = self.move_id._collection_policy_reasons()
        for item in self:
            item.policy_reason = reasons.get(item.move_id)
