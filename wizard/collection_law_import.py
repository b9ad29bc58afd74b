from odoo import api, fields, models


class CollectionLawImport(models.TransientModel):
    """Bring values of the law from a CSV file: look first, then import."""

    _name = "collection.law.import"
    _description = "Import Values of the Law"
    _inherit = ["collection.import.mixin"]

    country_id = fields.Many2one(
        "res.country",
        required=True,
        default=lambda self: self.env.company.account_fiscal_country_id,
    )
    line_ids = fields.One2many("collection.law.import.line", "import_id")

    @api.onchange("data", "country_id")
    def _onchange_data(self):
        self._look()

    def _read(self):
        return self.env["collection.law"]._read_lines(self._text(), self.country_id)

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
        return self.env["collection.law"]._csv_text(self.data)

    def action_import(self):
        """Write new and changed values; one wrong line refuses the whole file."""
        self.ensure_one()
        self._check_chosen()
        Law = self.env["collection.law"]
        lines = Law._import_rows(self._text(), update=True, country=self.country_id)
        done = [line for line in lines if line.state in ("new", "changed")]
        return self._imported(
            self.env._("Tables of Law"), self.env._("%s values imported.", len(done))
        )
