from odoo import models


class CollectionNotice(models.Model):
    """A formal notice formally claims only what has reached its stage; what else the
    debtor owes is listed apart."""

    _inherit = "collection.notice"

    def _listed_lines(self):
        """Return the overdue lines that this formal notice only lists."""
        return self.line_ids.filtered(lambda line: line._is_listed())

    def _table_sections(self):
        """Return ``[(title, lines)]``: what is claimed, what is overdue and only
        listed, what is only announced. The title is empty where there is one kind."""
        listed = self._listed_lines()
        if not listed:
            return super()._table_sections()
        lang = self.with_context(lang=self.lang).env
        lines = self.line_ids.sorted(lambda line: (line.date_due, line.id))
        claimed = lines.filtered("is_claimed")
        apart = lang._("Also overdue, not part of this formal notice")
        announced = lang._("Not due yet, for your information")
        sections = [
            (lang._("Formally claimed by this letter"), claimed),
            (apart, lines & listed),
            (announced, lines - claimed - listed),
        ]
        return [(title, mine) for title, mine in sections if mine]
