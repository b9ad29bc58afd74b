import csv
import doctest
import io
import zipfile
from datetime import date, datetime

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, freeze_time, tagged

from odoo.addons.account_collection.export import contacts as contact_files
from odoo.addons.account_collection.rules import contacts

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestContactRules(BaseCase):
    def test_doctests(self):
        for module, least in ((contacts, 20), (contact_files, 4)):
            result = doctest.testmod(
                module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
            )
            self.assertGreaterEqual(result.attempted, least)
            self.assertEqual(result.failed, 0)

    def test_a_month_is_thirty_days_on_end_not_a_page_of_the_calendar(self):
        house = contacts.Guard(per_month=4)
        # 28 to 31 January: four. The first of them is 30 days old on 27 February.
        said = [date(2026, 1, number) for number in (28, 29, 30, 31)]
        self.assertEqual(
            contacts.first_day(house, said, date(2026, 2, 1)), date(2026, 2, 27)
        )

    def test_hours_are_those_of_the_clock_on_the_day_it_jumps(self):
        house = contacts.Guard(opens=9 * 60, closes=18 * 60)
        # 29 March 2026 has 23 hours in France; 9:00 is still 9:00.
        night = datetime(2026, 3, 29, 1, 30)
        self.assertEqual(
            contacts.first_moment(house, [], night), datetime(2026, 3, 29, 9, 0)
        )


