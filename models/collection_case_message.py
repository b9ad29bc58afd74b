from odoo import models


class CollectionCase(models.Model):
    """What a person writes to a debtor outside the policy."""

    _inherit = "collection.case"

    def _last_claim(self):
        """Return the last notice of a stage that left, maybe none."""
        self.ensure_one()
        departed = self.notice_ids.filtered(
            lambda one: one.departed_on and not one.text_id
        )
        return departed.sorted(lambda one: (one.departed_on, one.id))[-1:]

    def action_message(self):
        """Ask which text to write to this debtor, such as agreed instalments."""
        self.ensure_one()
        return self.env["collection.message.wizard"]._open_for(self)
