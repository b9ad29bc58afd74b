from odoo import models


class CollectionStage(models.Model):
    """What an e-mail that cannot be delivered is replaced by."""

    _inherit = "collection.stage"

    def _fallback(self, recipient):
        """Return the channel that says this stage where e-mail cannot: post, when the
        stage has a letter's text and ``recipient`` an address. Maybe none."""
        self.ensure_one()
        letter = self.env.ref("account_collection.channel_letter", False)
        if (
            letter
            and self.letter_template_id
            and "email" in self.channel_ids.mapped("code")
            and not letter._carrier()._obstacle(recipient)
        ):
            return letter
        return self.env["collection.channel"]
