import doctest
import sys
from datetime import date, timedelta
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import working_days
from odoo.addons.account_collection.rules.errors import BadInput

from .common import CollectionCommon

DAY0 = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: DAY0 + timedelta(days=n))


@tagged("post_install", "-at_install")
class TestWorkingDays(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(
            working_days, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
        )
        self.assertGreater(result.attempted, 6)
        self.assertEqual(result.failed, 0)

    @settings(max_examples=200, deadline=None)
    @given(days, st.integers(1, 40), st.frozensets(days, max_size=20))
    def test_so_many_days_count_up_to_the_last_one(self, start, wanted, off):
        for kind, week in (("working", 6), ("business", 5)):
            last = working_days.add_days(start, wanted, kind, off)
            passed = [
                start + timedelta(days=n) for n in range(1, (last - start).days + 1)
            ]
            counted = [
                day for day in passed if day.isoweekday() <= week and day not in off
            ]
            self.assertEqual(len(counted), wanted)
            self.assertEqual(counted[-1], last)

    def test_no_other_kind(self):
        with self.assertRaises(BadInput):
            working_days.add_days(DAY0, 1, "calendar", ())


@tagged("post_install", "-at_install")
class TestEarlyDiscount(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.term = cls._term("working")

    @classmethod
    def _term(cls, kind, **vals):
        return (
            cls.env(su=True)["account.payment.term"]
            .with_company(cls.company)
            .create(
                {
                    "name": f"2 % within 10 {kind} days",
                    "early_discount": True,
                    "discount_percentage": 2.0,
                    "discount_days": 10,
                    "collection_discount_days_kind": kind,
                    "line_ids": [
                        Command.create(
                            {"value": "percent", "value_amount": 100, "nb_days": 60}
                        )
                    ],
                    **vals,
                }
            )
        )

    def _invoice_of(self, on, term):
        return self._invoice(
            invoice_date=on, invoice_payment_term_id=term.id, invoice_date_due=False
        )

    def _discount_date(self, on, kind):
        invoice = self._invoice_of(on, self._term(kind))
        return invoice.line_ids.filtered("date_maturity").discount_date

    def test_around_the_first_and_the_eighth_of_may(self):
        thursday = date(2026, 4, 30)
        # Sat 2 (1), Mon 4 to Thu 7 (5), Sat 9 (6), Mon 11 to Wed 13 (9), Fri 15 (10);
        # 1, 8 and Ascension 14 May are public holidays.
        self.assertEqual(self._discount_date(thursday, "working"), date(2026, 5, 15))
        # Mon 4 to Thu 7 (4), Mon 11 to Wed 13 (7), Fri 15 (8), Mon 18 (9), Tue 19 (10)
        self.assertEqual(self._discount_date(thursday, "business"), date(2026, 5, 19))
        self.assertEqual(self._discount_date(thursday, "calendar"), date(2026, 5, 10))

    def test_around_easter_monday(self):
        thursday = date(2026, 4, 2)
        # Fri 3 (1), Sat 4 (2), Tue 7 to Sat 11 (7), Mon 13 to Wed 15 (10); Easter
        # Monday is 6 April.
        self.assertEqual(self._discount_date(thursday, "working"), date(2026, 4, 15))
        # Fri 3 (1), Tue 7 to Fri 10 (5), Mon 13 to Fri 17 (10)
        self.assertEqual(self._discount_date(thursday, "business"), date(2026, 4, 17))

    def test_over_new_year(self):
        # Mon 28 to Thu 31 December (4), Sat 2 January (5), Mon 4 to Fri 8 (10)
        self.assertEqual(
            self._discount_date(date(2026, 12, 26), "working"), date(2027, 1, 8)
        )

    def _wizard(self, invoice, on):
        return (
            self.env(su=True)["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"payment_date": on})
        )

    def test_the_last_day_still_gets_the_discount(self):
        invoice = self._invoice_of(date(2026, 4, 30), self.term)
        self.assertEqual(self._wizard(invoice, date(2026, 5, 16)).amount, 1000.0)
        wizard = self._wizard(invoice, date(2026, 5, 15))
        # 1000 less 2 %
        self.assertEqual(wizard.amount, 980.0)
        wizard._create_payments()
        self.assertEqual(invoice.amount_residual, 0.0)

    def test_two_invoices_each_by_its_own_day(self):
        terms = self.term | self._term("business")
        invoices = [self._invoice_of(date(2026, 4, 30), term) for term in terms]
        self.assertEqual(
            [one.line_ids.filtered("date_maturity").discount_date for one in invoices],
            [date(2026, 5, 15), date(2026, 5, 19)],
        )

    def test_the_same_day_wherever_the_host_says_it(self):
        self.term.example_date = date(2026, 4, 30)
        self.assertEqual(
            self.term._get_last_discount_date(date(2026, 4, 30)), date(2026, 5, 15)
        )
        self.assertIn("05/15/2026", self.term.example_preview_discount)
        self.term.collection_discount_days_kind = "business"
        self.assertIn("05/19/2026", self.term.example_preview_discount)
        self.assertFalse(
            self._term("working", early_discount=False)._get_last_discount_date(DAY0)
        )

    def test_an_ordinary_term_asks_no_calendar(self):
        plain = self._term("calendar")
        unset = self._term(False)
        with patch.object(
            self.env.registry["account.payment.term"],
            "_collection_holidays",
            side_effect=AssertionError,
        ):
            invoices = [self._invoice_of(DAY0, term) for term in plain | unset]
        for invoice in invoices:
            self.assertEqual(
                invoice.line_ids.filtered("date_maturity").discount_date,
                date(2026, 1, 11),
            )

    def test_a_missing_library_is_named(self):
        with (
            patch.dict(sys.modules, {"holidays": None}),
            self.assertRaisesRegex(UserError, "package “holidays”"),
        ):
            self._term("working")

    def test_an_unknown_country_is_named(self):
        self.company.sudo().country_id = self.env.ref("base.xk")
        with self.assertRaisesRegex(UserError, "holidays of Kosovo"):
            self._term("working", company_id=self.company.id)
