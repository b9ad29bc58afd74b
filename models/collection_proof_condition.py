from odoo import api, models

from .collection_item_outcome import PROOFS


class CollectionProof(models.Model):
    """What comes back moves those whose next stage waits for it."""

    _inherit = "collection.proof"

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        telling = proofs.filtered(lambda one: one.kind in ("reply", *PROOFS))
        items = telling.sudo().notice_id.line_ids.item_id
        items.filtered(lambda item: item.policy_id._conditional_stages())._schedule()
        return proofs
