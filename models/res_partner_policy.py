from odoo import models

CONDITIONS = {"collection_class", "category_id", "country_id"}


class ResPartner(models.Model):
    """What the rules ask about a debtor: a change may give him another policy."""

    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & CONDITIONS:
            items = self.env["collection.item"].sudo()
            known = items.search_fetch([("partner_id", "in", self.ids)], ["move_id"])
            known.filtered("is_open")._schedule()
        return result
