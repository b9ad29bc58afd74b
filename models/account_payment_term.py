from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules.working_days import BUSINESS, WORKING, add_days
from .public_holidays import country_holidays

CALENDAR = "calendar"


class AccountPaymentTerm(models.Model):
    """An early-payment discount whose days are counted as people work."""

    _inherit = "account.payment.term"

    collection_discount_days_kind = fields.Selection(
        [
            (CALENDAR, "Calendar days"),
            (WORKING, "Working days, Mon-Sat"),
            (BUSINESS, "Business days, Mon-Fri"),
        ],
        string="Discount Days Counted In",
        default=CALENDAR,
        help="Working days are Monday to Saturday, business days Monday to Friday, "
        "both without the public holidays of the company's country. The day of the "
        "invoice is not counted.",
    )

    @api.constrains("collection_discount_days_kind", "early_discount")
    def _check_collection_calendar(self):
        for term in self:
            if term._collection_counts_working_days():
                company = term._collection_company()
                term._collection_holidays(company)

    @api.depends("collection_discount_days_kind")
    def _compute_example_preview(self):
        # EXTENDS 'account'
        return super()._compute_example_preview()

    def _compute_terms(
        self,
        date_ref,
        currency,
        company,
        tax_amount,
        tax_amount_currency,
        sign,
        untaxed_amount,
        untaxed_amount_currency,
        cash_rounding=None,
    ):
        # EXTENDS 'account'
        terms = super()._compute_terms(
            date_ref,
            currency,
            company,
            tax_amount,
            tax_amount_currency,
            sign,
            untaxed_amount,
            untaxed_amount_currency,
            cash_rounding=cash_rounding,
        )
        if self._collection_counts_working_days():
            terms["discount_date"] = self._collection_discount_date(date_ref, company)
        return terms

    def _get_last_discount_date(self, date_ref):
        # EXTENDS 'account'
        last = super()._get_last_discount_date(date_ref)
        if last and self._collection_counts_working_days():
            return self._collection_discount_date(date_ref, self._collection_company())
        return last

    def _collection_counts_working_days(self):
        kind = self.collection_discount_days_kind
        return self.early_discount and bool(kind) and kind != CALENDAR

    def _collection_company(self):
        return self.company_id or self.env.company

    def _collection_discount_date(self, date_ref, company):
        return add_days(
            date_ref,
            self.discount_days,
            self.collection_discount_days_kind,
            self._collection_holidays(company),
        )

    def _collection_holidays(self, company):
        """Return the public holidays of the company's country.

        :raises UserError: the library is not there, or does not know the country.
        """
        country = company.country_id or company.account_fiscal_country_id
        try:
            return country_holidays(country.code)
        except ImportError as error:
            raise UserError(
                self.env._(
                    "Discounts in working days need the Python package “holidays”: "
                    "install it, or count the discount in calendar days."
                )
            ) from error
        except LookupError as error:
            raise UserError(
                self.env._(
                    "The public holidays of %s are not known: set the company's "
                    "country, or count the discount in calendar days.",
                    country.name or company.name,
                )
            ) from error
