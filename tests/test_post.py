import csv
import io

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import day
from .post_common import NUMBER, PostCommon


@tagged("post_install", "-at_install")
class TestPost(PostCommon):
    """Registered letters: numbers, acknowledgements, and what counts from them."""

    # -- delays run from the first presentation ------------------------------

    def test_the_delay_runs_from_the_first_presentation(self):
        letter = self._posted()
        notice = letter.notice_id
        # 40 + 8 as the letter says; presented on day 45: 45 + 8
        self.assertEqual(notice.deadline_on, day(48))
        self.assertIn("as long as the first presentation", notice.deadline_reason)
        self._record(letter, 46, presented=day(45))
        self.assertEqual(notice.date_deadline, day(48))
        self.assertEqual(notice.deadline_on, day(53))
        self.assertIn("8 days from the first presentation", notice.deadline_reason)
        self.assertEqual(letter.deadline_on, day(53))

    def test_the_next_stage_counts_from_the_first_presentation(self):
        letter = self._posted()
        item = letter.notice_id.line_ids.item_id
        self.assertEqual(item.next_date, day(60))
        self._record(letter, 46, presented=day(45))
        # twenty days after the presentation instead of the deposit
        self.assertEqual(item.next_date, day(65))
        self._play(day(64))
        self.assertTrue(item.stage_id.is_formal_notice)
        why = item.move_id.sudo().with_context(collection_today=day(64)).collection_why
        self.assertIn("It counts from the first presentation", why)
        self._play(day(65))
        self.assertEqual(item.stage_id.action, "handoff")

    def test_without_news_nothing_follows_before_the_days_have_passed(self):
        self.company.sudo().collection_post_days = 25
        letter = self._posted()
        item = letter.notice_id.line_ids.item_id
        # the policy says day 60; 40 + 25 without news
        self.assertEqual(item.next_date, day(65))
        why = item.move_id.sudo().with_context(collection_today=day(61)).collection_why
        self.assertIn("Nobody has recorded when", why)
        self._play(day(64))
        self.assertTrue(item.stage_id.is_formal_notice)
        self.assertFalse(self._questions("No news"))
        self._play(day(65))
        self.assertEqual(item.stage_id.action, "handoff")
        self.assertEqual(len(self._questions("No news")), 1)
        self._play(day(66))
        self.assertEqual(len(self._questions("No news")), 1)

    def test_news_close_the_question_and_it_is_asked_once(self):
        letter = self._posted()
        letter.reference = NUMBER
        self._play(day(54))
        self.assertFalse(self._questions("No news"))
        self._play(day(55))
        self.assertIn(NUMBER, self._questions("No news").summary)
        self._record(letter, 56, presented=day(42))
        self.assertFalse(self._questions("No news"))
        self._play(day(57))
        self.assertFalse(self._questions("No news"))

    def _questions(self, words):
        case = self.env["collection.case"].search([], limit=1)
        return case.activity_ids.filtered(lambda one: words in (one.summary or ""))

    def test_unclaimed_counts_as_presented(self):
        letter = self._posted()
        self._record(letter, 62, presented=day(43), fate="unclaimed", day=day(59))
        notice = letter.notice_id
        self.assertEqual(notice.date_presented, day(43))
        self.assertEqual(
            (notice.post_fate, notice.post_fate_date), ("unclaimed", day(59))
        )
        self.assertEqual(notice.deadline_on, day(51))

    def test_received_alone_says_it_was_presented_by_then(self):
        letter = self._posted()
        self._record(letter, 45, fate="received", day=day(44))
        self.assertEqual(letter.notice_id.deadline_on, day(52))
        # the slip says it was presented a day earlier than it was signed
        self._record(letter, 46, presented=day(43), fate="received", day=day(44))
        self.assertEqual(letter.notice_id.deadline_on, day(51))
        kinds = letter.notice_id.proof_ids.sorted("id").mapped("kind")
        self.assertEqual(kinds, ["deposited", "received", "presented"])

    def test_unknown_address_was_not_presented_and_asks_for_it(self):
        letter = self._posted()
        self._record(letter, 47, fate="unknown", day=day(46))
        notice = letter.notice_id
        self.assertFalse(notice.date_presented)
        self.assertFalse(notice.deadline_on)
        self.assertIn("no delay runs", notice.deadline_reason)
        self.assertTrue(self._questions("find the address"))

    def test_what_was_not_claimed_moves_a_stage_that_waits_for_it(self):
        self.policy.write(
            {
                "stage_ids": [
                    Command.create(
                        {
                            "name": "Ask the town hall",
                            "days": 45,
                            "sequence": 55,
                            "action": "task",
                            "task": "find out where he lives",
                            "condition": "unclaimed",
                        }
                    )
                ]
            }
        )
        for stage in self.policy.stage_ids.filtered(lambda one: one.days >= 60):
            stage.sequence = 90
        letter = self._posted()
        item = letter.notice_id.line_ids.item_id
        self._play(day(56))
        self.assertTrue(item.stage_id.is_formal_notice)
        self._record(letter, 57, fate="returned", day=day(57))
        self._play(day(57))
        self.assertEqual(item.stage_id.name, "Ask the town hall")

    def test_a_dossier_says_when_it_was_presented(self):
        letter = self._posted()
        self._record(letter, 46, presented=day(45))
        wizard = self.env["collection.handoff.wizard"].create(
            {
                "case_id": letter.case_id.id,
                "recipient_id": self._make_debtor("Agence", lang="en_US").id,
                "item_ids": [Command.set(letter.case_id.item_ids.ids)],
            }
        )
        handoff = self.env["collection.handoff"].browse(
            wizard.action_prepare()["res_id"]
        )
        said = dict(handoff._facts())["Formal notice"]
        # posted on day 40, presented on day 45, 8 days from then
        for offset in (40, 45, 53):
            self.assertIn(f"{day(offset):%m/%d/%Y}", said)

    # -- corrections ---------------------------------------------------------

    def test_a_corrected_presentation_is_counted_anew(self):
        letter = self._posted()
        item = letter.notice_id.line_ids.item_id
        self._record(letter, 46, presented=day(45))
        with self.assertRaisesRegex(UserError, "something else is on record"):
            self._record(letter, 47, presented=day(42))
        wizard = self.env["collection.receipt.wizard"].create(
            {"delivery_id": letter.id}
        )
        self.assertEqual((wizard.presented, wizard.conflict), (day(45), False))
        wizard.presented = day(42)
        self.assertIn("something else is on record", wizard.conflict)
        self.assertEqual(item.next_date, day(65))
        self._record(letter, 47, correction="Misread", presented=day(42))
        self.assertEqual(item.next_date, day(62))
        self.assertEqual(letter.notice_id.deadline_on, day(50))
        proofs = letter.notice_id.proof_ids.filtered(
            lambda one: one.kind == "presented"
        )
        self.assertEqual(
            [(one.date, one.is_void) for one in proofs.sorted("id")],
            [(day(45), True), (day(42), False)],
        )
        void = proofs.filtered("is_void")
        self.assertEqual(
            (void.void_reason, void.void_by_id), ("Misread", self.collector)
        )
        self.assertTrue(
            letter.case_id.message_ids.filtered(lambda one: "Misread" in one.body)
        )

    def test_a_proof_set_aside_takes_back_what_counted_from_it(self):
        letter = self._posted()
        item = letter.notice_id.line_ids.item_id
        self._record(letter, 46, presented=day(45), fate="received", day=day(46))
        received, presented = letter.notice_id.proof_ids.filtered(
            lambda one: one.kind in ("received", "presented")
        ).sorted("kind", reverse=True)
        wizard = self.env["collection.proof.void.wizard"].with_user(self.collector)
        for proof in (presented, received):
            action = proof.with_user(self.collector).action_void()
            wizard.with_context(**action["context"]).create(
                {"reason": "Of another letter"}
            ).action_confirm()
        self.assertFalse(letter.notice_id.date_presented)
        self.assertFalse(letter.post_fate)
        self.assertEqual(letter.notice_id.deadline_on, day(48))
        self.assertEqual(item.next_date, day(60))

    def test_a_deposit_is_not_set_aside_and_a_proof_not_rewritten(self):
        letter = self._posted()
        proof = letter.notice_id.proof_ids
        with self.assertRaisesRegex(UserError, "Only a presentation"):
            proof.with_user(self.collector)._void("x")
        with self.assertRaises(UserError):
            proof.with_user(self.collector).write({"is_void": True})
        with self.assertRaises(UserError):
            proof.sudo().write({"date": day(41)})

    def test_a_notice_that_waits_is_skipped_when_its_day_moves(self):
        """The stage after the letter is a reviewed notice, recorded on day 60; then the
        presentation turns out to be of day 45."""
        last = self.policy.stage_ids.sorted("sequence")[-1]
        last.write(
            {
                "action": "notice",
                "mode": "review",
                "channel_ids": [
                    Command.set(self.env.ref("account_collection.channel_letter").ids)
                ],
                "letter_template_id": self.stage.letter_template_id.id,
            }
        )
        letter = self._posted()
        notice = self._play(day(60))
        self.assertEqual(notice.state, "review")
        self._record(letter, 60, presented=day(45))
        self._act(day(60))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("now falls due on", notice.reason)
        self.assertFalse(self._play(day(64)))
        self.assertTrue(self._play(day(65)))

    # -- refusals of one acknowledgement -------------------------------------

    def test_what_an_acknowledgement_cannot_say(self):
        letter = self._posted()
        for words, values in (
            ("before the departure", {"presented": day(39)}),
            ("still to come", {"presented": day(47)}),
            (
                "before the first presentation",
                {"presented": day(44), "fate": "received", "day": day(43)},
            ),
            ("neither a first presentation", {}),
            ("the day of what became", {"fate": "received"}),
            (
                "what became of the letter on that day",
                {"presented": day(42), "day": day(43)},
            ),
            (
                "was not\\s+presented",
                {"presented": day(42), "fate": "unknown", "day": day(43)},
            ),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._record(letter, 46, **values)
        self.assertEqual(letter.notice_id.proof_ids.kind, "deposited")

    def test_a_letter_that_has_not_left_has_no_acknowledgement(self):
        batch = self._printed()
        with self.assertRaisesRegex(UserError, "has not left"):
            self._record(batch.delivery_ids, 41, presented=day(41))

    def test_a_presentation_before_the_departure_is_refused_by_hand_too(self):
        notice = self._posted().notice_id
        with self.assertRaisesRegex(ValidationError, "not presented or"):
            self.env["collection.proof"].create(
                {"notice_id": notice.id, "kind": "presented", "date": day(39)}
            )

    def test_nothing_new_is_said_twice(self):
        letter = self._posted()
        self._record(letter, 46, presented=day(45))
        with self.assertRaisesRegex(UserError, "Nothing is new"):
            self._record(letter, 47, presented=day(45))
        self.assertEqual(len(letter.notice_id.proof_ids), 2)

    def test_the_scan_is_kept_as_proof(self):
        letter = self._posted()
        scan = self._scan("AR.pdf")
        self._record(
            letter,
            46,
            presented=day(45),
            fate="received",
            day=day(46),
            scan_ids=[Command.set(scan.ids)],
        )
        received = letter.notice_id.proof_ids.filtered("attachment_ids")
        self.assertEqual((received.kind, received.attachment_ids), ("received", scan))
        self.assertEqual(received.user_id, self.collector)
        self.assertEqual(received.delivery_id, letter)
        self.assertEqual(scan.sudo().res_model, "collection.notice")
        with self.assertRaises(UserError):
            scan.sudo().unlink()

    # -- numbers -------------------------------------------------------------

    def test_numbers_by_hand_each_on_one_letter(self):
        batch = self._printed(2)
        first, second = batch.delivery_ids.with_user(self.collector)
        first.reference = NUMBER
        with self.assertRaisesRegex(ValidationError, "already stands on"):
            second.reference = "1a23456789012"
        second.reference = "1A 234 567 8902 9"
        with self._at(40):
            batch.action_confirm()
        self.assertEqual(first.notice_id.proof_ids.reference, NUMBER)
        second.reference = "1A 234 567 8903 6"
        self.assertTrue(
            second.case_id.message_ids.filtered(lambda one: "8903 6" in one.body)
        )

    def test_the_deposit_slip_in_the_order_of_the_pile(self):
        self.company.sudo().partner_id.lang = "en_US"
        batch = self._printed(2)
        letter = batch.delivery_ids.filtered(lambda o: o.partner_id == self.debtor)
        letter.reference = NUMBER
        action = batch.with_user(self.collector).action_slip()
        self.assertIn("/web/content/", action["url"])
        rows = list(
            csv.reader(io.StringIO(batch._slip().decode("utf-8-sig")), delimiter=";")
        )
        self.assertEqual(len(rows), 3)
        # 13001 before 69003
        self.assertEqual([row[0] for row in rows[1:]], ["1", "2"])
        self.assertEqual([row[7] for row in rows[1:]], ["13001", "69003"])
        last = rows[2]
        self.assertEqual(
            last[1:7],
            [
                NUMBER,
                letter.notice_id.name,
                "Menuiserie Lefèvre",
                "",
                "12 rue des Lilas",
                "",
            ],
        )
        self.assertEqual(last[8:], ["Lyon", "France"])

    def test_ordinary_letters_have_no_slip(self):
        self._invoice()
        notice = self._play(day(3))
        self._write_by_letter(notice.stage_id)
        other = self._invoice(debtor=self._make_debtor("Garage"))
        letter = self._play(day(3)).filtered(lambda one: one.line_ids.move_id == other)
        with self._at(3):
            batch = self.env["collection.batch"]._make(letter.delivery_ids)
        with self.assertRaisesRegex(UserError, "ordinary letters"):
            batch.action_slip()

    # -- import --------------------------------------------------------------

    def test_the_filled_in_slip_brings_the_numbers(self):
        self.company.sudo().partner_id.lang = "fr_FR"
        self.collector.sudo().lang = "fr_FR"
        batch = self._printed(2)
        text = batch._slip().decode("utf-8-sig")
        first = batch.delivery_ids[0]
        text = text.replace(
            f";;{first.notice_id.name};", f";{NUMBER};{first.notice_id.name};"
        )
        wizard = self._wizard("numbers", text)
        self.assertFalse(wizard.problem)
        self.assertEqual((wizard.new_count, wizard.same_count), (1, 1))
        self.assertFalse(first.reference)
        wizard.action_import()
        self.assertEqual(batch.delivery_ids.mapped("reference"), [NUMBER, False])

    def test_wrong_numbers_are_refused_line_by_line(self):
        batch = self._printed(2)
        first, second = batch.delivery_ids
        names = [first.notice_id.name, second.notice_id.name]
        text = (
            "notice,number\n"
            f"{names[0]},{NUMBER}\n"
            f"{names[1]},1a2345678901-2\n"
            "REL-999999,1A 000\n"
            f"{names[0]},1B 111\n"
            ",\n"
            ",1C 222\n"
        )
        wizard = self._wizard("numbers", text)
        problems = {one.number: one.problem for one in wizard.line_ids if one.problem}
        self.assertEqual(set(problems), {3, 4, 5, 7})
        self.assertIn("line 2 gives the same number", problems[3])
        self.assertIn("no registered letter", problems[4])
        self.assertIn("line 2 is about the same letter", problems[5])
        self.assertIn("no registered letter", problems[7])
        with self.assertRaisesRegex(UserError, "(?s)Line 3: .*Line 4: "):
            wizard.action_import()
        self.assertFalse(any(batch.delivery_ids.mapped("reference")))

    def test_headings_and_files_that_cannot_be_read(self):
        self._printed()
        self.assertIn("headings", self._wizard("numbers", "a,b\n1,2\n").problem)
        self.assertIn("no line", self._wizard("numbers", "notice,number\n").problem)
        empty = self._wizard("numbers", "\n")
        self.assertIn("headings", empty.problem)
        empty.data = False
        with self.assertRaisesRegex(UserError, "Choose a file"):
            empty.action_import()

    def test_acknowledgements_from_a_file_with_their_scans(self):
        first, second = self._posted(2)
        first.reference = NUMBER
        scan, other = self._scan("1A23456789012.pdf"), self._scan("retour.pdf")
        text = (
            "Numéro;Relance;Première présentation;Issue;Date;Fichier\n"
            f"{NUMBER};;12/05/2026;Distribué;14/05/2026;\n"
            f";{second.notice_id.name};13/05/2026;Non réclamé;30/05/2026;retour.pdf\n"
        )
        with self._at(62):
            wizard = self._wizard("receipts", text, scan | other)
            self.assertFalse(wizard.problem)
            self.assertEqual(wizard.new_count, 2)
            self.assertEqual(wizard.line_ids.notice_id, (first | second).notice_id)
            self.assertFalse(first.date_presented)
            wizard.action_import()
        # 31 March + 42 and + 43 days
        self.assertEqual(
            (first.date_presented, second.date_presented), (day(42), day(43))
        )
        self.assertEqual((first.post_fate, second.post_fate), ("received", "unclaimed"))
        for letter, file in ((first, scan), (second, other)):
            self.assertEqual(letter.notice_id.proof_ids.attachment_ids, file)
        with self._at(63):
            again = self._wizard("receipts", text.replace("retour.pdf", ""))
            self.assertEqual(again.same_count, 2)
            again.action_import()
        self.assertEqual(len(first.notice_id.proof_ids), 3)

    def test_wrong_acknowledgements_are_refused_and_nothing_is_written(self):
        first, second = self._posted(2)
        name = second.notice_id.name
        first.reference = NUMBER
        for line, words in (
            (f";{name};31/02/2026;;;", "not a date"),
            (f";{name};2026-05-12;perdu;2026-05-13;", "says not what became"),
            (f";{name};2026-05-01;;;", "before the departure"),
            (f";{name};2026-05-12;recu;2026-05-13;nulle.pdf", "not among the files"),
            (f";{name};2026-05-12;;;;more", "more cells"),
            (";;2026-05-12;;;", "neither our reference"),
        ):
            text = (
                "number;notice;presented;outcome;date;scan\n"
                f"{NUMBER};;2026-05-12;;;\n{line}\n"
            )
            with self.subTest(words), self._at(62):
                wizard = self._wizard("receipts", text)
                self.assertEqual(wizard.wrong_count, 1)
                with self.assertRaisesRegex(UserError, f"Line 3: .*{words}"):
                    wizard.action_import()
        self.assertFalse(first.date_presented)
        self._record(second, 62, presented=day(45))
        with self._at(62):
            text = f"notice;presented\n{name};2026-05-12\n"
            wizard = self._wizard("receipts", text)
            with self.assertRaisesRegex(UserError, "something else is on record"):
                wizard.action_import()

    def test_a_number_of_another_letter_and_a_loose_scan_are_refused(self):
        first, second = self._posted(2)
        second.reference = NUMBER
        with self._at(62):
            wizard = self._wizard(
                "receipts",
                f"notice;number;presented\n{second.notice_id.name};1B 111;2026-05-12\n",
            )
            self.assertIn("has number", wizard.line_ids.problem)
            loose = self._wizard(
                "receipts",
                f"notice;presented\n{first.notice_id.name};2026-05-12\n",
                self._scan("other.pdf"),
            )
            self.assertIn("other.pdf", loose.problem)

    def test_who_only_reads_records_nothing(self):
        letter = self._posted()
        reader = (
            self.env.ref("base.user_admin")
            .sudo()
            .copy(
                {
                    "login": "post_reader",
                    "company_id": self.company.id,
                    "company_ids": [Command.set(self.company.ids)],
                    "group_ids": [
                        Command.set(
                            self.env.ref(
                                "account_collection.group_collection_readonly"
                            ).ids
                        )
                    ],
                }
            )
        )
        for model in ("collection.receipt.wizard", "collection.post.import"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(reader).create({})
        with self.assertRaises(AccessError):
            letter.with_user(reader).reference = "x"
        with self.assertRaises(AccessError):
            letter.with_user(reader).notice_id.proof_ids._void("x")
