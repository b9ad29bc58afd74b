from datetime import date

from odoo.tests import freeze_time, tagged

from .test_limitation import LAST, ONE_DAY, LimitationCommon


@tagged("post_install", "-at_install")
class TestAlarms(LimitationCommon):
    def test_six_months_three_months_too_late(self):
        item = self._on_ladder(self.consumer)
        case = item.case_id
        # 20 February 2026 less 6 months, less 3, and the day after it
        story = [
            (date(2025, 8, 19), 0),
            (date(2025, 8, 20), 1),
            (date(2025, 8, 21), 1),
            (date(2025, 11, 19), 1),
            (date(2025, 11, 20), 2),
            (LAST, 2),
            (LAST + ONE_DAY, 3),
            (date(2026, 6, 1), 3),
        ]
        for on, asked in story:
            self._play(on)
            self.assertEqual(len(self._asked(case)), asked, on)
        invoice = item.move_id.name
        self.assertEqual(
            self._asked(case),
            [
                f"Less than 6 months to go to court: {invoice}, last day 02/20/2026.",
                f"Less than 3 months to go to court: {invoice}, last day 02/20/2026.",
                f"Prescribed since 02/20/2026: {invoice}. Note what interrupted it, or "
                "give the claim up.",
            ],
        )

    def test_done_is_not_asked_again(self):
        item = self._on_ladder(self.consumer)
        self._play(date(2025, 8, 20))
        item.case_id.activity_ids.action_done()
        self._play(date(2025, 8, 22))
        self.assertEqual(len(self._asked(item.case_id)), 1)

    def test_a_new_last_day_is_asked_about_anew(self):
        item = self._on_ladder(self.consumer)
        self._play(date(2025, 8, 20))
        with freeze_time("2025-09-01"):
            self.env["collection.event"].create(
                {
                    "case_id": item.case_id.id,
                    "kind": "acknowledgment",
                    "date": date(2025, 8, 25),
                }
            )
        self._play(date(2026, 3, 2))
        self.assertEqual(len(self._asked(item.case_id)), 1)
        # 25 August 2027 less 6 months
        self._play(date(2027, 2, 25))
        self.assertIn("08/25/2027", self._asked(item.case_id)[-1])

    def test_one_question_for_what_ends_on_one_day(self):
        first, second = self._on_ladder(self.consumer), self._on_ladder(self.consumer)
        stranger = self._on_ladder(self.debtor)
        self._play(date(2025, 8, 20))
        (question,) = self._asked(first.case_id)
        for item in first | second:
            self.assertIn(item.move_id.name, question)
        self.assertEqual(self._asked(stranger.case_id), [])

    def test_found_late_only_the_nearest_is_asked(self):
        item = self._on_ladder(self.consumer, on=date(2026, 1, 5))
        (question,) = self._asked(item.case_id)
        self.assertIn("Less than 3 months", question)

    def test_the_banner_of_the_case(self):
        item = self._on_ladder(self.consumer)
        levels = {}
        for on in (date(2025, 8, 19), date(2025, 8, 20), date(2025, 11, 20), LAST):
            levels[on] = self._seen(item.case_id, on).limitation_level
        levels[LAST + ONE_DAY] = self._seen(item.case_id, LAST + ONE_DAY)[
            "limitation_level"
        ]
        self.assertEqual(
            list(levels.values()), ["far", "near", "close", "close", "prescribed"]
        )
        self.assertFalse(self._seen(item.case_id, date(2025, 8, 19)).limitation_warning)
        self.assertIn(
            "before 02/20/2026 is over",
            self._seen(item.case_id, LAST).limitation_warning,
        )
        self.assertIn(
            "Prescribed", self._seen(item.case_id, LAST + ONE_DAY).limitation_warning
        )

    def _seen(self, record, on):
        return record.sudo().with_context(collection_today=str(on))


