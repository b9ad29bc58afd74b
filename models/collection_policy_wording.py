from odoo import models


class CollectionPolicy(models.Model):
    _inherit = "collection.policy"

    def action_check_texts(self):
        """Check the texts of all stages of these policies."""
        return self.stage_ids.action_check_texts()
