from datetime import date

from odoo.tests import tagged

from .common import DUE, day
from .letter_common import TODAY, LetterCommon, words_of

# What each letter alone says, in French and in English; 40 days late on 10 May 2026.
CLAIMED = (
    "Les sommes qui s’ajoutent au principal ci-dessus sont dues de plein droit, sans "
    "qu’un rappel soit nécessaire (articles L441-10 et D441-5 du Code de commerce) ; "
    "les pénalités de retard courent jusqu’au paiement intégral."
)
RESERVED = "nos droits à ce titre sont réservés."
PUBLIC = (
    "Les sommes qui s’ajoutent au principal ci-dessus sont dues de plein droit, sans "
    "autre formalité (articles L2192-13 et D2192-35 du Code de la commande publique) ; "
    "les intérêts moratoires courent jusqu’au jour du paiement inclus."
)
FROM_NOW = (
    "À compter de la présentation de cette lettre, la somme due porte intérêt au taux "
    "légal"
)
SINCE = (
    "Les intérêts au taux légal détaillés ci-dessus sont dus depuis que notre "
    "précédente mise en demeure vous a été présentée"
)
NEVER = ("L441", "L2192", "pénalité", "indemnité", "frais", "40,00")


@tagged("post_install", "-at_install")
class TestFormalNotice(LetterCommon):
    """What a formal notice demands, and by which law, from each kind of debtor."""

    def _demand(self, kind, amounts=(1000,), **vals):
        """Return subject and text of a formal notice, interest and indemnity read."""
        debtor = self._make_debtor(f"Débiteur {kind}", collection_class=kind, **vals)
        notice = self._notice("formal", amounts, debtor)
        moves = notice.line_ids.move_id.sudo()
        if kind == "public":
            moves.collection_contract_date = date(2025, 9, 1)
        return self._read(notice)

    def _read(self, notice, today=TODAY):
        notice.sudo()._read_accessories(today)
        notice.sudo().write(notice._texts())
        return words_of(notice._letter_subject()), words_of(notice.letter_body)

    def test_business_is_claimed_penalties_and_the_indemnity(self):
        # 1000 × 12.15 × 40 ÷ 36500 = 13.315 → 13.32; 1000 + 13.32 + 40 = 1053.32
        subject, letter = self._demand("business")
        self.assertEqual(subject, "MISE EN DEMEURE de payer la somme de 1 053,32 €")
        self.assertIn("METTONS EN DEMEURE de payer la somme de 1 053,32 €", letter)
        self.assertIn("la somme de 1 000,00 € au titre de la facture", letter)
        self.assertIn("Intérêts de retard arrêtés au 10 mai 2026", letter)
        self.assertIn("(1 facture en retard)", letter)
        self.assertIn(CLAIMED, letter)
        for other in (RESERVED, PUBLIC, FROM_NOW, SINCE):
            self.assertNotIn(other, letter)

    def test_one_indemnity_for_each_late_invoice(self):
        # 1000 + 13.32 + 40, and 41 days: 500 × 12.15 × 41 ÷ 36500 = 6.824 → 6.82
        # 1500 + 13.32 + 6.82 + 80 = 1600.14
        subject, letter = self._demand("business", (1000, 500))
        self.assertIn("1 600,14 €", subject)
        self.assertIn("(2 factures en retard)", letter)
        self.assertIn("80,00 €", letter)

    def test_rights_are_reserved_where_the_stage_claims_nothing(self):
        self.stages["formal"].write({"claim_interest": False, "claim_indemnity": False})
        for kind in ("business", "public"):
            subject, letter = self._demand(kind)
            self.assertIn("1 000,00 €", subject)
            self.assertIn(RESERVED, letter)
            self.assertNotIn("s’ajoutent au principal", letter)

    def test_only_what_is_claimed_is_said_to_be_above(self):
        # The 40 EUR alone: no penalty is detailed, none is said to be.
        self.stages["formal"].claim_interest = False
        subject, letter = self._demand("business")
        self.assertIn("1 040,00 €", subject)
        self.assertIn(CLAIMED, letter)
        self.assertNotIn("Intérêts de retard", letter)
        self.assertNotIn("détaillée", letter.split("METTONS")[1])

    def test_public_body_is_told_of_the_public_procurement_code(self):
        # 2.15 + 8: 1000 × 10.15 × 40 ÷ 36500 = 11.123 → 11.12; 1051.12 with the 40
        subject, letter = self._demand("public")
        self.assertIn("1 051,12 €", subject)
        self.assertIn(PUBLIC, letter)
        self.assertIn("jusqu’au jour du paiement inclus", letter)
        for other in (RESERVED, "L441-10", FROM_NOW, SINCE):
            self.assertNotIn(other, letter)

    def test_consumer_owes_interest_from_this_letter_on(self):
        subject, letter = self._demand("consumer")
        self.assertIn("1 000,00 €", subject)
        self.assertIn(FROM_NOW, letter)
        for other in (*NEVER, SINCE, "Intérêts de retard"):
            self.assertNotIn(other, letter)

    def test_consumer_owes_interest_since_the_first_one_was_presented(self):
        self.debtor.sudo().collection_class = "consumer"
        invoice = self._invoice()
        for offset in (3, 15, 25, 40):
            self._play_until(day(offset), day(offset))
        first = invoice.collection_last_notice_id
        self.assertTrue(first.stage_id.is_formal_notice)
        self.env["collection.proof"].create(
            {"notice_id": first.id, "kind": "presented", "date": date(2026, 5, 14)}
        )
        item = invoice.collection_case_id.item_ids
        second = self._write_notice(
            invoice.collection_case_id, "formal", [(item, "formal")], None
        )
        # 15 May to 30 June: 1000 × 2.62 × 47 ÷ 36500 = 3.374 → 3.37; never the 40 EUR
        subject, letter = self._read(second, date(2026, 6, 30))
        self.assertIn("1 003,37 €", subject)
        self.assertIn(SINCE, letter)
        for other in (*NEVER, FROM_NOW):
            self.assertNotIn(other, letter)

    def test_debt_in_another_currency_adds_the_euros(self):
        dollar = self.env.ref("base.USD").sudo()
        dollar.active = True
        invoice = self._invoice(1000.0, DUE, currency_id=dollar.id)
        case = (
            self.env["collection.case"]
            .sudo()
            ._ensure_cases(self.debtor, self.company)[self.debtor]
        )
        item = (
            self.env["collection.item"]
            .sudo()
            .create(
                {
                    "move_id": invoice.id,
                    "date_due": DUE,
                    "company_id": self.company.id,
                    "partner_id": case.partner_id.id,
                    "currency_id": dollar.id,
                    "case_id": case.id,
                }
            )
        )
        notice = self._write_notice(case, "formal", [(item, "formal")], None)
        _subject, letter = self._read(notice)
        self.assertIn("la somme de $ 1 013,32 et 40,00 € dans un délai de", letter)

    def test_english_letter_says_the_same(self):
        subject, letter = self._demand("business", lang="en_US")
        self.assertIn("1,053.32", subject)
        self.assertIn("without any reminder (articles L441-10 and D441-5", letter)
        self.assertNotIn("Madame", letter)
