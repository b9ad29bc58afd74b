from odoo import api, fields, models

from .collection_reason import NOT_REACHED


class CollectionDelivery(models.Model):
    """A call or a visit: what came out of it, and how often it is tried."""

    _inherit = "collection.delivery"

    attempts = fields.Integer(
        string="Attempts in Vain", readonly=True, help="Nobody was reached so often."
    )
    next_attempt = fields.Date(readonly=True)

    # -- buttons -------------------------------------------------------------

    def action_outcome(self):
        """Say what came out of this call or visit."""
        self.ensure_one()
        return self.env["collection.outcome.wizard"]._open_for(self.case_id, self)

    def action_reached(self):
        """The person in charge was reached."""
        self._outcome("reached")

    def action_voicemail(self):
        """Nobody was reached: it is tried again, a few times."""
        self._outcome("voicemail")

    # -- what happens --------------------------------------------------------

    @api.model
    def _is_in_vain(self, outcome):
        return outcome in NOT_REACHED

    def _outcome(self, outcome, note="", **facts):
        """Record what came out; one that reached somebody departs, with its notice.

        :param facts: more fields of the proof.
        """
        self.check_access("write")
        ours = self.filtered(lambda one: one.state == "ready" and one.way == "person")
        for delivery in ours:
            if self._is_in_vain(outcome) and not delivery._is_last_attempt():
                delivery._try_again(outcome, note, **facts)
            else:
                told = {"outcome": outcome, **facts}
                delivery.with_context(collection_proof=told)._close_call(note)
        return ours

    def _close_call(self, note):
        activities = self.env["mail.activity"].search(
            [("collection_delivery_id", "in", self.ids)]
        )
        if activities:
            activities.with_context(**self.env.context).action_feedback(note)
        else:
            self._done_by_person(note)

    def _call_instead(self, contact):
        """Somebody else is the one to speak to."""
        notice = self.notice_id
        if notice.departed_on:
            return
        notice._record_fact(recipient_id=contact.id)
        carrier = self.channel_id._carrier()
        self.env["mail.activity"].search(
            [("collection_delivery_id", "=", self.id)]
        ).write({"summary": carrier._summary(notice)})

    def _is_last_attempt(self):
        return self.attempts + 1 >= self.company_id.collection_call_attempts

    def _try_again(self, outcome, note, **facts):
        """Write the attempt down and propose the call again some days later."""
        company = self.company_id
        today = company._collection_today()
        again = fields.Date.add(today, days=max(company.collection_call_days, 1))
        self.env["collection.proof"].sudo().create(
            {
                "notice_id": self.notice_id.id,
                "delivery_id": self.id,
                "kind": self.channel_id._carrier()._proof_kind,
                "date": today,
                "note": note,
                "outcome": outcome,
                "user_id": self.env.uid,
                **facts,
            }
        )
        self._record_fact(attempts=self.attempts + 1, next_attempt=again)
        activities = self.env["mail.activity"].search(
            [("collection_delivery_id", "=", self.id)]
        )
        activities.write({"date_deadline": again})
