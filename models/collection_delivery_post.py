import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..export.deposit_slip import SlipRow
from .collection_proof import CAME_BACK, FATES

IMPORTERS = ("collection.receipt.wizard", "collection.post.import")


@dataclass(frozen=True)
class Receipt:
    """What an acknowledgement of receipt says.

    ``presented`` is the day of the first presentation, ``fate`` one of
    :data:`.collection_proof_post.FATES` or empty while nothing else is known, ``day``
    the day of that, ``files`` the scans as attachments.
    """

    presented: date | None = None
    fate: str = ""
    day: date | None = None
    note: str = ""
    files: Any = None


def number_key(number):
    """Return a registered number as numbers are compared.

    >>> number_key(" 1a 234 567 8901 2 ")
    '1A23456789012'
    """
    return re.sub(r"[^0-9A-Z]", "", (number or "").upper())


class CollectionDelivery(models.Model):
    """A registered letter under way: its number, and what the post tells of it."""

    _inherit = "collection.delivery"

    number_key = fields.Char(compute="_compute_number_key", store=True, index=True)
    is_registered = fields.Boolean(
        compute="_compute_is_registered", search="_search_is_registered"
    )
    date_presented = fields.Date(related="notice_id.date_presented", store=True)
    post_fate = fields.Selection(related="notice_id.post_fate", store=True)
    post_fate_date = fields.Date(related="notice_id.post_fate_date")
    deadline_on = fields.Date(related="notice_id.deadline_on", store=True)
    deadline_reason = fields.Char(related="notice_id.deadline_reason")

    @api.model
    def _prepare(self, channel, notice):
        # EXTENDS: nothing is known of a letter that has not left
        return {
            **super()._prepare(channel, notice),
            "number_key": None,
            "date_presented": None,
            "post_fate": None,
            "deadline_on": notice["deadline_on"],
        }

    @api.depends("reference", "channel_id")
    def _compute_number_key(self):
        for delivery in self:
            registered = delivery.channel_id._carrier()._is_registered
            delivery.number_key = registered and number_key(delivery.reference)

    @api.depends("channel_id")
    def _compute_is_registered(self):
        for delivery in self:
            delivery.is_registered = delivery.channel_id._carrier()._is_registered

    @api.model
    def _search_is_registered(self, operator, value):
        if operator != "in":
            return NotImplemented
        channels = self.env["collection.notice"]._registered_channels()
        return [("channel_id", "in" if True in value else "not in", channels.ids)]

    @api.constrains("reference", "channel_id")
    def _check_number(self):
        """A number stands on one letter only: it is what the proofs are filed by."""
        keyed = self.filtered("number_key")
        same = self.search(
            [
                ("number_key", "in", keyed.mapped("number_key")),
                ("company_id", "in", keyed.company_id.ids),
            ]
        )
        for delivery in keyed:
            other = same.filtered(
                lambda one, mine=delivery: (
                    one.number_key == mine.number_key
                    and one.company_id == mine.company_id
                    and one != mine
                )
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "Number %(number)s already stands on the letter of "
                        "%(notice)s: each registered letter has its own.",
                        number=delivery.reference,
                        notice=other[0].notice_id.name,
                    )
                )

    def write(self, vals):
        told = (
            {one: one.reference for one in self if one.state == "sent"}
            if "reference" in vals and not self.env.su
            else {}
        )
        result = super().write(vals)
        for delivery, before in told.items():
            delivery._log_number(before)
        return result

    def _log_number(self, before):
        """A number corrected after the departure leaves a trace."""
        if (before or "") == (self.reference or ""):
            return
        self.case_id._log_event(
            self.env._(
                "Registered number of %(notice)s: %(new)s instead of %(old)s.",
                notice=self.notice_id.name,
                new=self.reference or "–",
                old=before or "–",
            )
        )

    # -- the acknowledgement of receipt --------------------------------------

    def action_receipt(self):
        """Record what the post tells of this registered letter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Acknowledgement of Receipt"),
            "res_model": "collection.receipt.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_delivery_id": self.id},
        }

    def _receipt_problem(self, receipt, today):
        """Say in words why ``receipt`` cannot be this letter's, or an empty text."""
        self.ensure_one()
        if not self.is_registered:
            return self.env._("%s is no registered letter", self.notice_id.name)
        if self.state != "sent":
            return self.env._("the letter of %s has not left", self.notice_id.name)
        if not receipt.presented and not receipt.fate:
            return self.env._(
                "neither a first presentation nor what became of the letter is given"
            )
        if receipt.fate and not receipt.day:
            return self.env._("the day of what became of the letter is missing")
        if receipt.day and not receipt.fate:
            return self.env._("what became of the letter on that day is missing")
        if receipt.presented and receipt.fate in CAME_BACK:
            return self.env._(
                "a letter that came back without having reached its address was not "
                "presented: leave the first presentation empty"
            )
        return self._receipt_days_problem(receipt, today)

    def _receipt_days_problem(self, receipt, today):
        left = self.departed_on
        for day in filter(None, (receipt.presented, receipt.day)):
            if day < left:
                return self.env._(
                    "%(day)s lies before the departure on %(left)s",
                    day=format_date(self.env, day),
                    left=format_date(self.env, left),
                )
            if day > today:
                return self.env._("%s is still to come", format_date(self.env, day))
        if receipt.presented and receipt.day and receipt.day < receipt.presented:
            return self.env._(
                "%(day)s lies before the first presentation on %(presented)s",
                day=format_date(self.env, receipt.day),
                presented=format_date(self.env, receipt.presented),
            )
        return ""

    def _receipt_conflicts(self, receipt):
        """Return the proofs on record that ``receipt`` contradicts."""
        proofs = self.notice_id.proof_ids._standing()
        said = {"presented": receipt.presented} if receipt.presented else {}
        conflicts = proofs.filtered(
            lambda one: one.kind in said and one.date != said[one.kind]
        )
        if receipt.fate:
            conflicts |= proofs.filtered(
                lambda one: (
                    one.kind in FATES
                    and (one.kind, one.date) != (receipt.fate, receipt.day)
                )
            )
        if receipt.fate in CAME_BACK:
            conflicts |= proofs.filtered(lambda one: one.kind == "presented")
        if receipt.presented:
            conflicts |= proofs.filtered(
                lambda one: (
                    one.kind in FATES
                    and not receipt.fate
                    and (one.kind in CAME_BACK or one.date < receipt.presented)
                )
            )
        return conflicts

    def _acknowledge(self, receipt, today, correction=""):
        """Record an acknowledgement of receipt; what is on record already is not
        written twice.

        :param correction: why what is on record is wrong; without it nothing that
            contradicts the record is taken.
        :return: the new proofs, maybe none.
        :raises UserError: naming what is wrong; nothing is written.
        """
        self.check_access("write")
        problem = self._receipt_problem(receipt, today)
        conflicts = self._receipt_conflicts(receipt)
        if not problem and conflicts and not correction:
            problem = self._conflict_words(conflicts)
        if problem:
            raise UserError(
                self.env._(
                    "Letter %(notice)s: %(problem)s.",
                    notice=self.notice_id.name,
                    problem=problem,
                )
            )
        conflicts._void(correction)
        # With full rights: who tells, and of which delivery, are facts.
        proofs = self.env["collection.proof"].sudo().create(self._receipt_rows(receipt))
        if proofs:
            self._acknowledged(proofs, today)
        return proofs.with_env(self.env)

    def _conflict_words(self, conflicts):
        labels = dict(conflicts._fields["kind"]._description_selection(self.env))
        known = ", ".join(
            f"{labels[one.kind]}, {format_date(self.env, one.date)}"
            for one in conflicts
        )
        return self.env._(
            "something else is on record (%s): correct it on the letter itself, with "
            "the reason",
            known,
        )

    def _receipt_news(self, receipt):
        """Return the pairs of kind and day that ``receipt`` adds to the record; where
        only its scan is new, what it proves."""
        known = {(one.kind, one.date) for one in self.notice_id.proof_ids._standing()}
        said = [("presented", receipt.presented), (receipt.fate, receipt.day)]
        said = [one for one in said if all(one)]
        fresh = [one for one in said if one not in known]
        if not fresh and receipt.files and not self._has_scans(receipt.files):
            return said[-1:]
        return fresh

    def _has_scans(self, files):
        """Tell whether proofs of this letter hold the same files already."""
        known = set(self.notice_id.proof_ids.attachment_ids.mapped("checksum"))
        return set(files.mapped("checksum")) <= known

    def _receipt_rows(self, receipt):
        """Return the values of the proofs that ``receipt`` adds to the record."""
        files = receipt.files or self.env["ir.attachment"]
        rows = [
            {
                "notice_id": self.notice_id.id,
                "delivery_id": self.id,
                "kind": kind,
                "date": day,
                "reference": self.reference,
                "note": receipt.note,
            }
            for kind, day in self._receipt_news(receipt)
        ]
        if rows:
            rows[-1]["attachment_ids"] = self._own_scans(files).ids
        return rows

    def _own_scans(self, files):
        """Return scans a wizard brought as files of this notice: who may read it reads
        them."""
        loose = files.filtered(
            lambda one: one.res_model in (False, *IMPORTERS) and not one.res_field
        )
        loose.sudo().write(
            {"res_model": "collection.notice", "res_id": self.notice_id.id}
        )
        return files

    def _acknowledged(self, proofs, today):
        """The question for news is answered; a letter that never reached the debtor
        asks for his address."""
        self.notice_id._close_question()
        if self.notice_id.post_fate in CAME_BACK:
            self.case_id._ask(
                self.env._(
                    "Registered letter %(notice)s came back without having been "
                    "presented: find the address of %(name)s and send it again.",
                    notice=self.notice_id.name,
                    name=self.partner_id.name,
                ),
                today,
            )

    # -- the deposit slip ----------------------------------------------------

    def _in_print_order(self):
        """Return letters as they lie in the pile: by postcode, then name."""
        return self.sorted(
            lambda one: (one.recipient_id.zip or "", one.partner_id.name or "", one.id)
        )

    def _slip_row(self, rank):
        """Return this letter as a line of the deposit slip."""
        recipient = self.recipient_id
        debtor = recipient.commercial_partner_id
        named = recipient.name if recipient != debtor else ""
        return SlipRow(
            rank=rank,
            number=self.reference or "",
            notice=self.notice_id.name,
            recipient=debtor.name or recipient.name or "",
            contact=named or "",
            street=recipient.street or "",
            street2=recipient.street2 or "",
            zip=recipient.zip or "",
            city=recipient.city or "",
            country=recipient.country_id.name or "",
        )
