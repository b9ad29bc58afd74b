from odoo import Command
from odoo.tests import tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestNeighbourSale(CollectionCommon):
    """Orders that wait for their invoice are shown on the case, where sales are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sale.order" not in cls.env:
            cls.skipTest(cls, "Sales are not installed.")

    def _order(self, debtor, confirm=True, policy="order", kind="service"):
        product = (
            self.env["product.product"]
            .sudo()
            .create({"name": "Pose", "invoice_policy": policy, "type": kind})
        )
        order = (
            self.env["sale.order"]
            .sudo()
            .with_company(self.company)
            .create(
                {
                    "partner_id": debtor.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "price_unit": 500.0})
                    ],
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    def test_orders_of_the_debtor_and_of_his_contacts_are_counted(self):
        other = self._make_debtor("Autre")
        site = self._make_debtor("Chantier", is_company=False, parent_id=self.debtor.id)
        order, child = self._order(self.debtor), self._order(site)
        self._order(other)
        self._order(self.debtor, confirm=False)
        self._invoice()
        self._invoice(debtor=other)
        self._play(day(3))
        case = self.debtor.collection_case_ids.with_user(self.collector)
        both = case | other.collection_case_ids.with_user(self.collector)
        self.assertEqual(both.mapped("unbilled_count"), [2, 1])
        action = case.action_view_unbilled()
        found = self.env["sale.order"].sudo().search(action["domain"])
        self.assertEqual(found, order | child)
        order.sudo()._create_invoices()
        case.invalidate_recordset()
        self.assertEqual(case.unbilled_count, 1)

    def test_what_was_delivered_and_not_invoiced_counts(self):
        if "sale.order" not in self.env or "stock.picking" not in self.env:
            self.skipTest("Deliveries of orders are not installed.")
        order = self._order(self.debtor, policy="delivery", kind="consu").sudo()
        self._invoice()
        self._play(day(3))
        case = self.debtor.collection_case_ids
        # Ordered: nothing to invoice before it left.
        self.assertEqual(case.unbilled_count, 0)
        picking = order.picking_ids
        picking.move_ids.quantity = 1
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        case.invalidate_recordset()
        self.assertEqual(case.unbilled_count, 1)
        order._create_invoices()
        case.invalidate_recordset()
        self.assertEqual(case.unbilled_count, 0)

    def test_without_sales_there_is_nothing(self):
        self._invoice()
        self._play(day(3))
        case = self.debtor.collection_case_ids
        self.patch(type(case), "_sales_available", lambda _self: False)
        self.assertEqual(case.unbilled_count, 0)
