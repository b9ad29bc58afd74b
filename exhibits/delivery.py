from odoo import api, models


class CollectionExhibitDelivery(models.AbstractModel):
    """The deliveries of the orders behind the invoices, and their files."""

    _name = "collection.exhibit.delivery"
    _description = "Exhibit Source: Deliveries"
    _inherit = "collection.exhibit.base"

    _sequence = 40

    @api.model
    def _available(self):
        return (
            self._has_sales()
            and "stock.picking" in self.env
            and "picking_ids" in self.env["sale.order"]._fields
        )

    @api.model
    def _gather(self, handoff):
        pickings = self._sale_orders(handoff).picking_ids.filtered(
            lambda picking: picking.state == "done"
        )
        documents = [
            self._document(
                "delivery",
                self.env._("Delivery %s", picking.name),
                date=picking.date_done and picking.date_done.date(),
                res_model="stock.picking",
                res_id=picking.id,
            )
            for picking in pickings
        ]
        return documents + self._files_of(pickings, "delivery")

    @api.model
    def _content(self, document):
        if document.attachment_id:
            return super()._content(document)
        return self._printed("stock.action_report_delivery", document)
