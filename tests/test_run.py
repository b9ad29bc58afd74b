from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import ConcurrencyError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import collection_run, collection_run_decide
from ..models.bulk import insert_rows, update_rows
from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestRun(CollectionCommon):
    """A run in batches, and what it writes in bulk."""

    def _debtors(self, count, first=0):
        return [
            self._make_debtor(f"Débiteur {number}", email=f"d{number}@debtor.example")
            for number in range(first, first + count)
        ]

    def _invoices(self, debtors, each=2):
        return self.env["account.move"].union(
            *[
                self._invoice(100.0 + number, debtor=debtor)
                for debtor in debtors
                for number in range(each)
            ]
        )

    # -- batches -------------------------------------------------------------

    def test_all_that_a_debtor_owes_is_in_one_batch(self):
        debtors = self._debtors(3)
        self._invoices(debtors, each=2)
        runs = self.env["collection.run"].sudo()
        with patch.object(collection_run_decide, "BATCH", 3):
            batches = list(runs._batches(self.company, day(3)))
        # 2 + 2 items are more than 3, so each debtor is a batch of his own
        self.assertEqual([len(lines) for lines in batches], [2, 2, 2])
        self.assertEqual(
            [lines.move_id.commercial_partner_id for lines in batches], debtors
        )

    def test_batches_record_what_one_batch_records(self):
        debtors = self._debtors(3)
        self._invoices(debtors, each=2)
        with patch.object(collection_run_decide, "BATCH", 2):
            notices = self._play(day(3), deliver=False)
        self.assertEqual(len(notices.run_id), 1)
        self.assertEqual(
            sorted(
                (notice.partner_id.name, notice.amount_total, len(notice.line_ids))
                for notice in notices
            ),
            [(f"Débiteur {number}", 201.0, 2) for number in range(3)],
        )
        self.assertEqual(self.run.line_count, 6)

    def test_a_run_cut_short_goes_on_where_it_stopped(self):
        debtors = self._debtors(3)
        self._invoices(debtors, each=1)
        runs = self.env["collection.run"].sudo()
        with patch.object(collection_run_decide, "BATCH", 1):
            batches = runs._batches(self.company, day(3))
            runs._play_batch(next(batches), self.company, day(3))
            batches.close()  # the server stops here, after the first was committed
            notices = self._play(day(3), deliver=False)
        said = self.env["collection.notice"].search(
            [("partner_id", "in", [debtor.id for debtor in debtors])]
        )
        self.assertEqual(len(notices), 2)
        self.assertEqual(
            sorted(said.mapped("partner_id.name")),
            ["Débiteur 0", "Débiteur 1", "Débiteur 2"],
        )

    def _assert_queries_do_not_grow(self, on=None, **debtor):
        counts = []
        # The first plays read what is read once for all.
        for first, count in ((0, 5), (10, 5), (20, 5), (30, 40)):
            debtors = self._debtors(count, first)
            self.env["res.partner"].union(*debtors).sudo().write(debtor)
            self._invoices(debtors)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._play(on or day(3), deliver=False)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # Seven times as many debtors: at most what the caches of the host cost more.
        self.assertLess(counts[3] - counts[2], 5)
        return self.env["collection.run.line"].search([]).mapped("outcome")

    def test_queries_do_not_grow_with_the_debtors(self):
        self.assertEqual(set(self._assert_queries_do_not_grow()), {"notice"})

    def test_nor_with_those_who_cannot_be_reached(self):
        outcomes = self._assert_queries_do_not_grow(email=False)
        self.assertEqual(set(outcomes), {"skipped"})

    def test_nor_with_notices_to_review(self):
        self.policy.stage_ids.write({"mode": "review"})
        self.assertEqual(set(self._assert_queries_do_not_grow()), {"notice"})
        self.assertEqual(len(self._tasks("Review notice")), 55)

    def test_nor_with_calls(self):
        called = self.policy.stage_ids.filtered("script_template_id")
        (self.policy.stage_ids - called).active = False
        on = day(called.days)
        self._assert_queries_do_not_grow(on, phone="+33 6 12 34 56 78")
        self.assertEqual(len(self._tasks("Call Débiteur")), 55)

    def _tasks(self, words):
        return self.env["mail.activity"].search(
            [("res_model", "=", "collection.case"), ("summary", "=like", f"{words}%")]
        )

    def test_a_pending_notice_is_not_decided_again(self):
        self._invoice()
        self._play(day(3), deliver=False)
        candidates = self.env["collection.run"].sudo()._candidates(self.company, day(4))
        self.assertFalse(candidates)

    def test_a_run_says_how_long_it_took(self):
        self._invoice()
        with patch.object(collection_run, "time") as clock:
            clock.monotonic.side_effect = (10.0, 12.5)
            notice = self._play(day(3), deliver=False)
        self.assertEqual(notice.run_id.duration, 2.5)

    # -- what it did, as people look for it ----------------------------------

    def test_what_a_run_did_is_searched_and_grouped(self):
        first, second = self._debtors(2)
        self._invoices([first, second], each=2)
        second.email = False
        self._play(day(3), deliver=False)
        run = self.run.with_user(self.collector)
        self.assertEqual(
            (run.line_count, run.notice_count, run.skipped_count), (4, 1, 2)
        )
        lines = self.env["collection.run.line"].with_user(self.collector)
        skipped = lines.search(
            [*run.action_view_skipped()["domain"], ("outcome", "=", "skipped")]
        )
        self.assertEqual(skipped.partner_id, second)
        counts = lines._read_group(
            run.action_view_lines()["domain"], ["partner_id"], ["__count"]
        )
        self.assertEqual(dict(counts), {first: 2, second: 2})
        ready = lines.search([("notice_id.state", "=", "ready")])
        self.assertEqual(ready.notice_id, run.notice_ids)
        # a click opens what was recorded, or what nothing was said about
        self.assertEqual(
            ready[0].action_view_notice()["res_model"], "collection.notice"
        )
        self.assertEqual(
            skipped[0].action_view_notice()["res_id"], skipped[0].item_id.id
        )

    # -- in bulk -------------------------------------------------------------

    def test_rows_inserted_in_bulk_are_like_created_ones(self):
        case = self._case_of(self.debtor)
        invoice = self._invoice()
        vals = {
            "move_id": invoice.id,
            "date_due": day(0),
            "rank": 1,
            "company_id": self.company.id,
            "case_id": case.id,
        }
        items = self.env["collection.item"].sudo()
        self.assertFalse(case.item_ids)
        created = items.create(vals)
        names = [
            name
            for name, field in items._fields.items()
            if field.store and name not in ("id", "rank")
        ]
        expected = created.read(names)[0]
        inserted = insert_rows(items, [{**vals, "rank": 2}, {**vals, "rank": 3}])
        self.assertEqual(case.item_ids, created | inserted)
        self.env.invalidate_all()
        self.assertEqual(inserted.mapped("rank"), [2, 3])
        for one in inserted:
            self.assertEqual({**one.read(names)[0], "id": 0}, {**expected, "id": 0})

    def test_a_stored_computed_field_that_is_not_said_is_computed(self):
        notice = self._recorded_notice()
        letter = self.env.ref("account_collection.channel_letter")
        visit = self.env.ref("account_collection.channel_visit")
        deliveries = insert_rows(
            notice.delivery_ids.sudo(),
            [
                {"notice_id": notice.id, "channel_id": channel.id, "reason": reason}
                for channel, reason in ((letter, "a\tb\n\\c “é”"), (visit, None))
            ],
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(deliveries.mapped("channel_code"), ["letter", "visit"])
        self.assertEqual(deliveries.company_id, self.company)
        # what has a default and was not said either
        self.assertEqual(deliveries.mapped("state"), ["ready", "ready"])
        self.assertEqual(deliveries.mapped("reason"), ["a\tb\n\\c “é”", False])

    def test_rows_that_say_different_columns_are_refused(self):
        items = self._recorded_notice().line_ids.item_id.sudo()
        with self.assertRaisesRegex(ValueError, "retry_date"):
            update_rows(items + items, [{"rank": 1}, {"rank": 1, "retry_date": None}])
        with self.assertRaisesRegex(ValueError, "rank"):
            insert_rows(items, [{"date_due": day(0)}, {"date_due": day(0), "rank": 1}])

    def test_bulk_writing_keeps_what_was_not_flushed_yet(self):
        item = self._recorded_notice().line_ids.item_id.sudo()
        item.retry_date = day(8)
        item.rank = 7
        update_rows(item, [{"rank": 1}])
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((item.rank, item.retry_date), (1, day(8)))

    def test_an_automation_rule_sees_every_new_due_item(self):
        if "base.automation" not in self.env:
            self.skipTest("base_automation is not installed")
        tag = self.env["res.partner.category"].sudo().create({"name": "Chased"})
        vals = {"category_id": [(4, tag.id)]}
        self.env["base.automation"].sudo().create(
            {
                "name": "Tag who is chased",
                "model_id": self.env["ir.model"]._get_id("collection.item"),
                "trigger": "on_create",
                "action_server_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Tag",
                            "model_id": self.env["ir.model"]._get_id("collection.item"),
                            "state": "code",
                            "code": f"record.partner_id.write({vals})",
                        },
                    )
                ],
            }
        )
        self._invoice()
        self._play(day(3), deliver=False)
        self.assertIn(tag, self.debtor.category_id)

    def _recorded_notice(self):
        self._invoice()
        return self._play(day(3), deliver=False)

    def _case_of(self, debtor):
        cases = self.env["collection.case"].sudo()
        return cases._ensure_cases(debtor, self.company)[debtor]


