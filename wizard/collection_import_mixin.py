from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.client_actions import CLOSE, tell


class CollectionImportMixin(models.AbstractModel):
    """A file that is looked at line by line before anything is written. What inherits
    this has ``line_ids`` with a ``state``, ``_read`` and ``_preview``."""

    _name = "collection.import.mixin"
    _description = "Import with a Preview"

    data = fields.Binary(string="CSV File", attachment=False)
    filename = fields.Char()
    new_count = fields.Integer(compute="_compute_counts")
    changed_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")
    wrong_count = fields.Integer(compute="_compute_counts")
    problem = fields.Text(readonly=True)

    @api.depends("line_ids.state")
    def _compute_counts(self):
        for wizard in self:
            states = wizard.line_ids.mapped("state")
            for state in ("new", "changed", "same", "wrong"):
                wizard[f"{state}_count"] = states.count(state)

    def _look(self):
        """Show line by line what the file would do, with nothing written."""
        self.problem = False
        self.line_ids = [fields.Command.clear()]
        if not self.data:
            return
        try:
            lines = self._read()
        except UserError as error:
            self.problem = str(error)
            return
        self.line_ids = [fields.Command.create(self._preview(line)) for line in lines]

    def _read(self):
        """Return the lines of the file.

        :raises UserError: when it cannot be read at all.
        """
        raise NotImplementedError

    def _preview(self, line):
        """Return the values of the line that shows ``line``."""
        raise NotImplementedError

    def _check_chosen(self):
        if not self.data:
            raise UserError(self.env._("Choose a file first."))

    def _imported(self, title, message):
        """Return the action that says what was imported and closes the window."""
        return tell(message, title, "success", then=CLOSE)
