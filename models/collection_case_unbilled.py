from odoo import api, fields, models
from odoo.fields import Domain

# Delivered, or ordered, and not invoiced yet, as the host says it.
TO_INVOICE = ("to invoice", "upselling")


class CollectionCase(models.Model):
    """Work that this debtor was not invoiced for yet, where sales are installed: a hint
    for the collector, nothing else follows from it."""

    _inherit = "collection.case"

    unbilled_count = fields.Integer(
        compute="_compute_unbilled_count",
        string="Orders to Invoice",
        help="Confirmed orders of this debtor that wait for their invoice.",
    )

    @api.model
    def _sales_available(self):
        sales = self.env.get("sale.order")
        return sales is not None and "invoice_status" in sales._fields

    @api.depends("partner_id", "company_id")
    def _compute_unbilled_count(self):
        counts = self._unbilled_counts()
        for case in self:
            debtor, company = case.partner_id, case.company_id
            case.unbilled_count = counts.get((debtor.id, company.id), 0)

    def _unbilled_counts(self):
        """Return ``{(debtor id, company id): orders}`` in one query."""
        if not self or not self._sales_available():
            return {}
        counts = {}
        # Who collects need not sell: he sees how many there are.
        for partner, company, count in (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                self._unbilled_domain(), ["partner_id", "company_id"], ["__count"]
            )
        ):
            place = (partner.commercial_partner_id.id, company.id)
            counts[place] = counts.get(place, 0) + count
        return counts

    def _unbilled_domain(self):
        return Domain(
            [
                ("company_id", "in", self.company_id.ids),
                ("partner_id", "child_of", self.partner_id.ids),
                ("state", "=", "sale"),
                ("invoice_status", "in", TO_INVOICE),
            ]
        )

    def action_view_unbilled(self):
        """Open the orders of this debtor that wait for their invoice."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders to Invoice: %s", self.partner_id.name),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._unbilled_domain()),
            "context": {"create": False},
        }
