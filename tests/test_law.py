from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_collection.rules.errors import (
    BadInput,
    BeforeTables,
    DataMissing,
    FactMissing,
    RateMissing,
    Refused,
    RuleError,
)
from odoo.addons.account_collection.rules.rates import BusinessDefault

from .law_common import LawCommon

# Semester: ECB rate on its first day, legal rate "autres cas", "particuliers".
# Written down from the published table; between professionals 10 points are added.
PUBLISHED = """
    2015-01-01 0.05 0.93 4.06; 2015-07-01 0.05 0.99 4.29; 2016-01-01 0.05 1.01 4.54;
    2016-07-01 0.00 0.93 4.35; 2017-01-01 0.00 0.90 4.16; 2017-07-01 0.00 0.90 3.94;
    2018-01-01 0.00 0.89 3.73; 2018-07-01 0.00 0.88 3.60; 2019-01-01 0.00 0.86 3.40;
    2019-07-01 0.00 0.87 3.26; 2020-01-01 0.00 0.87 3.15; 2020-07-01 0.00 0.84 3.11;
    2021-01-01 0.00 0.79 3.14; 2021-07-01 0.00 0.76 3.12; 2022-01-01 0.00 0.76 3.13;
    2022-07-01 0.00 0.77 3.15; 2023-01-01 2.50 2.06 4.47; 2023-07-01 4.00 4.22 6.82;
    2024-01-01 4.50 5.07 8.01; 2024-07-01 4.25 4.92 8.16; 2025-01-01 3.15 3.71 7.21;
    2025-07-01 2.15 2.76 6.65; 2026-01-01 2.15 2.62 6.67; 2026-07-01 2.40 2.75 6.84
"""
# Rows whose source is single or was not read: a manager confirms them first.
DOUBTFUL = {
    "legal_other": {date(2020, 7, 1), date(2026, 7, 1)},
    "legal_private": {
        date(2020, 7, 1),
        date(2022, 1, 1),
        date(2024, 1, 1),
        date(2026, 7, 1),
    },
    "ecb": set(),
    "margin_business": set(),
    "margin_public": {date(2013, 3, 16)},
    "indemnity_business": {date(2013, 1, 1)},
    "indemnity_public": {date(2013, 3, 16)},
}


