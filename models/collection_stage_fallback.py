from odoo import models


class CollectionStage(models.Model):
    """What an e-mail that cannot be delivered is replaced by."""

    _inherit = "collection.stage"

    def _ways_to(self, recipient):
        """Return the channels by which this stage reaches ``recipient``, maybe what
        replaces them, and in words what stands in the way of the others."""
        open_ways, obstacles = self.env["collection.channel"], []
        for channel in self.channel_ids:
            obstacle = channel._carrier()._obstacle(recipient)
            if obstacle:
                obstacles.append(obstacle)
            else:
                open_ways |= channel
        return open_ways or self._fallback(recipient), obstacles

    def _fallback(self, recipient):
        """Return the channel that says this stage where e-mail cannot: post, when the
        stage has a letter's text and ``recipient`` an address. Maybe none."""
        self.ensure_one()
        letter = self.env["collection.channel"]._of_code("letter")
        if (
            letter
            and self.letter_template_id
            and "email" in self.channel_ids.mapped("code")
            and not letter._carrier()._obstacle(recipient)
        ):
            return letter
        return self.env["collection.channel"]
