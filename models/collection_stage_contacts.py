from odoo import fields, models


class CollectionStage(models.Model):
    """To whom a stage speaks, and who in the house gets a copy."""

    _inherit = "collection.stage"

    contact_role = fields.Selection(
        [
            ("accounts", "Accounts payable"),
            ("decision", "Decision maker"),
            ("both", "Both"),
        ],
        string="Contact",
        required=True,
        default="accounts",
        help="Who receives it, where the debtor has such a contact. Both: it is "
        "addressed to accounts payable, and an e-mail goes to the decision maker too, "
        "as always with a formal notice.",
    )
    copy_salesperson = fields.Boolean(
        string="Copy to the Salesperson",
        help="The salesperson of the invoices gets a copy once the notice has left. It "
        "stays in the house and is no contact with the debtor.",
    )

    def _addressed_role(self):
        """Return the role of the contact this stage is addressed to."""
        self.ensure_one()
        return "decision" if self.contact_role == "decision" else "accounts"

    def _tells_decision_maker(self):
        """Tell whether an e-mail of this stage goes to the decision maker too."""
        self.ensure_one()
        return self.is_formal_notice or self.contact_role == "both"
