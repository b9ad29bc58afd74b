import base64
import doctest
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from odoo.addons.account_collection.rules import einvoice

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestEinvoice(CollectionCommon):
    """What a platform reported of an e-invoice: proof of receipt, dispute, re-issue."""

    def _report(self, invoice, status, on, **facts):
        with freeze_time(f"{on} 09:00:00"):
            return invoice.with_user(self.collector)._collection_record_einvoice(
                status, on, **facts
            )

    def _import(self, text):
        with freeze_time(f"{day(10)} 09:00:00"):
            wizard = (
                self.env["collection.einvoice.import"]
                .with_user(self.collector)
                .create({"data": base64.b64encode(text.encode())})
            )
            return self.env["collection.einvoice"].search(
                wizard.action_import()["domain"]
            )

    def test_doctests(self):
        result = doctest.testmod(einvoice)
        self.assertGreaterEqual(result.attempted, 7)
        self.assertEqual(result.failed, 0)

    # -- what follows --------------------------------------------------------

    def test_made_available_is_proof_of_receipt_and_stops_nothing(self):
        invoice = self._invoice()
        self._report(invoice, "approved", day(2), reference="PDP-2")
        self._report(invoice, "available", day(1), reference="PDP-1")
        self.assertEqual(invoice.collection_received_on, day(1))
        self.assertEqual(len(self._play(day(3))), 1)
        said = invoice.collection_case_id.message_ids.mapped("body")
        self.assertTrue(any("Made available" in text for text in said))

    def test_refused_opens_one_dispute_on_that_invoice_only(self):
        refused, other = self._invoice(), self._invoice(amount=70.0)
        first = self._report(refused, "refused", day(1), note="Prix erroné")
        self._report(refused, "disputed", day(2))
        hold = refused.collection_hold_ids
        self.assertRecordValues(hold, [{"kind": "dispute", "move_id": refused.id}])
        self.assertIn("Prix erroné", hold.reason)
        self.assertEqual(first.hold_id, hold)
        self.assertEqual(self._play(day(3)).line_ids.move_id, other)

    def test_rejected_stops_until_it_is_issued_again(self):
        invoice = self._invoice()
        self._report(invoice, "rejected", day(1), note="SIREN absent")
        self.assertFalse(self._play(day(3)))
        case = invoice.collection_hold_ids.case_id
        asked = case.activity_ids.mapped("summary")
        self.assertTrue(any("issue it again" in (one or "") for one in asked))
        self._report(invoice, "deposited", day(4))
        self.assertFalse(invoice.collection_hold_ids.is_running)
        # Held on days 1 to 3: the stage of day 3 moves to day 6.
        self.assertFalse(self._play(day(5)))
        self.assertEqual(len(self._play(day(6))), 1)

    def test_an_unknown_status_is_kept_in_its_words_and_does_nothing(self):
        invoice = self._invoice()
        with self.assertRaisesRegex(ValidationError, "platform's words"):
            self._report(invoice, "other", day(1))
        status = self._report(invoice, "other", day(1), label="Complétée")
        self.assertIn("Complétée", status.display_name)
        self.assertFalse(invoice.collection_hold_ids)
        self.assertFalse(invoice.collection_received_on)

    # -- the file ------------------------------------------------------------

    def test_a_file_is_imported_once(self):
        first, second = self._invoice(), self._invoice(amount=70.0)
        text = (
            "Numéro;Statut;Date;Motif\n"
            f"{first.name};Mise à disposition;01/04/2026;\n"
            f"{second.name};Refusée;02/04/2026;Double emploi\n"
        )
        records = self._import(text)
        self.assertEqual(set(records.mapped("status")), {"available", "refused"})
        self.assertEqual(first.collection_received_on, date(2026, 4, 1))
        self.assertIn("Double emploi", second.collection_hold_ids.reason)
        self.assertFalse(self._import(text))

    def test_a_file_with_a_wrong_line_records_nothing(self):
        invoice = self._invoice()
        good = f"number,status,date\n{invoice.name},Refusée,2026-04-01\n"
        for bad, words in (
            ("FAC/404,Refusée,2026-04-01\n", "Line 3.*FAC/404"),
            (f"{invoice.name},Refusée,32/04/2026\n", "Line 3: write the date"),
            (f"{invoice.name},,2026-04-01\n", "Line 3: the status"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._import(good + bad)
        with self.assertRaisesRegex(UserError, "first line"):
            self._import("a,b\n1,2\n")
        self.assertFalse(invoice.collection_einvoice_ids)
        self.assertFalse(invoice.collection_hold_ids)

    def test_the_file_is_shown_before_anything_is_written(self):
        first, second = self._invoice(), self._invoice(amount=70.0)
        self._report(second, "available", day(1), label="Mise à disposition")
        text = (
            "number;status;date;note\n"
            f"{first.name};Refusée;2026-04-02;Prix erroné\n"
            f"{second.name};Mise à disposition;{day(1)};\n"
            "FAC/404;Refusée;2026-04-02;\n"
            f"{first.name};Refusée;2026-04-02;\n"
        )
        wizard = (
            self.env["collection.einvoice.import"]
            .with_user(self.collector)
            .new({"data": base64.b64encode(text.encode("cp1252"))})
        )
        wizard._onchange_data()
        self.assertEqual(
            wizard.line_ids.mapped("state"), ["new", "same", "wrong", "same"]
        )
        self.assertEqual(
            (wizard.new_count, wizard.same_count, wizard.wrong_count), (1, 2, 1)
        )
        shown = wizard.line_ids[0]
        self.assertEqual(shown.move_id._origin, first)
        self.assertEqual((shown.status, shown.note), ("refused", "Prix erroné"))
        self.assertIn("FAC/404", wizard.line_ids[2].problem)
        self.assertFalse(first.collection_einvoice_ids)
        wizard.data = False
        wizard._onchange_data()
        self.assertFalse(wizard.line_ids)
        with self.assertRaisesRegex(UserError, "Choose a file"):
            wizard.create({}).action_import()

    # -- evidence ------------------------------------------------------------

    def test_it_is_not_rewritten_nor_dated_ahead(self):
        invoice = self._invoice()
        status = self._report(invoice, "available", day(1))
        with self.assertRaisesRegex(UserError, "evidence"):
            status.with_user(self.manager).write({"status": "refused"})
        with self.assertRaises(UserError):
            status.sudo().unlink()
        with freeze_time(f"{day(1)} 09:00:00"), self.assertRaises(ValidationError):
            invoice.with_user(self.collector)._collection_record_einvoice(
                "approved", day(2)
            )
