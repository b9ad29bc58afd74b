from odoo import api, models
from odoo.tools import format_date


class CollectionRun(models.Model):
    """A run as people see it."""

    _inherit = "collection.run"

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_date(self.env, run.date)

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
