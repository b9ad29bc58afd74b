from odoo import api, models

from ..export import statement
from ..models.account_partial_reconcile import LOSS


class CollectionExhibitStatement(models.AbstractModel):
    """The statement of account: each invoice claimed and every entry matched with
    it."""

    _name = "collection.exhibit.statement"
    _description = "Exhibit Source: Statement of Account"
    _inherit = "collection.exhibit.base"

    _sequence = 10

    @api.model
    def _gather(self, handoff):
        return [self._document("statement", self.env._("Statement of account"))]

    @api.model
    def _content(self, document):
        handoff = document.handoff_id
        content = statement.write_statement(
            handoff._dossier_claim(),
            self._rows(handoff),
            labels=handoff._labels("StatementLabels"),
            formats=handoff._formats(),
            typeface=handoff._typeface(),
        )
        return f"{document.name}.pdf", "application/pdf", content

    @api.model
    def _rows(self, handoff):
        """Return the movements of the claimed invoices, in the order of their dates."""
        rows = []
        for invoice in handoff.line_ids.item_id.move_id:
            rows += self._invoice_rows(handoff, invoice)
        return sorted(rows, key=lambda row: (row.date, row.document))

    @api.model
    def _invoice_rows(self, handoff, invoice):
        lines = handoff.line_ids.item_id.line_id & invoice.line_ids
        rows = [
            statement.StatementRow(
                date=invoice.invoice_date,
                document=invoice.name,
                label=handoff._word("Invoice, due %s", line.date_maturity),
                debit=handoff._decimal(line.amount_currency),
                credit=handoff._decimal(0),
                currency=line.currency_id.name,
            )
            for line in lines
        ]
        for line, settlements in lines._collection_settlements().items():
            # A loss lessens nothing: only the books gave the claim up.
            rows += [
                self._matched_row(handoff, line, one)
                for one in settlements
                if one.kind != LOSS
            ]
        return rows

    @api.model
    def _matched_row(self, handoff, line, settlement):
        entry = settlement.partial.credit_move_id.move_id
        return statement.StatementRow(
            date=entry.date,
            document=entry.name,
            label=entry.ref or entry.journal_id.name,
            debit=handoff._decimal(0),
            credit=handoff._decimal(settlement.amount),
            currency=line.currency_id.name,
        )
