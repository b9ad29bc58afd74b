from odoo import models


class CollectionChannelRegistered(models.AbstractModel):
    """Registered post with acknowledgement of receipt (LRAR): printed in batches,
    departs when the deposit is confirmed."""

    _name = "collection.channel.registered"
    _description = "Collection Channel: Registered Letter"
    _inherit = "collection.channel.letter"

    _is_registered = True
    _post_service = "paper"
    _proof_kind = "deposited"
