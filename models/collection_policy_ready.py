from odoo import fields, models


class CollectionPolicy(models.Model):
    """Ready policies: patterns that are never played; what is installed is a copy."""

    _inherit = "collection.policy"

    is_ready = fields.Boolean(string="Ready Policy", copy=False, readonly=True)
    source = fields.Char(
        readonly=True, help="The article whose order of steps this policy follows."
    )

    def action_install(self):
        """Install a copy of a ready policy in the current company and open it; it is
        played once it is chosen for debtors."""
        self.ensure_one()
        policy = self.copy(
            {
                "name": self.name,
                "active": True,
                "company_id": self.env.company.id,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": policy.id,
            "view_mode": "form",
        }
