import logging
from contextlib import nullcontext

from odoo import api, models, modules
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)
TRIES = 5
# Another transaction changed the same rows: the next attempt sees what it wrote.
MEANWHILE = (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)


class CollectionRun(models.Model):
    """The scheduled action goes on: who works on a case at that moment, or a company
    whose settings are wrong, does not cost the others their day."""

    _inherit = "collection.run"

    @api.model
    def _play_safely(self, company):
        """Play one company. Where somebody else changed the same cases meanwhile it is
        played again, as the host plays a request again; what was committed stays.

        :return: the error that stopped it for today, or nothing; the scheduled action
            raises it once the other companies are played.
        """
        failure = None
        for _attempt in range(TRIES):
            try:
                with self._taken_back_on_error():
                    self._play_today(company)
                    self.env.flush_all()
            except MEANWHILE as error:
                failure = self._after(error)
            except Exception as error:
                _logger.exception("The policies of %s were not played", company.id)
                return self._after(error)
            else:
                return None
        return failure

    @api.model
    def _taken_back_on_error(self):
        """A test cannot roll back: there the play is one step of its transaction."""
        return self.env.cr.savepoint() if self._is_test() else nullcontext()

    @api.model
    def _after(self, error):
        if not self._is_test():
            self.env.cr.rollback()
        return error

    @api.model
    def _is_test(self):
        return bool(modules.module.current_test)
