from odoo import api, models
from odoo.exceptions import UserError

from ..rules.escalation import CALENDAR
from .collection_stage import ALWAYS
from .public_holidays import known_holidays


class CollectionPolicy(models.Model):
    """What the terms of its stages ask of a policy."""

    _inherit = "collection.policy"

    def _country_code(self, company):
        country = company.country_id or company.account_fiscal_country_id
        return country.code

    def _holidays(self, ladder, company):
        """Return the public holidays a ladder needs, nothing where it counts in days
        of the calendar. Of a country whose holidays are not known only the weekends
        are left out."""
        if all(rung.kind == CALENDAR for rung in ladder):
            return ()
        return known_holidays(self._country_code(company or self.env.company))

    def _conditional_stages(self):
        """Return the stages that wait for an outcome."""
        return self.stage_ids.filtered(lambda stage: stage.condition != ALWAYS)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        stages = self.with_context(active_test=False).stage_ids
        used = stages._used()
        if used:
            raise UserError(
                self.env._(
                    "Policy “%s” is part of the history of debts: archive it instead "
                    "of deleting it.",
                    used[0].policy_id.name,
                )
            )
