from odoo import models

from .collection_notice_print import REPORT

LAYOUT = "account_collection.letter_layout"
# Milliseconds. The host waits a second in each call for the bodies, the heads and the
# feet, for what scripts may draw. On a letter they draw nothing, and the engine itself
# waits for style sheets.
PRINT_DELAY = 100


class IrActionsReport(models.Model):
    """Letters by the hundred: what the PDF engine loads and waits for on each page."""

    _inherit = "ir.actions.report"

    def _get_layout(self):
        # EXTENDS 'base': the margins of a letter do not load all styles of Odoo
        own = len(self) == 1 and self.report_name == REPORT
        layout = own and self.env.ref(LAYOUT, raise_if_not_found=False)
        return layout or super()._get_layout()

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        # EXTENDS 'base': nothing to wait for
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("collection_letters"):
            place = command.index("--javascript-delay") + 1
            command[place] = str(min(PRINT_DELAY, int(command[place])))
        return command
