import doctest
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import clock, escalation

DAY0 = date(2026, 1, 1)
days = st.integers(0, 120).map(lambda n: DAY0 + timedelta(days=n))
holds = st.lists(
    st.tuples(days, st.integers(0, 30)).map(
        lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
    ),
    max_size=4,
)


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def test_doctests(self):
        for module in (clock, escalation):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 3)
            self.assertEqual(result.failed, 0)

    @settings(max_examples=300, deadline=None)
    @given(days, st.integers(1, 40), holds)
    def test_running_days_match_a_count_day_by_day(self, anchor, wanted, on_hold):
        """The clock's leaps give what a person counting on a calendar would get."""
        day, left = anchor, wanted
        while left:
            day += timedelta(days=1)
            if not any(start <= day <= end for start, end in on_hold):
                left -= 1
        self.assertEqual(clock.add_running_days(anchor, wanted, on_hold), day)

    def test_open_hold_stops_the_clock(self):
        open_hold = [(date(2026, 1, 10), None)]
        self.assertIsNone(clock.add_running_days(date(2026, 1, 5), 5, open_hold))
        self.assertEqual(
            clock.add_running_days(date(2026, 1, 5), 4, open_hold), date(2026, 1, 9)
        )

    def test_a_hold_that_ends_late_leads_to_the_next_rung(self):
        ladder = escalation.build_ladder(
            [(1, 3, "due"), (2, 15, "due"), (3, 40, "due")]
        )
        due = date(2026, 3, 31)
        hold = [(date(2026, 4, 10), date(2026, 7, 31))]
        step = escalation.next_step(
            ladder, due, ladder[0], date(2026, 4, 3), hold, date(2026, 8, 1)
        )
        self.assertEqual(step.rung.key, 2)
        # 6 of the 12 days had run on 9 April; 6 are left from 1 August.
        self.assertEqual(step.on, date(2026, 8, 6))

    def test_after_a_change_of_policy_no_rung_is_climbed_twice(self):
        old = escalation.build_ladder([(1, 3, "due"), (2, 15, "due")])
        new = escalation.build_ladder(
            [(11, 5, "due"), (12, 15, "due"), (13, 30, "due")]
        )
        step = escalation.next_step(
            new, date(2026, 3, 31), old[1], date(2026, 4, 15), [], date(2026, 4, 16)
        )
        self.assertEqual((step.rung.key, step.on), (13, date(2026, 4, 30)))

    def test_top_of_the_ladder(self):
        ladder = escalation.build_ladder([(1, 3, "due")])
        step = escalation.next_step(
            ladder, DAY0, ladder[0], date(2026, 1, 4), [], date(2026, 2, 1)
        )
        self.assertIsNone(step)

    def test_a_ladder_that_runs_backwards_is_refused(self):
        with self.assertRaises(ValueError) as caught:
            escalation.build_ladder([(1, 15, "due"), (2, 3, "due")])
        self.assertEqual(caught.exception.args, ("backwards", 2))
