from odoo import api, models
from odoo.tools import format_date

from .client_actions import CLOSE, show_form, show_list, tell


class CollectionRun(models.Model):
    """A run as people see it."""

    _inherit = "collection.run"

    @api.depends("date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = format_date(self.env, run.date)

    def action_run_company(self):
        """Play the policies now for the current company and show the run, or say that
        nothing falls due."""
        run = self._play_today(self.env.company)
        return show_form(run) if run else run._tell(self.env.company)

    def action_view_lines(self):
        """Show what these runs did with each due item, to be searched and grouped."""
        return show_list(
            self.env, "collection_run_line_action", [("run_id", "in", self.ids)]
        )

    def action_view_skipped(self):
        """Show what these runs said nothing about, and why."""
        return {**self.action_view_lines(), "context": {"search_default_skipped": 1}}

    def action_view_notices(self):
        """Show the notices these runs recorded."""
        return show_list(
            self.env, "collection_notice_action", [("run_id", "in", self.ids)]
        )

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
        return tell(message, then=CLOSE)
