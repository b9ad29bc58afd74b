from odoo import api, models


class ResConfigSettings(models.TransientModel):
    """Switching collections on: where old debts wait, a manager first decides how they
    enter."""

    _inherit = "res.config.settings"

    @api.model
    def get_values(self):
        active = self.env.company.collection_active
        return {**super().get_values(), "collection_active": active}

    def set_values(self):
        result = super().set_values()
        company = self.company_id
        if self.collection_active != company.collection_active and (
            not self._collection_starts()
        ):
            company.collection_active = self.collection_active
        return result

    def execute(self):
        # EXTENDS 'base_setup'
        starts = self._collection_starts()
        result = super().execute()
        if starts:
            return self.env["collection.start.wizard"]._open_for(self.company_id)
        return result

    def _collection_starts(self):
        """Tell whether collections are being switched on over old debts."""
        return (
            self.collection_active
            and not self.company_id.collection_active
            and self.env["collection.start.wizard"]._has_old_debts(self.company_id)
        )

    def action_start_collections(self):
        """Decide how old debts enter."""
        self.ensure_one()
        return self.env["collection.start.wizard"]._open_for(self.company_id)
