from odoo.tests import tagged

from .common import DUE, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestReadyPolicies(CollectionCommon):
    """Each article's order of steps, installed with one click and walked day by day
    from before the due date to the end by a debtor who never pays."""

    def _install(self, code):
        ready = self.env.ref(f"account_collection.policy_{code}")
        action = ready.action_install()
        policy = self.env["collection.policy"].browse(action["res_id"])
        policy.stage_ids.attach_invoices = False
        self.company.sudo().collection_policy_id = policy
        return policy

    def _walk(self, code, last):
        """Walk an invoice's days; return what happened as (day, stage, outcome)."""
        self._install(code)
        invoice = self._invoice()
        for offset in range(-10, last + 1):
            self._play(day(offset))
            # The first approval; whoever acts on the day gives the second.
            double = self.env["collection.notice"].search(
                [("state", "=", "review"), ("stage_id.mode", "=", "double")]
            )
            double.with_user(self.collector).action_approve()
            self._act(day(offset))
        lines = self.env["collection.run.line"].search(
            [("item_id", "in", invoice.collection_item_ids.ids)], order="id"
        )
        for line in lines.filtered("notice_id"):
            self.assertEqual(line.notice_id.departed_on, line.run_id.date)
        return [
            ((line.run_id.date - DUE).days, line.stage_id.name, line.outcome)
            for line in lines
        ]

    def test_s0_the_plan_comes_after_the_formal_notice(self):
        self.assertEqual(
            self._walk("s0", 170),
            [
                (7, "Overdue invoice", "notice"),
                (15, "Call", "notice"),
                (30, "Formal notice", "notice"),
                (45, "Payment plan", "task"),
                (75, "Agency announced", "notice"),
                (90, "Agency", "task"),
                (150, "Court announced", "notice"),
                (165, "Court", "task"),
            ],
        )
        # S0-29, S0-30, S0-54: in writing, with the sum and what comes next; the sum of
        # the formal notice does not fall afterwards.
        formal, agency, court = self.env["collection.notice"].search(
            [("phase", "!=", "amicable"), ("letter_body", "!=", False)], order="id"
        )
        self.assertIn("recouvrement amiable", agency.letter_body)
        self.assertIn("juridiction compétente", court.letter_body)
        self.assertNotIn("recouvrement amiable", court.letter_body)
        for notice, before in ((agency, formal), (court, agency)):
            self.assertEqual(notice.amount_indemnity, 40.0)
            self.assertGreater(notice.amount_claimed, before.amount_claimed)
            self.assertFalse(notice._is_formal())

    def test_s1_starts_before_the_due_date_and_has_two_levels(self):
        self.assertEqual(
            self._walk("s1", 125),
            [
                (-7, "Due date announced", "notice"),
                (1, "First reminder", "notice"),
                (7, "Call", "notice"),
                (15, "Arrangement", "task"),
                (30, "Second reminder", "notice"),
                (60, "Agent, amicably", "task"),
                (120, "Agent, in court", "task"),
            ],
        )

    def test_s2_visits_before_it_negotiates(self):
        self.assertEqual(
            self._walk("s2", 65),
            [
                (5, "Standard letter", "notice"),
                (12, "Call", "notice"),
                (20, "Visit", "notice"),
                (30, "Payment plan", "task"),
                (45, "Formal notice", "notice"),
                (60, "Court order", "task"),
            ],
        )

    def test_s3_posts_a_letter_before_the_registered_one(self):
        self.assertEqual(
            self._walk("s3", 55),
            [
                (-5, "Due date announced", "notice"),
                (5, "Reminder by e-mail", "notice"),
                (15, "Ordinary letter", "notice"),
                (35, "Formal notice", "notice"),
                (50, "Legal action", "task"),
            ],
        )

    def test_s4_the_plan_comes_before_the_formal_notice(self):
        self.assertEqual(
            self._walk("s4", 65),
            [
                (3, "First reminder", "notice"),
                (8, "Call", "notice"),
                (15, "Reminder letter", "notice"),
                (25, "Payment plan", "task"),
                (40, "Formal notice", "notice"),
                (60, "Court", "task"),
            ],
        )

    def test_what_is_ready_is_never_played_itself(self):
        ready = self.env["collection.policy"].with_context(active_test=False)
        ready = ready.search([("is_ready", "=", True)])
        self.assertEqual(len(ready), 5)
        self.assertFalse(any(ready.mapped("active")))
        self.assertTrue(all(ready.mapped("source")))
        installed = self._install("s3")
        self.assertTrue(installed.active)
        self.assertFalse(installed.is_ready)
        self.assertEqual(installed.company_id, self.company)
        self.assertEqual(installed.name, ready[3].name)

    def test_the_picture_shows_days_conditions_and_approvals(self):
        policy = self._install("s0")
        self.assertIn("fa-users", policy.ladder_html)
        self.assertIn("fa-hand-paper-o", policy.ladder_html)
        self.assertNotIn("fa-code-fork", policy.ladder_html)
        # Sixty business days take at least 84 of the calendar: before the agency's 90.
        policy.stage_ids[4].write(
            {"condition": "no_answer", "days": 60, "days_kind": "business"}
        )
        policy.invalidate_recordset()
        self.assertIn("fa-code-fork", policy.ladder_html)
        self.assertIn("fa-calendar-check-o", policy.ladder_html)
        self.assertIn("60 business days", policy.ladder_html)
