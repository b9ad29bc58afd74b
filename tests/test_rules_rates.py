import doctest
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import debtor, errors, rates, tables
from odoo.addons.account_collection.rules.errors import (
    BadInput,
    BeforeTables,
    DataMissing,
    FactMissing,
    RateMissing,
)
from odoo.addons.account_collection.rules.rates import (
    BusinessDefault,
    ContractRate,
    GivenPeriods,
    LegalMultiple,
    LegalRate,
    PublicBody,
    RatePeriod,
    below_floor,
    legal_column,
    periods,
)
from odoo.addons.account_collection.rules.tables import (
    CHANGES,
    SEMESTER,
    Row,
    Semester,
    Table,
    semesters,
)

from .law_tables import (
    ECB,
    FLOOR_FACTOR,
    JUDGMENT_POINTS,
    LEGAL_INDIVIDUAL,
    LEGAL_OTHER,
    MARGIN_BUSINESS,
    MARGIN_PUBLIC,
)

BUSINESS = BusinessDefault(ECB, MARGIN_BUSINESS)

# business default, public body, legal rate, floor of a contract, individual's column
PUBLISHED = """
2015-S1 10.05 8.05 0.93 2.79 4.06
2016-S1 10.05 8.05 1.01 3.03 4.54
2016-S2 10.00 8.00 0.93 2.79 4.35
2022-S2 10.00 8.00 0.77 2.31 3.15
2023-S1 12.50 10.50 2.06 6.18 4.47
2023-S2 14.00 12.00 4.22 12.66 6.82
2024-S1 14.50 12.50 5.07 15.21 8.01
2024-S2 14.25 12.25 4.92 14.76 8.16
2025-S1 13.15 11.15 3.71 11.13 7.21
2025-S2 12.15 10.15 2.76 8.28 6.65
2026-S1 12.15 10.15 2.62 7.86 6.67
2026-S2 12.40 10.40 2.75 8.25 6.84
"""


