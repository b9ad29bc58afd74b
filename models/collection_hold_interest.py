from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

from ..rules.debtor import PUBLIC
from ..rules.interest import insolvency_stop

BY_LAW = ("insolvency", "over_indebtedness")
BY_AGREEMENT = ("plan", "promise", "manual")


class CollectionHold(models.Model):
    """Interest goes on while a hold lasts, but for an insolvency, an over-indebtedness
    or a waiver that was agreed."""

    _inherit = "collection.hold"

    stops_interest = fields.Boolean(
        compute="_compute_stops_interest",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="An insolvency stops the interest of the claims born before the judgment "
        "(L622-28 C. com.), over-indebtedness from its admissibility (L722-14 C. "
        "conso). With a plan, a promise or by hand: a waiver that was agreed. Nothing "
        "else stops it.",
    )
    interest_stop_date = fields.Date(
        string="Interest Stops On",
        tracking=True,
        help="The day of the judgment or of the admissibility, from which nothing runs "
        "any more. Empty: the first day of the hold.",
    )

    @api.depends("kind")
    def _compute_stops_interest(self):
        for hold in self:
            hold.stops_interest = hold.kind in BY_LAW

    @api.constrains("stops_interest", "kind", "case_id")
    def _check_stops_interest(self):
        for hold in self.filtered("stops_interest"):
            if hold.kind not in BY_LAW + BY_AGREEMENT:
                raise ValidationError(
                    self.env._(
                        "This kind of hold stops the clock, not the interest. If a "
                        "waiver was agreed, set a manual hold that says so."
                    )
                )
            if hold.kind in BY_AGREEMENT:
                hold._check_waiver()

    def _check_waiver(self):
        """Refuse a waiver nobody may grant, or by whom may not grant it."""
        if self.partner_id.collection_class == PUBLIC:
            raise ValidationError(
                self.env._(
                    "A waiver of the interest of a public body is void (L2192-14 CCP): "
                    "the interest goes on."
                )
            )
        # Constraints run with full rights: it is the user who counts.
        manager = self.env.user.has_group("account_collection.group_collection_manager")
        if not (manager or self.env.uid == SUPERUSER_ID):
            raise ValidationError(
                self.env._(
                    "Only a manager waives interest: ask one to tick it, or leave it "
                    "running."
                )
            )

    def _interest_stop(self, item):
        """Return the days on which ``item`` bears no interest because of this hold.

        An insolvency stops for good the claims born before its judgment, and no other:
        that the clock runs again later does not bring interest back. One that ended
        before it began never was.

        :param item: a due item or a journal item that this hold covers.
        :return: :data:`rules.clock.Hold`, or ``None`` when interest goes on.
        """
        self.ensure_one()
        ended_at_once = self.date_to and self.date_to < self.date_from
        if not self.stops_interest or ended_at_once:
            return None
        day = self.interest_stop_date or self.date_from
        if self.kind == "insolvency":
            born = item.move_id._collection_born_on()
            return insolvency_stop(day) if born and born < day else None
        if self.date_to and self.date_to < day:
            return None
        return (day, self.date_to or None)
