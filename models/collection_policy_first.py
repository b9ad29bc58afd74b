from odoo import models

from .collection_stage import MAY_BE_FIRST


class CollectionPolicy(models.Model):
    """Which stages may be the first claim that a debtor hears."""

    _inherit = "collection.policy"

    def _reminders(self):
        """Return the rungs that may be the first claim a debtor hears: contacts after
        the due date that depend on nothing, below the first formal step."""
        stages = self.env["collection.stage"]
        found = []
        for rung in self._ladder():
            stage = stages.browse(rung.key)
            if stage.needs_reminder:
                break
            if (
                stage.action == "notice"
                and stage.condition in MAY_BE_FIRST
                and not rung.announces
            ):
                found.append(rung)
        return found
