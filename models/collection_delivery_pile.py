from odoo import models

from .client_actions import RELOAD, tell


class CollectionDelivery(models.Model):
    """Printed letters lie in a pile until somebody posts them."""

    _inherit = "collection.delivery"

    def _still_to_post(self, today):
        """Return the printed letters that still say the truth; the others must be
        taken out of the pile: they are printed anew, or skipped with the reason."""
        printed = self.filtered(lambda one: one.state == "sending")
        true = printed.notice_id._still_true(today)
        stale = printed.filtered(lambda one: one.notice_id not in true)
        for delivery in stale:
            delivery._pull_out(today)
        return printed - stale

    def _pull_out(self, today):
        silences = self.notice_id.line_ids._silences(today)
        why = " ".join(sorted(set(silences.values())))
        reason = self.env._(
            "Taken out of the pile: %s",
            why or self.env._("the ledger changed after the print."),
        )
        if not self.notice_id.departed_on:
            self._set_state("ready", reason, batch_id=False)
            self.notice_id._check_truth(today)
            return
        self._set_state("skipped", reason)

    def _tell_taken_out(self):
        """Name the printed letters that must not be posted, and why."""
        if not self:
            return None
        letters = [
            f"{one.notice_id.name} ({one.partner_id.name}): {one.reason}"
            for one in self
        ]
        title = self.env._("Take these letters out of the pile")
        return tell(" ".join(letters), title, "warning", sticky=True, then=RELOAD)
