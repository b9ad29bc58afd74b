from odoo import api, fields, models

from .collection_notice_purposes import THANKS


class CollectionNotice(models.Model):
    """Thanks for a payment: what of it must still be true when it leaves."""

    _inherit = "collection.notice"

    thanked_item_ids = fields.One2many(
        "collection.item",
        "thanks_id",
        string="Thanked For",
        help="The due items whose payment this message thanks for.",
    )

    @api.model
    def _record_thanks(self, case, items):
        """Thank for the payment of ``items``, which were chased.

        :return: the message, none where the debtor has no e-mail address that works:
            nobody is thanked by post.
        """
        said = items.notice_line_ids.filtered("departed_on").notice_id
        about = said.sorted(lambda one: (one.departed_on, one.id))[-1:]
        text = self.env.ref("account_collection.mail_template_thanks")
        lawyer = case.partner_id._collection_represented()
        obstacle = self.env["collection.channel.email"]._obstacle(
            lawyer or about.recipient_id
        )
        if obstacle:
            case._log_event(self.env._("Paid, and not thanked: %s", obstacle))
            return self.browse()
        thanks = self._record_message(text, about, THANKS, case_id=case.id)
        items._record_fact(thanks_id=thanks.id)
        return thanks

    def _thanked_names(self):
        """Return the numbers of the invoices thanked for, as a text lists them."""
        lines = self.thanked_item_ids.sorted(lambda one: (one.date_due, one.id))
        return list(dict.fromkeys(lines.mapped("move_id.name")))

    def _untrue_messages(self, today):
        # EXTENDS: he is thanked while his payment stands and nothing else is claimed
        reasons = super()._untrue_messages(today)
        thanks = self.filtered(lambda one: one.purpose == THANKS) - self.browse().union(
            *reasons
        )
        if not thanks:
            return reasons
        obstacles = thanks.case_id._unthankable()
        for notice in thanks:
            if notice.thanked_item_ids - notice.thanked_item_ids._paid():
                reasons[notice] = self.env._(
                    "The payment was taken back before the thanks left."
                )
                # Paid again, it is thanked for: nothing was said yet.
                notice.thanked_item_ids._record_fact(
                    thanks_id=False, is_settlement_told=False
                )
            elif obstacles.get(notice.case_id):
                reasons[notice] = obstacles[notice.case_id]
        return reasons
