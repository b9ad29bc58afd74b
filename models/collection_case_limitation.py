from odoo import fields, models


class CollectionCase(models.Model):
    """What the law says about the debts of a case: facts, titles, the last day."""

    _inherit = "collection.case"

    event_ids = fields.One2many("collection.event", "case_id", string="Facts of Law")

    def _enforceable_on(self, day, move=None):
        """Return the day from which a judgment could be enforced, or ``None``.

        :param day: judgments that became enforceable later are left out.
        :param move: the invoice in question. Without it only what covers the whole case
            counts: a judgment about one invoice raises nobody else's rate.
        """
        self.ensure_one()
        titles = self.env["collection.event"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "title"),
                ("void", "=", False),
                ("is_current", "=", True),
                ("date", "<=", day),
            ],
            order="date, id",
        )
        if move:
            titles = titles.filtered(lambda title: title._covers(move))
        else:
            titles = titles.filtered(lambda title: not title.move_ids)
        return titles[:1].date or None
