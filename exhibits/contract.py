from odoo import api, models


class CollectionExhibitContract(models.AbstractModel):
    """Contracts and other files attached to the debtor."""

    _name = "collection.exhibit.contract"
    _description = "Exhibit Source: Contracts"
    _inherit = "collection.exhibit.base"

    _sequence = 50

    @api.model
    def _gather(self, handoff):
        return self._files_of(handoff.partner_id, "contract")
