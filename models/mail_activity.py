from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    collection_delivery_id = fields.Many2one(
        "collection.delivery", index="btree_not_null", ondelete="set null"
    )
    collection_is_reply = fields.Boolean(
        string="Answer to Read",
        help="It asks for somebody to read what the debtor answered.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        """The call or visit of a notice departs when its activity is done; what the
        person wrote becomes its proof."""
        # EXTENDS 'mail'
        for activity in self.filtered("collection_delivery_id"):
            activity.collection_delivery_id._done_by_person(feedback)
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
