from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.client_actions import show_form


class CollectionMessageWizard(models.TransientModel):
    """Write to a debtor without a stage: a text, a way, what a person adds."""

    _name = "collection.message.wizard"
    _description = "Write to a Debtor"

    case_id = fields.Many2one("collection.case", required=True)
    text_id = fields.Many2one(
        "mail.template",
        required=True,
        domain=[
            ("model", "=", "collection.notice"),
            ("collection_message", "=", True),
        ],
    )
    channel_id = fields.Many2one(
        "collection.channel",
        required=True,
        domain=[("code", "in", ("email", "letter", "registered"))],
        default=lambda self: self.env.ref("account_collection.channel_email"),
    )
    about_id = fields.Many2one("collection.notice", compute="_compute_about")
    needs_details = fields.Boolean(compute="_compute_needs_details")
    details = fields.Text(help="One line each, in the debtor's language.")
    obstacle = fields.Char(compute="_compute_obstacle")

    @api.depends("case_id")
    def _compute_about(self):
        for wizard in self:
            wizard.about_id = wizard.case_id and wizard.case_id._last_claim()

    @api.depends("text_id")
    def _compute_needs_details(self):
        for wizard in self:
            body = str(wizard.text_id.body_html or "")
            wizard.needs_details = "_detail_lines" in body

    @api.depends("about_id", "channel_id")
    def _compute_obstacle(self):
        for wizard in self:
            wizard.obstacle = wizard._obstacle()

    def _obstacle(self):
        """Say in words why nothing can be written, or return an empty text."""
        about, debtor = self.about_id, self.case_id.partner_id
        if not about:
            return self.env._("No notice has left yet that it could be about.")
        recipient = debtor._collection_represented() or about.recipient_id
        return debtor._collection_silent() or (
            self.channel_id._carrier()._obstacle(recipient) if self.channel_id else ""
        )

    @api.model
    def _open_for(self, case):
        """Return the action that asks what to write."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to the Debtor"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": case.id},
        }

    def action_confirm(self):
        """Record the message and show it; it leaves once it is approved."""
        self.ensure_one()
        self.case_id.check_access("write")
        if self.obstacle:
            raise UserError(self.obstacle)
        details = (self.details or "").strip()
        if self.needs_details and not details:
            raise UserError(
                self.env._(
                    "Text “%s” needs details: write them, one line each.",
                    self.text_id.name,
                )
            )
        notice = self.env["collection.notice"]._record_message(
            self.text_id,
            self.about_id,
            "message",
            state="review",
            details=details,
            channels=self.channel_id,
        )
        return show_form(notice)
