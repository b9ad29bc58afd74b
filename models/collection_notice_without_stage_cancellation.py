from odoo import api, fields, models

from .collection_notice_purposes import CANCELLATION

# The texts of a stage that a debtor reads at length.
WRITTEN = ("mail_template_id", "letter_template_id")


class CollectionNotice(models.Model):
    """A notice of cancellation: the debtor is told that an invoice he was claimed, or
    told of, is void. A person reviews it; it takes the way of what it cancels."""

    _inherit = "collection.notice"

    cancelled_move_id = fields.Many2one(
        "account.move",
        string="Cancelled Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.model
    def _record_cancellation(self, move, notices):
        """Propose to cancel what ``notices`` said of an invoice, once: what waits for
        review, or left, is returned instead of a second one.

        :param notices: the departed notices that named it to one debtor, oldest first.
        """
        known = self.search(
            [
                ("cancelled_move_id", "=", move.id),
                ("partner_id", "=", notices.partner_id.id),
                ("state", "!=", "skipped"),
            ],
            limit=1,
        )
        # What was claimed anew after a cancellation left is cancelled anew.
        if known and known.id > notices[-1:].id:
            return known
        spoken = notices.filtered(lambda one: one._written_channels())[-1:]
        about = spoken or notices[-1:]
        channels = about._written_channels()
        notice = self._record_message(
            self.env.ref("account_collection.mail_template_cancellation"),
            about,
            CANCELLATION,
            state="review",
            cancelled_move_id=move.id,
            **({"channels": channels} if channels else {}),
        )
        notice._ask_review()
        return notice

    def _written_channels(self):
        """Return the channels on which these notices left in writing."""
        left = self.delivery_ids.filtered("departed_on").channel_id
        return left.filtered(lambda one: one._carrier()._text_field in WRITTEN)

    def _cancelled_lines(self):
        """Return the lines of all notices that named the cancelled invoice, as they
        left; a text refers to their dates and numbers."""
        lines = self.env["collection.notice.line"].sudo()
        return lines.search(
            [
                ("move_id", "=", self.cancelled_move_id.id),
                ("notice_id.partner_id", "=", self.partner_id.id),
                ("departed_on", "!=", False),
            ],
            order="departed_on, id",
        )

    def _cancelled_notices(self):
        """Return the notices that named the cancelled invoice, oldest first."""
        return self._cancelled_lines().notice_id

    def _cancelled_name(self):
        """Return the number under which the invoice was named."""
        return self._cancelled_lines()[-1:].invoice_name

    def _others_still_claimed(self):
        """Return the numbers of the other invoices in the same notices that are still
        open."""
        lines = self._cancelled_notices().line_ids
        others = lines.filtered(
            lambda line: line.move_id != self.cancelled_move_id and line.item_id.is_open
        )
        return list(dict.fromkeys(others.mapped("invoice_name")))

    def _untrue_messages(self, today):
        # EXTENDS: posted again to the same debtor, it is owed as it was said
        reasons = super()._untrue_messages(today)
        for notice in self.filtered("cancelled_move_id"):
            move, told = notice.cancelled_move_id, notice.partner_id
            same = move.commercial_partner_id in told | told.commercial_partner_id
            if move.state == "posted" and same:
                reasons.setdefault(
                    notice,
                    self.env._(
                        "Invoice %s was posted again: there is nothing to cancel.",
                        notice.cancelled_move_id.name,
                    ),
                )
        return reasons