@tagged("post_install", "-at_install")
class TestRulesRates(BaseCase):
    def test_doctests(self):
        for module in (errors, debtor, tables, rates):
            result = doctest.testmod(
                module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
            )
            self.assertGreater(result.attempted, 1)
            self.assertEqual(result.failed, 0)

    def test_published_rates_of_the_semesters(self):
        for line in PUBLISHED.strip().splitlines():
            label, *figures = line.split()
            year, half = label.split("-S")
            semester = Semester(int(year), int(half))
            public = PublicBody(ECB, MARGIN_PUBLIC, date(2014, 1, 1), semester.start)
            legal = LegalRate(LEGAL_OTHER)
            individual = LegalRate(LEGAL_INDIVIDUAL)
            for day in (semester.start, semester.end):
                found = [
                    BUSINESS.period(day).rate,
                    public.period(day).rate,
                    legal.period(day).rate,
                    LegalMultiple(LEGAL_OTHER, Decimal(3)).period(day).rate,
                    individual.period(day).rate,
                ]
                self.assertEqual(found, [Decimal(one) for one in figures], label)

    def test_rates_quoted_elsewhere(self):
        """12.50 % on 1 January 2009, 10.25 % for the first half of 2014."""
        self.assertEqual(BUSINESS.period(date(2009, 1, 1)).rate, Decimal("12.50"))
        self.assertEqual(BUSINESS.period(date(2014, 6, 30)).rate, Decimal("10.25"))

    def test_nothing_is_known_before_the_tables(self):
        for rate, day in (
            (BUSINESS, date(2008, 12, 31)),
            (LegalRate(LEGAL_OTHER), date(2014, 12, 31)),
        ):
            with self.assertRaises(BeforeTables) as caught:
                rate.period(day)
            self.assertEqual(caught.exception.data["enter_in"], "law_tables")
        with self.assertRaises(BeforeTables) as caught:
            Table("empty", ()).at(date(2026, 1, 1))
        self.assertIsNone(caught.exception.data["first"])

    def test_nothing_is_known_after_the_tables(self):
        for rate in (BUSINESS, LegalRate(LEGAL_OTHER)):
            with self.assertRaises(RateMissing) as caught:
                rate.period(date(2027, 1, 1))
            self.assertEqual(caught.exception.data["semester"], "2027 S1")
            self.assertIsInstance(caught.exception, DataMissing)

    def test_a_semester_missing_in_the_middle(self):
        without = [row for row in LEGAL_OTHER.rows if row.valid_from.year != 2020]
        legal = LegalRate(Table("legal_other", tuple(without), SEMESTER))
        self.assertEqual(legal.period(date(2019, 12, 31)).rate, Decimal("0.87"))
        with self.assertRaises(RateMissing) as caught:
            legal.period(date(2020, 9, 1))
        self.assertEqual(caught.exception.data["semester"], "2020 S2")

    def test_an_unchanged_rate_is_known_once_somebody_looked(self):
        rows = ECB.rows
        looked = Table("ecb", rows, CHANGES, known_until=date(2027, 1, 4))
        entered = Table("ecb", (*rows, Row(date(2027, 1, 1), Decimal("2.65"))))
        for ecb in (looked, entered):
            rate = BusinessDefault(ecb, MARGIN_BUSINESS)
            self.assertEqual(rate.period(date(2027, 6, 30)).rate, Decimal("12.65"))
            with self.assertRaises(RateMissing):
                rate.period(date(2027, 7, 1))

    def test_a_public_contract_and_its_day(self):
        began = date(2026, 12, 16)
        with self.assertRaises(FactMissing) as caught:
            PublicBody(ECB, MARGIN_PUBLIC, None, began).period(began)
        self.assertEqual(caught.exception.data["fact"], "contract_on")
        with self.assertRaises(BeforeTables):
            PublicBody(ECB, MARGIN_PUBLIC, date(2013, 3, 15), began).period(began)
        rate = PublicBody(ECB, MARGIN_PUBLIC, date(2013, 3, 16), began)
        self.assertEqual(rate.period(date(2031, 5, 1)).rate, Decimal("10.40"))

    def test_the_creditor_chooses_the_column(self):
        self.assertIs(legal_column(LEGAL_OTHER, LEGAL_INDIVIDUAL), LEGAL_OTHER)
        self.assertIs(
            legal_column(LEGAL_OTHER, LEGAL_INDIVIDUAL, creditor_is_professional=False),
            LEGAL_INDIVIDUAL,
        )

    def test_five_points_two_months_after_a_judgment(self):
        rate = LegalRate(LEGAL_OTHER, date(2025, 12, 31), JUDGMENT_POINTS)
        found = [
            (str(one.start), str(one.end), str(one.rate))
            for one in periods(rate, date(2025, 12, 1), date(2026, 7, 2))
        ]
        self.assertEqual(
            found,
            [
                ("2025-12-01", "2025-12-31", "2.76"),
                ("2026-01-01", "2026-02-28", "2.62"),
                ("2026-03-01", "2026-06-30", "7.62"),
                ("2026-07-01", "2026-07-02", "7.75"),
            ],
        )
        for day, expected in ((date(2026, 2, 28), "2.62"), (date(2026, 3, 1), "7.62")):
            self.assertEqual(rate.period(day).rate, Decimal(expected))
        with self.assertRaises(BadInput):
            LegalRate(LEGAL_OTHER, date(2025, 12, 31))

    def test_a_contract_below_the_floor_is_reported_and_kept(self):
        """15 % is below 3 × 5.07 % in 2024 S1, and is what the debt bears."""
        span = date(2023, 7, 1), date(2024, 12, 31)
        rate = ContractRate(Decimal(15))
        (period,) = periods(rate, *span)
        self.assertEqual(period.rate, 15)
        (breach,) = below_floor(rate.rate, *span, LEGAL_OTHER, FLOOR_FACTOR)
        self.assertEqual(breach.semester.label, "2024 S1")
        self.assertEqual(breach.floor, Decimal("15.21"))
        exactly = below_floor(Decimal("15.21"), *span, LEGAL_OTHER, FLOOR_FACTOR)
        self.assertEqual(exactly, ())
        with self.assertRaises(RateMissing):
            below_floor(rate.rate, span[0], date(2027, 1, 1), LEGAL_OTHER, FLOOR_FACTOR)

    def test_the_floor_above_the_default_never_moves_it(self):
        self.assertEqual(BUSINESS.period(date(2024, 3, 1)).rate, Decimal("14.50"))

    def test_given_periods_never_stack(self):
        first = RatePeriod(date(2026, 1, 1), date(2026, 3, 31), Decimal(5))
        second = RatePeriod(date(2026, 3, 31), date(2026, 6, 30), Decimal(7))
        with self.assertRaises(BadInput):
            GivenPeriods((second, first))
        with self.assertRaises(BadInput):
            GivenPeriods((first,)).period(date(2026, 4, 1))
        with self.assertRaises(BadInput):
            GivenPeriods((RatePeriod(second.end, first.start, Decimal(5)),))

    def test_tables_refuse_nonsense(self):
        one, two = Row(date(2026, 1, 1), Decimal(1)), Row(date(2026, 7, 1), Decimal(2))
        for rows, cadence in (
            ((two, one), CHANGES),
            ((one, one), CHANGES),
            ((Row(date(2026, 1, 1), 1.5),), CHANGES),
            ((Row(date(2026, 2, 1), Decimal(1)),), SEMESTER),
            ((one,), "weekly"),
        ):
            with self.assertRaises(BadInput):
                Table("wrong", rows, cadence)

    def test_semesters(self):
        labels = [one.label for one in semesters(date(2025, 6, 30), date(2026, 7, 1))]
        self.assertEqual(labels, ["2025 S1", "2025 S2", "2026 S1", "2026 S2"])

    def test_rates_carry_their_sources(self):
        period = BUSINESS.period(date(2026, 11, 21))
        self.assertEqual(
            [row.valid_from for row in period.rows],
            [date(2026, 6, 17), date(2009, 1, 1)],
        )
