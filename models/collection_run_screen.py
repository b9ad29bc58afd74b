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

    def action_view_lines(self):
        """Show what these runs did with each due item, to be searched and grouped."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_run_line_action"
        )
        action["domain"] = [("run_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_view_skipped(self):
        """Show what these runs said nothing about, and why."""
        action = self.action_view_lines()
        action["context"] = {"search_default_skipped": 1}
        return action

    def action_view_notices(self):
        """Show the notices these runs recorded."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_notice_action"
        )
        action["domain"] = [("run_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _tell(self, companies):
        """Return the notification that says what these runs did.

        :param companies: for which it was asked.
        """
        off = companies.filtered(lambda one: not one.collection_active)
        if off:
            message = self.env._(
                "Collections are switched off in %s.", ", ".join(off.mapped("name"))
            )
        elif self:
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
