"""Texts, tables, e-mails, scripts and copies: all that needs no PDF engine."""

from unittest.mock import patch

from odoo.tests import tagged

from ..export import message
from .common import day
from .letter_common import TODAY, LetterCommon, read_pages, words_of


@tagged("post_install", "-at_install")
class TestTexts(LetterCommon):
    """Texts, tables, e-mails and copies: all that needs no PDF engine."""

    def test_table_tells_overdue_from_not_due(self):
        notice = self._notice("first", [100, 50], announced=[70, 30])
        other = self._notice("first", [10], self._english())
        table, single = message.read_html(notice.table_html), other.table_html
        titles = [block.text for block in table if isinstance(block, message.Paragraph)]
        self.assertEqual(titles, ["Échues", "Non échues, pour information"])
        overdue, later = [block for block in table if isinstance(block, message.Table)]
        self.assertEqual(
            [words_of(row[-1]) for row in overdue.rows[:-1]], ["50,00 €", "100,00 €"]
        )
        self.assertEqual(words_of(overdue.rows[-1][-1]), "150,00 €")
        self.assertEqual([row[3] for row in overdue.rows[:-1]], ["41", "40"])
        self.assertEqual(words_of(later.rows[-1][-1]), "100,00 €")
        self.assertEqual(later.rows[0][3], "")
        self.assertNotIn("Total", single)
        self.assertNotIn("Overdue", single)

    def test_each_line_tells_its_own_stage(self):
        notice = self._notice("second", [100, 50])
        self.assertNotIn("ac_stage", notice.table_html)
        notice.line_ids[0].stage_id = self.stages["first"]
        notice.invalidate_recordset(["table_html"])
        for stage in notice.line_ids.stage_id:
            self.assertIn(stage.with_context(lang="fr_FR").name, notice.table_html)

    def test_one_invoice_or_several(self):
        one = self._notice("first", [100])
        many = self._notice("first", [100, 50, 20, 10])
        self.assertIn(
            f"facture {one.line_ids.invoice_name}, échue le 31 mars 2026", one.body
        )
        self.assertIn("les 4 échéances impayées", words_of(many.body))
        self.assertIn("180,00", many.body)
        self.assertTrue(one.subject.endswith(one.line_ids.invoice_name))
        self.assertTrue(many.subject.endswith("(+ 1)"))

    def test_no_account_is_promised_where_there_is_none(self):
        notice, other = self._notice("formal", [100]), self._notice("formal", [50])
        other.line_ids.move_id.sudo().partner_bank_id = False
        self.assertEqual(notice._payment_account(), self.account)
        self.account.sudo().active = False
        other.write(other._texts())
        self.assertFalse(other._payment_account())
        for one in (notice, other):
            self.assertNotIn("compte indiqué", one.letter_body)

    def test_every_text_lets_the_debtor_say_paid_or_contested(self):
        for stage in ("first", "second", "formal"):
            for debtor in (self.debtor, self._english(f"Debtor {stage}")):
                notice = self._notice(stage, [100], debtor)
                for text in filter(None, (notice.body, notice.letter_body)):
                    french = debtor == self.debtor
                    self.assertIn("contestez" if french else "contest", text)
                    self.assertIn(
                        "quand et comment" if french else "when and how", text
                    )

    def test_no_threat_and_no_look_of_a_court(self):
        for stage in ("courtesy", "first", "second", "formal"):
            notice = self._notice(stage, [100])
            text = f"{notice.body} {notice.letter_body}".lower()
            for word in ("huissier", "saisie", "commandement", "sommation", "fichage"):
                self.assertNotIn(word, text)

    def test_credit_is_told_only_where_there_is_one(self):
        notice, other = self._notice("first", [100]), self._notice("first", [50])
        self.assertNotIn("crédit", notice.body)
        other.amount_unallocated = 12.5
        other.write(other._texts())
        self.assertIn("un crédit de 12,50 €", words_of(other.body))

    def test_letter_has_its_own_object_line(self):
        notice = self._notice("second", [100])
        self.assertIn("second rappel", notice.subject)
        self.assertEqual(
            words_of(notice._letter_subject()), "Rappel de règlement : 100,00 €"
        )
        call = self._notice("call", [100])
        self.assertIn(call.line_ids.invoice_name, call.subject)

    def test_first_of_a_month_is_ordinal_in_french(self):
        notice = self._notice("first", [100])
        self.assertEqual(notice._long_day(day(1)), "1er avril 2026")
        self.assertEqual(notice._long_day(day(31)), "1er mai 2026")
        self.assertEqual(notice._long_day(day(0)), "31 mars 2026")

    def test_email_carries_all_to_pay(self):
        for debtor, title in (
            (self.debtor, "Pour régler par virement"),
            (self._english(), "To pay by transfer"),
        ):
            notice = self._notice("first", [100], debtor)
            mail = str(self.env["collection.channel.email"]._wrap(notice))
            for part in (
                title,
                "FR76 3000 6000 0112 3456 7890 189",
                "CRLYFRPP",
                notice._payment_reference(),
                notice.name,
                self.company.name,
            ):
                self.assertIn(part, mail)
            self.assertNotIn("<style", mail)
            self.assertNotIn("Your logo", mail)

    def test_links_stand_for_attachments_that_are_too_large(self):
        notice = self._notice("first", [100, 50])
        self.assertNotIn("access_token", notice.table_html)
        notice.use_links = True
        notice.invalidate_recordset(["table_html"])
        table = notice.table_html
        for line in notice.line_ids:
            self.assertIn(line.move_id.sudo().access_token, table)

    def test_reference_is_short_enough_for_a_transfer(self):
        few, many = self._notice("first", [1, 2]), self._notice("first", [3] * 30)
        self.assertEqual(
            set(few._payment_reference().split()),
            {few.name, *few.line_ids.mapped("invoice_name")},
        )
        self.assertEqual(many._payment_reference(), many.name)

    def test_qr_code_only_where_the_host_can(self):
        notice = self._notice("first", [100])
        if "sct_qr" not in dict(self.account.get_available_qr_methods_in_sequence()):
            self.assertIsNone(notice._payment_qr())
            return
        self.assertTrue(notice._payment_qr().startswith("data:image/svg+xml;base64,"))
        notice.currency_id = self.env.ref("base.USD")
        self.assertFalse(notice._payment_qr())
        self.account.sudo().active = False
        other = self._notice("first", [100])
        other.line_ids.move_id.sudo().partner_bank_id = False
        self.assertFalse(other._payment_qr())

    def test_script_answers_objections_and_recalls_the_promise(self):
        notice = self._notice("call", [100])
        self.assertIn("aucune", notice.script)
        self.env["collection.hold"].create(
            {
                "kind": "promise",
                "reason": "Virement promis par Mme Roux",
                "case_id": notice.case_id.id,
                "date_from": day(30),
                "date_to": day(35),
            }
        )
        notice.invalidate_recordset(["script"])
        self.assertIn("Virement promis par Mme Roux", notice.script)
        self.assertIn("Nous la contestons", notice.script)
        self.assertIn("ni menace", notice.script)

    def test_copies_are_made_without_the_engine(self):
        mail = self._notice("first", [100.5, 20])
        call = self._notice("call", [100], self._english())
        engine = self.env.registry["ir.actions.report"]
        with patch.object(engine, "_run_wkhtmltopdf", side_effect=AssertionError):
            copies = {one: one._render_copy(TODAY) for one in mail | call}
            again = {one: one._render_copy(TODAY) for one in mail | call}
        self.assertEqual(copies, again)
        text = " ".join(read_pages(copies[mail]))
        for part in (
            mail.subject,
            mail.name,
            "100,50 €",
            "120,50 €",
            "compta@debtor.example",
        ):
            self.assertIn(words_of(part), text)
        spoken = " ".join(read_pages(copies[call]))
        self.assertIn("+33 4 72 00 00 00", spoken)
        self.assertIn("What is owed", spoken)

    def test_texts_are_the_manager_s_to_edit(self):
        template = self.stages["first"].mail_template_id.sudo()
        template.with_context(
            lang="fr_FR"
        ).body_html = "<p>Bonjour <t t-out='object.name'/></p>"
        notice = self._notice("first", [100])
        self.assertEqual(notice.body, f"<p>Bonjour {notice.name}</p>")
        english = self._notice("first", [100], self._english())
        self.assertIn("Dear Sir or Madam", english.body)
