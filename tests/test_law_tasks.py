from datetime import date, timedelta

from odoo.tests import tagged

from .law_common import LawCommon

TASK = "account_collection.mail_activity_type_law"


@tagged("post_install", "-at_install")
class TestLawTasks(LawCommon):
    """A person is asked for the next value before it is needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = cls.env["res.company"].sudo().search([("id", "!=", cls.company.id)])
        others.collection_active = False

    def _play_cron(self, day):
        sudo = self.env(su=True)["collection.law"]
        sudo.with_context(collection_today=str(day))._cron_tasks()

    def _open(self):
        return (
            self.env["mail.activity"]
            .sudo()
            .search([("activity_type_id", "=", self.env.ref(TASK).id)])
        )

    def _asked(self):
        """Return ``{(code, day needed)}`` of the open tasks."""
        return {
            (self.Law.browse(task.res_id).code, str(task.collection_law_on))
            for task in self._open()
        }

    def _publish(self, day):
        """The legal rates of a half-year come out."""
        for code in ("legal_other", "legal_private"):
            self._enter(code, day, value=2.9)

    def test_days_on_which_values_are_asked_for(self):
        legal = {("legal_other", "2027-01-01"), ("legal_private", "2027-01-01")}
        ecb = {("ecb", "2027-01-01")}
        review = {("indemnity_business", "2027-01-01")}
        # 45 days before 1 January is 17 November; 15 days before it is 17 December.
        expected = {
            date(2026, 11, 10): set(),
            date(2026, 11, 17): legal,
            date(2026, 11, 30): legal,
            date(2026, 12, 1): legal | review,
            date(2026, 12, 16): legal | review,
            date(2026, 12, 17): legal | review | ecb,
            date(2027, 1, 2): legal | review | ecb,
        }
        day, asked = date(2026, 11, 10), set()
        while day <= date(2027, 1, 2):
            self._play_cron(day)
            asked = expected.get(day, asked)
            self.assertEqual(self._asked(), asked, day)
            day += timedelta(days=1)
        # Played on 54 days, and still one task for each table.
        self.assertEqual(len(self._open()), 4)

    def test_second_half_year_is_asked_for_in_may_and_june(self):
        # 45 days before 1 July is 17 May; 15 days before it is 16 June.
        self._publish("2027-01-01")
        self._law("ecb").known_until = "2027-01-01"
        for day, codes in (
            (date(2027, 5, 16), set()),
            (date(2027, 5, 17), {"legal_other", "legal_private"}),
            (date(2027, 6, 15), {"legal_other", "legal_private"}),
            (date(2027, 6, 16), {"legal_other", "legal_private", "ecb"}),
        ):
            self._play_cron(day)
            self.assertEqual(
                self._asked(), {(code, "2027-07-01") for code in codes}, day
            )

    def test_task_names_table_half_year_and_menu(self):
        self._play_cron(date(2026, 12, 17))
        task = self._open().filtered(lambda one: one.res_id == self._law("ecb").id)
        self.assertIn("2027 S1", task.summary)
        self.assertIn("ECB main refinancing rate", task.note)
        self.assertIn("Tables of Law", task.note)
        self.assertEqual(task.date_deadline, date(2027, 1, 1))

    def test_task_goes_to_a_person_who_may_enter_the_value(self):
        # The company's collector is no manager: he could not write the tables.
        self._play_cron(date(2026, 11, 17))
        for user in self._open().user_id:
            self.assertTrue(
                user.has_group("account_collection.group_collection_manager")
            )
        self._open().unlink()
        self.company.sudo().collection_user_id = self.manager
        self._play_cron(date(2026, 11, 17))
        self.assertEqual(self._open().user_id, self.manager)

    def test_task_closes_itself_when_the_value_is_entered(self):
        self._play_cron(date(2026, 12, 17))
        self.assertEqual(len(self._open()), 4)
        self._enter("legal_other", "2027-01-01", value=2.9)
        self.assertNotIn(("legal_other", "2027-01-01"), self._asked())
        self.assertIn(("legal_private", "2027-01-01"), self._asked())
        # Not far enough, then far enough.
        self._law("ecb").known_until = "2026-12-31"
        self.assertIn(("ecb", "2027-01-01"), self._asked())
        self._law("ecb").known_until = "2027-01-01"
        self.assertNotIn(("ecb", "2027-01-01"), self._asked())
        self._play_cron(date(2026, 12, 18))
        self.assertEqual(
            self._asked(),
            {("legal_private", "2027-01-01"), ("indemnity_business", "2027-01-01")},
        )

    def test_value_that_is_taken_back_is_asked_for_again(self):
        row = self._enter("legal_other", "2027-01-01", value=2.9)
        self._play_cron(date(2026, 11, 17))
        self.assertEqual(self._asked(), {("legal_private", "2027-01-01")})
        row.unlink()
        self._play_cron(date(2026, 11, 18))
        self.assertIn(("legal_other", "2027-01-01"), self._asked())

    def test_task_done_without_the_value_comes_back(self):
        self._play_cron(date(2026, 11, 17))
        self._open().action_feedback()
        self.assertFalse(self._open())
        self._play_cron(date(2026, 11, 18))
        self.assertEqual(len(self._open()), 2)

    def test_review_is_asked_for_once_a_year(self):
        self._publish("2027-01-01")
        self._play_cron(date(2026, 12, 1))
        self.assertEqual(self._asked(), {("indemnity_business", "2027-01-01")})
        self.assertIn("2027", self._open().summary)
        self._open().action_feedback()
        self._play_cron(date(2026, 12, 2))
        self.assertFalse(self._open())
        self._publish("2027-07-01")
        self._publish("2028-01-01")
        self._law("ecb").known_until = "2028-01-01"
        self._play_cron(date(2027, 12, 1))
        self.assertEqual(self._asked(), {("indemnity_business", "2028-01-01")})

    def test_nobody_is_asked_where_nobody_collects(self):
        self.company.sudo().collection_active = False
        self._play_cron(date(2026, 12, 17))
        self.assertFalse(self._open())

    def test_country_without_tables_asks_nothing(self):
        self.company.sudo().account_fiscal_country_id = self.env.ref("base.be")
        self._play_cron(date(2026, 12, 17))
        self.assertFalse(self._open())

    def test_screen_says_what_is_known(self):
        law = self._law("legal_other").sudo()
        for day, status in (
            ("2026-11-16", "known"),
            ("2026-11-17", "due"),
            ("2026-12-31", "due"),
            ("2027-01-01", "missing"),
        ):
            played = law.with_context(collection_today=day)
            self.assertEqual(played.status, status, day)
            self.assertEqual(played.current_text, "2.75 %")
            self.assertTrue(played.history_html)
        ecb = self._law("ecb").sudo().with_context(collection_today="2026-11-21")
        self.assertEqual(ecb.status, "known")
        self.assertEqual(ecb.current_text, "2.65 %")
        self.assertEqual(ecb.next_on, date(2027, 1, 1))
        forty = self._law("indemnity_business")
        self.assertEqual(forty.status, "known")
        self.assertFalse(forty.next_on)
        doubtful = self.Law.search([("doubtful_count", ">", 0)])
        self.assertIn(law.id, doubtful.ids)
        self.assertNotIn(ecb.id, doubtful.ids)
        self.assertEqual(law.doubtful_count, 2)
