from odoo import api, fields, models

from .client_actions import show_list


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_class = fields.Selection(
        [
            ("business", "Business"),
            ("consumer", "Consumer"),
            ("public", "Public body"),
        ],
        string="Debtor Class",
        help="Decides what may be claimed and written. While it is empty the debtor "
        "never gets interest, the 40 EUR indemnity or a formal notice.",
    )
    collection_policy_id = fields.Many2one(
        "collection.policy",
        company_dependent=True,
        check_company=True,
    )
    collection_user_id = fields.Many2one(
        "res.users",
        string="Collector",
        company_dependent=True,
    )
    collection_role = fields.Selection(
        [
            ("accounts", "Accounts payable"),
            ("decision", "Decision maker"),
        ],
        string="Role in Collections",
        help="Accounts payable gets the reminders; the decision maker also gets the "
        "formal notice.",
    )
    collection_case_ids = fields.One2many(
        "collection.case", "partner_id", string="Collection Cases"
    )
    collection_case_count = fields.Integer(compute="_compute_collection_case_count")
    collection_notice_ids = fields.One2many(
        "collection.notice", "partner_id", string="Collection Notices"
    )
    collection_hold_ids = fields.One2many(
        "collection.hold", "partner_id", string="Collection Holds"
    )

    @api.depends("collection_case_ids")
    def _compute_collection_case_count(self):
        counts = dict(
            self.env["collection.case"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.collection_case_count = counts.get(partner.commercial_partner_id, 0)

    def write(self, vals):
        result = super().write(vals)
        if "collection_policy_id" in vals:
            items = self.env["collection.item"].sudo()
            items.search(
                [("partner_id", "in", self.ids), ("is_open", "=", True)]
            )._schedule()
        return result

    def action_view_collection_cases(self):
        """Open the debtor's cases."""
        self.ensure_one()
        return show_list(
            self.env,
            "collection_case_action",
            [("partner_id", "=", self.commercial_partner_id.id)],
        )

    def _collection_contact(self, role="accounts", invoices=None):
        """Return who is written to: the contact of that role, else of accounts payable,
        else the establishment that all of ``invoices`` were made out to, else the
        invoice address.

        :return: one partner.
        """
        self.ensure_one()
        debtor = self.commercial_partner_id
        addressees = invoices.partner_id if invoices else self.browse()
        if not debtor.child_ids and not addressees - debtor:
            return debtor
        contacts = debtor.child_ids.filtered("collection_role")
        by_role = contacts.grouped("collection_role")
        chosen = (by_role.get(role) or by_role.get("accounts") or self.browse())[:1]
        if not chosen and len(addressees) == 1 and addressees != debtor:
            return addressees
        return chosen or self.browse(debtor.address_get(["invoice"])["invoice"])

    def _collection_lang(self):
        """Return the language the debtor is written to in: his own when it is
        installed, else the company's."""
        self.ensure_one()
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        if self.lang in installed:
            return self.lang
        company = self.env.company.partner_id.lang
        return company if company in installed else self.env.lang or "en_US"

    def _collection_registry_words(self):
        """Return the company's number as its country writes it (SIREN, SIRET)."""
        self.ensure_one()
        number = "".join((self.company_registry or "").split())
        label = {9: "SIREN", 14: "SIRET"}.get(len(number))
        if self.country_code != "FR" or not label or not number.isdigit():
            return f"{self.company_registry_label} {number}"
        groups = (number[:3], number[3:6], number[6:9], number[9:])
        return f"{label} {' '.join(groups)}".strip()

    def _collection_user(self, company):
        """Return the collector of this debtor in ``company``, maybe nobody."""
        self.ensure_one()
        own = self.with_company(company).collection_user_id
        return own or company.collection_user_id
