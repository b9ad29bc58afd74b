import json
import os
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import config, mute_logger

from .common import blank_pdf, day
from .post_common import NUMBER, PostCommon

LOGGER = "odoo.addons.account_collection.models.collection_post_provider"
DROP = "odoo.addons.account_collection.channels.post_file_drop"


class Killed(BaseException):
    """The process died here."""


class ProviderCommon(PostCommon):
    """A provider that takes folders and gives files, in a folder of its own."""

    service = "paper"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root = Path(tempfile.mkdtemp()).resolve()
        cls.addClassCleanup(shutil.rmtree, cls.root)
        previous = config.get("collection_post_folder")
        config["collection_post_folder"] = str(cls.root)
        cls.addClassCleanup(config.__setitem__, "collection_post_folder", previous)

    def setUp(self):
        super().setUp()
        folder = tempfile.mkdtemp(dir=self.root)
        self.base = Path(folder)
        self.provider = self.env["collection.post.provider"].create(
            {
                "name": "Courrier Sûr",
                "service": self.service,
                "is_qualified": True,
                "folder": self.base.name,
                "user_id": self.manager.id,
                "company_id": self.company.id,
            }
        )

    def _submitted(self, count=1):
        batch = self._printed(count)
        with self._at(40):
            batch.with_user(self.collector).action_submit()
        return batch

    def _status(self, *lines, name="status-1.csv", offset=41, **files):
        """Let the provider put a status file and its proofs into the folder, and read
        what came in."""
        inbox = self.base / "in"
        for file, content in files.items():
            (inbox / file.replace("_", ".")).write_bytes(content)
        text = "\n".join(["reference;status;date;number;file;note", *lines])
        (inbox / name).write_text(text)
        self._poll(offset)

    def _poll(self, offset=41):
        with self._at(offset), mute_logger(LOGGER):
            self.provider.sudo()._poll_now()

    def _places(self, name):
        return sorted(
            path.name
            for path in (self.base / name).iterdir()
            if not path.name.startswith(".")
        )

    def _told(self):
        return "\n".join(self.provider.activity_ids.mapped("note"))


