import logging

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CollectionChannelPhone(models.AbstractModel):
    """A call: an activity with a script for a named person, who says when it is
    done."""

    _name = "collection.channel.phone"
    _description = "Collection Channel: Call"
    _inherit = "collection.channel.base"

    _text_field = "script_template_id"
    _proof_kind = "call"
    _activity_xmlid = "account_collection.mail_activity_type_call"

    @api.model
    def _obstacle(self, recipient):
        if recipient.phone or recipient.commercial_partner_id.phone:
            return ""
        return self.env._("%s has no phone number.", recipient.display_name)

    @api.model
    def _make_ready(self, deliveries):
        # What each script names is read for all of them in one go.
        deliveries.notice_id.mapped("line_ids")
        deliveries.case_id.mapped("hold_ids")
        self.env["collection.case"]._schedule(
            self._activity_xmlid,
            [
                (
                    delivery.case_id,
                    {
                        "date_deadline": delivery.company_id._collection_today(),
                        "summary": self._summary(delivery.notice_id),
                        "note": self._script(delivery),
                        "collection_delivery_id": delivery.id,
                    },
                )
                for delivery in deliveries
            ],
        )

    @api.model
    def _script(self, delivery):
        """Return what to say; a script that cannot be written stops nobody else's
        notice, and the call can be made without."""
        try:
            return delivery.notice_id.script
        except UserError as error:
            name = delivery.notice_id.name
            _logger.warning("The script of %s cannot be written: %s", name, error)
            return self.env._("The script cannot be written: see the stage's text.")

    @api.model
    def _summary(self, notice):
        recipient = notice.recipient_id
        phone = recipient.phone or recipient.commercial_partner_id.phone
        return self.env._(
            "Call %(name)s, %(phone)s (%(notice)s)",
            name=recipient.display_name,
            phone=phone,
            notice=notice.name,
        )

    @api.model
    def _done(self, delivery, feedback=False):
        today = delivery.company_id._collection_today()
        going = delivery._begin(today)
        told = self.env.context.get("collection_proof") or {}
        going._finish(self._proof_kind, today, note=feedback, **told)

    @api.model
    def _drop_question(self, delivery):
        self.env["mail.activity"].search(
            [("collection_delivery_id", "=", delivery.id)]
        ).unlink()
