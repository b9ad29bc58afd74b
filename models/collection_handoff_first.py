from odoo import models


class CollectionHandoff(models.Model):
    """A hand-off is not the first thing a debtor hears."""

    _inherit = "collection.handoff"

    def _first_contact_problems(self):
        """Return why nothing of this may be handed off: no notice claimed it."""
        items = self.line_ids.item_id
        if not items or any(item.was_claimed for item in items):
            return []
        return [items._never_claimed_words()]

    def _warn(self):
        texts = super()._warn()
        items = self.line_ids.item_id
        if any(item.was_claimed for item in items):
            texts += filter(None, [items._never_claimed_words()])
        return texts
