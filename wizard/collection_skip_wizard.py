from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionSkipWizard(models.TransientModel):
    """Do not send these notices: this departure only, with a reason."""

    _name = "collection.skip.wizard"
    _description = "Skip Notices"

    notice_ids = fields.Many2many("collection.notice", required=True)
    reason = fields.Char(required=True)
    not_before = fields.Date(
        required=True,
        default=lambda self: fields.Date.add(
            self.env.company._collection_today(), days=7
        ),
        help="The stage stays due: it is proposed again from that day.",
    )

    @api.model
    def _open_for(self, notices):
        """Return the action that asks why ``notices`` are skipped."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Skip"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_ids": [(6, 0, notices.ids)]},
        }

    def action_confirm(self):
        """Skip the notices that have not departed."""
        self.ensure_one()
        waiting = self.notice_ids.filtered(
            lambda notice: (
                notice.state in ("review", "ready", "failed") and not notice.departed_on
            )
        )
        if not waiting:
            raise UserError(
                self.env._("These notices left already: there is nothing to skip.")
            )
        waiting._skip(self.reason, self.not_before)
        return {"type": "ir.actions.act_window_close"}
