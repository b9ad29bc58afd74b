from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day

# Monday 4 May 2026; what is due on 31 March is 34 days late: past the call of day 25,
# before the formal notice of day 40. Friday 8 May is a public holiday.
MONDAY = date(2026, 5, 4)


@tagged("post_install", "-at_install")
class TestStart(CollectionCommon):
    """Old debts enter as a person decides on figures he has seen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().collection_active = False

    def _wizard(self, **vals):
        wizard = self.env["collection.start.wizard"].create(
            {"company_id": self.company.id, "date": MONDAY, **vals}
        )
        wizard._fill()
        return wizard

    def _confirm(self, **vals):
        action = self._wizard(**vals).action_confirm()
        return self.env["collection.start"].browse(action["res_id"])

    def _item(self, invoice):
        return invoice.collection_item_ids

    # -- nothing before it is confirmed --------------------------------------

    def test_the_wizard_counts_and_writes_nothing(self):
        young = self._invoice(amount=100.0)  # 34 days late: the call of day 25
        old = self._invoice(amount=1000.0, due=date(2025, 3, 31))
        before = self.env["collection.item"].search_count([])
        wizard = self._wizard()
        rows = {row.move_id: row for row in wizard.line_ids}
        self.assertEqual(set(rows), {young, old})
        self.assertEqual(rows[young].stage_first_id.name, "First reminder")
        self.assertEqual(rows[young].stage_age_id.days, 25)
        # 399 days late: past the formal notice, and yet only the last reminder.
        self.assertEqual(rows[old].stage_age_id.days, 25)
        self.assertFalse(rows[old].stage_age_id.is_formal_notice)
        self.assertIn("First reminder", wizard.table)
        self.assertIn("1,100.00", wizard.table)
        wizard.left_out_before = date(2026, 1, 1)
        self.assertTrue(rows[old].is_left_out)
        self.assertFalse(rows[young].is_left_out)
        self.assertEqual(self.env["collection.item"].search_count([]), before)
        self.assertFalse(self.company.collection_active)
        self.assertFalse(self.env["collection.start"].search([]))

    # -- the choices ---------------------------------------------------------

    def test_without_another_decision_they_enter_at_the_first_stage(self):
        old = self._invoice(due=date(2025, 3, 31))
        record = self._confirm()
        self.assertRecordValues(
            record,
            [
                {
                    "choice": "first",
                    "item_count": 1,
                    "debtor_count": 1,
                    "amount": 1000.0,
                    "left_out_count": 0,
                    "user_id": self.manager.id,
                }
            ],
        )
        self.assertTrue(self.company.collection_active)
        notice = self._play(MONDAY)
        self.assertEqual(notice.stage_id.name, "First reminder")
        self.assertEqual(notice.line_ids.move_id, old)

    def test_at_the_stage_of_its_age_and_then_on_from_there(self):
        self._invoice(due=date(2025, 3, 31))
        self._confirm(choice="age")
        notice = self._play(MONDAY)
        self.assertEqual(notice.stage_id.days, 25)
        self._act(MONDAY)
        self.assertEqual(notice.departed_on, MONDAY)
        # The formal notice stands 15 days above: not before 19 May.
        self.assertFalse(self._play(date(2026, 5, 18)))
        formal = self._play(date(2026, 5, 19))
        self.assertTrue(formal.stage_id.is_formal_notice)

    def test_what_is_left_out_stays_out_until_it_is_taken_in(self):
        old = self._invoice(due=date(2025, 3, 31))
        young = self._invoice()
        record = self._confirm(left_out_before=date(2026, 1, 1))
        self.assertEqual((record.item_count, record.left_out_count), (1, 1))
        self.assertEqual(record.left_out_amount, 1000.0)
        notice = self._play(MONDAY)
        self.assertEqual(notice.line_ids.move_id, young)
        item = self._item(old)
        self.assertIn("left out", item.explanation)
        with freeze_time(f"{MONDAY} 09:00:00"):
            item.with_user(self.collector).action_take_in()
        self.assertEqual(self._play(date(2026, 5, 5)).line_ids.move_id, old)

    def test_first_departures_are_spread_over_working_days(self):
        debtors = [self._make_debtor(f"Débiteur {number}") for number in range(5)]
        for debtor in debtors:
            self._invoice(debtor=debtor)
            self._invoice(amount=50.0, debtor=debtor)
        # Over 4 days: 2, 1, 1, 1 debtors on 4, 5, 6 and 7 May.
        self._confirm(spread_days=4)
        told = {}
        for number in (4, 5, 6, 7, 11):
            on = date(2026, 5, number)
            notices = self._play(on)
            told[number] = len(notices)
            for notice in notices:
                self.assertEqual(len(notice.line_ids), 2)
        self.assertEqual(told, {4: 2, 5: 1, 6: 1, 7: 1, 11: 0})

    def test_a_public_holiday_is_no_working_day(self):
        debtors = [self._make_debtor(f"Débiteur {number}") for number in range(5)]
        for debtor in debtors:
            self._invoice(debtor=debtor)
        days = self._wizard(spread_days=5)._first_days(
            self.env["res.partner"].union(*debtors)
        )
        # Friday 8 May is a holiday: the fifth day is Monday 11.
        self.assertEqual(sorted(one.day for one in days.values()), [4, 5, 6, 7, 11])
        with self.assertRaises(ValidationError):
            self._wizard(spread_days=0)

    # -- where it is asked ---------------------------------------------------

    def test_settings_ask_before_they_switch_on(self):
        self._invoice(due=date(2025, 3, 31))
        settings = (
            self.env["res.config.settings"]
            .sudo()
            .create({"company_id": self.company.id, "collection_active": True})
        )
        action = settings.execute()
        self.assertEqual(action["res_model"], "collection.start.wizard")
        self.assertFalse(self.company.collection_active)

    def test_settings_switch_on_where_nothing_is_old_and_off_at_once(self):
        settings = self.env["res.config.settings"].sudo()
        settings.create(
            {"company_id": self.company.id, "collection_active": True}
        ).execute()
        self.assertTrue(self.company.collection_active)
        settings.create(
            {"company_id": self.company.id, "collection_active": False}
        ).execute()
        self.assertFalse(self.company.collection_active)

    def test_the_preview_asks_too(self):
        self._invoice(due=date(2025, 3, 31))
        preview = self.env["collection.preview"].create({"company_id": self.company.id})
        action = preview.action_switch_on()
        self.assertEqual(action["res_model"], "collection.start.wizard")
        self.assertFalse(self.company.collection_active)

    def test_what_was_decided_is_asked_once_and_kept(self):
        self._invoice(due=date(2025, 3, 31))
        record = self._confirm()
        self.assertFalse(self._wizard().line_ids)
        with self.assertRaises(UserError):
            record.sudo().unlink()
        with self.assertRaises(AccessError):
            record.write({"choice": "age"})
        with self.assertRaises(AccessError):
            self.env["collection.start.wizard"].with_user(self.collector).action_open()


@tagged("post_install", "-at_install")
class TestFirstContact(CollectionCommon):
    """Never a formal notice or a hand-off as the first thing heard, on any way."""

    def test_policy_changed_in_mid_flight(self):
        """The item stands high without a word said; the reminder comes first."""
        invoice = self._invoice()
        notice = self._play(day(3))
        self.assertEqual(notice.stage_id.name, "First reminder")
        other = self._invoice(amount=70.0)
        self._play(day(3))
        # He heard of the first invoice; the new policy has only its formal notice
        # above that stage. Of the second nothing was said at that stage yet.
        policy = self.policy.copy({"name": "Short"})
        stages = policy.stage_ids.sorted("sequence")
        keep = stages.filtered(lambda one: one.days == 3 or one.is_formal_notice)
        (stages - keep).active = False
        other.collection_item_ids._record_fact(stage_id=keep[0].id, stage_date=day(3))
        other.collection_notice_line_ids.sudo().notice_id.filtered(
            lambda one: not one.departed_on
        )._skip("Test")
        self.company.sudo().collection_policy_id = policy
        third = self._invoice(amount=30.0, due=date(2025, 1, 31))
        notices = self._play(day(40))
        own = {line.move_id: line.stage_id for line in notices.line_ids}
        self.assertFalse(own[third].is_formal_notice)
        self.assertTrue(own[invoice].is_formal_notice)

    def test_an_item_that_climbed_without_a_word_hears_the_reminder(self):
        invoice = self._invoice()
        self._play(day(3), deliver=False)
        item = invoice.collection_item_ids
        item._pending_notices()[item]._skip("Test")
        before_formal = self.policy.stage_ids.filtered(lambda one: one.days == 25)
        item._climb(before_formal, day(25))
        self.assertFalse(item.was_claimed)
        notice = self._play(day(60))
        self.assertFalse(notice.stage_id.is_formal_notice)
        self.assertEqual(notice.stage_id.action, "notice")

    def test_a_formal_notice_that_waits_looks_once_more(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        formal = self.policy.stage_ids.filtered("is_formal_notice")[0]
        notice.line_ids._record_fact(stage_id=formal.id)
        notice._record_fact(stage_id=formal.id)
        with self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
        self.assertEqual(notice.state, "skipped")
        self.assertIn("never reminded", notice.reason)

    def test_selected_invoices_start_low_too(self):
        invoice = self._invoice(due=date(2025, 1, 31))
        invoice.with_user(self.collector).action_collection_run()
        notice = self.env["collection.notice"].search(
            [("partner_id", "=", self.debtor.id)]
        )
        self.assertEqual(notice.stage_id.name, "First reminder")

    def test_a_person_does_not_hand_off_what_was_never_claimed(self):
        invoice = self._invoice(due=date(2025, 1, 31))
        invoice.with_user(self.collector).action_collection_run()
        case = invoice.collection_item_ids.case_id
        agency = self._make_debtor("Agence")
        wizard = self.env["collection.handoff.wizard"].create(
            {
                "case_id": case.id,
                "recipient_id": agency.id,
                "kind": "agency",
                "item_ids": [(6, 0, invoice.collection_item_ids.ids)],
            }
        )
        handoff = self.env["collection.handoff"].browse(
            wizard.action_prepare()["res_id"]
        )
        with self.assertRaisesRegex(UserError, "never reminded"):
            handoff.action_deliver()
