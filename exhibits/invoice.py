from odoo import api, models


class CollectionExhibitInvoice(models.AbstractModel):
    """The legal PDF of each invoice, made once where there is none, and what people
    attached to the invoice."""

    _name = "collection.exhibit.invoice"
    _description = "Exhibit Source: Invoices"
    _inherit = "collection.exhibit.base"

    _sequence = 20

    @api.model
    def _gather(self, handoff):
        invoices = handoff.line_ids.item_id.move_id
        legal = invoices._collection_legal_pdfs()
        documents = [
            self._document(
                "invoice",
                self.env._("Invoice %s", invoice.name),
                attachment_id=legal[invoice].id,
                date=invoice.invoice_date,
                res_model="account.move",
                res_id=invoice.id,
            )
            for invoice in invoices
            if invoice in legal
        ]
        known = self.env["ir.attachment"].union(*legal.values())
        return documents + self._files_of(invoices, "other", skip=known)
