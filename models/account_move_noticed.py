from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .client_actions import RELOAD, tell


class AccountMove(models.Model):
    """An invoice that was claimed is not cancelled or deleted silently."""

    _inherit = "account.move"

    def _collection_departed(self):
        """Return ``{invoice: departed notices that named it}``, in one query."""
        lines = (
            self.env["collection.notice.line"]
            .sudo()
            .search(
                [("move_id", "in", self.ids), ("departed_on", "!=", False)],
                order="departed_on, id",
            )
        )
        return {move: mine.notice_id for move, mine in lines.grouped("move_id").items()}

    def _collection_said(self, notices):
        """Say in words which notices claimed this invoice, and when."""
        return ", ".join(
            self.env._(
                "%(name)s (%(stage)s) on %(day)s",
                name=notice.name,
                stage=notice.stage_id.name,
                day=format_date(self.env, notice.departed_on),
            )
            for notice in notices
        )

    def button_cancel(self):
        # EXTENDS 'account': the host resets a posted invoice to draft on the way
        said = self._collection_departed()
        quiet = self.with_context(collection_cancelling=True)
        result = super(AccountMove, quiet).button_cancel()
        return self._collection_tell_withdrawn(said) or result

    def button_draft(self):
        # EXTENDS 'account': the debtor holds a letter about what is being changed
        quiet = self.env.context.get("collection_cancelling")
        posted = self.filtered(lambda move: move.state == "posted" and not quiet)
        said = posted._collection_departed()
        result = super().button_draft()
        return self._collection_tell_withdrawn(said) or result

    @api.model
    def _collection_tell_withdrawn(self, said):
        """Tell the user which notices named these invoices, and that their cancellation
        is prepared.

        :param said: ``{invoice: departed notices that named it}``
        :return: a notification, or nothing where nobody heard of them.
        """
        if not said:
            return None
        # One who was told before the invoice was put on another debtor is told as well.
        told = [
            move._collection_tell_cancelled(mine)
            for move, notices in said.items()
            for mine in notices.grouped("partner_id").values()
        ]
        title = self.env._("The debtor was told otherwise")
        return tell(" ".join(told), title, "warning", sticky=True, then=RELOAD)

    def _collection_tell_cancelled(self, notices):
        """Note that a claimed invoice was cancelled or reset, and propose to tell the
        debtor.

        :return: what to tell the user.
        """
        self.ensure_one()
        proposed = self._collection_propose_cancellation(notices).sudo()
        values = {
            "invoice": self.name,
            "said": self._collection_said(notices),
            "notice": proposed.name,
        }
        if proposed.departed_on:
            text = self.env._(
                "Invoice %(invoice)s was claimed: %(said)s. The debtor was told by "
                "%(notice)s that it is cancelled.",
                **values,
            )
        elif self.state == "cancel":
            text = self.env._(
                "Invoice %(invoice)s is cancelled, but it was claimed: %(said)s. A "
                "notice of cancellation (%(notice)s) waits for your review.",
                **values,
            )
        else:
            text = self.env._(
                "Invoice %(invoice)s is a draft again, but it was claimed: %(said)s. A "
                "notice of cancellation (%(notice)s) waits for your review; posted "
                "again, the invoice is claimed as before and nothing is cancelled.",
                **values,
            )
        self.message_post(body=text)
        proposed.case_id._log_event(text)
        return text

    def _collection_propose_cancellation(self, notices):
        """Prepare the notice of cancellation of this invoice, once.

        :param notices: the departed notices that named it to one debtor.
        :return: the prepared notice, which a person reviews.
        """
        # Whoever keeps the books may cancel, whether or not he collects.
        notice = self.env["collection.notice"].sudo()
        return notice._record_cancellation(self.sudo(), notices)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_claimed(self):
        for move, notices in self._collection_departed().items():
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s was claimed: %(said)s. It cannot be deleted: "
                    "cancel it, and send a notice of cancellation.",
                    invoice=move.name,
                    said=move._collection_said(notices),
                )
            )
        for item in self.sudo().collection_item_ids[:1]:
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s is in collection case %(case)s: cancel it "
                    "instead of deleting it. The debtor heard nothing of it.",
                    invoice=item.move_id.name,
                    case=item.case_id.name,
                )
            )
