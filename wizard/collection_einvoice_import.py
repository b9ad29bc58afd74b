import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..rules.einvoice import read_statuses


class CollectionEinvoiceImport(models.TransientModel):
    """Statuses of e-invoices from a platform's CSV file: all of it, or nothing."""

    _name = "collection.einvoice.import"
    _description = "Import E-invoice Statuses"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    data = fields.Binary(string="CSV File", required=True, attachment=False)
    filename = fields.Char()

    def action_import(self):
        """Record the statuses of the file and show them."""
        self.ensure_one()
        try:
            text = base64.b64decode(self.data).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._("The file is not UTF-8 text: save it as CSV in UTF-8.")
            ) from error
        rows, problems = read_statuses(text)
        if problems:
            raise UserError("\n".join(self._words(*one) for one in problems))
        model = self.env["collection.einvoice"].with_company(self.company_id)
        records, unknown = model._record_rows(rows, self.company_id)
        if unknown:
            raise UserError(
                "\n".join(
                    self.env._(
                        "Line %(line)s: %(company)s has no posted customer invoice "
                        "“%(number)s”.",
                        line=line,
                        number=number,
                        company=self.company_id.name,
                    )
                    for line, number in unknown
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_einvoice_action"
        )
        action["domain"] = [("id", "in", records.ids)]
        return action

    def _words(self, line, code):
        """Say what is wrong with a line of the file."""
        if code == "header":
            return self.env._(
                "The first line must name the columns number (numéro), status "
                "(statut) and date."
            )
        if code == "date":
            return self.env._(
                "Line %s: write the date as 2026-09-30 or 30/09/2026.", line
            )
        missing = {"number": self.env._("number"), "status": self.env._("status")}
        return self.env._(
            "Line %(line)s: the %(column)s is missing.",
            line=line,
            column=missing[code],
        )