@tagged("post_install", "-at_install")
class TestPrescribed(LimitationCommon):
    def test_the_last_day_is_in_time(self):
        invoice = self._sale(self.consumer)
        notices = self._play(LAST)
        self.assertEqual(notices.line_ids.move_id, invoice)

    def test_the_next_day_nothing_is_said(self):
        invoice = self._sale(self.consumer)
        self.assertFalse(self._play(LAST + ONE_DAY))
        line = self.run.line_ids
        self.assertEqual(line.outcome, "skipped")
        self.assertEqual(
            line.reason,
            "Prescribed since 02/20/2026. 2 years (consumer, L218-2 C. conso) from "
            "02/20/2024, the day of the service. Note what interrupted it, or give the "
            "claim up.",
        )
        case = invoice.collection_case_id
        self.assertEqual(len(self._asked(case)), 1)
        self._play(LAST + ONE_DAY)
        self._play(LAST + 2 * ONE_DAY)
        self.assertEqual(len(self._asked(case)), 1)
        seen = invoice.sudo().with_context(collection_today=str(LAST + ONE_DAY))
        self.assertIn("Prescribed since 02/20/2026.", seen.collection_why)

    def test_a_business_debt_is_held_back_too(self):
        self._sale(self.debtor)
        self.assertFalse(self._play(date(2029, 2, 21)))
        self.assertIn("business, L110-4", self.run.line_ids.reason)

    def test_what_is_not_prescribed_is_said_without_it(self):
        old = self._sale(self.consumer)
        young = self._invoice(due=date(2026, 1, 31), debtor=self.consumer)
        notices = self._play(LAST + ONE_DAY)
        self.assertEqual(notices.line_ids.move_id, young)
        skipped = self.run.line_ids.filtered(lambda line: line.outcome == "skipped")
        self.assertEqual(skipped.item_id.move_id, old)

    def test_prescribed_between_queueing_and_departure(self):
        self._sale(self.consumer)
        notice = self._play(LAST, deliver=False)
        self.assertEqual(notice.state, "ready")
        with freeze_time(f"{LAST + ONE_DAY} 08:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
        self.assertEqual(notice.state, "skipped")
        self.assertIn("Prescribed since 02/20/2026.", notice.reason)
        self.assertFalse(notice.departed_on)

    def test_a_fact_brings_it_back(self):
        invoice = self._sale(self.consumer)
        self._play(LAST + ONE_DAY)
        with freeze_time("2026-02-23"):
            self.env["collection.event"].create(
                {
                    "case_id": invoice.collection_case_id.id,
                    "kind": "acknowledgment",
                    "date": date(2025, 6, 2),
                }
            )
        notices = self._play(date(2026, 2, 24))
        self.assertEqual(notices.line_ids.move_id, invoice)

    def test_no_hand_off_is_proposed(self):
        item = self._on_ladder(self.consumer)
        top = self.env.ref("account_collection.stage_formal")
        item._record_fact(stage_id=top.id, stage_date=date(2024, 5, 10))
        item._schedule()
        self._play(LAST + ONE_DAY)
        self.assertEqual(self.run.line_ids.outcome, "skipped")
        self.assertEqual(item.stage_id, top)

    def test_on_hold_comes_first(self):
        item = self._on_ladder(self.consumer)
        self.env["collection.hold"].create(
            {
                "case_id": item.case_id.id,
                "kind": "dispute",
                "reason": "Damaged",
                "date_from": date(2024, 6, 1),
            }
        )
        self._play(LAST + ONE_DAY)
        self.assertFalse(self.run)
        # The clock of the law goes on all the same.
        self.assertEqual(len(self._asked(item.case_id)), 1)

    def test_the_preview_leaves_it_out(self):
        self._sale(self.consumer)
        young = self._invoice(due=date(2026, 1, 31), debtor=self.consumer)
        preview = self.env["collection.preview"].create(
            {"company_id": self.company.id, "date": LAST + ONE_DAY}
        )
        preview._fill()
        said = preview.line_ids.filtered(lambda line: line.outcome != "withheld")
        self.assertEqual(said.line_id.move_id, young)
