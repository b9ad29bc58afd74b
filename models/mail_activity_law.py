from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    collection_law_on = fields.Date(
        string="Value Needed From",
        help="The half-year for which a table of law needs its value.",
    )
