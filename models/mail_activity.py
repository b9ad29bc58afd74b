from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    collection_delivery_id = fields.Many2one(
        "collection.delivery", index="btree_not_null", ondelete="set null"
    )
    collection_channel_id = fields.Many2one(
        "collection.channel",
        index="btree_not_null",
        ondelete="set null",
        help="The channel by which nothing leaves for now.",
    )
    collection_is_reply = fields.Boolean(
        string="Answer to Read",
        help="It asks for somebody to read what the debtor answered.",
    )

    def action_collection_outcome(self):
        """Say what came out of the call or visit that this activity asks for."""
        self.ensure_one()
        return self.collection_delivery_id.action_outcome()

    def _action_done(self, feedback=False, attachment_ids=None):
        """The call or visit of a notice departs when its activity is done; what the
        person wrote becomes its proof."""
        # EXTENDS 'mail'
        for activity in self.filtered("collection_delivery_id"):
            activity.collection_delivery_id._done_by_person(feedback)
        # A call that is no longer true was taken back with its question.
        left = self.exists()
        if self and not left:
            return self.env["mail.message"], self.browse()
        return super(MailActivity, left)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
