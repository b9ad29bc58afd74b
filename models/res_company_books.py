from odoo import Command, fields, models, tools
from odoo.exceptions import UserError

# Code of an account → the number of the French chart (plan comptable général,
# ANC 2014-03 as amended by ANC 2022-06), matched from its beginning.
FRENCH_ACCOUNTS = {
    "interest": "7631",
    "indemnity": "758",
    "fees": "6226",
    "acts": "6227",
    "doubtful": "416",
    "allowance": "491",
    "allowance_expense": "68174",
    "allowance_release": "78174",
    "loss": "6541",
    "loss_prior": "6544",
    "recovery": "7583",
}
JOURNAL_TYPES = {"accessories": "sale", "bad_debts": "general"}
BAD_DEBT_JOURNAL = "DOUT"


class ResCompany(models.Model):
    """The accounts, journals and tax of accessories and bad debts.

    An empty setting stands for the account that the French chart has for it; any
    other chart names its own. Nothing is posted to an account nobody can see: the
    wizards show the entries first.
    """

    _inherit = "res.company"

    collection_account_interest_id = fields.Many2one(
        "account.account",
        string="Late Interest Account",
        check_company=True,
        domain="[('internal_group', '=', 'income')]",
    )
    collection_account_indemnity_id = fields.Many2one(
        "account.account",
        string="Recovery Indemnity Account",
        check_company=True,
        domain="[('internal_group', '=', 'income')]",
    )
    collection_account_fees_id = fields.Many2one(
        "account.account",
        string="Recovery Fees Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    collection_account_acts_id = fields.Many2one(
        "account.account",
        string="Acts and Litigation Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    collection_account_doubtful_id = fields.Many2one(
        "account.account",
        string="Doubtful Debts Account",
        check_company=True,
        domain="[('reconcile', '=', True), ('internal_group', '=', 'asset')]",
        help="What a debtor owes is moved here, tax included, when it is doubtful.",
    )
    collection_account_allowance_id = fields.Many2one(
        "account.account",
        string="Allowance for Doubtful Debts Account",
        check_company=True,
        domain="[('internal_group', 'in', ('asset', 'liability'))]",
    )
    collection_account_allowance_expense_id = fields.Many2one(
        "account.account",
        string="Allowance Expense Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    collection_account_allowance_release_id = fields.Many2one(
        "account.account",
        string="Release of Allowance Account",
        check_company=True,
        domain="[('internal_group', 'in', ('income', 'expense'))]",
    )
    collection_account_loss_id = fields.Many2one(
        "account.account",
        string="Loss on Claims of the Year Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    collection_account_loss_prior_id = fields.Many2one(
        "account.account",
        string="Loss on Claims of Earlier Years Account",
        check_company=True,
        domain="[('internal_group', '=', 'expense')]",
    )
    collection_account_recovery_id = fields.Many2one(
        "account.account",
        string="Money after a Loss Account",
        check_company=True,
        domain="[('internal_group', '=', 'income')]",
        help="What comes in after the claim was written off.",
    )
    collection_journal_accessories_id = fields.Many2one(
        "account.journal",
        string="Journal for Late Interest",
        check_company=True,
        domain="[('type', '=', 'sale')]",
    )
    collection_journal_bad_debts_id = fields.Many2one(
        "account.journal",
        string="Journal for Bad Debts",
        check_company=True,
        domain="[('type', '=', 'general')]",
    )
    collection_tax_id = fields.Many2one(
        "account.tax",
        string="Out-of-Scope Tax",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale'), ('amount', '=', 0)]",
        help="Late interest and the recovery indemnity are outside VAT. A line without "
        "any tax breaks electronic invoices, so this one says so.",
    )

    # -- accounts ------------------------------------------------------------

    def _collection_account(self, code):
        """Return the account for ``code``, a key of ``FRENCH_ACCOUNTS``.

        :raises UserError: none is set and no French chart has one
        """
        self.ensure_one()
        account = self._collection_account_if_any(code)
        if not account:
            raise UserError(
                self.env._(
                    "The setting “%(setting)s” of %(company)s is empty: choose the "
                    "account in Settings, Accounting, Collections.",
                    setting=self._collection_setting_name(f"account_{code}"),
                    company=self.display_name,
                )
            )
        return account

    def _collection_account_if_any(self, code):
        """Return the account for ``code``, or an empty recordset."""
        self.ensure_one()
        chosen = self.sudo()[f"collection_account_{code}_id"].with_env(self.env)
        return chosen or self._collection_proposal(code)

    def _collection_proposal(self, code):
        """Return the account that a French chart has for ``code``, if any."""
        return self._collection_chart_accounts(code)[:1]

    def _collection_accounts_like(self, code):
        """Return the account set for ``code`` and, in a French chart, all those below
        its number: what people book by hand is recognised too."""
        self.ensure_one()
        chosen = self.sudo()[f"collection_account_{code}_id"].with_env(self.env)
        return chosen | self._collection_chart_accounts(code)

    def _collection_chart_accounts(self, code):
        self.ensure_one()
        accounts = self.env["account.account"].with_company(self)
        if not self._collection_is_french():
            return accounts
        return accounts.browse(self._collection_chart_ids(FRENCH_ACCOUNTS[code]))

    @tools.ormcache("self.id", "number")
    def _collection_chart_ids(self, number):
        """Return the ids of the accounts below a number of the chart, in its order.

        Every reading of the ledger asks for them; see ``account_account.py`` for when
        they are forgotten.
        """
        accounts = self.env["account.account"].sudo().with_company(self)
        found = accounts.search(
            [*accounts._check_company_domain(self), ("code", "=like", f"{number}%")],
            order="id",
        )
        return tuple(found.sorted("code").ids)

    def _collection_is_french(self):
        company = self.sudo()
        root = company.root_id
        return (company.account_fiscal_country_id or root.country_id).code == "FR" or (
            root.chart_template or ""
        ).startswith("fr")

    def _collection_setting_name(self, name):
        field = self._fields[f"collection_{name}_id"]
        return field._description_string(self.env)

    def _collection_take_proposals(self):
        """Write the French chart's accounts where nothing is chosen yet."""
        for company in self:
            found = {
                f"collection_account_{code}_id": company._collection_proposal(code).id
                for code in FRENCH_ACCOUNTS
                if not company[f"collection_account_{code}_id"]
            }
            company.write({name: id for name, id in found.items() if id})

    # -- journals ------------------------------------------------------------

    def _collection_journal(self, kind):
        """Return the journal for ``accessories`` or ``bad_debts``; that for bad debts
        is made when none is chosen, the other is the first sale journal.

        :raises UserError: there is no sale journal
        """
        self.ensure_one()
        company = self.sudo()
        journal = company[f"collection_journal_{kind}_id"]
        if not journal and kind == "bad_debts":
            journal = company._collection_make_journal()
        if not journal:
            journals = self.env["account.journal"].sudo()
            journal = journals.search(
                [
                    *journals._check_company_domain(company),
                    ("type", "=", JOURNAL_TYPES[kind]),
                ],
                limit=1,
            )
        if not journal:
            raise UserError(
                self.env._(
                    "The setting “%(setting)s” of %(company)s is empty: choose the "
                    "journal in Settings, Accounting, Collections.",
                    setting=self._collection_setting_name(f"journal_{kind}"),
                    company=self.display_name,
                )
            )
        return journal.with_env(self.env)

    def _collection_make_journal(self):
        journals = self.env["account.journal"]
        journal = journals.search(
            [
                *journals._check_company_domain(self),
                ("type", "=", "general"),
                ("code", "=", BAD_DEBT_JOURNAL),
            ],
            limit=1,
        )
        if not journal:
            lang = self._collection_lang()
            journal = journals.create(
                {
                    "name": self.with_context(lang=lang).env._("Bad Debts"),
                    "code": BAD_DEBT_JOURNAL,
                    "type": "general",
                    "company_id": self.id,
                    "show_on_dashboard": False,
                }
            )
        self.collection_journal_bad_debts_id = journal
        return journal

    # -- tax -----------------------------------------------------------------

    def _collection_tax(self):
        """Return the 0 % sale tax outside the scope of VAT; made when none is chosen.

        It carries no tag, so the VAT report does not see it.
        """
        self.ensure_one()
        company = self.sudo()
        if not company.collection_tax_id:
            company.collection_tax_id = company._collection_make_tax()
        return company.collection_tax_id.with_env(self.env)

    def _collection_make_tax(self):
        taxes = self.env["account.tax"].with_company(self)
        words = self.with_context(lang=self._collection_lang()).env
        line = {"repartition_type": "tax", "factor_percent": 100.0}
        base = {"repartition_type": "base"}
        vals = {
            "name": words._("0% Out of Scope"),
            "invoice_label": words._("Outside the scope of VAT"),
            "type_tax_use": "sale",
            "amount_type": "percent",
            "amount": 0.0,
            "company_id": self.id,
            "country_id": self.account_fiscal_country_id.id or self.country_id.id,
            "tax_group_id": self._collection_tax_group().id,
            "invoice_repartition_line_ids": [
                Command.create(base),
                Command.create(line),
            ],
            "refund_repartition_line_ids": [Command.create(base), Command.create(line)],
        }
        if "ubl_cii_tax_category_code" in taxes._fields:
            vals["ubl_cii_tax_category_code"] = "O"
            vals["ubl_cii_tax_exemption_reason_code"] = "VATEX-EU-O"
        return taxes.create(vals)

    def _collection_tax_group(self):
        """Return the group of the 0 % taxes already there, or a new one."""
        taxes = self.env["account.tax"].with_company(self)
        nil = taxes.search(
            [
                *taxes._check_company_domain(self),
                ("type_tax_use", "=", "sale"),
                ("amount_type", "=", "percent"),
                ("amount", "=", 0),
            ],
            limit=1,
        )
        if nil:
            return nil.tax_group_id
        return self.env["account.tax.group"].create(
            {
                "name": "0%",
                "company_id": self.id,
                "country_id": self.account_fiscal_country_id.id or self.country_id.id,
            }
        )
