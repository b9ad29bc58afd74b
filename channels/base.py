from odoo import api, models


class CollectionChannelBase(models.AbstractModel):
    """How a notice travels: the hooks of a carrier, with neutral answers.

    A new carrier is one new file: an abstract model ``collection.channel.<code>`` that
    inherits this one, and a ``collection.channel`` record with that code.
    """

    _name = "collection.channel.base"
    _description = "Collection Channel (Base)"

    _text_field = None
    """Field of the stage that holds this channel's text."""
    _leaves_by_itself = False
    """Whether the scheduled action delivers it without a person."""
    _on_paper = False
    """Whether it is printed in batches."""
    _post_service = ""
    """Which service of a registered mail provider carries it, if any."""
    _is_registered = False
    """Whether its acknowledgement of receipt is waited for."""
    _proof_kind = "other"

    @api.model
    def _obstacle(self, recipient):
        """Return in words why ``recipient`` cannot be reached this way, or ``""``."""
        return ""

    @api.model
    def _make_ready(self, deliveries):
        """Called once when a notice may leave, e.g. to ask a person to call."""

    @api.model
    def _deliver(self, deliveries, today):
        """Deliver a batch; only called where ``_leaves_by_itself``.

        :return: whether the way is closed for now, so that no more need be tried.
        """

    @api.model
    def _done(self, delivery, feedback=False):
        """A person says that he did it."""

    @api.model
    def _drop_question(self, delivery):
        """Take back what :meth:`_make_ready` asked."""
