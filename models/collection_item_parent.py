from odoo import fields, models

from .clock import Clock


class CollectionItem(models.Model):
    """The due item of an invoice for interest and indemnity: it is chased together
    with the debt it comes from, on that debt's clock."""

    _inherit = "collection.item"

    parent_id = fields.Many2one(
        "collection.item",
        string="Chased With",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The due item whose interest and indemnity this one claims.",
    )

    def _clock(self):
        """Return where this due item stands, as :class:`clock.Clock`."""
        due = (self.parent_id or self).date_due
        return Clock(due, self.stage_id, self.stage_date, self.was_claimed)

    def _kin(self):
        """Return what of this due item a decision depends on: those that have it in
        common are decided once."""
        return (*self._clock(), self.retry_date)

    def _holding_moves(self):
        """Return the invoices whose holds stop this clock: its own and those it was
        made for."""
        return (
            self.move_id | self.move_id.sudo().collection_document_accessory_ids.move_id
        )
