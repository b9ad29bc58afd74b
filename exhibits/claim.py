from odoo import api, models
from odoo.exceptions import UserError

from ..export.text import ExportError


class CollectionExhibitClaim(models.AbstractModel):
    """The claim statement: principal, payments, interest line by line, indemnities."""

    _name = "collection.exhibit.claim"
    _description = "Exhibit Source: Claim Statement"
    _inherit = "collection.exhibit.base"

    _sequence = 5

    @api.model
    def _gather(self, handoff):
        return [self._document("statement", self.env._("Claim statement"))]

    @api.model
    def _content(self, document):
        handoff = document.handoff_id
        if not handoff.statement_id:
            handoff._read_again()
        statement = handoff.statement_id.sudo()
        if statement.state == "issued":
            content = statement.pdf_id.raw
        else:
            try:
                content = statement._write_files(statement._account())["pdf"]
            except ExportError as error:
                raise UserError(str(error)) from error
        return f"{document.name}.pdf", "application/pdf", content
