from odoo import api, fields, models


class CollectionEinvoiceImport(models.TransientModel):
    """Statuses of e-invoices from a platform's CSV file: look first, then import."""

    _name = "collection.einvoice.import"
    _description = "Import E-invoice Statuses"
    _inherit = ["collection.import.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    line_ids = fields.One2many("collection.einvoice.import.line", "import_id")

    @api.onchange("data", "company_id")
    def _onchange_data(self):
        self._look()

    def _read(self):
        statuses = self.env["collection.einvoice"].with_company(self.company_id)
        return statuses._read_lines(statuses._csv_text(self.data), self.company_id)

    def _preview(self, line):
        row = line.row
        return {
            "number": line.number,
            "state": line.state,
            "move_id": line.move.id if line.move else False,
            "status": row.status if row else False,
            "label": row.label if row else False,
            "date": row.day if row else False,
            "note": row.note if row else False,
            "problem": line.problem,
        }

    def action_import(self):
        """Record what is new and show it; one wrong line refuses the whole file."""
        self.ensure_one()
        self._check_chosen()
        statuses = self.env["collection.einvoice"].with_company(self.company_id)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_einvoice_action"
        )
        records = statuses._import_lines(self._read())
        return {**action, "domain": [("id", "in", records.ids)]}
