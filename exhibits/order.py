from odoo import api, models


class CollectionExhibitOrder(models.AbstractModel):
    """The sales orders behind the invoices, and the files attached to them."""

    _name = "collection.exhibit.order"
    _description = "Exhibit Source: Orders"
    _inherit = "collection.exhibit.base"

    _sequence = 30

    @api.model
    def _available(self):
        return self._has_sales()

    @api.model
    def _gather(self, handoff):
        orders = self._sale_orders(handoff)
        documents = [
            self._document(
                "order",
                self.env._("Order %s", order.name),
                date=order.date_order.date(),
                res_model="sale.order",
                res_id=order.id,
            )
            for order in orders
        ]
        return documents + self._files_of(orders, "order")

    @api.model
    def _content(self, document):
        if document.attachment_id:
            return super()._content(document)
        return self._printed("sale.action_report_saleorder", document)
