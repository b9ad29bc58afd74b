import logging

from odoo import api, models

from ..models.collection_run_safely import MEANWHILE

_logger = logging.getLogger(__name__)


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
        """Deliver a batch of one company; only called where ``_leaves_by_itself``.

        :return: whether the way is closed for now, so that no more need be tried.
        """

    @api.model
    def _done(self, delivery, feedback=False):
        """A person says that he did it."""

    @api.model
    def _drop_question(self, delivery):
        """Take back what :meth:`_make_ready` asked."""

    # -- where it leaves by itself -------------------------------------------

    @api.model
    def _commit(self):
        self.env["collection.run"]._commit_progress()

    @api.model
    def _write_batch(self, deliveries, today):
        """Write the messages of a batch; one that cannot be written fails alone. Where
        somebody else changed the same rows at that moment it is ready as before.

        :return: the deliveries whose message is written.
        """
        try:
            with self.env.cr.savepoint():
                going = self._reachable(deliveries._begin(today), today)
                self._write(going)
                return going
        except Exception as error:
            if len(deliveries) > 1:
                parts = [self._write_batch(one, today) for one in deliveries]
                return deliveries.browse().union(*parts)
            if isinstance(error, MEANWHILE):
                return deliveries.browse()
            _logger.exception("Notice %s cannot be written", deliveries.notice_id.name)
            deliveries._fail(str(error), today)
            return deliveries.browse()

    @api.model
    def _reachable(self, deliveries, today):
        """Leave out those whose recipient cannot be reached this way any more."""
        reachable = deliveries.browse()
        for delivery in deliveries:
            obstacle = self._obstacle(delivery.notice_id.recipient_id)
            if obstacle:
                delivery._turn_away(obstacle, today)
            else:
                reachable |= delivery
        return reachable

    @api.model
    def _write(self, deliveries):
        """Write the messages that will leave, nothing handed over yet."""

    @api.model
    def _outage_words(self):
        """Return what a person is asked when nothing leaves by this way for now."""
        return ""
