from odoo import api, fields, models
from odoo.tools import email_normalize, format_date


class ResPartner(models.Model):
    """An address whose e-mails come back is marked, never deleted."""

    _inherit = "res.partner"

    collection_bounced_on = fields.Date(
        string="E-mails Come Back Since",
        readonly=True,
        copy=False,
        groups="account_collection.group_collection_readonly",
    )
    collection_bounced_email = fields.Char(
        string="Undeliverable Address",
        readonly=True,
        copy=False,
        groups="account_collection.group_collection_readonly",
    )
    collection_is_bounced = fields.Boolean(
        compute="_compute_collection_is_bounced",
        groups="account_collection.group_collection_readonly",
    )

    @api.depends("email", "collection_bounced_email")
    def _compute_collection_is_bounced(self):
        for partner in self:
            dead = partner.collection_bounced_email
            partner.collection_is_bounced = (
                bool(dead) and email_normalize(partner.email or "") == dead
            )

    def _collection_mark_bounced(self, address, today):
        """Note that e-mails to ``address`` come back: with all of this debtor who have
        it. Another address is not concerned."""
        dead = email_normalize(address)
        if not dead:
            return
        family = self.sudo().search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("email_normalized", "=", dead),
            ]
        )
        fresh = family.filtered(lambda one: one.collection_bounced_email != dead)
        fresh.write({"collection_bounced_on": today, "collection_bounced_email": dead})

    def _collection_bounce_words(self):
        """Return why this contact cannot be written to by e-mail, or an empty text."""
        partner = self.sudo()
        if not partner.collection_is_bounced:
            return ""
        return self.env._(
            "E-mails to %(address)s come back since %(day)s.",
            address=partner.collection_bounced_email,
            day=format_date(self.env, partner.collection_bounced_on),
        )

    def action_collection_email_works(self):
        """A person knows that the address works again."""
        self.check_access("write")
        for partner in self.filtered("collection_is_bounced"):
            partner._message_log(
                body=self.env._(
                    "%s works again: e-mails of collections go there.", partner.email
                )
            )
        self.sudo().write(
            {"collection_bounced_on": False, "collection_bounced_email": False}
        )
