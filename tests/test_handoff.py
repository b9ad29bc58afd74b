import hashlib
import io
import json
import sys
import zipfile
from unittest.mock import patch

import pypdf

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.account_collection import export

from .common import CollectionCommon, blank_pdf, day


@tagged("post_install", "-at_install")
class TestHandoff(CollectionCommon):
    """A whole case leaves, with its documents and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls._make_debtor("Agence Créances & Cie", lang="fr_FR")

    def _attach(self, record, name, text):
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": blank_pdf(text),
                    "mimetype": "application/pdf",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        )

    def _legal_pdf(self, invoice):
        self.env["ir.attachment"].sudo().create(
            {
                "name": f"{invoice.name}.pdf",
                "raw": blank_pdf(f"Facture {invoice.name}"),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        invoice.invalidate_recordset(["invoice_pdf_report_id"])

    def _case(self):
        """A case with two invoices, chased up to the proposal of the hand-off."""
        first, second = self._invoice(1000.0), self._invoice(250.0)
        for invoice in (first, second):
            self._legal_pdf(invoice)
        self._attach(self.debtor, "Contrat cadre 2026.pdf", "CONTRAT-CADRE")
        self._attach(first, "bon de commande 77.pdf", "COMMANDE-77")
        self._climb(60)
        case = first.collection_case_id
        with self.mock_mail_gateway():
            case.sudo().message_post(
                body="Nous paierons en juin.",
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                email_from="compta@debtor.example",
                author_id=self.debtor.id,
                subject="Re: facture",
            )
            case.message_post(
                body="NOTE-INTERNE: client peu fiable",
                message_type="comment",
                subtype_xmlid="mail.mt_note",
            )
        return case

    def _prepare(self, case):
        wizard = self.env["collection.handoff.wizard"].create(
            {
                "case_id": case.id,
                "recipient_id": self.agency.id,
                "item_ids": [Command.set(case.item_ids.ids)],
            }
        )
        return self.env["collection.handoff"].browse(wizard.action_prepare()["res_id"])

    def _deliver(self, handoff):
        with freeze_time(f"{day(61)} 09:00:00"):
            handoff.action_deliver()

    def _text(self, handoff):
        reader = pypdf.PdfReader(io.BytesIO(handoff.pdf_id.raw))
        return "\n".join(page.extract_text() for page in reader.pages)

    # -- the documents -------------------------------------------------------

    def test_documents_are_gathered_with_their_category(self):
        handoff = self._prepare(self._case())
        found = {
            (document.category, document.name) for document in handoff.document_ids
        }
        invoices = [name for category, name in found if category == "invoice"]
        for number in handoff.line_ids.mapped("invoice_name"):
            self.assertEqual(len([one for one in invoices if number in one]), 1)
        self.assertIn(("contract", "Contrat cadre 2026.pdf"), found)
        self.assertIn(("order", "bon de commande 77.pdf"), found)
        categories = {category for category, _name in found}
        self.assertLessEqual({"statement", "history", "notice"}, categories)

    def test_gathering_again_keeps_what_a_person_unticked(self):
        handoff = self._prepare(self._case())
        before = handoff.document_ids
        contract = before.filtered(lambda one: one.category == "contract")
        contract.is_included = False
        self._attach(self.debtor, "avenant.pdf", "AVENANT")
        handoff.action_gather()
        self.assertEqual(
            (handoff.document_ids - before).mapped("name"), ["avenant.pdf"]
        )
        self.assertFalse(contract.is_included)

    def test_dossier_says_everything_but_the_internal_note(self):
        handoff = self._prepare(self._case())
        self._deliver(handoff)
        text = self._text(handoff)
        for expected in (
            *handoff.line_ids.mapped("invoice_name"),
            "CONTRAT-CADRE",
            "COMMANDE-77",
            "Nous paierons en juin",
            self.agency.name,
            self.debtor.name,
            self.company.name,
        ):
            self.assertIn(expected, text)
        self.assertNotIn("NOTE-INTERNE", text)
        packed = zipfile.ZipFile(io.BytesIO(handoff.zip_id.raw))
        for name in packed.namelist():
            self.assertNotIn(b"NOTE-INTERNE", packed.read(name))

    def test_files_of_logged_notes_and_empty_files(self):
        case = self._case()
        invoice = case.item_ids.move_id[:1]
        files = self.env["ir.attachment"].sudo()
        for record in (invoice.sudo(), self.debtor.sudo()):
            for name, subtype in (("secret", "mt_note"), ("public", "mt_comment")):
                file = self._attach(record, f"{name}.pdf", name)
                record.message_post(
                    body=name,
                    message_type="comment",
                    subtype_xmlid=f"mail.{subtype}",
                    attachment_ids=file.ids,
                )
        files.create(
            {
                "name": "empty.pdf",
                "raw": b"",
                "res_model": "account.move",
                "res_id": invoice.id,
            }
        )
        handoff = self._prepare(case)
        names = handoff.document_ids.mapped("name")
        self.assertNotIn("secret.pdf", names)
        self.assertEqual(names.count("public.pdf"), 2)
        self.assertIn("empty.pdf", names)
        self._deliver(handoff)
        self.assertEqual(handoff.state, "delivered")

    def test_unticked_documents_do_not_go(self):
        handoff = self._prepare(self._case())
        handoff.document_ids.filtered(
            lambda one: one.category == "contract"
        ).is_included = False
        self._deliver(handoff)
        self.assertNotIn("CONTRAT-CADRE", self._text(handoff))
        packed = zipfile.ZipFile(io.BytesIO(handoff.zip_id.raw))
        self.assertFalse([name for name in packed.namelist() if "Contrat" in name])

    def test_archive_can_be_checked(self):
        handoff = self._prepare(self._case())
        self._deliver(handoff)
        packed = zipfile.ZipFile(io.BytesIO(handoff.zip_id.raw))
        sums = packed.read("SHA256SUMS").decode().splitlines()
        self.assertEqual(len(sums), len(packed.namelist()) - 1)
        for line in sums:
            digest, name = line.split("  ", 1)
            self.assertEqual(hashlib.sha256(packed.read(name)).hexdigest(), digest)
        manifest = json.loads(packed.read("manifest.json"))
        self.assertIn("1250.00", json.dumps(manifest))
        self.assertEqual(
            handoff.pdf_sha256, hashlib.sha256(handoff.pdf_id.raw).hexdigest()
        )

    def test_pages_noted_are_those_of_the_dossier(self):
        handoff = self._prepare(self._case())
        self._deliver(handoff)
        reader = pypdf.PdfReader(io.BytesIO(handoff.pdf_id.raw))
        self.assertEqual(handoff.page_count, len(reader.pages))
        contract = handoff.document_ids.filtered(lambda one: one.category == "contract")
        page = reader.pages[contract.first_page - 1]
        self.assertIn("CONTRAT-CADRE", page.extract_text())

    # -- what it stops -------------------------------------------------------

    def test_our_own_notices_stop_and_go_on_when_the_file_is_back(self):
        case = self._case()
        handoff = self._prepare(case)
        self._deliver(handoff)
        self.assertEqual(case.phase, "agency")
        self.assertFalse(case.activity_ids)
        self.assertIn("Handed off", case.item_ids[0].explanation)
        later = self._invoice(90.0, due=day(65))
        self._play(day(66))
        self.assertFalse(self._play_until(day(79), day(80)))
        questions = case.activity_ids.mapped("summary")
        self.assertEqual(len([one for one in questions if later.name in one]), 1)
        self.assertIn("Handed off", later.collection_why)
        with freeze_time(f"{day(90)} 09:00:00"):
            handoff.action_close()
        notices = self._play(day(93))
        self.assertEqual(notices.line_ids.move_id, later)

    def test_a_notice_under_way_does_not_leave(self):
        case = self._case()
        self._invoice(70.0, due=day(57))
        notice = self._play(day(60), deliver=False)
        self.assertEqual(notice.state, "ready")
        self._deliver(self._prepare(case))
        self.assertEqual(notice.state, "skipped")
        self.assertIn(self.agency.name, notice.reason)

    # -- refusals ------------------------------------------------------------

    def test_a_disputed_item_is_refused(self):
        case = self._case()
        self.env["collection.hold"].create(
            {
                "kind": "dispute",
                "reason": "Broken on arrival",
                "case_id": case.id,
                "date_from": day(50),
            }
        )
        handoff = self._prepare(case)
        with self.assertRaisesRegex(UserError, "Broken on arrival"):
            self._deliver(handoff)
        self.assertEqual(handoff.state, "draft")

    def test_what_was_paid_meanwhile_is_not_claimed(self):
        case = self._case()
        handoff = self._prepare(case)
        paid = handoff.line_ids.item_id.move_id.filtered(
            lambda move: move.amount_total == 250.0
        )
        self._pay(paid, 250.0, day(60))
        self._deliver(handoff)
        self.assertEqual(handoff.amount_total, 1000.0)
        self.assertNotIn(paid.name, handoff.line_ids.mapped("invoice_name"))

    def test_the_same_item_is_not_handed_off_twice(self):
        case = self._case()
        first, second = self._prepare(case), self._prepare(case)
        self._deliver(first)
        with self.assertRaisesRegex(UserError, first.name):
            self._deliver(second)

    def test_what_went_is_frozen(self):
        handoff = self._prepare(self._case())
        self._deliver(handoff)
        for record, vals in (
            (handoff, {"recipient_id": self.debtor.id}),
            (handoff.line_ids, {"amount_residual": 1}),
            (handoff.document_ids, {"name": "x"}),
            (handoff.pdf_id, {"raw": b"x"}),
        ):
            with self.subTest(record), self.assertRaises(UserError):
                record.sudo().write(vals)
            with self.subTest(record), self.assertRaises(UserError):
                record.sudo().unlink()

    def test_without_a_formal_notice_the_person_is_warned(self):
        invoice = self._invoice()
        self._legal_pdf(invoice)
        self._play(day(3))
        handoff = self._prepare(invoice.collection_case_id)
        self.assertIn("formal notice", handoff.warnings)

    def test_missing_library_is_named(self):
        invoice = self._invoice()
        self._legal_pdf(invoice)
        self._play(day(3))
        handoff = self._prepare(invoice.collection_case_id)
        module = "odoo.addons.account_collection.export.dossier"
        with (
            patch.dict(sys.modules, {module: None}),
            patch.object(export, "dossier", create=True),
        ):
            del export.dossier
            with self.assertRaisesRegex(UserError, "pikepdf"):
                handoff.action_generate()
        self.assertFalse(handoff.pdf_id)
