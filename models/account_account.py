from odoo import api, models

NUMBERS = {"code", "code_store", "active", "company_ids"}


class AccountAccount(models.Model):
    _inherit = "account.account"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'account'
        accounts = super().create(vals_list)
        self.env.registry.clear_cache()
        return accounts

    def write(self, vals):
        # EXTENDS 'account'
        result = super().write(vals)
        if NUMBERS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        # EXTENDS 'account'
        self.env.registry.clear_cache()
        return super().unlink()
