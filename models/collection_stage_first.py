from odoo import api, fields, models


class CollectionStage(models.Model):
    """Which stages a debtor must not hear before he was reminded."""

    _inherit = "collection.stage"

    needs_reminder = fields.Boolean(
        compute="_compute_needs_reminder",
        help="The first formal notice or hand-off of its policy, or a stage after it.",
    )

    @api.depends(
        "policy_id.stage_ids.is_formal_notice",
        "policy_id.stage_ids.action",
        "policy_id.stage_ids.sequence",
        "policy_id.stage_ids.active",
        "is_formal_notice",
        "action",
    )
    def _compute_needs_reminder(self):
        for policy, mine in self.grouped("policy_id").items():
            reached, formal = False, self.browse()
            for stage in policy.stage_ids.sorted(lambda one: (one.sequence, one.id)):
                reached = reached or stage._is_formal_step()
                formal |= stage if reached else formal
            for stage in mine:
                # One that is archived stands in no ladder: it speaks for itself.
                stage.needs_reminder = stage in formal or stage._is_formal_step()

    def _is_formal_step(self):
        """Tell whether this is a formal notice or a hand-off."""
        self.ensure_one()
        return self.is_formal_notice or self.action == "handoff"
