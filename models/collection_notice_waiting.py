from odoo import api, fields, models
from odoo.tools import format_date

from .client_actions import RELOAD, tell


class CollectionNotice(models.Model):
    """The contact guard and the debtor's silence, as a notice meets them."""

    _inherit = "collection.notice"

    wait_reason = fields.Char(
        compute="_compute_wait_reason",
        string="Waits",
        help="Why the contact guard does not let it leave yet.",
    )

    @api.depends("delivery_ids.reason", "delivery_ids.state", "state")
    def _compute_wait_reason(self):
        for notice in self:
            waiting = notice.delivery_ids.filtered(
                lambda one: one.state == "ready" and one.reason
            )
            reasons = sorted(set(waiting.mapped("reason")))
            notice.wait_reason = " ".join(reasons) if notice.state == "ready" else False

    def _as_words(self):
        # EXTENDS: what it waits for
        words = super()._as_words()
        why = self.wait_reason or (self.state == "review" and self.reason)
        if why:
            words["state"] = f"{words['state']} – {why}"
        return words

    @api.model
    def _guard_words(self, day):
        return self.env._(
            "Contact guard: limit reached or day off, not before %s.",
            format_date(self.env, day),
        )

    def _make_ready(self):
        # EXTENDS: a call is planned for the first day the guard allows
        result = super()._make_ready()
        deliveries = self.delivery_ids
        voices = deliveries.channel_id.filtered(lambda one: one.way == "person")
        calls = voices and deliveries.filtered(
            lambda one: one.channel_id in voices and one.state == "ready"
        )
        if not calls:
            return result
        for company, mine in calls.grouped("company_id").items():
            mine._plan_calls(company)
        return result

    def action_send(self):
        # EXTENDS: say why what waits did not leave
        result = super().action_send()
        return self._tell_waiting() or result

    def _tell_waiting(self):
        reasons = {notice.wait_reason for notice in self if notice.wait_reason}
        if not reasons:
            return None
        title = self.env._("Not sent yet")
        return tell(" ".join(sorted(reasons)), title, "warning", then=RELOAD)

    def _silenced(self):
        """Say in words why this debtor must not be told this, or an empty text."""
        silent = self.partner_id._collection_silent()
        lawyer = self.partner_id._collection_represented()
        if silent or not lawyer or self.recipient_id == lawyer:
            return silent
        return self.env._(
            "%(name)s is represented by %(lawyer)s: it will be written anew to the "
            "lawyer.",
            name=self.partner_id.name,
            lawyer=lawyer.name,
        )