@tagged("post_install", "-at_install")
class TestPostProvider(ProviderCommon):
    """Batches go out as folders and come back as statuses and proofs."""

    # -- handing over --------------------------------------------------------

    def test_a_batch_is_written_with_its_manifest(self):
        batch = self._submitted(2)
        self.assertEqual(batch.state, "submitted")
        self.assertEqual(batch.provider_id, self.provider)
        folder = self.base / "out" / batch.name
        manifest = json.loads((folder / "manifest.json").read_text())
        self.assertEqual(
            (manifest["batch"], manifest["service"]), (batch.name, "paper")
        )
        letters = {one["reference"]: one for one in manifest["letters"]}
        notice = batch.delivery_ids.filtered(
            lambda one: one.partner_id == self.debtor
        ).notice_id
        mine = letters[notice.name]
        self.assertEqual(mine["sha256"], notice.sha256)
        self.assertEqual((folder / mine["file"]).read_bytes(), notice.pdf_id.raw)
        self.assertEqual(
            mine["recipient"],
            {
                "name": "Menuiserie Lefèvre",
                "contact": "",
                "street": "12 rue des Lilas",
                "street2": "",
                "zip": "69003",
                "city": "Lyon",
                "country": "FR",
            },
        )
        # nothing departed yet: it is the deposit that counts
        self.assertEqual(set(batch.delivery_ids.mapped("state")), {"sending"})
        self.assertFalse(notice.departed_on)

    def test_a_batch_is_handed_over_once(self):
        batch = self._submitted()
        before = (self.base / "out" / batch.name).stat().st_ino
        with self._at(40):
            batch.action_submit()
            self.env["collection.post.provider"].sudo()._cron_post()
        self.assertEqual(self._places("out"), [batch.name])
        self.assertEqual((self.base / "out" / batch.name).stat().st_ino, before)

    def test_what_was_paid_since_the_print_is_not_handed_over(self):
        batch = self._printed(2)
        mine = batch.delivery_ids.filtered(lambda one: one.partner_id == self.debtor)
        self._pay(mine.notice_id.line_ids.move_id, 1000.0, day(40))
        with self._at(40):
            batch.action_submit()
        folder = self.base / "out" / batch.name
        manifest = json.loads((folder / "manifest.json").read_text())
        names = [one["reference"] for one in manifest["letters"]]
        self.assertEqual(names, (batch.delivery_ids - mine).notice_id.mapped("name"))
        self.assertEqual(mine.notice_id.state, "skipped")

    def test_all_paid_leaves_an_empty_batch_at_home(self):
        batch = self._printed()
        self._pay(batch.delivery_ids.notice_id.line_ids.move_id, 1000.0, day(40))
        with self._at(40):
            batch.action_submit()
        self.assertEqual(batch.state, "cancelled")
        self.assertEqual(self._places("out"), [])

    def test_without_or_with_two_providers_a_person_chooses(self):
        batch = self._printed()
        other = self.provider.copy({"name": "Autre"})
        with self._at(40), self.assertRaisesRegex(UserError, "Choose the provider"):
            batch.action_submit()
        (self.provider | other).active = False
        with self._at(40), self.assertRaisesRegex(UserError, "No provider carries"):
            batch.action_submit()
        self.assertEqual(batch.state, "printed")
        other.active = True
        batch.with_user(self.collector).provider_id = other
        with self._at(40):
            batch.action_submit()
        self.assertEqual(batch.provider_id, other)
        with self.assertRaisesRegex(UserError, "its provider stays"):
            batch.with_user(self.collector).provider_id = self.provider

    def test_an_electronic_provider_does_not_carry_paper(self):
        self.provider.service = "electronic"
        batch = self._printed()
        with self.assertRaisesRegex(ValidationError, "does not carry"):
            batch.provider_id = self.provider

    # -- a process that dies -------------------------------------------------

    def test_killed_before_anything_was_written(self):
        batch = self._die("_write_parcel")
        self._recover(batch)

    def test_killed_while_the_letters_are_written(self):
        batch = self._die("_sync")
        self.assertEqual(self._places("out"), [])
        self._recover(batch)

    def test_killed_between_the_journal_and_the_new_name(self):
        with patch.object(Path, "rename", side_effect=Killed):
            batch = self._printed()
            self._kill(batch)
        self.assertTrue((self.base / ".journal" / batch.name).exists())
        self.assertEqual(self._places("out"), [])
        self._recover(batch)

    def test_killed_after_the_new_name(self):
        batch = self._die_after_the_new_name()
        inode = (self.base / "out" / batch.name).stat().st_ino
        self._recover(batch)
        self.assertEqual((self.base / "out" / batch.name).stat().st_ino, inode)

    def test_killed_after_the_new_name_and_taken_away_since(self):
        batch = self._die_after_the_new_name()
        shutil.rmtree(self.base / "out" / batch.name)
        self._cron()
        self.assertEqual(batch.state, "submitted")
        self.assertEqual(self._places("out"), [])

    def _die_after_the_new_name(self):
        batch = self._printed()
        model = type(self.env["collection.post.file_drop"])
        whole = model._write_parcel

        def write_and_die(*args):
            whole(*args)
            raise Killed

        with patch.object(model, "_write_parcel", write_and_die):
            self._kill(batch)
        return batch

    def _die(self, method):
        batch = self._printed()
        model = type(self.env["collection.post.file_drop"])
        with patch.object(model, method, side_effect=Killed):
            self._kill(batch)
        return batch

    def _kill(self, batch):
        """Die in the midst of handing over; what was committed before stays."""
        died = False
        with self._at(40):
            batch._choose_provider()
            try:
                batch._submit()
            except Killed:
                died = True
        self.assertTrue(died)
        self.assertEqual(batch.state, "submitting")

    def _recover(self, batch):
        self._cron()
        self._cron()
        self.assertEqual(batch.state, "submitted")
        self.assertEqual(self._places("out"), [batch.name])
        folder = self.base / "out" / batch.name
        self.assertEqual(len(list(folder.glob("*.pdf"))), 1)

    def _cron(self, offset=40):
        with self._at(offset), mute_logger(LOGGER):
            self.env["collection.post.provider"].sudo()._cron_post()

    def test_where_nobody_can_know_a_person_decides(self):
        batch = self._die("_write_parcel")
        model = type(self.env["collection.post.file_drop"])
        with patch.object(model, "_was_submitted", return_value=None):
            self._cron()
        letter = batch.delivery_ids
        self.assertEqual((batch.state, letter.state), ("submitted", "uncertain"))
        self.assertIn(batch.name, letter.reason)
        self.assertEqual(self._places("out"), [])
        # what the provider tells later settles it
        name = letter.notice_id.name
        self._status(f"{name};deposited;2026-05-10;{NUMBER};;")
        self.assertEqual((letter.state, batch.state), ("sent", "confirmed"))

    def test_a_folder_that_cannot_be_used_is_told_and_tried_again(self):
        batch = self._printed()
        shutil.rmtree(self.base)
        self.base.write_text("a file instead of a folder")
        with (
            self._at(40),
            mute_logger(LOGGER),
            self.assertRaisesRegex(UserError, "cannot be used"),
        ):
            batch.action_submit()
        batch._choose_provider()
        with self._at(40), mute_logger(LOGGER):
            self.assertFalse(batch._submit())
        self.assertEqual(batch.state, "printed")
        self.assertIn("cannot be used", batch.problem)
        self.assertIn("cannot be used", self._told())
        self.base.unlink()
        self.base.mkdir()
        self._cron()
        self.assertEqual(batch.state, "submitted")
        self.assertFalse(batch.problem)

    # -- statuses and proofs -------------------------------------------------

    def test_deposited_presented_received_with_their_proofs(self):
        batch = self._submitted()
        letter, notice = batch.delivery_ids, batch.delivery_ids.notice_id
        self._status(
            f"{notice.name};accepted;2026-05-10;;;",
            f"{notice.name};deposited;2026-05-11;{NUMBER};depot.pdf;",
            offset=42,
            depot_pdf=b"%PDF-1.4 depot",
        )
        # 31 March + 41 days
        self.assertEqual((letter.state, letter.departed_on), ("sent", day(41)))
        self.assertEqual((notice.departed_on, letter.reference), (day(41), NUMBER))
        self.assertEqual(batch.state, "confirmed")
        deposit = notice.proof_ids
        self.assertEqual(
            (deposit.kind, deposit.attachment_ids.raw), ("deposited", b"%PDF-1.4 depot")
        )
        self._status(
            f"{notice.name};presented;2026-05-13;;;",
            f"{notice.name};received;2026-05-14;;ar.pdf;Signé Roux",
            name="status-2.csv",
            offset=45,
            ar_pdf=b"%PDF-1.4 ar",
        )
        self.assertEqual(
            (notice.date_presented, notice.post_fate), (day(43), "received")
        )
        received = notice.proof_ids.filtered(lambda one: one.kind == "received")
        self.assertEqual(received.attachment_ids.raw, b"%PDF-1.4 ar")
        self.assertEqual(received.note, "Signé Roux")
        # 43 + 8 days
        self.assertEqual(notice.deadline_on, day(51))
        self.assertEqual(self._places("in"), [])
        self.assertEqual(
            self._places("done"),
            ["ar.pdf", "depot.pdf", "status-1.csv", "status-2.csv"],
        )

    def test_the_same_status_twice_is_written_once(self):
        batch = self._submitted()
        notice = batch.delivery_ids.notice_id
        lines = (
            f"{notice.name};deposited;2026-05-10;{NUMBER};depot.pdf;",
            f"{notice.name};presented;2026-05-12;;;",
        )
        for rank in (1, 2):
            self._status(
                *lines, name=f"s{rank}.csv", offset=43, depot_pdf=b"%PDF-1.4 depot"
            )
        self.assertEqual(
            notice.proof_ids.sorted("id").mapped("kind"), ["deposited", "presented"]
        )
        self.assertFalse(self.provider.activity_ids)
        self.assertEqual(len(notice.proof_ids.attachment_ids), 1)

    def test_the_file_of_another_letter_is_never_taken_for_its_proof(self):
        batch = self._submitted(2)
        first, second = batch.delivery_ids.notice_id
        self._status(
            f"{first.name};deposited;2026-05-10;;ar.pdf;", ar_pdf=b"%PDF-1.4 first"
        )
        self._status(f"{first.name};deposited;2026-05-10;;ar.pdf;", name="s2.csv")
        self.assertFalse(self.provider.activity_ids)
        self._status(f"{second.name};deposited;2026-05-10;;ar.pdf;", name="s3.csv")
        self.assertEqual(len(first.proof_ids.attachment_ids), 1)
        self.assertFalse(second.proof_ids.attachment_ids)
        self.assertIn("“ar.pdf” is not in the folder", self._told())

    def test_companies_do_not_see_each_others_providers(self):
        other = self.env(su=True)["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env(su=True),
            login="post_stranger",
            groups="account_collection.group_collection_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        seen = self.env["collection.post.provider"].with_user(stranger).search([])
        self.assertNotIn(self.provider, seen)
        with self.assertRaises(AccessError):
            self.provider.with_user(stranger).check_access("read")

    def test_killed_between_writing_down_and_putting_away(self):
        batch = self._submitted()
        notice = batch.delivery_ids.notice_id
        model = type(self.env["collection.post.file_drop"])
        died = False
        with patch.object(model, "_settle", side_effect=Killed):
            try:
                self._status(f"{notice.name};deposited;2026-05-10;;;")
            except Killed:
                died = True
        self.assertTrue(died)
        self.assertEqual(len(notice.proof_ids), 1)
        self.assertEqual(self._places("in"), ["status-1.csv"])
        self._poll()
        self.assertEqual(len(notice.proof_ids), 1)
        self.assertEqual(self._places("in"), [])

    def test_news_without_a_deposit_depart_from_the_handing_over(self):
        batch = self._submitted()
        notice = batch.delivery_ids.notice_id
        self._status(f"{notice.name};presented;2026-05-13;;;", offset=44)
        self.assertEqual(
            (notice.departed_on, notice.date_presented), (day(40), day(43))
        )

    def test_unknown_references_are_told_to_a_person(self):
        batch = self._submitted()
        notice = batch.delivery_ids.notice_id
        self._status(
            "REL-999999;deposited;2026-05-10;;;",
            f"{notice.name};deposited;2026-05-10;;;",
            f"{notice.name};lost;2026-05-10;;;",
            f"{notice.name};presented;31/02/2026;;;",
            f"{notice.name};presented;2026-06-30;;;",
            f"{notice.name};presented;2026-05-11;;;;too many",
        )
        # the good line was taken
        self.assertEqual(batch.delivery_ids.state, "sent")
        told = self._told()
        for words in (
            "REL-999999",
            "“lost” is no status",
            "“31/02/2026” is not a date",
            "still to come",
            "more cells",
        ):
            self.assertIn(words, told)
        self.assertEqual(self.provider.activity_ids.user_id, self.manager)
        self.assertEqual(self._places("refused"), ["status-1.csv"])

    def test_a_letter_of_another_provider_is_unknown(self):
        batch = self._submitted()
        other = self.provider.copy({"name": "Autre"})
        batch.sudo().provider_id = other
        self._status(f"{batch.delivery_ids.notice_id.name};deposited;2026-05-10;;;")
        self.assertEqual(batch.delivery_ids.state, "sending")
        self.assertIn("was given no letter", self._told())

    def test_what_contradicts_the_record_is_told_not_taken(self):
        batch = self._submitted()
        notice = batch.delivery_ids.notice_id
        name = notice.name
        self._status(f"{name};deposited;2026-05-09;;;")
        self.assertIn("lies before the day it was handed over", self._told())
        self.provider.activity_ids.unlink()
        self._status(
            f"{name};deposited;2026-05-10;{NUMBER};;",
            f"{name};presented;2026-05-12;;;",
            f"{name};presented;2026-05-13;;;",
            f"{name};presented;2026-05-12;1B 000;;",
            f"{name};rejected;2026-05-12;;;",
            name="s2.csv",
            offset=45,
        )
        self.assertEqual(notice.date_presented, day(42))
        told = self._told()
        for words in ("something else is on record", "has number", "has left already"):
            self.assertIn(words, told)

    def test_a_rejected_letter_failed_and_asks(self):
        batch = self._submitted()
        letter = batch.delivery_ids
        self._status(f"{letter.notice_id.name};rejected;2026-05-10;;;Adresse illisible")
        self.assertEqual((letter.state, batch.state), ("failed", "confirmed"))
        self.assertIn("Adresse illisible", letter.reason)
        self.assertTrue(
            letter.case_id.activity_ids.filtered(
                lambda one: "Adresse illisible" in (one.summary or "")
            )
        )
        self._status(
            f"{letter.notice_id.name};rejected;2026-05-10;;;Adresse illisible",
            name="s2.csv",
        )
        self.assertFalse(self.provider.activity_ids)

    def test_a_proof_that_is_missing_is_told_and_the_status_kept(self):
        batch = self._submitted()
        self._status(
            f"{batch.delivery_ids.notice_id.name};deposited;2026-05-10;;no.pdf;"
        )
        self.assertEqual(batch.delivery_ids.state, "sent")
        self.assertIn("“no.pdf” is not in the folder", self._told())

    def test_a_person_says_it_was_deposited(self):
        batch = self._submitted()
        with self._at(42):
            batch.with_user(self.collector).action_deposited()
        self.assertEqual(batch.state, "confirmed")
        # the day it was handed over
        self.assertEqual(batch.delivery_ids.departed_on, day(40))

    # -- what leads out of the folders ---------------------------------------

    def test_a_deposit_that_is_not_confirmed_is_asked_about_once(self):
        batch = self._submitted(2)
        self._run(54)
        self.assertFalse(self.provider.activity_ids)
        # the company waits 15 days for news: 40 + 15
        self._run(55)
        self.assertIn(f"Batch {batch.name}", self.provider.activity_ids.summary)
        self.assertIn("not confirmed: 2.", self._told())
        self.provider.activity_ids.action_feedback()
        self._run(56)
        self.assertFalse(self.provider.activity_ids)

    def test_a_confirmed_deposit_is_not_asked_about(self):
        batch = self._submitted()
        with self._at(42):
            batch.with_user(self.collector).action_deposited()
        self._run(70)
        self.assertFalse(self.provider.activity_ids)

    def _run(self, offset):
        with self._at(offset):
            self.env["collection.run"].sudo()._play(self.company, day(offset))

    def test_proofs_are_read_only_inside_the_folder(self):
        batch = self._submitted()
        name = batch.delivery_ids.notice_id.name
        secret = self.base / "secret.pdf"
        secret.write_bytes(b"%PDF secret")
        os.symlink(secret, self.base / "in" / "link.pdf")
        for rank, path in enumerate(
            ("../secret.pdf", str(secret), "..\\secret.pdf", "link.pdf", ".hidden")
        ):
            self._status(f"{name};deposited;2026-05-10;;{path};", name=f"s{rank}.csv")
        notice = batch.delivery_ids.notice_id
        self.assertFalse(notice.proof_ids.attachment_ids)
        self.assertIn("leads out of the folder", self._told())
        self.assertTrue(secret.exists())
        os.symlink("/etc/passwd", self.base / "in" / "s9.csv")
        self._poll()
        self.assertEqual(os.readlink(self.base / "in" / "s9.csv"), "/etc/passwd")

    def test_folders_that_lead_out_of_the_root_are_refused(self):
        for folder in ("../x", "/etc", "a/../../b", "", ".", ".."):
            with (
                self.subTest(folder),
                self.assertRaisesRegex(
                    ValidationError, "inside the one set on the server"
                ),
            ):
                self.provider.folder = folder
        os.symlink("/tmp", self.root / "away")
        self.addCleanup((self.root / "away").unlink)
        with self.assertRaisesRegex(ValidationError, "inside the one"):
            self.provider.folder = "away"
        self.provider.folder = self.base.name
        shutil.rmtree(self.base / "out")
        os.symlink("/tmp", self.base / "out")
        with self.assertRaisesRegex(UserError, "link to another place"):
            self.provider.action_check()

    def test_incomplete_large_and_unreadable_files(self):
        self._submitted()
        inbox = self.base / "in"
        (inbox / ".status.csv").write_text("half")
        (inbox / "status.csv.part").write_text("half")
        self._poll()
        self.assertFalse(self.provider.activity_ids)
        (inbox / "large.csv").write_bytes(b"x")
        with patch(f"{DROP}.MOST_BYTES", 0):
            self._poll()
        self.assertIn("too large", self._told())
        self.provider.activity_ids.unlink()
        (inbox / "odd.csv").write_text("a;b\n1;2\n")
        self._poll()
        self.assertIn("headings", self._told())
        self.assertEqual(self._places("in"), ["status.csv.part"])

    # -- who may -------------------------------------------------------------

    def test_paths_are_for_managers(self):
        mine = self.provider.with_user(self.collector)
        self.assertEqual(mine.name, "Courrier Sûr")
        with self.assertRaises(AccessError):
            mine.read(["folder"])
        with self.assertRaises(AccessError):
            mine.action_poll()
        self.assertEqual(self.provider.with_user(self.manager).folder, self.base.name)
        self.assertEqual(self.provider.action_check()["params"]["type"], "success")
        self._submitted()
        with self.assertRaisesRegex(UserError, "archive it"):
            self.provider.unlink()
        with self._at(41):
            self.provider.action_poll()
        self.assertTrue(self.provider.last_poll)


@tagged("post_install", "-at_install")
class TestLre(ProviderCommon):
    """Electronic registered letters: through a qualified service, to a consumer only
    with his consent; otherwise on paper, and it says why."""

    service = "electronic"

    def setUp(self):
        super().setUp()
        self.lre = self.env.ref("account_collection.channel_lre")
        self.stage.channel_ids = self.lre

    def _approved(self, **vals):
        """Return the formal notice, approved and left to the scheduled action."""
        self.debtor.sudo().write(vals)
        self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        if notice:
            with self._at(40):
                notice.action_approve()
                self.env["collection.delivery"].sudo()._cron_deliver()
        return notice

    def _consent(self, **vals):
        proof = (
            self.env["ir.attachment"]
            .with_user(self.collector)
            .create({"name": "bail.pdf", "raw": blank_pdf("consent")})
        )
        return (
            self.env["collection.lre.consent"]
            .with_user(self.collector)
            .create(
                {
                    "partner_id": self.debtor.id,
                    "company_id": self.company.id,
                    "date": day(-200),
                    "given_by": "Mme Lefèvre",
                    "way": "contract",
                    "email": "lre@debtor.example",
                    "attachment_ids": [Command.set(proof.ids)],
                    **vals,
                }
            )
        )

    def test_a_business_needs_no_consent(self):
        notice = self._approved()
        letter = notice.delivery_ids
        self.assertEqual((letter.channel_code, letter.state), ("lre", "sending"))
        folder = self.base / "out" / letter.batch_id.name
        manifest = json.loads((folder / "manifest.json").read_text())
        self.assertEqual(manifest["service"], "electronic")
        recipient = manifest["letters"][0]["recipient"]
        self.assertEqual(recipient["email"], "compta@debtor.example")
        self._status(f"{notice.name};deposited;2026-05-10;;;")
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(40)))
        # delays run as with paper
        self._status(f"{notice.name};presented;2026-05-12;;;", name="s2", offset=42)
        self._status(f"{notice.name};presented;2026-05-12;;;", name="s2.csv", offset=42)
        self.assertEqual(notice.deadline_on, day(50))

    def test_a_consumer_without_consent_is_written_to_on_paper(self):
        notice = self._approved(collection_class="consumer")
        lre = notice.delivery_ids.filtered(lambda one: one.channel_id == self.lre)
        paper = notice.delivery_ids - lre
        self.assertEqual((paper.channel_code, paper.state), ("registered", "ready"))
        self.assertEqual(lre.state, "skipped")
        self.assertIn("has not consented", lre.reason)
        self.assertIn("It goes by Registered letter instead", lre.reason)
        self.assertEqual(notice.channel_names, "Registered letter")
        self.assertEqual(self._places("out"), [])
        self._act(day(40))
        self.assertEqual(notice.state, "sent")

    def test_unknown_may_be_a_consumer(self):
        self.debtor.sudo().collection_class = False
        lre = self.env["collection.channel.lre"].with_company(self.company)
        self.assertIn("Nobody has said whether", lre._obstacle(self.debtor))

    def test_without_an_address_on_paper_a_person_is_asked(self):
        notice = self._approved(collection_class="consumer", street=False)
        self.assertFalse(notice)
        line = self.run.line_ids
        self.assertEqual(line.outcome, "skipped")
        self.assertIn("has not consented", line.reason)
        case = self.env["collection.case"].search([])
        self.assertTrue(
            case.activity_ids.filtered(
                lambda one: "has not consented" in (one.summary or "")
            )
        )

    def test_a_recorded_consent_lets_it_leave_to_the_address_given(self):
        consent = self._consent()
        notice = self._approved(collection_class="consumer")
        letter = notice.delivery_ids
        self.assertEqual((letter.channel_code, letter.state), ("lre", "sending"))
        manifest = json.loads(
            (self.base / "out" / letter.batch_id.name / "manifest.json").read_text()
        )
        recipient = manifest["letters"][0]["recipient"]
        self.assertEqual(recipient["email"], "lre@debtor.example")
        self.assertEqual(consent.user_id, self.collector)

    def test_a_consent_taken_back_before_the_departure(self):
        consent = self._consent()
        self.debtor.sudo().collection_class = "consumer"
        self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        self.assertEqual(notice.delivery_ids.channel_code, "lre")
        with self._at(40):
            consent.with_user(self.collector).action_withdraw()
            notice.action_approve()
            self.env["collection.delivery"].sudo()._cron_deliver()
        states = {
            one.channel_code: (one.state, one.reason) for one in notice.delivery_ids
        }
        self.assertEqual(states["registered"][0], "ready")
        self.assertEqual(states["lre"][0], "skipped")
        self.assertIn("has not consented", states["lre"][1])
        self.assertEqual(consent.withdrawn_on, day(40))
        self.assertEqual(self._places("out"), [])

    def test_a_consent_is_proven_and_not_rewritten(self):
        with self.assertRaisesRegex(ValidationError, "Attach what proves"):
            self._consent(attachment_ids=[Command.clear()])
        with self.assertRaisesRegex(ValidationError, "not an e-mail address"):
            self._consent(email="nobody")
        with (
            freeze_time("2026-03-01 10:00:00"),
            self.assertRaisesRegex(ValidationError, "still to come"),
        ):
            self._consent(date=day(0))
        consent = self._consent()
        with self.assertRaises(UserError):
            consent.sudo().write({"email": "x@y.example"})
        with self.assertRaises(UserError):
            consent.write({"withdrawn_on": day(1)})
        with self.assertRaises(UserError):
            consent.sudo().unlink()
        with self.assertRaises(UserError):
            consent.attachment_ids.sudo().unlink()

    def test_a_consent_to_another_company_does_not_count(self):
        other = self.env(su=True)["res.company"].create({"name": "Other"})
        self._consent().sudo()._write({"company_id": other.id})
        self.debtor.sudo().collection_class = "consumer"
        lre = self.env["collection.channel.lre"].with_company(self.company)
        self.env.invalidate_all()
        self.assertIn("has not consented", lre._obstacle(self.debtor))

    def test_only_a_qualified_provider_carries_them(self):
        self.provider.is_qualified = False
        notice = self._approved()
        codes = {one.channel_code: one.state for one in notice.delivery_ids}
        self.assertEqual(codes, {"registered": "ready", "lre": "skipped"})
        lre = self.env["collection.channel.lre"].with_company(self.company)
        self.assertIn("No qualified provider", lre._obstacle(self.debtor))

    def test_without_an_e_mail_address_on_paper(self):
        self._approved()
        self.debtor.sudo().email = False
        lre = self.env["collection.channel.lre"].with_company(self.company)
        self.assertIn("no e-mail address", lre._obstacle(self.debtor))

    def test_a_batch_whose_process_died_before_handing_over_leaves_later(self):
        batch_model = type(self.env["collection.batch"])
        with patch.object(batch_model, "_submit", return_value=False):
            notice = self._approved()
        batch = notice.delivery_ids.batch_id
        self.assertEqual((batch.state, self._places("out")), ("printed", []))
        with self._at(40):
            self.env["collection.post.provider"].sudo()._cron_post()
        self.assertEqual(
            (batch.state, self._places("out")), ("submitted", [batch.name])
        )

    def test_rejected_by_the_provider_goes_on_paper(self):
        notice = self._approved()
        self._status(f"{notice.name};rejected;2026-05-10;;;Adresse inconnue")
        codes = {one.channel_code: one.state for one in notice.delivery_ids}
        self.assertEqual(codes, {"registered": "ready", "lre": "skipped"})
        self._act(day(41))
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(41)))

    def test_one_that_cannot_be_written_does_not_stop_the_others(self):
        other = self._make_debtor("Garage", email="garage@debtor.example")
        self._invoice()
        self._invoice(debtor=other)
        self._climb(25)
        notices = self._play(day(40))
        bad = notices.filtered(lambda one: one.partner_id == other)
        render = type(notices)._texts

        def texts(notice):
            if notice == bad:
                raise UserError(DROP)
            return render(notice)

        with self._at(40):
            notices.action_approve()
            with patch.object(type(notices), "_texts", texts):
                self.env["collection.delivery"].sudo()._cron_deliver()
        good = (notices - bad).delivery_ids
        self.assertEqual(good.state, "sending")
        self.assertEqual(len(self._places("out")), 1)
        self.assertEqual(bad.delivery_ids.state, "failed")
        self.assertIn(DROP, bad.delivery_ids.reason)
