from odoo import fields, models

from .collection_reason import OUTCOMES


class CollectionProof(models.Model):
    """What came out of a call, a visit or an answer, in words that can be counted."""

    _inherit = "collection.proof"

    outcome = fields.Selection(OUTCOMES)
    reason_id = fields.Many2one("collection.reason", ondelete="restrict")
