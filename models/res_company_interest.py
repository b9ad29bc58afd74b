from odoo import api, fields, models
from odoo.exceptions import ValidationError

RATE_KINDS = [
    ("law", "By law"),
    ("contract", "Contract rate, percent a year"),
    ("multiple", "Multiple of the legal rate"),
]


class ResCompany(models.Model):
    """What the creditor agreed about late-payment interest, and how he counts it."""

    _inherit = "res.company"

    collection_rate_kind = fields.Selection(
        RATE_KINDS,
        string="Late-Payment Rate",
        default="law",
        required=True,
        help="Between professionals: the law's default rate (ECB + 10 in France) "
        "unless your terms of sale name another. Consumers and public bodies: always "
        "by law.",
    )
    collection_rate = fields.Float(
        string="Rate",
        digits=(16, 4),
        help="Percent a year, or how many times the legal rate.",
    )
    collection_divisor = fields.Selection(
        [("365", "365"), ("actual", "365, in a leap year 366")],
        string="Days in a Year",
        default="365",
        required=True,
        help="What interest of a day is divided by. No text decides for leap years.",
    )
    collection_imputation = fields.Selection(
        [
            ("booked", "As booked: the invoice it is matched with, principal first"),
            ("legal", "By law: interest first (art. 1343-1 of the Civil Code)"),
        ],
        string="What a Payment Pays",
        default="booked",
        required=True,
        help="Decides what claim statements say; the ledger stays as it is.",
    )
    collection_indemnity_each = fields.Boolean(
        string="Indemnity for Each Instalment",
        help="The fixed indemnity once for each late instalment instead of once for "
        "each late invoice.",
    )

    @api.constrains("collection_rate_kind", "collection_rate")
    def _check_collection_rate(self):
        self.env["res.partner"]._check_rate(self)


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_rate_kind = fields.Selection(
        RATE_KINDS,
        string="Late-Payment Rate",
        company_dependent=True,
        help="What the contract with this customer says; empty: as in the settings.",
    )
    collection_rate = fields.Float(string="Rate", company_dependent=True)

    @api.constrains("collection_rate_kind", "collection_rate")
    def _check_collection_rate(self):
        self._check_rate(self)

    @api.model
    def _check_rate(self, records):
        for record in records:
            agreed = record.collection_rate_kind in ("contract", "multiple")
            if agreed and record.collection_rate <= 0:
                raise ValidationError(
                    self.env._(
                        "%s: enter the late-payment rate that was agreed.",
                        record.display_name,
                    )
                )

    def _collection_agreed_rate(self, company):
        """Return ``(kind, rate)`` of what was agreed with this debtor, else by the
        company's terms."""
        self.ensure_one()
        own = self.commercial_partner_id.with_company(company)
        source = own if own.collection_rate_kind else company
        return source.collection_rate_kind or "law", source.collection_rate
