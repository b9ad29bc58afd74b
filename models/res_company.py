import pytz

from odoo import SUPERUSER_ID, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_active = fields.Boolean(
        string="Collections",
        help="While this is off, nothing is computed and nothing leaves.",
    )
    collection_policy_id = fields.Many2one(
        "collection.policy",
        string="Default Collection Policy",
        check_company=True,
    )
    collection_user_id = fields.Many2one(
        "res.users",
        string="Default Collector",
        help="Gets the calls, the letters to approve and the questions.",
    )
    collection_mail_limit = fields.Integer(
        string="Attachments Limit (MB)",
        default=15,
        help="Above this size an e-mail carries a link to the portal instead of the "
        "invoices.",
    )
    collection_signatory = fields.Char(
        string="Signatory of Letters",
        help="Name and function printed under the letters.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "collection_policy_id" in vals:
            items = self.env["collection.item"].sudo()
            items.search(
                [("company_id", "in", self.ids), ("is_open", "=", True)]
            )._schedule()
        return result

    def _collection_person(self):
        """Return who is asked where a case has no collector of its own. The scheduled
        action and a visitor of the site are nobody: their tasks would wait for ever."""
        self.ensure_one()
        user = self.env.user
        named = self.collection_user_id.filtered("active")
        if named or (user.id != SUPERUSER_ID and user._is_internal()):
            return named or user
        group = self.env.ref("account_collection.group_collection_manager").sudo()
        managers = group.all_user_ids.filtered(
            lambda user: user.active and self in user.company_ids
        )
        return managers.sorted("id")[:1].with_env(self.env) or user

    def _collection_today(self):
        """Return today's date where the company is.

        A replay or a test plays another day through the context key
        ``collection_today``; only code with full rights can, so nobody can date his
        acts back.
        """
        self.ensure_one()
        played = self.env.context.get("collection_today")
        if played and self.env.su:
            return fields.Date.to_date(played)
        # Not the user's: one company has one date, and a preference cannot change it.
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(self._collection_zone()).date()

    def _collection_lang(self):
        """Return the language of what the scheduled actions write down for people.

        They run as a user who reads nothing: reasons and questions are the
        collector's, so they are in his language, or in the company's.
        """
        self.ensure_one()
        return self.collection_user_id.lang or self.partner_id.lang or self.env.lang

    def _collection_default_policy(self):
        """Return the company's policy, or that of the nearest company above it."""
        self.ensure_one()
        for company in self.sudo().parent_ids[::-1]:
            policy = company.collection_policy_id.filtered("active")
            if policy:
                return policy.with_env(self.env)
        return self.env["collection.policy"]
