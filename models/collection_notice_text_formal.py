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
        rest = lang._("Also overdue, not part of this formal notice")
        lines = self.line_ids.sorted(lambda line: (line.date_due, line.id))
        claimed = lines.filtered("is_claimed")
        return [
            section
            for section in (
                (lang._("Formally claimed by this letter"), claimed),
                (
                    lang._("Also overdue, not part of this formal notice"),
                    lines & listed,
                ),
                (
                    lang._("Not due yet, for your information"),
                    lines - claimed - listed,
                ),
            )
            if section[1]
        ]
