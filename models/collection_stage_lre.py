from odoo import models


class CollectionStage(models.Model):
    """What an electronic registered letter that may not be sent is replaced by."""

    _inherit = "collection.stage"

    def _fallback(self, recipient):
        # EXTENDS: a registered letter on paper says it, where there is an address
        codes = self.channel_ids.mapped("code")
        paper = self.env["collection.channel"]._of_code("registered")
        if "lre" in codes and paper and not paper._carrier()._obstacle(recipient):
            return paper
        return super()._fallback(recipient)
