from odoo import Command, models
from odoo.tools import format_date

from .collection_delivery_post import Receipt, number_key
from .collection_post_provider import ELECTRONIC
from .post_parcel import ACCEPTED, DEPOSITED, PRESENTED, REJECTED


class CollectionDelivery(models.Model):
    """A letter that a provider carries: what he tells of it, written down once."""

    _inherit = "collection.delivery"

    def _still_sendable(self, today):
        """Return those their channel still lets leave; the others go another way or to
        a person, with the reason."""
        going = self.browse()
        for delivery in self:
            carrier = delivery.channel_id._carrier().with_company(delivery.company_id)
            obstacle = carrier._obstacle(delivery.notice_id.recipient_id)
            if obstacle:
                delivery._record_fact(batch_id=False)
                delivery._turn_away(obstacle, today)
            else:
                going |= delivery
        return going

    def _post_recipient(self):
        """Return the address by parts, as a provider prints or writes to it."""
        address = self.recipient_id._collection_post_address()
        if self.batch_id.service != ELECTRONIC:
            return address
        consent = self.partner_id._collection_lre_consent(self.company_id)
        return {**address, "email": consent.email or self.recipient_id.email or ""}

    def _unknown_to_provider(self):
        """Nobody knows whether these were handed over: a person asks."""
        for delivery in self:
            provider = delivery.batch_id.provider_id
            delivery._become_uncertain(
                self.env._(
                    "Interrupted while it was handed to %(provider)s: ask whether "
                    "batch %(batch)s arrived there.",
                    provider=provider.name,
                    batch=delivery.batch_id.name,
                )
            )

    # -- what the provider tells ---------------------------------------------

    def _proof_file(self, name, content):
        """Return a provider's file as an attachment of this notice, once."""
        values = {"name": name, "res_model": "collection.notice"}
        attachment = self.env["ir.attachment"].sudo()
        checksum = attachment._compute_checksum(content)
        known = self.notice_id.proof_ids.attachment_ids.filtered(
            lambda one: one.checksum == checksum
        )
        return known[:1] or attachment.create(
            {**values, "raw": content, "res_id": self.notice_id.id}
        )

    def _take_status(self, status, files):
        """Write down what the provider tells; the same twice is written once.

        :raises ValueError: what contradicts the record, in words.
        :raises UserError: the same.
        """
        today = self.company_id._collection_today()
        if status.day > today:
            said = format_date(self.env, status.day)
            raise ValueError(self.env._("%s is still to come", said))
        self._take_number(status.number)
        if status.code == ACCEPTED:
            return
        if status.code == REJECTED:
            self._take_rejection(status, today)
        elif status.code == DEPOSITED:
            self._take_deposit(status.day, status.note, files)
        else:
            # He tells what came after the deposit, so it was deposited.
            self._take_deposit(self.batch_id._submission_day(), "", None)
            self._take_receipt(status, files, today)
        self.batch_id._refresh_submitted()

    def _take_number(self, number):
        if not number or number_key(number) == self.number_key:
            return
        if self.number_key:
            raise ValueError(
                self.env._(
                    "the letter of %(notice)s has number %(number)s",
                    notice=self.notice_id.name,
                    number=self.reference,
                )
            )
        self._record_fact(reference=number)

    def _take_deposit(self, day, note, files):
        if self.state == "sent":
            return
        if self.state not in ("sending", "uncertain"):
            raise ValueError(
                self.env._(
                    "the letter of %s was not with this provider any more",
                    self.notice_id.name,
                )
            )
        if day < self.batch_id._submission_day():
            raise ValueError(
                self.env._(
                    "%s lies before the day it was handed over",
                    format_date(self.env, day),
                )
            )
        self._finish(
            DEPOSITED,
            day,
            note=note,
            user_id=False,
            attachment_ids=[Command.set(files.ids if files else [])],
        )
        self.notice_id._close_question()

    def _take_receipt(self, status, files, today):
        presented = status.code == PRESENTED
        receipt = Receipt(
            presented=status.day if presented else None,
            fate="" if presented else status.code,
            day=None if presented else status.day,
            note=status.note,
            files=files,
        )
        self._acknowledge(receipt, today)

    def _take_rejection(self, status, today):
        if self.state not in ("sending", "uncertain"):
            if self.state in ("failed", "skipped"):
                return
            raise ValueError(
                self.env._("the letter of %s has left already", self.notice_id.name)
            )
        self._turn_away(
            self.env._(
                "%(provider)s did not take it: %(note)s",
                provider=self.batch_id.provider_id.name,
                note=status.note or "–",
            ),
            today,
        )
