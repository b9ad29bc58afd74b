import doctest
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import daycount, interest, money
from odoo.addons.account_collection.rules.daycount import ACTUAL, DayCount
from odoo.addons.account_collection.rules.errors import (
    BadInput,
    FactMissing,
    RateMissing,
)
from odoo.addons.account_collection.rules.imputation import INTEREST_FIRST
from odoo.addons.account_collection.rules.interest import (
    Accessory,
    Claim,
    Credit,
    Payment,
    first_day,
    insolvency_stop,
    statement,
)
from odoo.addons.account_collection.rules.rates import (
    ContractRate,
    LegalRate,
    PublicBody,
)

from . import day_by_day
from .histories import BUSINESS, DAY0, euros, exactly, play, random_history, table_of
from .law_tables import ECB, LEGAL_OTHER, MARGIN_PUBLIC

HISTORIES = 10_000
histories = st.integers(0, 2**32).map(lambda seed: random_history(Random(seed)))


@tagged("post_install", "-at_install")
class TestRulesInterest(BaseCase):
    def test_doctests(self):
        for module in (money, daycount, interest):
            result = doctest.testmod(
                module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
            )
            self.assertGreater(result.attempted, 3)
            self.assertEqual(result.failed, 0)

    # ---------------------------------------------------------------- any history

    def test_any_history_matches_a_count_day_by_day(self):
        """Every line of ten thousand histories, and the table adds up."""
        for seed in range(HISTORIES):
            history = random_history(Random(seed))
            lines, principal, owed, too_much = day_by_day.count(history)
            ours = play(history)
            theirs = [
                (start, end, euros(base), euros(rate), divisor, euros(cents))
                for start, end, base, rate, divisor, cents in lines
            ]
            self.assertEqual(table_of(ours), theirs, f"seed {seed}")
            self.assertEqual(ours.owed["principal"], euros(principal), f"seed {seed}")
            self.assertEqual(ours.owed["interest"], euros(owed), f"seed {seed}")
            self.assertEqual(ours.overpaid, euros(too_much), f"seed {seed}")
            self.assertEqual(ours.interest, sum(line[-1] for line in theirs))

    def test_ten_thousand_histories_split_and_paid_earlier(self):
        for seed in range(HISTORIES):
            random = Random(seed)
            history = random_history(random)
            cuts = [random.randrange(470) for _ in range(random.randrange(1, 5))]
            self.check_split(history, cuts)
            self.check_earlier(history, random.randrange(4), random.randrange(1, 200))

    @settings(max_examples=200, deadline=None)
    @given(histories, st.lists(st.integers(0, 470), max_size=6))
    def test_splitting_a_period_changes_nothing_but_rounding(self, history, cuts):
        self.check_split(history, cuts)

    @settings(max_examples=200, deadline=None)
    @given(histories, st.integers(0, 3), st.integers(1, 200))
    def test_paying_earlier_never_costs_more(self, history, which, sooner):
        self.check_earlier(history, which, sooner)

    def check_split(self, history, cuts):
        days = [DAY0 + timedelta(days=cut) for cut in cuts]
        whole, split = play(history), play(history, days)
        if history.interest_first:
            # each cent of rounding moves a cent between interest and principal
            slack = len(split.lines) * Decimal("0.01")
        else:
            self.assertEqual(exactly(split), exactly(whole))
            slack = (len(split.lines) + len(whole.lines)) * Decimal("0.005")
        self.assertLessEqual(abs(split.interest - whole.interest), slack, history)

    def check_earlier(self, history, which, sooner):
        """Exactly never more; printed, but for a cent of rounding per line."""
        if not history.payments:
            return
        payments = list(history.payments)
        which %= len(payments)
        on, cents, bounced = payments[which]
        payments[which] = (on - timedelta(days=sooner), cents, bounced)
        late, early = play(history), play(replace(history, payments=payments))
        slack = max(len(late.lines), len(early.lines)) * Decimal("0.01")
        self.assertLessEqual(early.interest, late.interest + slack, history)
        if not history.interest_first:
            self.assertLessEqual(exactly(early), exactly(late), history)

    @settings(max_examples=200, deadline=None)
    @given(histories)
    def test_the_order_of_the_rows_does_not_matter(self, history):
        turned = replace(
            history,
            claims=history.claims[::-1],
            payments=history.payments[::-1],
            credits=history.credits[::-1],
        )
        self.assertEqual(table_of(play(turned)), table_of(play(history)))

    @settings(max_examples=200, deadline=None)
    @given(histories)
    def test_nothing_is_lost(self, history):
        """Claimed and borne is paid, credited, owed or owed back."""
        table = play(history)
        paid = sum(
            cents
            for on, cents, bounced in history.payments
            if not bounced and on <= history.until
        )
        credited = sum(
            cents for on, cents, back in history.credits if back or on <= history.until
        )
        claimed = sum(cents for _due, cents in history.claims)
        self.assertEqual(
            euros(claimed) + table.interest,
            euros(paid + credited) + table.total - table.overpaid,
        )

    # ---------------------------------------------------------------- worked cases

    def test_over_the_turn_of_a_year(self):
        """12,000 EUR due 30 November 2024, paid 15 February 2025; ECB 4.25 and 3.15."""
        table = statement(
            [
                Claim(date(2024, 11, 30), Decimal(12000)),
                Payment(date(2025, 2, 15), Decimal(12000)),
            ],
            BUSINESS,
            date(2025, 6, 30),
        )
        self.assertEqual(
            table_of(table),
            [
                (
                    date(2024, 12, 1),
                    date(2024, 12, 31),
                    Decimal(12000),
                    Decimal("14.25"),
                    365,
                    Decimal("145.23"),  # 12000 × 14.25 % × 31 / 365 = 145.2329
                ),
                (
                    date(2025, 1, 1),
                    date(2025, 2, 15),
                    Decimal(12000),
                    Decimal("13.15"),
                    365,
                    Decimal("198.87"),  # 12000 × 13.15 % × 46 / 365 = 198.8712
                ),
            ],
        )
        self.assertEqual(table.interest, Decimal("344.10"))
        self.assertEqual(table.owed["principal"], 0)
        self.assertEqual(table.owed["interest"], Decimal("344.10"))

    def test_boundary_day(self):
        """30 June bears the first semester's rate, 1 July the second's."""
        for due, rate in ((29, "12.15"), (30, "12.40")):
            paid = date(2026, 6, due) + timedelta(days=1)
            events = [
                Claim(date(2026, 6, due), Decimal(36500)),
                Payment(paid, Decimal(36500)),
            ]
            (line,) = statement(events, BUSINESS, date(2026, 12, 31)).lines
            self.assertEqual((line.start, line.end, line.days), (paid, paid, 1))
            self.assertEqual(line.interest, Decimal(rate))

    def test_an_ecb_move_inside_a_semester_changes_nothing(self):
        events = [Claim(date(2026, 9, 1), Decimal(1000))]
        (line,) = statement(events, BUSINESS, date(2026, 12, 31)).lines
        self.assertEqual((line.rate, line.days), (Decimal("12.40"), 121))
        self.assertEqual(line.interest, Decimal("41.11"))  # 41.1068

    def test_a_missing_semester_is_named_only_when_it_is_needed(self):
        events = [Claim(date(2026, 9, 1), Decimal(1000))]
        with self.assertRaises(RateMissing) as caught:
            statement(events, BUSINESS, date(2027, 1, 1))
        self.assertEqual(caught.exception.data["semester"], "2027 S1")
        self.assertEqual(caught.exception.data["table"], "ecb")
        paid = [*events, Payment(date(2026, 12, 31), Decimal(1000))]
        table = statement(paid, BUSINESS, date(2027, 6, 30))
        self.assertEqual(table.interest, Decimal("41.11"))

    def test_public_body_keeps_the_rate_interest_began_with(self):
        """10,000 EUR due 15 December 2026, paid 20 January 2027: 10.40 % throughout."""
        began = first_day("public", date(2026, 12, 15))
        rates = PublicBody(ECB, MARGIN_PUBLIC, date(2026, 3, 2), began)
        events = [
            Claim(date(2026, 12, 15), Decimal(10000)),
            Payment(date(2027, 1, 20), Decimal(10000)),
        ]
        (line,) = statement(events, rates, date(2027, 2, 28)).lines
        self.assertEqual((line.days, line.rate), (36, Decimal("10.40")))
        self.assertEqual(line.interest, Decimal("102.58"))  # 102.5753

    def test_consumer_from_the_formal_notice_at_the_other_column(self):
        """900 EUR due 31 May 2026, formal notice received on 9 July: 2.75 %."""
        due = date(2026, 5, 31)
        table = statement(
            [Claim(due, Decimal(900))],
            LegalRate(LEGAL_OTHER),
            date(2026, 11, 21),
            first=first_day("consumer", due, date(2026, 7, 9)),
        )
        (line,) = table.lines
        self.assertEqual((line.start, line.days), (date(2026, 7, 10), 135))
        self.assertEqual(line.interest, Decimal("9.15"))  # 9.1541

    def test_no_class_no_interest(self):
        with self.assertRaises(FactMissing) as caught:
            first_day(False, date(2026, 5, 31))
        self.assertEqual(caught.exception.data["fact"], "debtor_class")
        with self.assertRaises(FactMissing):
            first_day("consumer", date(2026, 5, 31))

    def test_a_bounced_payment_never_paid(self):
        claim = Claim(date(2026, 1, 31), Decimal(5000))
        cheque = Payment(date(2026, 2, 10), Decimal(5000), bounced_on=date(2026, 2, 20))
        until = date(2026, 5, 31)
        self.assertEqual(
            statement([claim, cheque], BUSINESS, until),
            statement([claim], BUSINESS, until),
        )

    def test_credit_note_from_its_day_or_from_the_beginning(self):
        claim = Claim(date(2026, 1, 31), Decimal(1000))
        until = date(2026, 3, 31)
        later = Credit(date(2026, 3, 2), Decimal(300))
        table = statement([claim, later], BUSINESS, until)
        self.assertEqual([line.days for line in table.lines], [30, 29])
        self.assertEqual([line.base for line in table.lines], [1000, 700])
        back = replace(later, retroactive=True)
        (line,) = statement([claim, back], BUSINESS, until).lines
        self.assertEqual((line.base, line.days), (700, 59))
        # a correction that came after the day of the statement says what never was
        (line,) = statement([claim, back], BUSINESS, date(2026, 3, 1)).lines
        self.assertEqual((line.base, line.days), (700, 29))

    def test_insolvency_stops_the_day_before(self):
        stop = insolvency_stop(date(2026, 9, 15))
        (line,) = statement(
            [Claim(date(2026, 8, 31), Decimal(1000))],
            BUSINESS,
            date(2027, 12, 31),
            count=DayCount(stops=(stop,)),
        ).lines
        self.assertEqual((line.end, line.days), (date(2026, 9, 14), 14))

    def test_leap_year_as_a_setting(self):
        """10,000 EUR at 10 % from 1 December 2023 to 31 January 2024."""
        claim = [Claim(date(2023, 11, 30), Decimal(10000))]
        rates, until = ContractRate(Decimal(10)), date(2024, 1, 31)
        usual = statement(claim, rates, until)
        actual = statement(claim, rates, until, count=DayCount(ACTUAL))
        self.assertEqual([line.interest for line in usual.lines], [Decimal("169.86")])
        self.assertEqual(
            [(line.divisor, line.interest) for line in actual.lines],
            [(365, Decimal("84.93")), (366, Decimal("84.70"))],
        )

    def test_interest_first_then_principal_then_the_indemnity(self):
        """1,000 EUR, 40 EUR and 30 days at 12.15 % (9.99): what 1,020 EUR pay."""
        due, paid = date(2026, 3, 31), date(2026, 4, 30)
        events = [
            Claim(due, Decimal(1000)),
            Accessory(due + timedelta(days=1), Decimal(40)),
            Payment(paid, Decimal(1020)),
        ]
        table = statement(events, BUSINESS, paid, order=INTEREST_FIRST)
        (imputed,) = table.imputations
        self.assertEqual(imputed.split.of("interest"), Decimal("9.99"))
        self.assertEqual(imputed.split.of("principal"), 1000)
        self.assertEqual(imputed.split.of("indemnity"), Decimal("10.01"))
        self.assertEqual(table.total, Decimal("29.99"))

    def test_a_payment_for_the_interest_alone(self):
        events = [
            Claim(date(2026, 3, 31), Decimal(1000)),
            Payment(date(2026, 4, 30), Decimal("12.00"), order=("interest",)),
        ]
        table = statement(events, BUSINESS, date(2026, 5, 31))
        self.assertEqual(table.owed["principal"], 1000)
        self.assertEqual(table.overpaid, Decimal("2.01"))
        self.assertEqual([line.days for line in table.lines], [30, 31])

    def test_instalments_bear_each_from_its_own_day(self):
        events = [
            Claim(date(2026, 1, 31), Decimal(500)),
            Claim(date(2026, 2, 28), Decimal(500)),
        ]
        table = statement(events, BUSINESS, date(2026, 2, 28))
        self.assertEqual([(ln.base, ln.days) for ln in table.lines], [(500, 28)])
        self.assertEqual((table.overdue, table.owed["principal"]), (500, 1000))
        table = statement(events, BUSINESS, date(2026, 3, 1))
        self.assertEqual([ln.base for ln in table.lines], [500, 1000])
        self.assertEqual(table.overdue, 1000)

    def test_what_is_refused(self):
        claim = Claim(date(2026, 1, 31), Decimal(500))
        until = date(2026, 3, 1)
        for wrong in (Decimal(-1), Decimal("0.005"), 0.5, Decimal("NaN")):
            with self.assertRaises(BadInput):
                statement([claim, Payment(until, wrong)], BUSINESS, until)
        with self.assertRaises(BadInput):
            DayCount("360")
        with self.assertRaises(BadInput):
            Accessory(until, Decimal(40), "principal")
        with self.assertRaises(BadInput):
            paid = Payment(date(2026, 2, 10), Decimal(1))
            statement([claim, paid], BUSINESS, until, order=("principal", "vat"))
