from odoo import api, models
from odoo.exceptions import UserError

from .collection_notice_purposes import PROMISE


class CollectionNotice(models.Model):
    """A promise in writing: confirmed while it runs, recalled once it is broken."""

    _inherit = "collection.notice"

    @api.model
    def _check_reachable(self, about):
        """Refuse to write where no e-mail arrives.

        :raises UserError: says what stands in the way.
        """
        lawyer = about.partner_id._collection_represented()
        obstacle = about.partner_id._collection_silent() or self.env[
            "collection.channel.email"
        ]._obstacle(lawyer or about.recipient_id)
        if obstacle:
            raise UserError(
                self.env._("It cannot be confirmed by e-mail: %s", obstacle)
            )

    @api.model
    def _record_promise(self, text, about, hold, **facts):
        return self._record_message(text, about, PROMISE, promise_id=hold.id, **facts)

    def _untrue_messages(self, today):
        # EXTENDS: a promise that was taken back or is over is not confirmed
        reasons = super()._untrue_messages(today)
        for notice in self.filtered(lambda one: one.purpose == PROMISE):
            hold = notice.promise_id
            if not hold.date_to or hold.date_to < today:
                reasons.setdefault(notice, self.env._("The promise is over."))
        return reasons

    def _broken_promise(self):
        """Return the last promise of the debtor that he did not keep, maybe none."""
        today = self.company_id._collection_today()
        broken = self.case_id.hold_ids._broken(today)
        return broken.sorted(lambda hold: (hold.promised_on, hold.id))[-1:]
