from odoo import fields, models


class CollectionChannel(models.Model):
    """A way to reach a debtor. How it travels stands in ``channels/``."""

    _name = "collection.channel"
    _description = "Collection Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(help="Font Awesome class of the icon.")

    _code_unique = models.Constraint("UNIQUE (code)", "This channel exists already.")

    def _carrier(self):
        """Return the abstract model that carries this channel's notices."""
        self.ensure_one()
        return self.env[f"collection.channel.{self.code}"]
