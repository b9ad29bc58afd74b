import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionLawImport(models.TransientModel):
    """Bring values of the law from a CSV file: look first, then import."""

    _name = "collection.law.import"
    _description = "Import Values of the Law"

    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=lambda self: self.env.company.account_fiscal_country_id,
    )
    data = fields.Binary(string="CSV File", attachment=False)
    filename = fields.Char()
    line_ids = fields.One2many("collection.law.import.line", "import_id")
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

    @api.onchange("data", "country_id")
    def _onchange_data(self):
        """Show line by line what the file would do, with nothing written."""
        self.problem = False
        self.line_ids = [fields.Command.clear()]
        if not self.data:
            return
        try:
            lines = self.env["collection.law"]._read_lines(
                self._text(), self.country_id
            )
        except UserError as error:
            self.problem = str(error)
            return
        self.line_ids = [fields.Command.create(self._preview(line)) for line in lines]

    @api.model
    def _preview(self, line):
        vals = line.vals
        value = vals.get("text") or ""
        if line.law is not None and vals and line.law.unit != "text":
            number = self.env["collection.law"]._read_value(
                line.cells.get("value"), line.law
            )
            value = line.law._format(number)
        return {
            "number": line.number,
            "state": line.state,
            "table": line.law.name if line.law else line.cells.get("table"),
            "valid_from": line.cells.get("valid_from"),
            "before": line.row.value_text if line.row else False,
            "after": value or line.cells.get("value"),
            "source": line.cells.get("source"),
            "problem": line.problem,
        }

    def _text(self):
        raw = base64.b64decode(self.data)
        for encoding in ("utf-8-sig", "cp1252"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise UserError(
            self.env._("The file is no text: save it as CSV, in UTF-8, and try again.")
        )

    def action_import(self):
        """Write new and changed values; one wrong line refuses the whole file."""
        self.ensure_one()
        if not self.data:
            raise UserError(self.env._("Choose a file first."))
        Law = self.env["collection.law"]
        lines = Law._import_rows(self._text(), update=True, country=self.country_id)
        done = [line for line in lines if line.state in ("new", "changed")]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Tables of Law"),
                "message": self.env._("%s values imported.", len(done)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
