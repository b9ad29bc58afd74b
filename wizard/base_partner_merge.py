from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Two debtors that become one have one open case: what is open in the others
        goes on in the first."""
        # EXTENDS 'base'
        self.env["collection.case"].sudo()._join(dst_partner, src_partners)
        return super()._update_foreign_keys(src_partners, dst_partner)