@tagged("post_install", "-at_install")
class TestLaw(LawCommon):
    """What is shipped, what is missing, and what the tables answer."""

    # -- what is shipped -----------------------------------------------------

    def test_rates_are_those_published_for_each_half_year(self):
        tables = self.Law._tables(self.france)
        rows = [cell.split() for cell in PUBLISHED.split(";")]
        self.assertEqual(len(rows), 24)
        for day, ecb, other, private in rows:
            day = date.fromisoformat(day)
            with self.subTest(day):
                self.assertEqual(tables["ecb"].at(day).value, Decimal(ecb))
                self.assertEqual(tables["legal_other"].at(day).value, Decimal(other))
                self.assertEqual(
                    tables["legal_private"].at(day).value, Decimal(private)
                )
                rates = BusinessDefault(tables["ecb"], tables["margin_business"])
                self.assertEqual(rates.period(day).rate, Decimal(ecb) + 10)
        # Rates of before the half-years above: 12.50 in 2009 S1, 10.25 in 2014 S1.
        rates = BusinessDefault(tables["ecb"], tables["margin_business"])
        self.assertEqual(rates.period(date(2009, 3, 1)).rate, Decimal("12.50"))
        self.assertEqual(rates.period(date(2014, 3, 1)).rate, Decimal("10.25"))

    def test_values_are_exact_decimals_as_people_write_them(self):
        tables = self.Law._tables(self.france)
        self.assertEqual(str(tables["ecb"].at(date(2026, 7, 1)).value), "2.40")
        self.assertEqual(str(tables["margin_business"].rows[0].value), "10")
        self.assertEqual(str(tables["indemnity_business"].rows[0].value), "40.00")
        row = self._law("ecb").row_ids.create(
            {
                "law_id": self._law("ecb").id,
                "valid_from": "2027-01-01",
                "value": 2.3456,
                "source": "x",
            }
        )
        ecb = self.Law._tables(self.france)["ecb"]
        self.assertEqual(ecb.at(row.valid_from).value, Decimal("2.3456"))

    def test_margins_amounts_and_delays(self):
        tables = self.Law._tables(self.france)
        for code, day, value in (
            ("margin_business", date(2009, 1, 1), 10),
            ("margin_public", date(2013, 3, 16), 8),
            ("indemnity_business", date(2013, 1, 1), 40),
            ("indemnity_business", date(2026, 3, 31), 40),
            ("indemnity_public", date(2013, 3, 16), 40),
            ("judgment_surcharge", date(2026, 3, 31), 5),
            ("judgment_surcharge_months", date(2026, 3, 31), 2),
            ("rate_floor_multiple", date(2026, 3, 31), 3),
            ("threshold_small_claims", date(2026, 3, 31), 5000),
            ("threshold_lawyer_commercial", date(2026, 3, 31), 10000),
            # Orders made from 1 September 2026 lapse after 3 months, before it 6.
            ("order_service_months", date(2026, 8, 31), 6),
            ("order_service_months", date(2026, 9, 1), 3),
        ):
            with self.subTest(code=code, day=day):
                self.assertEqual(tables[code].at(day).value, value)
        for code, day in (
            ("margin_business", date(2008, 12, 31)),
            ("margin_public", date(2013, 3, 15)),
            ("indemnity_business", date(2012, 12, 31)),
        ):
            with self.subTest(code=code, day=day), self.assertRaises(BeforeTables):
                tables[code].at(day)

    def test_doubtful_rows_are_those_without_a_second_source(self):
        for code, days in DOUBTFUL.items():
            rows = self._law(code).row_ids
            doubtful = rows.filtered(lambda row: row.confidence == "doubtful")
            self.assertEqual(set(doubtful.mapped("valid_from")), days, code)
        self.assertFalse(self._law("ecb").known_until)
        rows = self.env["collection.law.row"].search(
            [("law_id.country_id", "=", self.france.id)]
        )
        self.assertFalse(rows.filtered(lambda row: not row.source or not row.evidence))

    def test_delays_of_limitation_are_those_the_rules_ask_for(self):
        tables = self.Law._limitation_tables(self.france)
        years = {code: table.rows[-1].value for code, table in tables.items()}
        self.assertEqual(
            years,
            {
                "business": 5,
                "consumer": 2,
                "public": 4,
                "carriage": 1,
                "listed": 1,
                "title": 10,
                "suspended": 6,
            },
        )

    # -- what is missing -----------------------------------------------------

    def test_next_half_year_is_refused_by_name(self):
        tables = self.Law._tables(self.france)
        for code, name in (
            ("ecb", "ECB main refinancing rate"),
            ("legal_other", "Legal interest rate, other cases"),
        ):
            with self.assertRaises(RateMissing) as caught:
                tables[code].at(date(2027, 1, 1))
            sentence = self.Law._explain(caught.exception)
            self.assertIn(name, sentence)
            self.assertIn("2027 S1", sentence)
            self.assertIn("Tables of Law", sentence)

    def test_ecb_stands_to_its_last_row_or_to_the_day_it_was_looked_up(self):
        ecb = self._law("ecb")
        self.assertEqual(ecb._as_table().at(date(2026, 9, 16)).value, Decimal("2.65"))
        with self.assertRaises(RateMissing):
            ecb._as_table().at(date(2026, 9, 17))
        ecb.known_until = "2027-01-01"
        rates = BusinessDefault(
            ecb._as_table(), self.Law._law_table(self.france, "margin_business")
        )
        # 2.65 + 10, in force on 1 January, serves the whole half-year.
        self.assertEqual(rates.period(date(2027, 6, 30)).rate, Decimal("12.65"))
        with self.assertRaises(RateMissing):
            rates.period(date(2027, 7, 1))

    def test_every_error_of_the_rules_has_a_sentence(self):
        day = date(2008, 1, 1)
        errors = [
            (RateMissing("legal_other", "2027 S1"), "2027 S1"),
            (BeforeTables("margin_business", day, date(2009, 1, 1)), "01/01/2009"),
            (BeforeTables("business", day, None), "Limitation between professionals"),
            (FactMissing("debtor_class", "debtor"), "contact"),
            (FactMissing("formal_notice", "notice"), "formal notice"),
            (FactMissing("contract_on", "contract"), "concluded"),
            (FactMissing("else", "contract"), "else"),
            (Refused("agreed_years", "2254 C. civ."), "2254 C. civ."),
            (Refused("agreed_limitation", "L218-1 C. conso"), "L218-1"),
            (Refused("else", "art. 1"), "art. 1"),
            (BadInput("amount", "x"), "amount"),
            (DataMissing("x"), "x"),
            (RuleError("y"), "y"),
        ]
        for error, words in errors:
            with self.subTest(error=repr(error)):
                sentence = self.Law._explain(error)
                self.assertIn(words, sentence)

    def test_country_without_tables_is_told_so(self):
        self.assertEqual(self.Law._tables(self.belgium), {})
        self.assertEqual(self.Law._tables(self.env["res.country"]), {})
        with self.assertRaises(BeforeTables) as caught:
            self.Law._law_table(self.belgium, "ecb").at(date(2026, 1, 1))
        sentence = self.Law._explain(caught.exception, self.belgium)
        self.assertIn("Belgium", sentence)
        self.assertIn("Tables of Law", sentence)

    def test_a_user_enters_the_tables_of_his_country(self):
        law = self.Law.create(
            {
                "name": "Legal rate",
                "code": "legal_other",
                "country_id": self.belgium.id,
                "cadence": "semester",
            }
        )
        self.assertEqual(self.Law._tables(self.belgium)["legal_other"].rows, ())
        law.row_ids.create(
            {
                "law_id": law.id,
                "valid_from": "2026-01-01",
                "value": 4.5,
                "source": "Moniteur belge",
            }
        )
        table = self.Law._tables(self.belgium)["legal_other"]
        self.assertEqual(table.at(date(2026, 6, 30)).value, Decimal("4.5"))
        french = self.Law._tables(self.france)["legal_other"]
        self.assertEqual(french.at(date(2026, 6, 30)).value, Decimal("2.62"))

    # -- texts ---------------------------------------------------------------

    def test_wordings_in_the_language_of_the_law_and_in_english(self):
        day = date(2026, 11, 21)
        french = self.Law._wording("wording_bad_debt_vat", day, "fr_FR", self.france)
        self.assertIn("qui ne peut faire l'objet d'une déduction", french.text)
        self.assertIn("(article 272 du CGI)", french.text)
        self.assertFalse(french.doubtful)
        text, source, doubtful = self.Law._wording(
            "wording_bad_debt_vat", day, "de_DE", self.france
        )
        self.assertIn("may not be deducted", text)
        self.assertIn("272", source)
        self.assertFalse(doubtful)
        # The VAT code is being moved: which article the mention cites is not settled.
        later = self.Law._wording(
            "wording_bad_debt_vat", date(2027, 1, 1), "fr_FR", self.france
        )
        self.assertTrue(later.doubtful)
        with self.assertRaises(RateMissing):
            self.Law._wording(
                "wording_bad_debt_vat", date(2028, 1, 1), "fr_FR", self.france
            )

    def test_twelve_economic_courts_while_the_experiment_lasts(self):
        courts = self.Law._wording(
            "court_economic", date(2025, 1, 1), "fr_FR", self.france
        )
        self.assertEqual(len(courts.text.splitlines()), 12)
        self.assertIn("Tribunal des activités économiques du Mans", courts.text)
        for day, error in (
            (date(2024, 12, 31), BeforeTables),
            (date(2029, 1, 1), RateMissing),
        ):
            with self.assertRaises(error):
                self.Law._wording("court_economic", day, "fr_FR", self.france)
        with self.assertRaises(BeforeTables):
            self.Law._wording("court_economic", day, "fr_FR", self.belgium)

    # -- doubts --------------------------------------------------------------

    def test_doubtful_row_warns_until_a_manager_confirms_it(self):
        tables = self.Law._tables(self.france)
        sure = tables["ecb"].at(date(2026, 7, 1))
        unsure = tables["legal_other"].at(date(2026, 7, 1))
        warnings = self.Law._doubts([sure, unsure, unsure])
        self.assertEqual(len(warnings), 1)
        self.assertIn("Legal interest rate, other cases", warnings[0])
        self.assertIn("2.75 %", warnings[0])
        row = self._row("legal_other", date(2026, 7, 1))
        both = row | self._row("legal_private", date(2026, 7, 1))
        with self.assertRaises(AccessError):
            both.with_user(self.collector).action_confirm()
        both.action_confirm()
        self.assertEqual(row.confidence, "confirmed")
        self.assertEqual(row.vouched_by_id, self.manager)
        self.assertIn("confirmed", row.law_id.message_ids[0].body)
        self.assertEqual(row.law_id.message_ids[0].author_id, self.manager.partner_id)
        fresh = self.Law._tables(self.france)["legal_other"].at(date(2026, 7, 1))
        self.assertEqual(self.Law._doubts([fresh]), [])

    def test_nobody_writes_down_who_confirmed(self):
        row = self._row("legal_other", date(2026, 7, 1))
        with self.assertRaises(AccessError):
            row.vouched_by_id = self.collector

    def test_correction_is_told_and_vouched_for(self):
        row = self._row("legal_other", date(2026, 7, 1))
        row.value = 2.76
        self.assertEqual(row.confidence, "confirmed")
        self.assertEqual(row.vouched_by_id, self.manager)
        self.assertIn("2.75 %", row.law_id.message_ids[0].body)
        self.assertIn("2.76 %", row.law_id.message_ids[0].body)
        table = self.Law._tables(self.france)["legal_other"]
        self.assertEqual(table.at(date(2026, 8, 1)).value, Decimal("2.76"))

    # -- cheap, and shared -----------------------------------------------------

    def test_all_tables_are_one_query_and_then_none(self):
        self.env.flush_all()
        self.Law._forget_tables()
        with self.assertQueryCount(1):
            self.Law._tables(self.france)
            self.Law._law_table(self.france, "ecb")
            self.Law._wording(
                "wording_indemnity", date(2026, 1, 1), "fr_FR", self.france
            )

    def test_read_without_any_right_and_by_every_company(self):
        plain = new_test_user(
            self.env(su=True), login="plain", groups="account.group_account_invoice"
        )
        tables = self.Law.with_user(plain)._tables(self.france)
        self.assertEqual(tables["ecb"].at(date(2026, 7, 1)).value, Decimal("2.40"))
        row = tables["legal_other"].at(date(2026, 7, 1))
        self.assertTrue(self.Law.with_user(plain)._doubts([row]))
        error = RateMissing("ecb", "2027 S1")
        sentence = self.Law.with_user(plain)._explain(error, self.france)
        self.assertIn("ECB main refinancing rate", sentence)

    def test_only_managers_write(self):
        law = self._law("ecb").with_user(self.collector)
        self.assertTrue(law.row_ids)
        with self.assertRaises(AccessError):
            law.known_until = "2027-01-01"
        with self.assertRaises(AccessError):
            law.row_ids[0].value = 9
        with self.assertRaises(AccessError):
            law.row_ids.create(
                {"law_id": law.id, "valid_from": "2027-01-01", "source": "x"}
            )
