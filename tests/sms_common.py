from odoo import Command

from .common import CollectionCommon


class SmsCommon(CollectionCommon):
    """The first reminder goes by SMS, where the host has them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sms.sms" not in cls.env:
            cls.skipTest(cls, "SMS are not installed.")
        cls.sms = cls.env.ref("account_collection.channel_sms")
        cls.stage = cls.policy.stage_ids.filtered(lambda one: one.days == 3)
        text = cls.env.ref("account_collection.mail_template_sms")
        cls.stage.write(
            {"sms_template_id": text.id, "channel_ids": [Command.set(cls.sms.ids)]}
        )
        cls.debtor.sudo().phone = "06 12 34 56 78"
