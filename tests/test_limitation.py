from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.account_collection.models.collection_event import KINDS
from odoo.addons.account_collection.rules.limitation import (
    INTERRUPTS,
    SUSPENDS,
    WRITTEN,
)

from .common import CollectionCommon

DUE = date(2024, 3, 31)
SERVICE = date(2024, 2, 20)
# 2 years from the service (L218-2 C. conso); the last day is still in time.
LAST = date(2026, 2, 20)
ONE_DAY = timedelta(days=1)


class LimitationCommon(CollectionCommon):
    """Debts of spring 2024, followed until nobody can go to court any more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.consumer = cls._make_debtor(
            "Mme Garnier", is_company=False, collection_class="consumer"
        )
        cls.town = cls._make_debtor("Commune de Sainte-Foy", collection_class="public")

    @classmethod
    def _sale(cls, debtor, **vals):
        """An invoice of 1 March 2024, due on the 31st, the work done before."""
        return cls._invoice(due=DUE, debtor=debtor, delivery_date=SERVICE, **vals)

    def _on_ladder(self, debtor, on=date(2024, 4, 3), **vals):
        """Return the due item of a sale that was reminded of on ``on``."""
        invoice = self._sale(debtor, **vals)
        self._play(on)
        return invoice.collection_item_ids

    def _last_day(self, item):
        return item._limitations()[item].last_day

    def _record(self, item, kind, on, **vals):
        with freeze_time("2026-02-15"):
            return self.env["collection.event"].create(
                {
                    "case_id": item.case_id.id,
                    "kind": kind,
                    "date": on,
                    "move_ids": [Command.set(item.move_id.ids)],
                    **vals,
                }
            )

    def _correct(self, event, **vals):
        with freeze_time("2026-02-15"):
            action = event.action_correct()
            wizard = (
                self.env[action["res_model"]]
                .with_context(**action["context"])
                .create(vals)
            )
            wizard.action_confirm()
        return event.replaced_by_ids

    def _asked(self, case):
        """Return what the collector was asked about the limitation, oldest first."""
        tasks = case.with_context(active_test=False).activity_ids.sorted("id")
        words = tasks.mapped("summary")
        return [one for one in words if "court" in one or "Prescribed" in one]


@tagged("post_install", "-at_install")
class TestLastDay(LimitationCommon):
    def test_each_class_its_own_delay(self):
        items = (
            self._on_ladder(self.consumer)
            | self._on_ladder(self.debtor)
            | self._on_ladder(self.town)
        )
        found = items._limitations()
        self.assertEqual(
            [found[item].last_day for item in items],
            [
                LAST,
                # 5 years (L110-4 C. com.)
                date(2029, 2, 20),
                # 4 years from 1 January after a written claim: the reminder of 3
                # April 2024 interrupted, as any does (loi 68-1250, art. 2).
                date(2028, 12, 31),
            ],
        )
        self.assertEqual(
            items.mapped("limitation_date"), [found[item].last_day for item in items]
        )

    def test_the_due_date_where_the_service_came_later(self):
        item = self._on_ladder(self.consumer)
        item.move_id.delivery_date = date(2024, 5, 2)
        self.assertEqual(self._last_day(item), date(2026, 3, 31))
        item.move_id.delivery_date = False
        self.assertEqual(self._last_day(item), date(2026, 3, 31))

    def test_nobody_said_what_he_is(self):
        item = self._on_ladder(self._make_debtor("SCI", collection_class=False))
        self.assertEqual(item.limitation_date, LAST)
        self.assertIn("the shortest delay counts", item.limitation_reason)

    def test_a_departure_interrupts_against_a_public_body_alone(self):
        items = self._on_ladder(self.consumer) | self._on_ladder(self.town)
        # A second reminder leaves in 2025: 4 years from 1 January 2026.
        self._play_until(date(2025, 2, 3), date(2025, 2, 3))
        found = items._limitations()
        self.assertEqual(
            [found[item].last_day for item in items], [LAST, date(2029, 12, 31)]
        )

    def test_a_call_is_no_written_claim(self):
        item = self._on_ladder(self.town)
        self._play_until(date(2024, 4, 15), date(2024, 4, 15))
        # The third stage is a call, made in 2025.
        history = self._play_until(date(2025, 2, 3), date(2025, 2, 3))
        notice = history[date(2025, 2, 3)]
        self.assertEqual(notice.delivery_ids.mapped("channel_code"), ["phone"])
        self.assertEqual(self._last_day(item), date(2028, 12, 31))

    def test_a_formal_notice_is_said_to_change_nothing(self):
        item = self._on_ladder(self.consumer)
        for offset in (15, 25, 40):
            on = DUE + timedelta(days=offset)
            self._play_until(on, on)
        self.assertEqual(self._last_day(item), LAST)
        self.assertIn(
            "Formal notice of 05/10/2024: changes nothing", item.limitation_steps
        )

    def test_reasons_in_words(self):
        item = self._on_ladder(self.consumer)
        self.assertEqual(
            item.limitation_reason,
            "2 years (consumer, L218-2 C. conso) from 02/20/2024, the day of the "
            "service.",
        )
        self._record(item, "acknowledgment", date(2025, 6, 2))
        item.invalidate_recordset()
        self.assertEqual(
            item.limitation_steps.splitlines()[:2],
            [
                "2 years (consumer, L218-2 C. conso) from 02/20/2024, the day of the "
                "service.",
                "Acknowledgment of the debt of 06/02/2025 (2240 C. civ.): a new delay "
                "begins, last day 06/02/2027.",
            ],
        )

    def test_the_same_on_invoice_item_and_case(self):
        item = self._on_ladder(self.consumer)
        later = self._invoice(due=date(2024, 5, 31), debtor=self.consumer)
        self._play(date(2024, 6, 3))
        self.assertEqual(item.move_id.collection_limitation_date, LAST)
        self.assertEqual(later.collection_limitation_date, date(2026, 5, 31))
        self.assertEqual(item.case_id.limitation_date, LAST)
        self._pay(item.move_id, 1000.0, date(2024, 6, 10))
        records = item | later.collection_item_ids
        records.invalidate_recordset()
        item.case_id.invalidate_recordset()
        self.assertEqual(records.mapped("limitation_date"), [False, date(2026, 5, 31)])
        self.assertEqual(item.case_id.limitation_date, date(2026, 5, 31))

    def test_an_invoice_that_is_not_on_the_ladder(self):
        invoice = self._sale(self.consumer)
        self.assertEqual(invoice.collection_limitation_date, LAST)
        self.assertFalse(self._invoice(due=DUE).collection_item_ids)

    def test_found_by_their_last_day(self):
        sooner, later = self._on_ladder(self.consumer), self._on_ladder(self.debtor)
        for name, field, records in (
            ("collection.item", "limitation_date", (sooner, later)),
            ("collection.case", "limitation_date", (sooner.case_id, later.case_id)),
            (
                "account.move",
                "collection_limitation_date",
                (sooner.move_id, later.move_id),
            ),
        ):
            model = self.env[name]
            first, second = records
            both = first | second
            for operator, day, expected in (
                ("<=", LAST, first),
                ("<", LAST, model),
                (">", LAST, second),
                (">=", LAST, both),
                ("<=", date(2029, 2, 20), both),
            ):
                with self.subTest(name, operator=operator, day=day):
                    found = model.search([(field, operator, day)])
                    self.assertEqual(found & both, expected)

    def test_queries_do_not_grow_with_the_items(self):
        one = self._on_ladder(self.consumer)
        for _index in range(5):
            self._sale(self.consumer)
        self._play(date(2024, 4, 4))
        many = self.env["collection.item"].search(
            [("partner_id", "=", self.consumer.id)]
        )
        self.assertEqual(len(many), 6)
        counts = []
        # The first reading fills the caches of access rules and law.
        for items in (one, one, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            items._limitations()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_no_law_no_last_day_and_nothing_held_back(self):
        invoice = self._sale(self.consumer)
        self.env["collection.law"].search(
            [("code", "=like", "limitation%")]
        ).active = False
        on = date(2027, 1, 4)
        notices = self._play(on)
        self.assertEqual(notices.line_ids.move_id, invoice)
        item = invoice.collection_item_ids
        self.assertFalse(item.limitation_date)
        self.assertEqual(item.limitation_level, "unknown")
        self.assertIn("The limitation is unknown.", item.limitation_reason)
        self.assertFalse(item._limitations())
        self.assertEqual(self._asked(item.case_id), [])


@tagged("post_install", "-at_install")
class TestFactsOfLaw(LimitationCommon):
    def setUp(self):
        super().setUp()
        self.item = self._on_ladder(self.consumer)

    def test_the_kinds_are_those_the_law_knows(self):
        self.assertEqual(
            {kind for kind, _label in KINDS}, {*INTERRUPTS, *WRITTEN, *SUSPENDS}
        )

    def test_an_acknowledgment_begins_anew(self):
        self._record(self.item, "acknowledgment", date(2025, 6, 2))
        self.assertEqual(self._last_day(self.item), date(2027, 6, 2))

    def test_a_claim_in_court_until_it_ends_or_never_was(self):
        event = self._record(self.item, "court_claim", date(2025, 9, 1), pending=True)
        self.assertIsNone(self._last_day(self.item))
        self.assertEqual(self.item.limitation_level, "stopped")
        ended = self._correct(event, pending=False, until=date(2026, 2, 10))
        # 2 years from the end of the proceedings (2242 C. civ.)
        self.assertEqual(self._last_day(self.item), date(2028, 2, 10))
        void = self._correct(ended, void=True)
        # withdrawn or dismissed: not interrupted (2243 C. civ.)
        self.assertEqual(self._last_day(self.item), LAST)
        self.assertEqual(
            (event | ended | void).mapped("is_current"), [False, False, True]
        )
        self.item.invalidate_recordset()
        self.assertIn("withdrawn, dismissed", self.item.limitation_steps)

    def test_a_mediation_in_the_last_month(self):
        self._record(self.item, "mediation", date(2026, 2, 1), until=date(2026, 2, 10))
        # At least 6 months remain after it (2238 C. civ.)
        self.assertEqual(self._last_day(self.item), date(2026, 8, 10))

    def test_a_mediation_that_never_was(self):
        event = self._record(
            self.item, "mediation", date(2026, 2, 1), until=date(2026, 2, 10)
        )
        self._correct(event, void=True)
        self.assertEqual(self._last_day(self.item), LAST)

    def test_a_partial_payment_waits_for_a_person(self):
        event = self._record(self.item, "partial_payment", date(2025, 6, 2))
        self.assertEqual(self._last_day(self.item), LAST)
        self._correct(event, confirmed=True)
        self.assertEqual(self._last_day(self.item), date(2027, 6, 2))

    def test_a_judgment_gives_ten_years(self):
        self._record(self.item, "title", date(2025, 10, 1))
        self.assertEqual(self._last_day(self.item), date(2035, 10, 1))

    def test_a_written_claim_against_a_public_body(self):
        town = self._on_ladder(self.town)
        for item in self.item | town:
            self._record(item, "written_claim", date(2026, 1, 5))
        # 4 years from 1 January 2027; nothing for the consumer
        self.assertEqual(self._last_day(town), date(2030, 12, 31))
        self.assertEqual(self._last_day(self.item), LAST)

    def test_without_invoices_it_is_about_what_was_there(self):
        later = self._invoice(due=date(2025, 9, 30), debtor=self.consumer)
        self._play(date(2025, 10, 3))
        self._record(self.item, "title", date(2025, 6, 2), move_ids=False)
        self.assertEqual(self._last_day(self.item), date(2035, 6, 2))
        # invoiced on 31 August 2025, after the judgment: 2 years from the due date
        self.assertEqual(self._last_day(later.collection_item_ids), date(2027, 9, 30))

    def test_of_two_invoices_only_the_one_it_names(self):
        other = self._on_ladder(self.consumer)
        self._record(self.item, "acknowledgment", date(2025, 6, 2))
        found = (self.item | other)._limitations()
        self.assertEqual(
            [found[self.item].last_day, found[other].last_day],
            [date(2027, 6, 2), LAST],
        )

    def test_too_late_to_help(self):
        self._record(self.item, "acknowledgment", date(2026, 2, 14))
        self.assertEqual(self._last_day(self.item), date(2028, 2, 14))
        with freeze_time("2028-03-01"):
            self.env["collection.event"].create(
                {
                    "case_id": self.item.case_id.id,
                    "kind": "acknowledgment",
                    "date": date(2028, 2, 15),
                }
            )
        self.assertEqual(self._last_day(self.item), date(2028, 2, 14))

    def test_enforceable_since(self):
        case, move = self.item.case_id, self.item.move_id
        other = self._on_ladder(self.consumer).move_id
        title = self._record(self.item, "title", date(2025, 10, 1))
        self.assertEqual(case._enforceable_on(date(2025, 10, 1), move), title.date)
        self.assertIsNone(case._enforceable_on(date(2025, 9, 30), move))
        self.assertIsNone(case._enforceable_on(date(2026, 2, 1), other))
        self.assertIsNone(case._enforceable_on(date(2026, 2, 1)))
        self._correct(title, void=True)
        self.assertIsNone(case._enforceable_on(date(2026, 2, 1), move))
        self._record(self.item, "title", date(2026, 1, 15), move_ids=False)
        self.assertEqual(case._enforceable_on(date(2026, 2, 1)), date(2026, 1, 15))
        self.assertEqual(
            case._enforceable_on(date(2026, 2, 1), other), date(2026, 1, 15)
        )

    def test_what_cannot_be(self):
        refused = [
            {"date": date(2026, 2, 16)},
            {"until": date(2025, 6, 1)},
            {"until": date(2025, 7, 1), "pending": True},
            {"confirmed": True},
            {"move_ids": [Command.set(self._sale(self.debtor).ids)]},
        ]
        for vals in refused:
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._record(
                    self.item, "court_claim", vals.pop("date", date(2025, 6, 2)), **vals
                )

    def test_the_case_tells_who_noted_what(self):
        event = self._record(self.item, "acknowledgment", date(2025, 6, 2), note="Mail")
        self._correct(event, void=True)
        words = " ".join(self.item.case_id.message_ids.mapped("body"))
        self.assertIn("Acknowledgment of the debt (06/02/2025). Mail", words)
        self.assertIn("Void: Acknowledgment of the debt (06/02/2025)", words)
        self.assertEqual(event.user_id, self.manager)

    def test_the_form_says_what_it_will_change(self):
        wizard = self.env["collection.event.wizard"].create(
            {"case_id": self.item.case_id.id, "kind": "formal_notice"}
        )
        self.assertIn("changes nothing", wizard.effect)
        wizard.kind = "acknowledgment"
        self.assertEqual(wizard.effect, "A new delay begins (2240 C. civ.).")
        wizard.kind = "mediation"
        self.assertIn("stands still", wizard.effect)

    def test_from_the_invoices_of_one_debtor(self):
        other = self._on_ladder(self.consumer)
        moves = self.item.move_id | other.move_id
        action = moves.action_collection_event()
        wizard = (
            self.env["collection.event.wizard"]
            .with_context(**action["context"])
            .create({"date": date(2025, 6, 2)})
        )
        wizard.action_confirm()
        self.assertEqual(
            list((self.item | other)._limitations().values())[1].last_day,
            date(2027, 6, 2),
        )
        with self.assertRaisesRegex(UserError, "invoices of one debtor"):
            (moves | self._sale(self.debtor)).action_collection_event()

    # -- who -----------------------------------------------------------------

    def test_a_collector_records_nobody_rewrites(self):
        case = self.item.case_id
        collector = self.env(user=self.collector)
        attachment = collector["ir.attachment"].create({"name": "a.pdf", "raw": b"1"})
        collector["collection.event.wizard"].create(
            {
                "case_id": case.id,
                "kind": "acknowledgment",
                "date": date(2025, 6, 2),
                "attachment_ids": [Command.set(attachment.ids)],
            }
        ).action_confirm()
        event = case.event_ids
        self.assertEqual(event.user_id, self.collector)
        self.assertEqual(event.with_user(self.manager).attachment_ids.raw, b"1")
        for user in (self.collector, self.manager):
            with self.assertRaisesRegex(UserError, "not rewritten"):
                event.with_user(user).write({"void": True})
            with self.assertRaises(AccessError):
                event.with_user(user).unlink()
        with self.assertRaises(UserError):
            event.sudo().write({"void": True})
        with self.assertRaises(UserError):
            event.sudo().unlink()
        with self.assertRaises(UserError):
            attachment.raw = b"2"
        with self.assertRaises(AccessError):
            event.with_user(self.collector).create(
                {
                    "case_id": case.id,
                    "kind": "acknowledgment",
                    "date": date(2025, 6, 2),
                    "user_id": self.manager.id,
                }
            )

    def test_who_only_reads_reads(self):
        reader = self._user("reader", "account_collection.group_collection_readonly")
        event = self._record(self.item, "acknowledgment", date(2025, 6, 2))
        self.assertEqual(event.with_user(reader).kind, "acknowledgment")
        mine = self.item.with_user(reader)
        self.assertEqual(mine.limitation_date, date(2027, 6, 2))
        self.assertEqual(mine.case_id.limitation_date, date(2027, 6, 2))
        self.assertEqual(mine.move_id.collection_limitation_date, date(2027, 6, 2))
        for model in ("collection.event", "collection.event.wizard"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(reader).create(
                    {
                        "case_id": self.item.case_id.id,
                        "kind": "acknowledgment",
                        "date": date(2025, 6, 2),
                    }
                )

    def test_corrected_once(self):
        event = self._record(self.item, "acknowledgment", date(2025, 6, 2))
        self._correct(event, void=True)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self._correct(event, void=False)
        self.assertIn("replaces_id", str(caught.exception))

    def test_what_each_event_is_worth(self):
        talks = self._record(self.item, "partial_payment", date(2025, 6, 2))
        court = self._record(self.item, "court_claim", date(2025, 9, 1), pending=True)
        both = talks | court
        self.assertEqual(both.mapped("status"), ["unconfirmed", "pending"])
        void = self._correct(court, void=True, pending=False)
        sure = self._correct(talks, confirmed=True)
        self.assertEqual(
            (both | void | sure).mapped("status"),
            ["corrected", "corrected", "void", "counts"],
        )
        letters = self._record(self.item, "formal_notice", date(2025, 6, 2))
        letters |= self._record(
            self._on_ladder(self.town), "formal_notice", date(2025, 6, 2)
        )
        self.assertEqual(letters.mapped("status"), ["no_effect", "counts"])
