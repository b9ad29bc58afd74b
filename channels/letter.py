from odoo import api, models


class CollectionChannelLetter(models.AbstractModel):
    """Ordinary post: printed in batches, departs when the print is confirmed."""

    _name = "collection.channel.letter"
    _description = "Collection Channel: Letter"
    _inherit = "collection.channel.base"

    _text_field = "letter_template_id"
    _on_paper = True
    _proof_kind = "printed"

    @api.model
    def _obstacle(self, recipient):
        if recipient.zip and recipient.city and (recipient.street or recipient.street2):
            return ""
        return self.env._(
            "%s has no complete postal address (street, postcode, town).",
            recipient.display_name,
        )
