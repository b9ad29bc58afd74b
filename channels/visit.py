from odoo import api, models


class CollectionChannelVisit(models.AbstractModel):
    """A visit on the spot: an activity like a call."""

    _name = "collection.channel.visit"
    _description = "Collection Channel: Visit"
    _inherit = "collection.channel.phone"

    _proof_kind = "visit"
    _activity_xmlid = "account_collection.mail_activity_type_visit"

    @api.model
    def _obstacle(self, recipient):
        return self.env["collection.channel.letter"]._obstacle(recipient)

    @api.model
    def _summary(self, notice):
        return self.env._(
            "Visit %(name)s (%(notice)s)",
            name=notice.recipient_id.display_name,
            notice=notice.name,
        )
