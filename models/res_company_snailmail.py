from odoo import api, fields, models


class ResCompany(models.Model):
    """Who posts the company's ordinary letters."""

    _inherit = "res.company"

    collection_letter_way = fields.Selection(
        [("print", "We print and post them"), ("snailmail", "Snailmail posts them")],
        string="Ordinary Letters",
        default="print",
        required=True,
        help="Snailmail is the host's own post: it prints, stamps and posts each "
        "letter, against credits of your IAP account.",
    )
    collection_has_snailmail = fields.Boolean(compute="_compute_uses_snailmail")
    collection_uses_snailmail = fields.Boolean(compute="_compute_uses_snailmail")

    @api.depends("collection_letter_way")
    def _compute_uses_snailmail(self):
        installed = "snailmail.letter" in self.env
        for company in self:
            company.collection_has_snailmail = installed
            chosen = company.collection_letter_way == "snailmail"
            company.collection_uses_snailmail = installed and chosen


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_letter_way = fields.Selection(
        related="company_id.collection_letter_way", readonly=False, required=True
    )
    collection_has_snailmail = fields.Boolean(
        related="company_id.collection_has_snailmail"
    )
