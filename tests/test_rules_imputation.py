import doctest
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import imputation, settlement
from odoo.addons.account_collection.rules.daycount import DayCount
from odoo.addons.account_collection.rules.errors import BadInput
from odoo.addons.account_collection.rules.imputation import (
    INTEREST_FIRST,
    PARTS,
    Debt,
    impute,
    spread,
)
from odoo.addons.account_collection.rules.interest import Claim, Payment
from odoo.addons.account_collection.rules.rates import BusinessDefault, ContractRate
from odoo.addons.account_collection.rules.settlement import Account, settle

from .law_tables import ECB, MARGIN_BUSINESS

DAY = date(2026, 6, 1)
cents = st.integers(0, 100_000).map(lambda amount: Decimal(amount) / 100)
debts = st.lists(
    st.tuples(st.integers(-3, 3), cents, st.integers(0, 1)), max_size=6
).map(
    lambda rows: [
        Debt(key, DAY + timedelta(days=days), amount, rank)
        for key, (days, amount, rank) in enumerate(rows)
    ]
)


@tagged("post_install", "-at_install")
class TestRulesImputation(BaseCase):
    def test_doctests(self):
        for module in (imputation, settlement):
            result = doctest.testmod(
                module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL
            )
            self.assertGreater(result.attempted, 3)
            self.assertEqual(result.failed, 0)

    @settings(max_examples=300, deadline=None)
    @given(
        cents, st.dictionaries(st.sampled_from(PARTS), cents), st.permutations(PARTS)
    )
    def test_a_part_is_paid_before_the_next(self, amount, owed, order):
        split = impute(amount, owed, order)
        self.assertEqual(sum(split.shares.values()) + split.surplus, amount)
        open_before = False
        for part in order:
            self.assertFalse(open_before and split.of(part))
            open_before = open_before or split.of(part) < owed.get(part, 0)
        self.assertFalse(open_before and split.surplus)

    @settings(max_examples=500, deadline=None)
    @given(cents, debts)
    def test_no_cent_is_lost_between_debts(self, amount, debts):
        split = spread(amount, debts, DAY)
        self.assertEqual(sum(split.shares.values()) + split.surplus, amount)
        for debt in debts:
            self.assertLessEqual(split.of(debt.key), debt.open)
        left = [debt for debt in debts if split.of(debt.key) < debt.open]
        self.assertFalse(left and split.surplus)

    @settings(max_examples=500, deadline=None)
    @given(cents, debts)
    def test_the_order_of_the_law(self, amount, debts):
        """What stands behind in the law's order gets nothing while one before is open;
        what stands equal gets its part to the cent."""
        split = spread(amount, debts, DAY)
        for one in debts:
            for other in debts:
                place = (one.due > DAY, one.rank, one.due)
                behind = (other.due > DAY, other.rank, other.due)
                if place < behind and split.of(one.key) < one.open:
                    self.assertFalse(split.of(other.key))
                elif place == behind and other.open and one.open:
                    unfair = split.of(one.key) / one.open * other.open
                    unfair -= split.of(other.key)
                    scale = max(1, other.open / one.open)
                    self.assertLess(abs(unfair), Decimal("0.011") * 2 * scale)

    def test_the_debtor_chooses(self):
        debts = [
            Debt("old", date(2026, 1, 31), Decimal(100)),
            Debt("dear", date(2026, 2, 28), Decimal(100)),
            Debt("not yet", date(2026, 9, 30), Decimal(100)),
        ]
        chosen = spread(Decimal(150), debts, DAY, ["not yet", "dear"])
        self.assertEqual(chosen.shares, {"not yet": 100, "dear": 50})
        dear = [debts[0], Debt("dear", date(2026, 2, 28), Decimal(100), -1), debts[2]]
        self.assertEqual(
            spread(Decimal(120), dear, DAY).shares, {"dear": 100, "old": 20}
        )

    def test_age_may_count_from_another_day(self):
        debts = [
            Debt("A", date(2026, 3, 31), Decimal(10), since=date(2026, 3, 1)),
            Debt("B", date(2026, 3, 31), Decimal(10), since=date(2026, 1, 1)),
        ]
        self.assertEqual(spread(Decimal(10), debts, DAY).shares, {"B": 10})

    def test_a_debt_is_due_on_its_due_date(self):
        debts = [
            Debt("tomorrow", DAY + timedelta(days=1), Decimal(10)),
            Debt("today", DAY, Decimal(10), rank=5),
        ]
        self.assertEqual(spread(Decimal(10), debts, DAY).shares, {"today": 10})

    def test_what_is_refused(self):
        debt = Debt("A", DAY, Decimal(10))
        for debts, chosen in (
            ([debt, debt], ()),
            ([debt], ["B"]),
            ([debt], ["A", "A"]),
        ):
            with self.assertRaises(BadInput):
                spread(Decimal(10), debts, DAY, chosen)
        with self.assertRaises(BadInput):
            spread(Decimal("0.001"), [debt], DAY)
        for order in (("interest", "interest"), ("tax",)):
            with self.assertRaises(BadInput):
                impute(Decimal(10), {}, order)

    # ------------------------------------------------ several debts with interest

    def test_payments_settle_the_oldest_with_its_interest(self):
        """A: 1,000 due 31 March, B: 1,000 due 30 April 2026. 600 on 31 May: A's 61
        days (20.31), 579.69 of its principal. 600 on 30 June: A's 420.31 and 30 days
        (4.20), then B's 61 days (20.31) and 155.18 of its principal."""
        rates = BusinessDefault(ECB, MARGIN_BUSINESS)
        accounts = [
            Account("A", [Claim(date(2026, 3, 31), Decimal(1000))], rates),
            Account("B", [Claim(date(2026, 4, 30), Decimal(1000))], rates),
        ]
        paid = [
            Payment(date(2026, 6, 30), Decimal(600), key=2),
            Payment(date(2026, 5, 31), Decimal(600), key=1),
        ]
        settled = settle(accounts, paid, date(2026, 6, 30))
        self.assertEqual(
            [(one.key, one.amount) for one in settled.payments["A"]],
            [(1, 600), (2, Decimal("424.51"))],
        )
        self.assertEqual(
            [(one.key, one.amount) for one in settled.payments["B"]],
            [(2, Decimal("175.49"))],
        )
        self.assertEqual(settled.statements["A"].total, 0)
        self.assertEqual(settled.statements["B"].owed["principal"], Decimal("844.82"))
        chosen = settle(accounts, paid, date(2026, 5, 31), chosen={1: ["B"]})
        self.assertEqual([one.amount for one in chosen.payments["B"]], [600])
        self.assertEqual(chosen.statements["A"].owed["principal"], 1000)

    @settings(max_examples=150, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 120), cents), min_size=1, max_size=3),
        st.lists(st.tuples(st.integers(0, 200), cents, st.booleans()), max_size=4),
        st.booleans(),
    )
    def test_settling_loses_no_cent(self, claims, payments, bears):
        def day(number):
            return date(2026, 1, 1) + timedelta(days=number)

        count = DayCount(payment_day_bears=bears)
        rates = ContractRate(Decimal(12))
        accounts = [
            Account(key, [Claim(day(due), amount)], rates, count=count)
            for key, (due, amount) in enumerate(claims)
        ]
        paid = [
            Payment(day(on), amount, key, bounced_on=day(300) if bounced else None)
            for key, (on, amount, bounced) in enumerate(payments)
        ]
        settled = settle(accounts, paid, day(210), INTEREST_FIRST)
        borne = sum(one.interest for one in settled.statements.values())
        owed = sum(one.total for one in settled.statements.values())
        arrived = sum(amount for _on, amount, bounced in payments if not bounced)
        claimed = sum(amount for _due, amount in claims)
        self.assertEqual(claimed + borne, arrived - settled.surplus + owed)
        self.assertFalse(any(one.overpaid for one in settled.statements.values()))
