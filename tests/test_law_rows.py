import doctest
from datetime import date
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.account_collection.models import (
    collection_law_picture,
    collection_law_row,
)

from .law_common import LawCommon


@tagged("post_install", "-at_install")
class TestLawRows(LawCommon):
    """What may be written into the tables, and what is remembered of it."""

    def test_examples_in_the_code(self):
        for module in (collection_law_row, collection_law_picture):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)

    # -- what may be written ---------------------------------------------------

    def test_half_year_begins_on_its_anchor(self):
        values = {
            "law_id": self._law("legal_other").id,
            "value": 2.8,
            "source": "x",
        }
        Rows = self.env["collection.law.row"]
        with self.assertRaisesRegex(ValidationError, "1 January or 1 July"):
            Rows.create({**values, "valid_from": "2027-01-02"})
        self.assertTrue(Rows.create({**values, "valid_from": "2027-01-01"}))

    def test_one_kind_of_value_and_a_positive_one(self):
        Rows = self.env["collection.law.row"]
        for code, vals, words in (
            ("indemnity_business", {"value": 0}, "figure is missing"),
            ("indemnity_business", {"value": 40, "text": "x"}, "has no text"),
            ("wording_indemnity", {"text": ""}, "text is missing"),
            ("wording_indemnity", {"text": "x", "value": 1}, "no figure"),
            ("ecb", {"value": -0.5}, "_positive"),
        ):
            row = {
                "law_id": self._law(code).id,
                "valid_from": "2027-01-01",
                "source": "x",
                **vals,
            }
            with (
                self.subTest(code=code, vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex((ValidationError, IntegrityError), words),
                self.cr.savepoint(),
            ):
                Rows.create(row)
        # A rate of nothing is a rate: the ECB's stood at 0.00 from 2016 to 2022.
        zero = {"law_id": self._law("ecb").id, "value": 0, "source": "x"}
        self.assertTrue(Rows.create({**zero, "valid_from": "2027-01-01"}))

    @mute_logger("odoo.sql_db")
    def test_one_value_a_day_and_one_table_a_code(self):
        row = self._row("ecb", date(2026, 9, 16))
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            row.copy({"value": 3})
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.Law.create({"name": "x", "code": "ecb", "country_id": self.france.id})

    def test_shipped_rows_are_archived_not_deleted(self):
        row = self._row("ecb", date(2026, 9, 16))
        with self.assertRaisesRegex(UserError, "archive"):
            row.unlink()
        with self.assertRaisesRegex(UserError, "archive"):
            self._law("ecb").unlink()
        row.active = False
        table = self.Law._tables(self.france)["ecb"]
        self.assertEqual(table.rows[-1].valid_from, date(2026, 6, 17))
        self.Law.sudo()._load_shipped()
        self.assertFalse(row.active)
        table = self.Law._tables(self.france)["ecb"]
        self.assertEqual(table.rows[-1].valid_from, date(2026, 6, 17))

    def test_shape_of_a_shipped_table_stays(self):
        ecb = self._law("ecb")
        for vals in (
            {"code": "bce"},
            {"cadence": "law"},
            {"unit": "points"},
            {"country_id": self.belgium.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                ecb.write(vals)
        ecb.write({"name": "Key rate", "note": "x"})
        self.assertEqual(ecb.name, "Key rate")

    def test_own_table_keeps_rows_that_fit_it(self):
        law = self.Law.create(
            {"name": "x", "code": "x", "country_id": self.belgium.id, "cadence": "law"}
        )
        law.row_ids.create(
            {"law_id": law.id, "valid_from": "2026-03-03", "value": 1, "source": "x"}
        )
        with self.assertRaises(ValidationError):
            law.cadence = "semester"
        with self.assertRaises(ValidationError):
            law.write({"unit": "text"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            law.write({"unit": "money"})
            self.env.flush_all()

    def test_tables_made_for_another_country_are_empty(self):
        self.company.sudo().account_fiscal_country_id = self.belgium
        both = self._law("legal_other") | self._law("indemnity_business")
        both.action_use_in_my_country()
        tables = self.Law._tables(self.belgium)
        self.assertEqual(set(tables), {"legal_other", "indemnity_business"})
        self.assertEqual(tables["legal_other"].rows, ())
        self.assertEqual(tables["legal_other"].cadence, "semester")
        # A second time makes no second table.
        both.action_use_in_my_country()
        self.assertEqual(len(self._law("legal_other", self.belgium)), 1)

    def test_all_doubts_of_two_tables_are_confirmed_at_once(self):
        both = self._law("legal_other") | self._law("legal_private")
        self.assertEqual(both.mapped("doubtful_count"), [2, 4])
        both.action_confirm_rows()
        self.assertEqual(both.mapped("doubtful_count"), [0, 0])
        self.assertEqual(
            self._row("legal_private", date(2022, 1, 1)).vouched_by_id, self.manager
        )

    def test_figures_are_written_as_people_write_them(self):
        fr = self.Law.with_context(lang="fr_FR")
        for law, value, words in (
            (self._law("ecb"), "2.4", "2.40 %"),
            (self._law("ecb"), "2.345", "2.345 %"),
            (self._law("ecb").with_env(fr.env), "2.4", "2,40 %"),
            (self._law("limitation_carriage"), "1", "1 year"),
            (self._law("limitation_business"), "5", "5 years"),
            (self._law("order_consign_days"), "15", "15 days"),
            (self._law("order_opposition_months"), "1", "1 month"),
            (self._law("margin_public"), "8", "8 points"),
            (self._law("rate_floor_multiple"), "3", "3 times"),
            (self._law("threshold_economic_court_staff"), "250", "250 people"),
        ):
            self.assertEqual(law._format(Decimal(value)), words)
        self.assertIn("40.00", self._law("indemnity_business")._format(Decimal(40)))

    def test_manager_enters_the_next_rate_in_the_form(self):
        form = Form(self._law("legal_other"))
        with form.row_ids.new() as line:
            line.valid_from = date(2027, 1, 1)
            line.value = 2.9
            line.source = "arrêté of December 2026"
        form.save()
        row = self._row("legal_other", date(2027, 1, 1))
        self.assertEqual(
            (row.value_text, row.confidence, row.vouched_by_id),
            ("2.90 %", "confirmed", self.manager),
        )
        self.assertFalse(row.shipped_on)
        self.assertIn("2.90 %", row.law_id.message_ids[0].body)

    def test_history_is_drawn_where_there_is_one(self):
        picture = self._law("ecb").history_html
        self.assertEqual(picture.count("<circle"), 39)
        self.assertIn("4.25 %", picture)
        self.assertFalse(self._law("margin_business").history_html)
        self.assertFalse(self._law("wording_bad_debt_vat").history_html)
