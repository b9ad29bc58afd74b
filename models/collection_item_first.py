from odoo import api, fields, models
from odoo.tools import SQL


class CollectionItem(models.Model):
    """Whether the debtor was ever reminded of a due item: a formal notice or a hand-off
    is never the first thing he hears of it."""

    _inherit = "collection.item"

    was_claimed = fields.Boolean(
        compute="_compute_was_claimed",
        help="A notice that claimed it, or the debt it comes from, has departed.",
    )

    @api.depends("notice_line_ids.departed_on", "parent_id", "partner_id")
    def _compute_was_claimed(self):
        told = (self | self.parent_id)._claimed_ids()
        for item in self:
            known = {item._origin.id, item.parent_id._origin.id}
            item.was_claimed = not told.isdisjoint(known)

    def _claimed_ids(self):
        """Return the ids of those that a departed notice claimed from the debtor they
        have now, in one query."""
        if not self.ids:
            return set()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT item.id
                  FROM collection_item item
                  JOIN collection_notice_line line ON line.item_id = item.id
                  JOIN collection_notice notice ON notice.id = line.notice_id
                  JOIN collection_case filed ON filed.id = item.case_id
                 WHERE item.id = ANY(%s)
                   AND notice.departed_on IS NOT NULL
                   AND notice.partner_id = filed.partner_id
                   AND (line.days_late > 0 OR item.parent_id IS NOT NULL)
                """,
                list(self.ids),
                to_flush=(
                    self.env["collection.notice"]._fields["departed_on"],
                    self.env["collection.notice.line"]._fields["days_late"],
                    self._fields["parent_id"],
                    self._fields["case_id"],
                ),
            )
        )
        return {row[0] for row in rows}

    def _never_claimed_words(self):
        """Say why a formal step must not be taken yet, or return an empty text."""
        unheard = self.filtered(lambda item: not item.was_claimed)
        if not unheard:
            return ""
        return self.env._(
            "The debtor was never reminded of %s: a formal notice or a hand-off is "
            "not the first thing he hears.",
            ", ".join(unheard.move_id.mapped("name")),
        )