@tagged("post_install", "-at_install")
class TestContactGuard(CollectionCommon):
    """One counter per debtor; what may not leave waits, and says until when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().write(
            {
                "collection_guard": True,
                "collection_guard_mails": True,
                "collection_guard_day": 1,
                "collection_guard_week": 0,
                "collection_guard_month": 0,
                "collection_guard_calls": 0,
                "collection_guard_opens": 9.0,
                "collection_guard_closes": 18.0,
                "collection_guard_days_off": "sundays",
            }
        )

    def _deliver(self, moment):
        """Deliver at ``moment``, in universal time."""
        with freeze_time(moment), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()

    def _called(self, moment, case=None, kind="phone"):
        with freeze_time(moment):
            return (
                self.env["collection.contact"]
                .with_user(self.collector)
                .create(
                    {
                        "case_id": (case or self._case()).id,
                        "kind": kind,
                        "at": moment,
                    }
                )
            )

    def _case(self):
        cases = self.env["collection.case"]._ensure_cases(self.debtor, self.company)
        return cases[self.debtor]

    # -- hours and days ------------------------------------------------------

    def test_a_notice_waits_until_the_hour_of_opening(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        # Friday 3 April, summer time: 6:59 UTC is 8:59 in Paris.
        self._deliver("2026-04-03 06:59:00")
        self.assertEqual(notice.state, "ready")
        self.assertFalse(notice.departed_on)
        self.assertIn("quiet hours", notice.wait_reason)
        self._deliver("2026-04-03 07:00:00")
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))
        self.assertFalse(notice.wait_reason)

    def test_hours_follow_daylight_saving(self):
        self._invoice(due=date(2026, 3, 24))
        notice = self._play(date(2026, 3, 27), deliver=False)
        # Friday 27 March, winter time: 7:30 UTC is 8:30. On Monday 30 it is 9:30.
        self._deliver("2026-03-27 07:30:00")
        self.assertEqual(notice.state, "ready")
        self._deliver("2026-03-30 07:30:00")
        self.assertEqual(notice.departed_on, date(2026, 3, 30))

    def test_the_hours_are_those_where_the_debtor_is(self):
        self.debtor.sudo().tz = "Indian/Reunion"
        self._invoice()
        notice = self._play(day(3), deliver=False)
        # 14:30 UTC is 16:30 in Paris and 18:30 on Réunion.
        self._deliver("2026-04-03 14:30:00")
        self.assertEqual(notice.state, "ready")
        # 5:00 UTC on Saturday is 7:00 in Paris and 9:00 on Réunion.
        self._deliver("2026-04-04 05:00:00")
        self.assertEqual(notice.state, "sent")

    def test_nothing_leaves_on_sundays_and_public_holidays(self):
        # Due 2 April: the first reminder's day is Easter Sunday, Monday is off too.
        self._invoice(due=date(2026, 4, 2))
        history = self._play_until(date(2026, 4, 5), date(2026, 4, 7), people=False)
        self.assertEqual(list(history), [date(2026, 4, 7)])

    def test_a_debtor_abroad_has_his_own_holidays(self):
        self.debtor.sudo().country_id = self.env.ref("base.de")
        # Good Friday is a holiday in Germany, not in France.
        self._invoice()
        self.assertFalse(self._play_until(day(3), day(3), people=False))
        self.assertEqual(list(self._play_until(day(4), day(4), False)), [day(4)])

    def test_consumers_are_not_contacted_on_saturdays(self):
        self.debtor.sudo().collection_class = "consumer"
        self._invoice(due=date(2026, 4, 8))
        # 11 April is a Saturday: Monday 13.
        history = self._play_until(date(2026, 4, 11), date(2026, 4, 13), people=False)
        self.assertEqual(list(history), [date(2026, 4, 13)])

    def test_without_a_class_the_stricter_rules_hold(self):
        guard = self.company._collection_guard_of(False)
        self.assertEqual(guard, self.company._collection_guard_of("consumer"))
        self.assertNotEqual(guard, self.company._collection_guard_of("public"))

    # -- limits --------------------------------------------------------------

    def test_at_the_limit_nothing_is_recorded_and_nobody_is_asked(self):
        self._invoice()
        self._called("2026-04-03 07:30:00")
        self.assertFalse(self._play(day(3)))
        line = self.run.line_ids
        self.assertEqual(line.outcome, "skipped")
        self.assertIn("04/04/2026", line.reason)
        self.assertFalse(self._case().activity_ids)
        self.assertEqual(self._play(day(4)).departed_on, day(4))

    def test_what_falls_due_meanwhile_joins_in_one_notice(self):
        self._invoice(100.0)
        self._invoice(200.0, due=day(1))
        self._called("2026-04-03 07:30:00")
        self._play(day(3))
        notice = self._play(day(4))
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.amount_total, 300.0)

    def test_a_call_between_recording_and_departure_makes_it_wait(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        self._called("2026-04-03 08:10:00")
        self._deliver("2026-04-03 09:00:00")
        self.assertEqual(notice.state, "ready")
        self.assertIn("not before", notice.wait_reason)
        with freeze_time("2026-04-03 10:00:00"), self.mock_mail_gateway():
            told = notice.action_send()
        self.assertIn("not before", told["params"]["message"])
        self.assertEqual(notice.state, "ready")
        self._deliver("2026-04-04 09:00:00")
        self.assertEqual(notice.departed_on, day(4))
        # The clock counts from the departure: 12 days to the next stage.
        self.assertEqual(notice.line_ids.item_id.next_date, day(16))

    def test_two_notices_to_one_debtor_leave_on_two_days(self):
        dollar = self.env.ref("base.USD")
        dollar.sudo().active = True
        self._invoice()
        self._invoice(currency_id=dollar.id)
        notices = self._play(day(3))
        self.assertEqual(len(notices), 2)
        self.assertEqual(sorted(notices.mapped("state")), ["ready", "sent"])
        self._deliver("2026-04-04 09:00:00")
        self.assertEqual(sorted(notices.mapped("departed_on")), [day(3), day(4)])

    def test_the_week_is_seven_days_on_end(self):
        self.company.sudo().collection_guard_week = 2
        self._called("2026-03-30 10:00:00")
        self._called("2026-04-01 10:00:00")
        self._invoice()
        # 30 March is six days old on 5 April, seven on 6 April (Easter Monday, off).
        self.assertFalse(self._play(day(3)))
        self.assertIn("04/07/2026", self.run.line_ids.reason)
        self.assertFalse(self._play(day(5)))
        self.assertEqual(self._play(date(2026, 4, 7)).departed_on, date(2026, 4, 7))

    def test_companies_count_together_and_tell_nothing(self):
        root = self.env(user=SUPERUSER_ID)
        other = root["res.company"].create({"name": "Filiale Secrète"})
        cases = self.env(su=True)["collection.case"]._ensure_cases(self.debtor, other)
        with freeze_time("2026-04-03 07:30:00"):
            self.env(su=True)["collection.contact"].create(
                {
                    "case_id": cases[self.debtor].id,
                    "kind": "phone",
                    "at": "2026-04-03 07:30:00",
                    "note": "confidentiel",
                }
            )
        self._invoice()
        self.assertFalse(self._play(day(3)))
        reason = self.run.line_ids.reason
        self.assertIn("04/04/2026", reason)
        self.assertNotIn("Filiale", reason)
        with freeze_time("2026-04-03 09:00:00"):
            rows = self.debtor._collection_contact_rows()
        self.assertEqual(
            [(row.day, row.time, row.channel, row.company) for row in rows],
            [(day(3), "09:30", "Call", "Other company 1")],
        )

    def test_calls_have_a_limit_of_their_own(self):
        self.company.sudo().write(
            {"collection_guard_day": 0, "collection_guard_calls": 1}
        )
        self._invoice()
        self._climb(15)
        self._called("2026-04-20 10:00:00")
        # Day 25 is a call: 20 April is 30 days old on Wednesday 20 May.
        self.assertFalse(self._play(day(25)))
        self.assertIn("05/20/2026", self.run.line_ids.reason)

    def _call_on_sunday(self):
        """Climb to the call of an invoice due 1 April: 25 days later is a Sunday."""
        self._invoice(due=day(1))
        for offset in (4, 16):
            self._play_until(day(offset), day(offset))
        notice = self._play(day(26))
        self.assertEqual(notice.channel_names, "Phone call")
        return notice

    def test_a_call_is_planned_for_a_day_that_is_open(self):
        notice = self._call_on_sunday()
        activity = self.env["mail.activity"].search(
            [("collection_delivery_id", "=", notice.delivery_ids.id)]
        )
        self.assertEqual(activity.date_deadline, day(27))

    def test_a_call_that_took_place_is_recorded_whatever_the_guard_says(self):
        notice = self._call_on_sunday()
        with freeze_time(f"{day(26)} 20:00:00"):
            notice.delivery_ids.action_done()
        self.assertEqual(notice.departed_on, day(26))
        said = self.debtor._collection_contacts(day(26))[self.debtor]
        self.assertIn((day(26), True), [(one.day, one.is_call) for one in said])

    def test_one_notice_on_two_channels_counts_once_a_day(self):
        stage = self.policy.stage_ids.filtered(lambda one: one.days == 3)
        letter = self.env.ref("account_collection.channel_letter")
        stage.sudo().write(
            {
                "channel_ids": [Command.link(letter.id)],
                "letter_template_id": self.policy.stage_ids.letter_template_id[:1].id,
            }
        )
        self._invoice()
        history = self._play_until(day(3), day(3))
        self.assertEqual(history[day(3)].delivery_ids.mapped("state"), ["sent"] * 2)
        said = self.debtor._collection_contacts(day(3))[self.debtor]
        self.assertEqual([one.day for one in said], [day(3)])

    def test_a_letter_at_the_limit_is_not_printed(self):
        self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        self._called("2026-05-10 10:00:00")
        with freeze_time("2026-05-10 20:00:00"):
            notice.action_approve()
            told = self.env["collection.batch"]._print(notice.delivery_ids)
            self.assertEqual(notice.delivery_ids.state, "ready")
            self.assertIn("05/11/2026", told["params"]["message"])
        # A print is not heard: it is made at any hour of the next day.
        with freeze_time("2026-05-11 20:00:00"):
            self.env["collection.batch"]._make(notice.delivery_ids).action_confirm()
        self.assertEqual(notice.departed_on, day(41))

    def test_switched_off_nothing_waits(self):
        self.company.sudo().collection_guard = False
        self._called("2026-04-03 07:30:00")
        self._invoice()
        notice = self._play(day(3), deliver=False)
        self._deliver("2026-04-03 03:00:00")
        self.assertEqual(notice.state, "sent")

    def test_the_guard_asks_once_for_a_batch(self):
        for number in range(6):
            self._invoice(debtor=self._make_debtor(f"Débiteur {number}"))
        notices = self._play(day(3), deliver=False)
        deliveries = notices.delivery_ids
        self.assertEqual(len(deliveries), 6)
        with freeze_time("2026-04-03 08:00:00"):
            self._count(deliveries)
            few = self._count(deliveries[:2])
            many = self._count(deliveries)
        self.assertEqual(few, many)

    def _count(self, deliveries):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        deliveries.browse(deliveries.ids)._guarded(day(3))
        return self.env.cr.sql_log_count - before

    # -- silence -------------------------------------------------------------

    def test_after_stop_nothing_leaves_and_a_person_is_asked(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        with freeze_time("2026-04-03 08:30:00"):
            self.debtor.with_user(self.manager).sudo().write(
                {
                    "collection_silence": "stop",
                    "collection_silence_reason": "courriel du 3 avril",
                }
            )
        self.assertEqual(self.debtor.collection_silence_date, day(3))
        self.assertEqual(notice.state, "skipped")
        self.assertIn("left alone", notice.reason)
        self.assertIn("courriel du 3 avril", self._case().activity_ids.summary)
        self.assertFalse(self._play(day(4)))
        self.assertIn("left alone", self.run.line_ids.reason)
        self.debtor.sudo().collection_silence = False
        self.assertFalse(self.debtor.collection_silence_date)
        self.assertEqual(self._play(day(5)).case_id, self._case())

    def test_stop_after_the_print_takes_the_letter_out_of_the_pile(self):
        self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        with freeze_time("2026-05-10 08:00:00"):
            notice.action_approve()
            batch = self.env["collection.batch"]._make(notice.delivery_ids)
            self.assertEqual(notice.state, "sending")
            self.debtor.sudo().collection_silence = "stop"
            batch.action_confirm()
        self.assertFalse(notice.departed_on)
        self.assertEqual(notice.state, "skipped")

    def test_a_lawyer_is_written_to_once_he_is_known(self):
        self._invoice()
        self.debtor.sudo().collection_silence = "lawyer"
        self.assertFalse(self._play(day(3)))
        self.assertIn("enter the lawyer", self.run.line_ids.reason)
        lawyer = self._make_debtor("Maître Dupont", email="cabinet@avocat.example")
        self.debtor.sudo().collection_lawyer_id = lawyer
        notice = self._play(day(4))
        self.assertEqual(notice.recipient_id, lawyer)
        self.assertEqual(notice.state, "sent")
        self.assertIn("cabinet@avocat.example", self._mails[0]["email_to"][0])

    def test_what_was_written_to_the_debtor_does_not_leave_once_he_has_a_lawyer(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        lawyer = self._make_debtor("Maître Dupont", email="cabinet@avocat.example")
        self.debtor.sudo().write(
            {"collection_silence": "lawyer", "collection_lawyer_id": lawyer.id}
        )
        self.assertEqual(notice.state, "skipped")
        self.assertEqual(self._play(day(4)).recipient_id, lawyer)

    # -- evidence and protection ---------------------------------------------

    def test_the_evidence_names_every_contact(self):
        self._invoice()
        notice = self._play(day(3))
        self._called("2026-04-08 12:05:00", kind="visit")
        text = self.debtor._collection_contacts_file("csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        self.assertEqual(rows[0], ["Date", "Time", "Channel", "Company", "Notice"])
        self.assertEqual(
            rows[1:],
            [
                ["2026-04-03", "10:00", "E-mail", self.company.name, notice.name],
                ["2026-04-08", "14:05", "Visit", self.company.name, ""],
            ],
        )
        book = io.BytesIO(self.debtor._collection_contacts_file("xlsx"))
        with zipfile.ZipFile(book) as parts:
            words = parts.read("xl/sharedStrings.xml").decode()
        self.assertIn(notice.name, words)
        self.assertIn("Visit", words)
        with self.assertRaises(UserError):
            self.debtor._collection_contacts_file("doc")

    def test_the_evidence_needs_a_role(self):
        clerk = self._user("clerk", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.debtor.with_user(clerk)._collection_contacts_file("csv")

    def test_a_contact_is_evidence(self):
        contact = self._called("2026-04-03 07:30:00")
        self.assertEqual(contact.user_id, self.collector)
        for user in (self.collector, self.manager):
            with self.assertRaises(UserError):
                contact.with_user(user).write({"note": "rien"})
            with self.assertRaises(AccessError):
                contact.with_user(user).unlink()
        with self.assertRaises(UserError):
            contact.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["collection.contact"].with_user(self.collector).create(
                {"case_id": self._case().id, "user_id": self.manager.id}
            )
        with freeze_time("2026-04-03 08:00:00"), self.assertRaises(ValidationError):
            self.env["collection.contact"].create(
                {"case_id": self._case().id, "at": "2026-04-03 09:00:00"}
            )

    def test_a_contact_after_midnight_is_of_the_next_day(self):
        # 22:30 UTC on 3 April is half past midnight on the 4th in Paris.
        self.assertEqual(self._called("2026-04-03 22:30:00").date, day(4))

    def test_nonsense_is_refused(self):
        for name, value in (
            ("collection_guard_day", -1),
            ("collection_guard_opens", 19.0),
            ("collection_guard_consumer_closes", 24.5),
        ):
            with self.subTest(name), self.assertRaises(ValidationError):
                self.company.sudo()[name] = value

    def test_the_screens_show_the_counter(self):
        self._called("2026-04-03 07:30:00")
        with freeze_time("2026-04-03 08:00:00"):
            self.debtor.invalidate_recordset()
            self.assertEqual(self.debtor.collection_contact_count, 1)
            self.assertEqual(self.debtor.collection_not_before, day(4))
            self.assertEqual(self._case().contact_not_before, day(4))
