import io
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from .bad_debt_common import DAY, BadDebtCommon
from .common import blank_pdf, day

PROVED = date(2026, 5, 4)


def words_of(content):
    """Return all the words of a PDF, one space between them."""
    pages = PdfFileReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@tagged("post_install", "-at_install")
class TestBadDebtPapers(BadDebtCommon):
    def setUp(self):
        super().setUp()
        self.accountant.lang="fr_FR"
        self.company.sudo().partner_id.lang="fr_FR"; self.collector.sudo().lang="fr_FR"
        self.patch(
            self.env.registry["account.move"],
            "_collection_legal_pdfs",
            lambda moves: {move: self._legal(move) for move in moves},
        )

    def _legal(self, move):
        files = self.env["ir.attachment"].sudo()
        return files.new({"raw": blank_pdf(f"Facture {move.name}")})

    def _files(self, debt):
        return (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", "collection.bad.debt"), ("res_id", "=", debt.id)],
                order="id",
            )
        )

    def test_duplicate_bears_the_mention_with_its_amounts(self):
        """300.00 of 1,200.00 were paid: 750.00 and 150.00 of VAT stayed unpaid."""
        invoice = self._taxed((1000, self.vat20))
        self._pay(invoice, 300, DAY)
        debt = self._book("doubtful", invoice, DAY).with_user(self.accountant)
        debt.action_duplicate()
        file = debt.duplicate_attachment_ids
        self.assertEqual(len(file), 1)
        open("/var/tmp/french/out/duplicate.pdf","wb").write(file.raw)
        text = words_of(file.raw).replace("\xa0", " ").replace("\u202f", " ")
        self.assertIn("Facture demeurée impayée pour la somme de 750,00 €", text)
        self.assertIn("150,00 € (TVA correspondante)", text)
        self.assertIn("article 272", text)
        self.assertIn(f"Facture {invoice.name}", text)
        self.assertFalse(debt.duplicate_sent_on, "making it is not sending it")

    def test_several_invoices_get_one_statement_more(self):
        one, two = self._taxed((1000, self.vat20)), self._taxed((500, self.vat55))
        debts = self._book("doubtful", one | two, DAY).with_user(self.accountant)
        debts.action_duplicate()
        shared = debts[0].duplicate_attachment_ids & debts[1].duplicate_attachment_ids
        self.assertEqual(len(shared), 1)
        open("/var/tmp/french/out/shared.pdf","wb").write(shared.raw)
        text = words_of(shared.raw)
        self.assertIn(one.name, text)
        self.assertIn(two.name, text)

    def test_evidence_holds_all(self):
        """Notices, costs, proof, duplicate, entries and the mention, in one PDF."""
        invoice = self._taxed((1000, self.vat20))
        self._play_until(day(3), day(15))
        notices = self.env["collection.notice"].search(
            [("line_ids.move_id", "=", invoice.id), ("departed_on", "!=", False)]
        )
        self.assertTrue(notices)
        self.env["collection.cost"].sudo().create(
            {
                "name": "Sommation",
                "case_id": invoice.collection_case_id.id,
                "date": DAY,
                "amount": 87.5,
                "currency_id": self.company.currency_id.id,
            }
        )
        proof = (
            self.env["ir.attachment"]
            .with_user(self.accountant)
            .create(
                {"name": "Certificat.pdf", "raw": blank_pdf("CERTIFICAT DU MANDATAIRE")}
            )
        )
        twin = (
            self.env["ir.attachment"]
            .with_user(self.accountant)
            .create({"name": "Duplicata.pdf", "raw": blank_pdf("LE DUPLICATA")})
        )
        debt = self._book(
            "loss",
            invoice,
            DAY,
            proof_kind="certificate_agent",
            proof_date=PROVED,
            proof_reference="2026J00123",
            proof_attachment_ids=[Command.set(proof.ids)],
            duplicate_sent_on=date(2026, 5, 20),
            duplicate_sent_how="LRAR 2C123",
            duplicate_attachment_ids=[Command.set(twin.ids)],
        )
        before = self._files(debt)
        debt.with_user(self.accountant).action_evidence()
        pack = self._files(debt) - before
        self.assertEqual(pack.mimetype, "application/pdf")
        open("/var/tmp/french/out/evidence.pdf","wb").write(pack.raw)
        text = words_of(pack.raw)
        for words in (
            invoice.name,
            "2026J00123",
            "LRAR 2C123",
            "654100",
            "445710",
            "411100",
            "Sommation",
            "CERTIFICAT DU MANDATAIRE",
            "LE DUPLICATA",
            notices[0].name,
            "article 272",
        ):
            self.assertIn(words, text)

    def test_a_booked_loss_keeps_its_duplicate(self):
        invoice = self._taxed((1000, self.vat20))
        debt = self._book(
            "loss", invoice, DAY, **self._proof(PROVED, date(2026, 5, 20))
        )
        with self.assertRaisesRegex(UserError, "booked already"):
            debt.with_user(self.accountant).action_duplicate()
