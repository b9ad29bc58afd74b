from odoo import api, fields, models


class CollectionChannel(models.Model):
    """A way to reach a debtor. How it travels stands in ``channels/``."""

    _name = "collection.channel"
    _description = "Collection Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    icon = fields.Char(help="Font Awesome class of the icon.")

    way = fields.Selection(
        [
            ("auto", "Leaves by itself"),
            ("paper", "Printed in batches"),
            ("person", "Done by a person"),
        ],
        compute="_compute_way",
        search="_search_way",
        string="How It Leaves",
    )

    _code_unique = models.Constraint("UNIQUE (code)", "This channel exists already.")

    @api.depends("code")
    def _compute_way(self):
        for channel in self:
            carrier = channel._carrier()
            if carrier._leaves_by_itself:
                channel.way = "auto"
            else:
                channel.way = "paper" if carrier._on_paper else "person"

    @api.model
    def _search_way(self, operator, value):
        if operator != "in":
            return NotImplemented
        channels = self.search_fetch([], ["code"]).filtered(
            lambda channel: channel.way in value
        )
        return [("id", "in", channels.ids)]

    @api.model
    def _of_code(self, code):
        """Return the channel that was installed under this code; empty where it was
        deleted. It is asked for debtor by debtor: the database need not be."""
        return self.browse(
            self.env["ir.model.data"]._xmlid_to_res_id(
                f"account_collection.channel_{code}", raise_if_not_found=False
            )
        )

    def _carrier(self):
        """Return the abstract model that carries this channel's notices."""
        self.ensure_one()
        return self.env[f"collection.channel.{self.code}"]
