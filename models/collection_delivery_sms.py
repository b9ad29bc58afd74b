from odoo import api, fields, models

# How long the gateway's report on a message is looked for.
REPORT_DAYS = 3


class CollectionDelivery(models.Model):
    """What becomes of an SMS: interrupted, refused, reported undeliverable."""

    _inherit = "collection.delivery"

    @api.model
    def _find_interrupted(self):
        # EXTENDS: what was being handed to the gateway may have left
        result = super()._find_interrupted()
        stuck = self.search([("state", "=", "sending"), ("channel_code", "=", "sms")])
        if stuck:
            with stuck._at_work() as mine:
                mine._settle_interrupted_sms()
                self.env["collection.run"]._commit_progress()
        self._read_sms_reports()
        return result

    def _settle_interrupted_sms(self):
        """Record what the host knows of these; where it only knows that they were
        written, they may have left."""
        carrier = self.env["collection.channel.sms"]
        messages = carrier._messages(self) if carrier._available() else {}
        for delivery in self:
            company = delivery.company_id
            mine = delivery.with_context(lang=company._collection_lang())
            message = messages.get(delivery.message_uid)
            if message and message.state != "process":
                today = company._collection_today()
                carrier.with_env(mine.env)._record_fate(mine, today, message)
            else:
                mine._become_uncertain()

    @api.model
    def _read_sms_reports(self):
        """Record what the gateway reported later on of those that left lately."""
        if "sms.tracker" not in self.env:
            return
        since = fields.Date.subtract(fields.Date.today(), days=REPORT_DAYS)
        lately = self.search(
            [
                ("channel_code", "=", "sms"),
                ("state", "=", "sent"),
                ("departed_on", ">=", since),
            ]
        )
        trackers = (
            self.env["sms.tracker"]
            .sudo()
            .search(
                [
                    ("sms_uuid", "in", lately.mapped("message_uid")),
                    (
                        "mail_notification_id.notification_status",
                        "in",
                        ("bounce", "exception"),
                    ),
                ]
            )
        )
        by_uuid = {tracker.sms_uuid: tracker for tracker in trackers}
        told = lately.notice_id.proof_ids.filtered(lambda one: one.kind == "bounced")
        for delivery in lately - told.delivery_id:
            tracker = by_uuid.get(delivery.message_uid)
            if tracker:
                delivery._sms_came_back(tracker.mail_notification_id)

    def _sms_came_back(self, notification):
        today = self.company_id._collection_today()
        words = notification.failure_reason or notification.failure_type or ""
        self.env["collection.proof"].sudo().create(
            {
                "notice_id": self.notice_id.id,
                "delivery_id": self.id,
                "kind": "bounced",
                "date": today,
                "reference": notification.sms_number,
                "note": words,
                "user_id": False,
            }
        )
        self.case_id._ask(
            self.env._(
                "SMS %(notice)s to %(number)s did not arrive: correct the number or "
                "write another way.",
                notice=self.notice_id.name,
                number=notification.sms_number,
            ),
            today,
        )

    def _take_back(self):
        # EXTENDS: the host's outbox has it as being processed
        texts = self.filtered(lambda one: one.channel_code == "sms")
        messages = texts and self.env["collection.channel.sms"]._messages(texts)
        result = super()._take_back()
        if messages:
            self.env["sms.sms"].sudo().union(*messages.values()).unlink()
        return result

    def _finish(self, kind, today, **proof):
        # EXTENDS: the gateway reports to a notification of the host
        result = super()._finish(kind, today, **proof)
        texts = self.filtered(lambda one: one.channel_code == "sms")
        if texts and "sms.tracker" in self.env:
            texts._track_sms()
        return result

    def _track_sms(self):
        messages = self.env["collection.channel.sms"]._messages(self)
        known = self.filtered(lambda one: one.message_uid in messages)
        notifications = (
            self.env["mail.notification"]
            .sudo()
            .create(
                [
                    {
                        "mail_message_id": one.notice_id.message_id.id,
                        "res_partner_id": one.notice_id.recipient_id.id,
                        "notification_type": "sms",
                        "notification_status": "pending",
                        "sms_number": messages[one.message_uid].number,
                        "is_read": True,
                    }
                    for one in known
                ]
            )
        )
        self.env["sms.tracker"].sudo().create(
            [
                {"sms_uuid": one.message_uid, "mail_notification_id": notification.id}
                for one, notification in zip(known, notifications, strict=True)
            ]
        )
