from collections.abc import Iterable

from odoo import api, models

from ..models.post_parcel import Envelope


class CollectionPostBase(models.AbstractModel):
    """A provider of registered mail: the hooks, with neutral answers.

    :mod:`models.post_parcel` holds what goes to and fro; ``doc/post-providers.md``
    tells how to write the next one.
    """

    _name = "collection.post.base"
    _description = "Registered Mail Provider (Base)"

    @api.model
    def _check(self, provider):
        """Look at the settings of ``provider``.

        :raises UserError: what is wrong and what to do.
        """

    @api.model
    def _submit(self, provider, parcel):
        """Hand ``parcel`` over, exactly once whatever happens: called again with the
        same name it hands over nothing more.

        :raises PostError: nothing was handed over, and it may be tried again. Any
            other error means that nobody knows, and :meth:`_was_submitted` is asked.
        """
        raise NotImplementedError

    @api.model
    def _was_submitted(self, provider, name):
        """Tell whether the parcel of that name was handed over.

        :return: ``True``, ``False``, or ``None`` where nobody can know: a person is
            asked then, and nothing is sent again.
        """
        return

    @api.model
    def _poll(self, provider) -> Iterable[Envelope]:
        """Return what came in since; the same may come again.

        :raises PostError: the provider cannot be reached now.
        """
        return ()

    @api.model
    def _fetch_proof(self, provider, status):
        """Return ``(file name, bytes)`` of the proof of ``status``.

        :raises PostError: in words, when there is none.
        """
        raise NotImplementedError

    @api.model
    def _settle(self, provider, envelope, accepted):
        """Called once what ``envelope`` says is written down and committed: it need
        not come again.

        :param accepted: whether all of it could be written down.
        """
