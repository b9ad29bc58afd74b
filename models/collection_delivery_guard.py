from datetime import datetime

import pytz

from odoo import fields, models
from odoo.tools import format_datetime

from ..rules.contacts import Contact, first_day, first_moment, within_caps
from .collection_notice_purposes import CANCELLATION, UNCOUNTED


class CollectionDelivery(models.Model):
    """The contact guard at departure: what may not leave now waits.

    A notice waits, it is not skipped: its stage counts from its departure, so the clock
    loses nothing, and the ledger is read again when it leaves. A call or visit that a
    person says is done took place: it is recorded and counts, whatever the guard says;
    it was planned for a day the guard allows.
    """

    _inherit = "collection.delivery"

    def _guarded(self, today):
        """Return those that the contact guard lets leave now; the others are told why
        they wait."""
        going = self.browse()
        for company, mine in self.grouped("company_id").items():
            if not company.collection_guard:
                going |= mine
                continue
            going |= mine._guarded_in(company, today)
        return going

    def _guarded_in(self, company, today):
        # A cancellation frees the debtor from a claim: it must not wait.
        free = self.filtered(
            lambda one: one.way == "person" or one.notice_id.purpose == CANCELLATION
        )
        alone = self.partner_id._collection_take_guard()
        for delivery in self - free:
            if delivery.partner_id not in alone:
                delivery._wait_for_other()
        contacts = alone._collection_contacts_by_now(today)
        days_off = self.partner_id._collection_days_off(company)
        going = free
        for delivery in (self - free).filtered(lambda one: one.partner_id in alone):
            debtor = delivery.partner_id
            said = contacts[debtor]
            again = delivery.notice_id.id in {
                one.notice_id for one in said if one.day == today
            }
            moment = delivery._may_leave_at(
                company, today, [] if again else [one.day for one in said], days_off
            )
            if moment:
                delivery._wait(moment)
                continue
            going |= delivery
            if not again and delivery.notice_id.purpose not in UNCOUNTED:
                said.append(Contact(today, False, delivery.notice_id.id))
        return going

    def _may_leave_at(self, company, today, days, days_off):
        """Return when this may leave, or nothing when it may leave now.

        :param days: the days of the contacts that count.
        """
        debtor = self.partner_id
        guard = company._collection_guard_of(debtor.collection_class)
        if not self._is_heard(company):
            if within_caps(guard, days, today):
                return None
            return first_day(guard, days, today, days_off[debtor])
        now = datetime.combine(today, self._debtor_time(company))
        moment = first_moment(guard, days, now, days_off[debtor])
        return None if moment == now else moment

    def _is_heard(self, company):
        """Tell whether it keeps the hours: nobody hears a print or an e-mail, unless
        the company minds; the post has its own days. An SMS rings like a call."""
        if self.way == "paper":
            return False
        return self.channel_code == "sms" or company.collection_guard_mails

    def _debtor_time(self, company):
        """Return the time on the debtor's clock."""
        zone = company._collection_zone(self.partner_id)
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
        return now.time()

    def _wait(self, moment):
        """Stay ready, and say until when.

        :param moment: a day, or a moment on the debtor's clock.
        """
        if isinstance(moment, datetime):
            reason = self.env._(
                "Contact guard: quiet hours, day off or limit reached, not before %s.",
                format_datetime(self.env, moment, tz="UTC", dt_format="short"),
            )
        else:
            reason = self.env["collection.notice"]._guard_words(moment)
        self._record_changes(reason=reason)

    def _wait_for_other(self):
        """Stay ready: somebody else is just writing to this debtor."""
        reason = self.env._(
            "Another notice to this debtor is just leaving: it is tried again."
        )
        self._record_changes(reason=reason)

    def _plan_calls(self, company):
        """Move the activities of these calls and visits to the first day allowed."""
        today = company._collection_today()
        days = self.partner_id._collection_first_days(company, today, self.partner_id)
        activities = self.env["mail.activity"].search(
            [("collection_delivery_id", "in", self.ids)]
        )
        for activity in activities:
            day = days[activity.collection_delivery_id.partner_id]
            if day > activity.date_deadline:
                activity.date_deadline = day
