from odoo import fields, models


class CollectionAccessoryWizardLine(models.TransientModel):
    """What one invoice bears, and how much of it a person decides about."""

    _name = "collection.accessory.wizard.line"
    _description = "Interest and Indemnity of an Invoice"

    wizard_id = fields.Many2one(
        "collection.accessory.wizard", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean(string="Chosen", default=True)
    move_id = fields.Many2one("account.move", string="Invoice", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    indemnity_currency_id = fields.Many2one("res.currency", required=True)
    principal = fields.Monetary(string="Open Principal")
    open_interest = fields.Monetary(string="Interest Open")
    open_indemnity = fields.Monetary(
        string="Indemnity Open", currency_field="indemnity_currency_id"
    )
    amount_interest = fields.Monetary(string="Interest Chosen")
    amount_indemnity = fields.Monetary(
        string="Indemnity Chosen", currency_field="indemnity_currency_id"
    )
