import doctest
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import limitation as module
from odoo.addons.account_collection.rules.errors import (
    BadInput,
    BeforeTables,
    Refused,
)
from odoo.addons.account_collection.rules.limitation import (
    WRITTEN,
    Agreement,
    Basis,
    Interruption,
    Suspension,
    limitation,
)

from .law_tables import LIMITATION

DUE = date(2024, 3, 31)
SALE = Basis(DUE)


def last_day(debtor, basis=SALE, *events, **options):
    return limitation(debtor, basis, LIMITATION, events, **options).last_day


days = st.integers(0, 3000).map(lambda number: DUE + timedelta(days=number))


@tagged("post_install", "-at_install")
class TestRulesLimitation(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
        self.assertGreater(result.attempted, 3)
        self.assertEqual(result.failed, 0)

    # ---------------------------------------------------------------- the delay

    def test_class_and_kind_of_claim(self):
        for debtor, kind, expected in (
            ("business", "general", date(2029, 3, 31)),
            ("consumer", "general", date(2026, 3, 31)),
            ("public", "general", date(2028, 12, 31)),
            (None, "general", date(2026, 3, 31)),
            ("business", "carriage", date(2025, 3, 31)),
            ("public", "carriage", date(2025, 3, 31)),
            ("business", "listed", date(2025, 3, 31)),
            ("business", "title", date(2034, 3, 31)),
            ("consumer", "title", date(2034, 3, 31)),
            ("public", "title", date(2028, 12, 31)),
            (None, "title", date(2028, 12, 31)),
        ):
            found = last_day(debtor, Basis(DUE, kind=kind))
            self.assertEqual(found, expected, (debtor, kind))

    def test_the_reason_is_told(self):
        found = limitation(None, Basis(DUE, date(2024, 1, 15)), LIMITATION)
        self.assertEqual(
            (found.debtor, found.delay, found.years), ("consumer",) * 2 + (2,)
        )
        self.assertEqual(found.begins_with, "service_done")
        self.assertEqual(found.begins, date(2024, 1, 15))
        self.assertEqual(found.reasons, ("class_unknown",))
        self.assertEqual(limitation("consumer", SALE, LIMITATION).reasons, ())

    def test_where_it_begins_is_a_setting(self):
        done = date(2024, 1, 15)
        self.assertEqual(last_day("consumer", Basis(DUE, done)), date(2026, 1, 15))
        later = Basis(DUE, date(2024, 5, 2))
        self.assertEqual(last_day("consumer", later), date(2026, 3, 31))
        for start, expected in (("due", DUE), ("service", done)):
            found = limitation("consumer", Basis(DUE, done, start=start), LIMITATION)
            self.assertEqual(found.begins, expected)

    def test_public_debts_count_from_the_next_year(self):
        for due in (date(2024, 1, 1), date(2024, 12, 31)):
            self.assertEqual(last_day("public", Basis(due)), date(2028, 12, 31))
        early = Basis(date(2025, 1, 30), service_done=date(2024, 12, 20))
        self.assertEqual(last_day("public", early), date(2028, 12, 31))

    def test_the_last_day_is_in_time(self):
        found = limitation("consumer", SALE, LIMITATION)
        self.assertFalse(found.is_prescribed(date(2026, 3, 31)))
        self.assertTrue(found.is_prescribed(date(2026, 4, 1)))

    def test_leap_day(self):
        leap = Basis(date(2024, 2, 29))
        self.assertEqual(last_day("consumer", leap), date(2026, 2, 28))

    # ---------------------------------------------------------------- interruptions

    def test_letters_interrupt_against_public_debtors_alone(self):
        for kind in WRITTEN:
            letter = Interruption(date(2025, 9, 10), kind)
            self.assertEqual(last_day("business", SALE, letter), date(2029, 3, 31))
            self.assertEqual(last_day("consumer", SALE, letter), date(2026, 3, 31))
            self.assertEqual(last_day("public", SALE, letter), date(2029, 12, 31))
            self.assertEqual(last_day(None, SALE, letter), date(2026, 3, 31))

    def test_a_new_full_delay_of_the_same_length(self):
        for kind in ("acknowledgment", "court_claim", "order_served", "enforcement"):
            event = Interruption(date(2025, 9, 10), kind)
            self.assertEqual(last_day("consumer", SALE, event), date(2027, 9, 10))

    def test_a_partial_payment_only_when_confirmed(self):
        paid = date(2025, 9, 10)
        silent = Interruption(paid, "partial_payment")
        self.assertEqual(last_day("consumer", SALE, silent), date(2026, 3, 31))
        said = Interruption(paid, "partial_payment", confirmed=True)
        self.assertEqual(last_day("consumer", SALE, said), date(2027, 9, 10))

    def test_proceedings(self):
        claim = {"on": date(2025, 9, 10), "kind": "court_claim"}
        pending = Interruption(pending=True, **claim)
        self.assertIsNone(last_day("consumer", SALE, pending))
        ended = Interruption(until=date(2026, 11, 5), **claim)
        self.assertEqual(last_day("consumer", SALE, ended), date(2028, 11, 5))
        void = Interruption(until=date(2026, 11, 5), void=True, **claim)
        self.assertEqual(last_day("consumer", SALE, void), date(2026, 3, 31))
        title = Interruption(date(2026, 11, 5), "title")
        self.assertEqual(last_day("consumer", SALE, pending, title), date(2036, 11, 5))
        self.assertEqual(last_day("public", SALE, pending, title), date(2030, 12, 31))

    def test_what_comes_too_late_brings_nothing_back(self):
        late = Interruption(date(2026, 4, 1), "acknowledgment")
        found = limitation("consumer", SALE, LIMITATION, [late])
        self.assertEqual(found.last_day, date(2026, 3, 31))
        self.assertEqual([step.effect for step in found.steps], ["begins", "too_late"])
        in_time = Interruption(date(2026, 3, 31), "acknowledgment")
        self.assertEqual(last_day("consumer", SALE, in_time), date(2028, 3, 31))

    def test_before_its_begin_nothing_is_interrupted(self):
        early = Interruption(date(2024, 2, 1), "acknowledgment")
        self.assertEqual(last_day("consumer", SALE, early), date(2026, 3, 31))

    # ---------------------------------------------------------------- suspensions

    def test_suspended_days_do_not_count(self):
        talks = Suspension(date(2024, 10, 1), date(2024, 10, 31), "mediation")
        self.assertEqual(last_day("consumer", SALE, talks), date(2026, 5, 1))
        again = Suspension(date(2024, 10, 20), date(2024, 11, 10), "conciliation")
        self.assertEqual(last_day("consumer", SALE, talks, again), date(2026, 5, 11))
        self.assertEqual(last_day("consumer", SALE, again, talks), date(2026, 5, 11))

    def test_six_months_remain(self):
        talks = Suspension(date(2026, 3, 20), date(2026, 4, 30), "small_claim")
        self.assertEqual(last_day("consumer", SALE, talks), date(2026, 10, 30))
        force = Suspension(date(2026, 3, 20), date(2026, 4, 30), "impossible")
        self.assertEqual(last_day("consumer", SALE, force), date(2026, 5, 12))

    def test_an_open_suspension(self):
        talks = Suspension(date(2026, 3, 20), None, "mediation")
        found = limitation("consumer", SALE, LIMITATION, [talks])
        self.assertIsNone(found.last_day)
        self.assertFalse(found.is_prescribed(date(2040, 1, 1)))

    def test_an_interruption_during_a_suspension(self):
        talks = Suspension(date(2025, 3, 1), date(2025, 5, 31), "mediation")
        signed = Interruption(date(2025, 5, 21), "acknowledgment")
        found = last_day("consumer", SALE, talks, signed)
        self.assertEqual(found, date(2027, 5, 31))

    # ---------------------------------------------------------------- agreements

    def test_what_businesses_agreed(self):
        short = Agreement(years=2)
        found = last_day("business", agreement=short)
        self.assertEqual(found, date(2026, 3, 31))
        letter = Interruption(date(2025, 1, 10), "formal_notice")
        counts = Agreement(interrupts=frozenset({"formal_notice"}))
        found = last_day("business", SALE, letter, agreement=counts)
        self.assertEqual(found, date(2030, 1, 10))

    def test_what_nobody_may_agree(self):
        for debtor in ("consumer", "public"):
            with self.assertRaises(Refused):
                last_day(debtor, agreement=Agreement(years=3))
        for years in (0, 11):
            with self.assertRaises(Refused):
                Agreement(years=years)
        # nobody knows the class: a longer agreement does not help
        found = last_day(None, agreement=Agreement(years=10))
        self.assertEqual(found, date(2026, 3, 31))

    def test_what_is_refused(self):
        with self.assertRaises(BeforeTables):
            last_day("business", Basis(date(2007, 1, 1)))
        with self.assertRaises(BeforeTables):
            limitation("business", SALE, {})
        for make in (
            lambda: Basis(DUE, kind="gift"),
            lambda: Basis(DUE, start="invoice"),
            lambda: Interruption(DUE, "hope"),
            lambda: Interruption(DUE, "court_claim", until=date(2024, 1, 1)),
            lambda: Suspension(DUE, None, "holiday"),
            lambda: Suspension(DUE, date(2024, 1, 1), "mediation"),
        ):
            with self.assertRaises(BadInput):
                make()

    # ---------------------------------------------------------------- any history

    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(["business", "consumer", "public"]), st.lists(days))
    def test_interruptions_one_after_the_other(self, debtor, acts):
        """Each in time begins anew; the first too late ends the story."""
        start = DUE
        for act in sorted(acts):
            if act > self.full_delay(debtor, start):
                break
            start = act
        events = [Interruption(act, "acknowledgment") for act in acts]
        found = last_day(debtor, SALE, *events)
        self.assertEqual(found, self.full_delay(debtor, start))

    @staticmethod
    def full_delay(debtor, start):
        if debtor == "public":
            return date(start.year + 5, 1, 1) - timedelta(days=1)
        year = start.year + {"business": 5, "consumer": 2}[debtor]
        leap_day = (start.month, start.day) == (2, 29)
        return date(year, 2, 28) if leap_day else start.replace(year=year)

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 700), st.integers(0, 90)), max_size=5))
    def test_suspended_days_match_a_count_day_by_day(self, spans):
        """Days left at the start run down on days that are not suspended."""
        spans = [(DUE + timedelta(a), DUE + timedelta(a + b)) for a, b in spans]
        day, left = DUE, (date(2026, 3, 31) - DUE).days
        while left:
            day += timedelta(days=1)
            if not any(start <= day <= end for start, end in spans):
                left -= 1
        events = [Suspension(start, end, "impossible") for start, end in spans]
        # a suspension on or after the last day comes without days left to stop
        found = last_day("consumer", SALE, *events)
        self.assertEqual(found, day)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 900), st.booleans()), max_size=5))
    def test_unknown_is_never_longer_than_any_class(self, acts):
        events = [
            Interruption(
                DUE + timedelta(days=number),
                "acknowledgment" if strong else "reminder",
            )
            for number, strong in acts
        ]
        unknown = last_day(None, SALE, *events)
        for debtor in ("business", "consumer", "public"):
            self.assertLessEqual(unknown, last_day(debtor, SALE, *events))