@tagged("post_install", "-at_install")
class TestScheduledAction(CollectionCommon):
    """What stops one company, or one attempt, does not cost the others their day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        root = cls.env(user=SUPERUSER_ID, su=True)
        cls.broken = root["res.company"].create(
            {"name": "Autre société", "sequence": 0, "collection_active": True}
        )

    def _run_with(self, stand_in):
        """Play the scheduled action of day 3 with ``stand_in(play, company)`` instead
        of the play of a company; return the addresses written to."""
        runs = self.env.registry["collection.run"]
        play = runs._play

        def instead(records, company, today, debtors=None):
            stand_in(company)
            return play(records, company, today, debtors)

        with (
            patch.object(runs, "_play", instead),
            freeze_time(f"{day(3)} 08:00:00"),
            self.mock_mail_gateway(),
        ):
            try:
                self.env["collection.run"].sudo()._cron_run()
            finally:
                self.sent = [mail["email_to"][0] for mail in self._mails]

    def test_a_company_that_cannot_be_played_stops_no_other(self):
        self._invoice()

        def stand_in(company):
            if company == self.broken:
                raise ValueError("Its settings are wrong.")

        # It is raised once the others are played, so that the host knows.
        logger = "odoo.addons.account_collection.models.collection_run_safely"
        with mute_logger(logger), self.assertRaisesRegex(ValueError, "are wrong"):
            self._run_with(stand_in)
        self.assertEqual(len(self.sent), 1)

    def test_who_met_another_transaction_is_played_again(self):
        self._invoice()
        met = []

        def stand_in(company):
            if company == self.company and len(met) < 2:
                met.append(company)
                raise ConcurrencyError("could not serialize")

        self._run_with(stand_in)
        self.assertEqual((len(met), len(self.sent)), (2, 1))
