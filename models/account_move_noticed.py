from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date


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
        # EXTENDS 'account'
        said = self._collection_departed()
        result = super().button_cancel()
        if not said:
            return result
        told = [
            move._collection_tell_cancelled(notices) for move, notices in said.items()
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("The debtor was told otherwise"),
                "message": " ".join(told),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _collection_tell_cancelled(self, notices):
        """Note that a claimed invoice was cancelled, and ask a person to tell the
        debtor.

        :return: what to tell the user.
        """
        self.ensure_one()
        text = self.env._(
            "Invoice %(invoice)s is cancelled, but it was claimed: %(said)s. Send a "
            "notice of cancellation.",
            invoice=self.name,
            said=self._collection_said(notices),
        )
        self.message_post(body=text)
        case = self.sudo().collection_case_id or notices[-1:].case_id
        case._log_event(text)
        case._ask(text, self.company_id._collection_today(), once=True)
        self._collection_propose_cancellation(notices)
        return text

    def _collection_propose_cancellation(self, notices):
        """Hook: prepare the notice of cancellation of this invoice.

        :param notices: the departed notices that claimed it.
        :return: the prepared notice; here none, a person was asked.
        """
        return notices.browse()

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
