from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_contract_date = fields.Date(
        string="Contract Concluded On",
        company_dependent=True,
        help="The day the contract with this public body was concluded, for all "
        "invoices that do not say another.",
    )
