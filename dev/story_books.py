"""The books of the demo story: debtors, products, invoices, payments, a credit note."""

from datetime import timedelta

import odoo.init
from odoo.fields import Command

import story_papers
from story_cast import CAST, PRODUCTS
from story_host import due_lines, pay

ORDERED = (("stairs", 1), ("fitting", 1))
ORDER_TERMS = ((50, 30), (50, 45))


class Books:
    """Creates what the story is about; days count from ``today``."""

    def __init__(self, env, today):
        self.env = env
        self.today = today
        self.debtors = {}
        self.invoices = {}

    def day(self, offset):
        return self.today + timedelta(days=offset)

    # -- who and what ------------------------------------------------------------------

    def open(self):
        """Create debtors, products and the rate of the dollar."""
        for one in CAST:
            self.debtors[one.key] = self._debtor(one)
            if one.decides:
                self._decision_maker(one)
        rows = [
            {"name": name, "list_price": price, "type": kind, "invoice_policy": "order"}
            for name, price, kind in PRODUCTS.values()
        ]
        if "invoice_policy" not in self.env["product.product"]._fields:
            for row in rows:
                del row["invoice_policy"]
        made = self.env["product.product"].create(rows)
        self.products = dict(zip(PRODUCTS, made, strict=True))
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": self.day(-120), "rate": 1.08}
        )

    def _debtor(self, one):
        values = dict(one.values)
        country = self.env.ref(f"base.{values.pop('country')}")
        return self.env["res.partner"].create(
            {
                "name": one.name,
                "is_company": one.kind != "consumer",
                "collection_class": one.kind or False,
                "country_id": country.id,
                **values,
            }
        )

    def _decision_maker(self, one):
        debtor = self.debtors[one.key]
        self.env["res.partner"].create(
            {
                "name": one.decides,
                "parent_id": debtor.id,
                "type": "contact",
                "function": "Direction",
                "email": f"direction@{debtor.email.partition('@')[2]}",
                "collection_role": "decision",
                "lang": debtor.lang,
            }
        )

    # -- invoices ----------------------------------------------------------------------

    def post_due(self, first, offset):
        """Post the invoices dated this day; on the first day also older ones."""
        for one in CAST:
            for owed in one.owes:
                dated = owed.due - owed.terms
                if dated == offset or (offset == first and dated < first):
                    self._post(one.key, owed, dated)

    def _post(self, key, owed, dated):
        currency = self.env.ref(f"base.{owed.currency}")
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.debtors[key].id,
                "invoice_user_id": False,
                "invoice_date": self.day(dated),
                "invoice_date_due": self.day(owed.due),
                "invoice_payment_term_id": False,
                "currency_id": currency.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.products[code].id, "quantity": quantity}
                    )
                    for code, quantity in owed.lines
                ],
            }
        )
        self._keep(key, invoice)

    def _keep(self, key, invoice):
        invoice.action_post()
        self.invoices.setdefault(key, []).append(invoice)

    def post_order(self, key, dated):
        """Invoice a sales order in two instalments, with its contract and delivery
        note; without the sales module, the same invoice without an order."""
        debtor = self.debtors[key]
        if "sale.order" in self.env:
            order = self._order(debtor, dated)
            invoice = order._create_invoices()
            self._attach(
                order,
                f"Contrat {order.name} signé.pdf",
                story_papers.contract(debtor.name, order.name, self.day(dated)),
            )
            name = order.name
        else:
            invoice = self.env["account.move"].create(self._plain(debtor))
            name = "CDE-001"
            self._attach(
                debtor,
                f"Contrat {name} signé.pdf",
                story_papers.contract(debtor.name, name, self.day(dated)),
            )
        invoice.write(
            {
                "invoice_date": self.day(dated),
                "invoice_payment_term_id": self._terms().id,
            }
        )
        note = story_papers.delivery_note(debtor.name, name, self.day(dated))
        self._attach(invoice, f"Bon de livraison {name} signé.pdf", note)
        self._keep(key, invoice)

    def _order(self, debtor, dated):
        order = self.env["sale.order"].create(
            {
                "partner_id": debtor.id,
                "user_id": False,
                "order_line": [
                    Command.create(
                        {"product_id": self.products[code].id, "product_uom_qty": qty}
                    )
                    for code, qty in ORDERED
                ],
            }
        )
        order.action_confirm()
        order.date_order = odoo.fields.Datetime.to_datetime(self.day(dated - 6))
        return order

    def _plain(self, debtor):
        return {
            "move_type": "out_invoice",
            "partner_id": debtor.id,
            "invoice_line_ids": [
                Command.create({"product_id": self.products[code].id, "quantity": qty})
                for code, qty in ORDERED
            ],
        }

    def _terms(self):
        return self.env["account.payment.term"].create(
            {
                "name": "50 % à 30 jours, 50 % à 45 jours",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ORDER_TERMS
                ],
            }
        )

    def _attach(self, record, name, content):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": record._name,
                "res_id": record.id,
            }
        )

    # -- money that comes --------------------------------------------------------------

    def receive(self, key, offset, amount=None, invoice=0, instalment=0):
        """A payment arrives: the whole open amount, or a part of one instalment."""
        lines = due_lines(self.invoices[key][invoice])
        line = lines[instalment]
        pay(
            self.env,
            [(line, amount or line.amount_residual_currency, self.day(offset))],
        )

    def credit(self, key, offset, code, quantity, invoice=0):
        """Grant a credit note and set it against an invoice."""
        billed = self.invoices[key][invoice]
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": billed.partner_id.id,
                "invoice_date": self.day(offset),
                "ref": f"Remise sur {billed.name}",
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.products[code].id, "quantity": quantity}
                    )
                ],
            }
        )
        note.action_post()
        (due_lines(billed) | due_lines(note)).reconcile()
        return note
