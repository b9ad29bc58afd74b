from odoo import models


class CollectionRun(models.Model):
    """What a person who pressed the button is told of a run."""

    _inherit = "collection.run"

    def _tell(self):
        """Return the notification that says what these runs did."""
        if self:
            message = self.env._(
                "Notices recorded: %(notices)s. Due items skipped: %(skipped)s.",
                notices=sum(self.mapped("notice_count")),
                skipped=sum(self.mapped("skipped_count")),
            )
        else:
            message = self.env._("Nothing new falls due today.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "info",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
