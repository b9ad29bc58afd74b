import io
import json
from datetime import date

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .claim_common import ClaimCommon


@tagged("post_install", "-at_install")
class TestStatement(ClaimCommon):
    """The claim statement (décompte): what is owed at a day, and why."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice()
        self._play(date(2026, 4, 3))
        self.case = self.invoice.collection_case_id

    def _statement(self, on, **vals):
        return self.env["collection.statement"].create(
            {"case_id": self.case.id, "date": on, "lang": "en_US", **vals}
        )

    def test_draft_follows_the_ledger(self):
        draft = self._statement(date(2026, 6, 30))
        # 1000 × 12.15 × 91 ÷ 36500 = 30.2917; 40 EUR; 1070.29 in all
        self.assertIn("30.29", draft.preview)
        self.assertIn("1,070.29", draft.preview)
        self._pay(self.invoice, 400.0, date(2026, 4, 15))
        draft.invalidate_recordset()
        # 4.99 + 600 × 12.15 × 76 ÷ 36500 = 15.18; 600 + 20.17 + 40
        self.assertIn("660.17", draft.preview)

    def test_nothing_is_due_yet(self):
        draft = self._statement(date(2026, 3, 15))
        # Due on 31 March: nothing is late, and there is no course to draw.
        self.assertIn("1,000.00", draft.preview)
        draft.with_user(self.collector).action_issue()
        self.assertEqual(draft.state, "issued")

    def test_issued_is_frozen_with_its_hash(self):
        statement = self._statement(date(2026, 6, 30))
        statement.with_user(self.collector).action_issue()
        before = (statement.sha256, statement.preview, statement.pdf_id.raw)
        self.assertRecordValues(
            statement, [{"state": "issued", "amount_total": 1070.29}]
        )
        self._pay(self.invoice, 400.0, date(2026, 4, 15))
        statement.invalidate_recordset()
        after = (statement.sha256, statement.preview, statement.pdf_id.raw)
        self.assertEqual(before, after)
        with self.assertRaisesRegex(UserError, "frozen"):
            statement.date = date(2026, 7, 31)
        with self.assertRaises(UserError):
            statement.unlink()
        with self.assertRaises(UserError):
            statement.pdf_id.sudo().raw = b"other"

    def test_same_ledger_and_date_give_the_same_figures(self):
        first, second = (
            self._statement(date(2026, 6, 30)),
            self._statement(date(2026, 6, 30)),
        )
        (first | second).action_issue()
        rows = [
            {**json.loads(one.data)["account"], "reference": ""}
            for one in first | second
        ]
        self.assertEqual(*rows)

    def test_data_that_was_tampered_with_is_not_shown(self):
        statement = self._statement(date(2026, 6, 30))
        statement.action_issue()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE collection_statement SET data = replace(data, '30.29', '31.29')"
            " WHERE id = %s",
            [statement.id],
        )
        statement.invalidate_recordset()
        self.assertIn("not what was frozen", statement.preview)

    def test_files_say_the_same(self):
        statement = self._statement(date(2026, 7, 31))
        statement.action_issue()
        text = "\n".join(
            page.extract_text()
            for page in PdfReader(io.BytesIO(statement.pdf_id.raw)).pages
        )
        # 30.29 to 30 June at 12.15, 10.53 in July at 12.40
        for words in ("30.29", "10.53", "40.82", "1,080.82", statement.sha256):
            self.assertIn(words, text.replace("\N{NO-BREAK SPACE}", " "))
        book = load_workbook(io.BytesIO(statement.xlsx_id.raw), data_only=True)
        cells = {
            cell.value for sheet in book for row in sheet.iter_rows() for cell in row
        }
        self.assertTrue({30.29, 10.53, 1080.82} <= cells)

    def test_statement_of_a_past_day_uses_what_stood_then(self):
        self._pay(self.invoice, 1000.0, date(2026, 5, 20))
        statement = self._statement(date(2026, 4, 30))
        statement.action_issue()
        # 1000 × 12.15 × 30 ÷ 36500 = 9.9863
        self.assertEqual(statement.amount_total, 1049.99)
        self.assertIn("Paid or credited after this day", statement.preview)

    def test_open_payment_is_deducted_as_booked(self):
        self._unmatched_payment(300.0, date(2026, 4, 15))
        statement = self._statement(date(2026, 6, 30))
        statement.action_issue()
        # 1000 + 30.29 + 40 - 300
        self.assertEqual(statement.amount_total, 770.29)

    def test_open_payment_is_spread_by_law(self):
        self.company.sudo().collection_imputation = "legal"
        self._unmatched_payment(300.0, date(2026, 4, 15))
        statement = self._statement(date(2026, 6, 30))
        statement.action_issue()
        # 4.99 of interest, 295.01 of principal on 15 April: 704.99 are left.
        # 704.99 × 12.15 × 76 ÷ 36500 = 17.8353; 704.99 + 17.84 + 40
        self.assertEqual(statement.amount_total, 762.83)
        self.assertNotIn("Not explained", statement.preview)

    def test_some_invoices_only(self):
        other = self._invoice(500.0)
        self._play(date(2026, 4, 4))
        statement = self._statement(
            date(2026, 6, 30), move_ids=[Command.set(other.ids)]
        )
        # 500 × 12.15 × 91 ÷ 36500 = 15.1459; 500 + 15.15 + 40
        statement.action_issue()
        self.assertEqual(statement.amount_total, 555.15)

    def test_invoice_of_another_debtor_is_refused(self):
        stranger = self._invoice(debtor=self._make_debtor("Autre"))
        with self.assertRaisesRegex(UserError, stranger.name):
            self._statement(date(2026, 6, 30), move_ids=[Command.set(stranger.ids)])

    def test_legal_imputation_agrees_with_the_ledger(self):
        self.company.sudo().collection_imputation = "legal"
        self._pay(self.invoice, 400.0, date(2026, 4, 15))
        statement = self._statement(date(2026, 6, 30))
        self.assertIn("Payments imputed to interest", statement.preview)
        self.assertNotIn("Not explained", statement.preview)

    def test_unknown_rate_is_said(self):
        statement = self._statement(date(2027, 1, 31))
        self.assertIn("2027 S1", statement.preview)
        self.assertNotIn("No interest has run", statement.preview)

    def test_roles(self):
        reader = self._user("reader", "account_collection.group_collection_readonly")
        statement = self._statement(date(2026, 6, 30))
        self.assertTrue(statement.with_user(reader).preview)
        with self.assertRaises(AccessError):
            statement.with_user(reader).action_issue()
        with self.assertRaises(AccessError):
            statement.with_user(self.collector).write({"sha256": "0"})
        with self.assertRaises(AccessError):
            self.env["collection.statement"].with_user(self.collector).create(
                {"case_id": self.case.id, "state": "issued"}
            )

    def test_buttons(self):
        action = self.case.action_statement()
        draft = self.env["collection.statement"].browse(action["res_id"])
        self.assertEqual((draft.case_id, draft.lang), (self.case, "fr_FR"))
        action = self.invoice.action_collection_statement()
        draft = self.env["collection.statement"].browse(action["res_id"])
        self.assertEqual(draft.move_ids, self.invoice)
