from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestFacts(CollectionCommon):
    """What happened is recorded by the house, not written down by whoever may work
    with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()

    def _two(self):
        """Return a departed notice and one that waits, as the collector."""
        self._play(day(3))
        self._play(day(15), deliver=False)
        notices = self.env["collection.notice"].search([], order="id")
        return notices.with_user(self.collector)

    def test_nobody_writes_a_departure_by_hand(self):
        departed, waiting = self._two()
        item, run = departed.line_ids.item_id, departed.run_id
        formal = self.env.ref("account_collection.stage_formal")
        forged = [
            (departed, {"state": "skipped"}),
            (departed, {"message_id": False}),
            (waiting, {"departed_on": day(1)}),
            (waiting, {"state": "sent"}),
            (waiting, {"approved_by": self.manager.id}),
            (waiting.delivery_ids, {"state": "sent"}),
            (departed.delivery_ids, {"state": "ready"}),
            (departed.delivery_ids, {"departed_on": day(1)}),
            (item, {"stage_id": formal.id, "stage_date": day(1)}),
            (run, {"date": day(1)}),
            (run.line_ids, {"reason": "forged"}),
        ]
        for records, vals in forged:
            for user in (self.collector, self.manager):
                with (
                    self.subTest(records=records, vals=vals),
                    self.assertRaises(AccessError),
                ):
                    records.with_user(user).write(vals)

    def test_nobody_creates_a_departure_by_hand(self):
        departed, _waiting = self._two()
        case = departed.case_id
        rows = {
            "collection.notice": {"name": "x", "case_id": case.id},
            "collection.delivery": {"notice_id": departed.id, "state": "sent"},
            "collection.notice.line": {"notice_id": departed.id},
            "collection.item": {"move_id": self.invoice.id, "date_due": day(-9)},
            "collection.run": {"date": day(1), "company_id": self.company.id},
            "collection.batch": {"name": "x", "state": "confirmed"},
            "collection.proof": {
                "notice_id": departed.id,
                "kind": "received",
                "date": day(9),
                "user_id": self.manager.id,
            },
            "collection.hold": {
                "case_id": case.id,
                "reason": "x",
                "date_from": day(9),
                "user_id": self.manager.id,
            },
        }
        for model, vals in rows.items():
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.collector).create(vals)

    def test_a_person_still_notes_proofs_and_registered_numbers(self):
        departed, waiting = self._two()
        departed.write(
            {"proof_ids": [Command.create({"kind": "reply", "date": day(9)})]}
        )
        reply = departed.proof_ids.filtered(lambda one: one.kind == "reply")
        self.assertEqual(reply.user_id, self.collector)
        waiting.delivery_ids[:1].write({"reference": "1A 234"})

    def test_a_copy_is_kept_from_the_moment_it_may_leave(self):
        _departed, waiting = self._two()
        letter = waiting.delivery_ids.filtered(lambda one: one.channel_code == "letter")
        letter.action_print()
        self.assertFalse(waiting.departed_on)
        for vals in (
            {"raw": b"x"},
            {"type": "url", "url": "https://example.com"},
            {"mimetype": "text/html"},
            {"res_model": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                waiting.pdf_id.write(vals)

    def test_a_case_stays_with_its_debtor(self):
        departed, _waiting = self._two()
        other = self._make_debtor("Other")
        with self.assertRaises(UserError):
            departed.case_id.write({"partner_id": other.id})

    def test_a_handoff_that_took_place_does_not_become_a_draft(self):
        departed, _waiting = self._two()
        handoff = (
            self.env["collection.handoff"]
            .with_user(self.collector)
            .create(
                {
                    "case_id": departed.case_id.id,
                    "recipient_id": self._make_debtor("Agency").id,
                    "currency_id": self.company.currency_id.id,
                    "lang": "fr_FR",
                }
            )
        )
        handoff._record_fact(state="delivered")
        with self.assertRaises(AccessError):
            handoff.write({"state": "draft"})
        with self.assertRaises(UserError):
            handoff.write({"document_ids": [Command.create({"name": "late"})]})

    def test_reading_is_not_acting(self):
        _departed, waiting = self._two()
        reader = self._user("reader", "account_collection.group_collection_readonly")
        mine = waiting.with_user(reader)
        buttons = [
            mine.action_approve,
            mine.action_send,
            mine.delivery_ids.action_deliver,
            mine.delivery_ids.action_print,
            mine.delivery_ids.action_confirm_left,
            mine.delivery_ids.action_confirm_not_left,
            self.env["collection.run"].with_user(reader).action_run_company,
            mine.case_id.action_run,
            mine.case_id.action_close,
        ]
        for button in buttons:
            with self.subTest(button.__name__), self.assertRaises(AccessError):
                button()
