import base64
from datetime import date
from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .law_common import LawCommon

HEAD = "table,valid_from,value,source\n"


@tagged("post_install", "-at_install")
class TestLawImport(LawCommon):
    """Values from a CSV file: all of them or none, and what a person said stays."""

    def _row(self, code, day):
        return super()._row(code, date.fromisoformat(day))

    def test_new_and_changed_values(self):
        lines = self.Law._import_rows(
            HEAD + 'legal_other,2027-01-01,"2,90",JO of 27 December\n'
            "legal_private,01/07/2026,6.85,JO of June\n"
            "legal_private,2026-01-01,6.67,"
            '"art. L313-2 CMF, arrêté du 15 décembre 2025 (JORF n° 0302 du 26 '
            'décembre 2025)"\n',
            update=True,
        )
        self.assertEqual([line.state for line in lines], ["new", "changed", "same"])
        new = self._at("legal_other", date(2027, 6, 30))
        self.assertEqual(
            (new.value, new.source, new.confidence),
            (Decimal("2.90"), "JO of 27 December", "doubtful"),
        )
        changed = self._at("legal_private", date(2026, 7, 1))
        self.assertEqual(changed.value, Decimal("6.85"))
        self.assertTrue(changed.is_doubtful)
        self.assertEqual(
            self._at("legal_private", date(2026, 1, 1)).confidence[:4], "conf"
        )

    def test_confidence_is_what_the_file_says(self):
        self.Law._import_rows(
            "table;valid_from;value;source;confidence\n"
            "legal_other;2027-01-01;2,90;JO;confirmed\n"
        )
        self.assertFalse(self._at("legal_other", date(2027, 1, 1)).is_doubtful)
        row = self._row("legal_other", "2027-01-01")
        self.assertEqual(row.vouched_by_id, self.manager)

    def test_without_update_nothing_that_is_there_changes(self):
        lines = self.Law._import_rows(HEAD + "legal_other,2026-07-01,9.99,x\n")
        self.assertEqual(lines[0].state, "kept")
        self.assertEqual(
            self._at("legal_other", date(2026, 7, 1)).value, Decimal("2.75")
        )

    def test_every_wrong_line_is_named_and_nothing_written(self):
        text = HEAD + (
            "legal_other,2027-01-01,2.90,JO\n"  # line 2: right
            "legal_other,2027-01-02,2.90,JO\n"
            "nothing,2027-01-01,1,x\n"
            "ecb,2027-02-31,1,x\n"
            "ecb,2027-01-01,abc,x\n"
            "ecb,2027-01-01,,x\n"
            "ecb,2027-01-01,1.23456,x\n"
            "ecb,2027-01-01,-1,x\n"
            "ecb,2027-01-01,NaN,x\n"
            "indemnity_business,2027-01-01,0,x\n"
            "ecb,2027-01-01,1,\n"
            "legal_other,2027-01-01,3,JO\n"
            "ecb,2027-01-01,2,65,ECB\n"
            "wording_indemnity,2027-01-01,,x\n"
        )
        with self.assertRaises(UserError) as caught:
            self.Law._import_rows(text, update=True)
        told = str(caught.exception).splitlines()[1:]
        expected = [
            ("Line 3:", "1 January or 1 July"),
            ("Line 4:", "nothing"),
            ("Line 5:", "2027-02-31"),
            ("Line 6:", "abc"),
            ("Line 7:", "value is missing"),
            ("Line 8:", "4 decimals"),
            ("Line 9:", "never negative"),
            ("Line 10:", "not a number"),
            ("Line 11:", "figure is missing"),
            ("Line 12:", "source is missing"),
            ("Line 13:", "line 2"),
            ("Line 14:", "more cells"),
            ("Line 15:", "text is missing"),
        ]
        self.assertEqual(len(told), len(expected))
        for sentence, (number, words) in zip(told, expected, strict=True):
            self.assertTrue(sentence.startswith(number), sentence)
            self.assertIn(words, sentence)
        self.assertFalse(self._row("legal_other", "2027-01-01"))

    def test_lines_are_counted_as_the_file_has_them(self):
        text = (
            "table,valid_from,value,text,source\n"
            'wording_indemnity,2027-01-01,,"two\nlines",JO\n'
            "\n"
            "nothing,2027-01-01,1,,x\n"
        )
        with self.assertRaisesRegex(UserError, "Line 5: "):
            self.Law._import_rows(text)

    def test_headings_are_asked_for(self):
        for text in ("", "a,b\n1,2\n", "table,valid_from,source,extra\n"):
            with self.assertRaises(UserError, msg=text):
                self.Law._import_rows(text)
        with self.assertRaisesRegex(UserError, "valid_from"):
            self.Law._import_rows("table,value,source\necb,1,x\n")
        with self.assertRaisesRegex(UserError, "no line"):
            self.Law._import_rows(HEAD)

    # -- what the add-on ships -----------------------------------------------

    def test_update_of_the_add_on_adds_only_what_is_missing(self):
        sudo = self.Law.sudo()
        before = self.env["collection.law.row"].search_count([])
        sudo._load_shipped()
        self.assertEqual(self.env["collection.law.row"].search_count([]), before)
        corrected = self._row("legal_other", "2026-07-01")
        corrected.value = 2.76
        confirmed = self._row("legal_private", "2026-07-01")
        confirmed.action_confirm()
        moved = self._row("indemnity_business", "2022-12-01")
        moved.valid_from = "2022-11-30"
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM collection_law_row WHERE id = %s",
            [self._row("ecb", "2026-09-16").id],
        )
        self.env.invalidate_all()
        sudo._load_shipped()
        self.assertEqual(self._row("ecb", "2026-09-16").value, 2.65)
        self.assertEqual(corrected.value, 2.76)
        self.assertEqual(confirmed.confidence, "confirmed")
        self.assertEqual(str(moved.valid_from), "2022-11-30")
        self.assertEqual(self.env["collection.law.row"].search_count([]), before)

    def test_new_release_mends_only_what_nobody_touched(self):
        shipped = self.Law.sudo().with_context(collection_law_shipped=True)
        touched = self._row("legal_private", "2026-07-01")
        touched.value = 6.8
        text = (
            "table,valid_from,value,source,evidence,confidence\n"
            "legal_other,2026-07-01,2.77,arrêté of June 2026,JO,confirmed\n"
            "legal_private,2026-07-01,6.83,arrêté of June 2026,JO,confirmed\n"
        )
        shipped._import_rows(text, country=self.france)
        self.assertEqual(
            self._at("legal_other", date(2026, 7, 1)).value, Decimal("2.77")
        )
        self.assertFalse(self._row("legal_other", "2026-07-01").vouched_by_id)
        self.assertEqual(
            self._at("legal_private", date(2026, 7, 1)).value, Decimal("6.80")
        )

    def test_new_release_leaves_what_a_person_imported(self):
        self.Law._import_rows(
            HEAD + "legal_other,2026-07-01,2.70,x\nlegal_other,2027-01-01,2.90,x\n",
            update=True,
        )
        shipped = self.Law.sudo().with_context(collection_law_shipped=True)
        lines = shipped._import_rows(
            HEAD + "legal_other,2026-07-01,2.77,y\nlegal_other,2027-01-01,2.91,y\n",
            country=self.france,
        )
        self.assertEqual([line.state for line in lines], ["kept", "kept"])
        self.assertEqual(
            self._at("legal_other", date(2026, 7, 1)).value, Decimal("2.70")
        )
        self.assertEqual(
            self._at("legal_other", date(2027, 1, 1)).value, Decimal("2.90")
        )

    # -- the person's file ---------------------------------------------------

    def _wizard(self, text, encoding="utf-8"):
        form = Form(self.env["collection.law.import"])
        form.data = base64.b64encode(text.encode(encoding))
        return form

    def test_preview_writes_nothing_then_the_import_does(self):
        form = self._wizard(
            HEAD + "legal_other,2027-01-01,2.90,arrêté\n"
            "legal_other,2026-07-01,2.76,arrêté\n",
            encoding="cp1252",
        )
        wizard = form.save()
        self.assertEqual(
            [(line.number, line.state) for line in wizard.line_ids],
            [(2, "new"), (3, "changed")],
        )
        self.assertEqual(wizard.line_ids[1].before, "2.75 %")
        self.assertEqual(wizard.line_ids[1].after, "2.76 %")
        self.assertEqual((wizard.new_count, wizard.changed_count), (1, 1))
        self.assertFalse(self._row("legal_other", "2027-01-01"))
        wizard.action_import()
        self.assertEqual(self._row("legal_other", "2027-01-01").source, "arrêté")
        self.assertEqual(self._row("legal_other", "2026-07-01").value, 2.76)

    def test_preview_shows_what_is_wrong_and_the_import_refuses(self):
        wizard = self._wizard(
            HEAD + "legal_other,2027-01-01,2.90,JO\nlegal_other,2027-01-02,3,JO\n"
        ).save()
        self.assertEqual(wizard.wrong_count, 1)
        self.assertIn("1 January", wizard.line_ids[1].problem)
        with self.assertRaisesRegex(UserError, "Line 3"):
            wizard.action_import()
        self.assertFalse(self._row("legal_other", "2027-01-01"))
        wizard = self._wizard("nonsense").save()
        self.assertIn("headings", wizard.problem)
        with self.assertRaisesRegex(UserError, "headings"):
            wizard.action_import()
        with self.assertRaisesRegex(UserError, "file"):
            self.env["collection.law.import"].create({}).action_import()

    def test_collector_does_not_import(self):
        with self.assertRaises(AccessError):
            self.Law.with_user(self.collector)._import_rows(
                HEAD + "legal_other,2027-01-01,2.90,JO\n"
            )
