from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from .account_partial_reconcile import PAYMENT
from .client_actions import show_form


class CollectionHold(models.Model):
    """A promise: confirmed in writing, and broken or kept by what came in."""

    _inherit = "collection.hold"

    confirmation_ids = fields.One2many(
        "collection.notice", "promise_id", string="Confirmations", readonly=True
    )
    is_confirmed = fields.Boolean(compute="_compute_is_confirmed")
    promised_on = fields.Date(
        string="Promised For",
        readonly=True,
        help="The day by which he promised to pay; it stays when the hold is ended "
        "before.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        holds = super().create(vals_list)
        holds._note_promises()
        return holds

    def write(self, vals):
        result = super().write(vals)
        if "date_to" in vals:
            self._note_promises()
        return result

    def _note_promises(self):
        """Keep the day that was promised, the last one where it was put off."""
        for hold in self.filtered(lambda one: one.kind == "promise" and one.date_to):
            if not hold.promised_on or hold.date_to > hold.promised_on:
                hold._record_fact(promised_on=hold.date_to)

    @api.depends("confirmation_ids.state")
    def _compute_is_confirmed(self):
        for hold in self:
            hold.is_confirmed = bool(hold._standing_confirmations())

    def _standing_confirmations(self):
        return self.sudo().confirmation_ids.filtered(lambda one: one.state != "skipped")

    # -- confirmed -----------------------------------------------------------

    def action_confirm_promise(self):
        """Confirm these promises to their debtors by e-mail, each once."""
        self.check_access("write")
        notices = self.env["collection.notice"]
        for hold in self:
            notices |= hold._confirm_promise()
        notices.delivery_ids._deliver_now()
        return show_form(notices) if len(notices) == 1 else None

    def _confirm_promise(self, **facts):
        """Record the confirmation of one promise.

        :raises UserError: when it is no running promise, is confirmed already, or no
            e-mail can be written.
        """
        self.ensure_one()
        today = self.company_id._collection_today()
        if self.kind != "promise" or not self.date_to or self.date_to < today:
            raise UserError(
                self.env._("Only a promise whose day is still to come is confirmed.")
            )
        known = self._standing_confirmations()
        if known:
            raise UserError(
                self.env._("This promise is confirmed already: %s.", known[0].name)
            )
        about = self.case_id._last_claim()
        if not about:
            raise UserError(
                self.env._("No notice has left yet that it could belong to.")
            )
        notices = self.env["collection.notice"]
        notices._check_reachable(about)
        text = self.env.ref("account_collection.mail_template_promise")
        return notices._record_promise(text, about, self, **facts)

    # -- broken or kept ------------------------------------------------------

    def _broken(self, today):
        """Return the promises whose day has passed without the sum."""
        over = self.filtered(
            lambda hold: (
                hold.kind == "promise"
                and (hold.promised_on or hold.date_to or today) < today
            )
        )
        return over - over._kept_by_payments()

    def _kept_by_payments(self):
        """Return the promises whose amount came in since they were made, on what they
        cover; one without an amount is kept only when nothing is open any more."""
        promises = self.filtered(lambda hold: hold.kind == "promise" and hold.amount)
        if not promises:
            return promises
        items = promises._covered_items()
        lines = items._find_lines()
        found = self.env["account.move.line"].union(*lines.values())
        paid = defaultdict(list)
        for line, settlements in found._collection_settlements().items():
            paid[line] = [one for one in settlements if one.kind == PAYMENT]
        kept = self.browse()
        for hold in promises:
            came = sum(
                one.amount
                for item in items
                if hold._covers(item)
                for one in paid[lines.get(item)]
                if one.nature.on >= hold.date_from
            )
            rounding = (hold.currency_id or hold.case_id.currency_id).rounding
            if float_compare(came, hold.amount, precision_rounding=rounding) >= 0:
                kept |= hold
        return kept
