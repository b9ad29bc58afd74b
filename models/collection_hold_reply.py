from odoo import fields, models
from odoo.tools import format_date


class CollectionHold(models.Model):
    """An answer that nobody has read yet holds everything back."""

    _inherit = "collection.hold"

    message_id = fields.Many2one(
        "mail.message",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The e-mail that waits to be read.",
    )

    reason_id = fields.Many2one(
        "collection.reason", string="Reason in the List", ondelete="restrict"
    )

    def _unread_replies(self):
        return self.filtered(lambda hold: hold.kind == "reply" and hold.is_running)

    def _reason(self):
        # Its own words: the person who asks must read, not decide on a date.
        if self.kind != "reply":
            return super()._reason()
        return self.env._(
            "An answer of %(day)s waits to be read: %(reason)s",
            day=format_date(self.env, self.date_from),
            reason=self.reason,
        )

    def action_end(self):
        """An answer whose hold is ended was read: its task is done."""
        unread = self._unread_replies()
        result = super().action_end()
        for case in unread.case_id:
            if not case.waiting_reply_ids:
                case.activity_ids.filtered("collection_is_reply").action_feedback()
        return result
