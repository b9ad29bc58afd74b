from odoo import api, models


class CollectionRun(models.Model):
    """To play, or to preview, the policies for chosen debtors only."""

    _inherit = "collection.run"

    @api.model
    def _play_for(self, debtors_of):
        """Play the policies now.

        :param debtors_of: ``{company: debtors}``
        :return: the notification that says what was done.
        """
        runs = self.browse()
        for company, debtors in debtors_of.items():
            runs |= self._play_today(company, debtors=debtors)
        return runs._tell(self.env["res.company"].union(*debtors_of))

    @api.model
    def _preview_for(self, debtors_of):
        """Show what would go, for the first of these companies.

        :param debtors_of: ``{company: debtors}``
        """
        company, debtors = next(iter(debtors_of.items()))
        return self.env["collection.preview"]._open_for(company, debtors)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_collection_preview(self):
        """Show what would go to the debtors of these invoices."""
        return self.env["collection.run"]._preview_for(self._collection_debtors())

    def _collection_debtors(self):
        """Return ``{company: debtors}`` of these invoices."""
        return {
            company: moves.commercial_partner_id
            for company, moves in self.grouped("company_id").items()
        }


class CollectionCase(models.Model):
    _inherit = "collection.case"

    def action_preview(self):
        """Show what would go to these cases' debtors."""
        return self.env["collection.run"]._preview_for(self._debtors_of())

    def _debtors_of(self):
        """Return ``{company: debtors}`` of these cases."""
        return {
            company: cases.partner_id
            for company, cases in self.grouped("company_id").items()
        }


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_collection_run(self):
        """Play the policies now for these debtors in the current company."""
        return self.env["collection.run"]._play_for(
            {self.env.company: self.commercial_partner_id}
        )

    def action_collection_preview(self):
        """Show what would go to these debtors in the current company."""
        return self.env["collection.run"]._preview_for(
            {self.env.company: self.commercial_partner_id}
        )
