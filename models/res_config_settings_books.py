from odoo import api, fields, models

from .res_company_books import FRENCH_ACCOUNTS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_account_interest_id = fields.Many2one(
        related="company_id.collection_account_interest_id", readonly=False
    )
    collection_account_indemnity_id = fields.Many2one(
        related="company_id.collection_account_indemnity_id", readonly=False
    )
    collection_account_fees_id = fields.Many2one(
        related="company_id.collection_account_fees_id", readonly=False
    )
    collection_account_acts_id = fields.Many2one(
        related="company_id.collection_account_acts_id", readonly=False
    )
    collection_account_doubtful_id = fields.Many2one(
        related="company_id.collection_account_doubtful_id", readonly=False
    )
    collection_account_allowance_id = fields.Many2one(
        related="company_id.collection_account_allowance_id", readonly=False
    )
    collection_account_allowance_expense_id = fields.Many2one(
        related="company_id.collection_account_allowance_expense_id", readonly=False
    )
    collection_account_allowance_release_id = fields.Many2one(
        related="company_id.collection_account_allowance_release_id", readonly=False
    )
    collection_account_loss_id = fields.Many2one(
        related="company_id.collection_account_loss_id", readonly=False
    )
    collection_account_loss_prior_id = fields.Many2one(
        related="company_id.collection_account_loss_prior_id", readonly=False
    )
    collection_account_recovery_id = fields.Many2one(
        related="company_id.collection_account_recovery_id", readonly=False
    )
    collection_journal_accessories_id = fields.Many2one(
        related="company_id.collection_journal_accessories_id", readonly=False
    )
    collection_journal_bad_debts_id = fields.Many2one(
        related="company_id.collection_journal_bad_debts_id", readonly=False
    )
    collection_tax_id = fields.Many2one(
        related="company_id.collection_tax_id", readonly=False
    )
    collection_proposed = fields.Char(
        compute="_compute_collection_proposed",
        string="Accounts of the French Chart",
        help="Used where the setting is empty.",
    )

    @api.depends(
        "company_id", *(f"collection_account_{code}_id" for code in FRENCH_ACCOUNTS)
    )
    def _compute_collection_proposed(self):
        for settings in self:
            found = [
                settings.company_id._collection_proposal(code)
                for code in FRENCH_ACCOUNTS
                if not settings[f"collection_account_{code}_id"]
            ]
            settings.collection_proposed = ", ".join(
                account.code for account in found if account
            )

    def action_take_proposals(self):
        """Take the accounts that the French chart has for what is not chosen yet."""
        self.ensure_one()
        self.company_id._collection_take_proposals()
        return {"type": "ir.actions.client", "tag": "reload"}
