from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules.daycount import ACTUAL, FIXED, DayCount
from odoo.addons.account_collection.rules.errors import DataMissing
from odoo.addons.account_collection.rules.imputation import (
    INTEREST_FIRST,
    PRINCIPAL_FIRST,
)
from odoo.addons.account_collection.rules.indemnity import Instalment, fixed_indemnity
from odoo.addons.account_collection.rules.interest import (
    Claim,
    Credit,
    Payment,
    first_day,
    statement,
)
from odoo.addons.account_collection.rules.rates import (
    BusinessDefault,
    ContractRate,
    LegalRate,
    PublicBody,
)
from odoo.addons.account_collection.rules.settlement import Account, settle
from odoo.addons.account_collection.rules.tables import LAW, Row, Table

from . import second_opinion as naive
from .law_tables import ECB, LEGAL_OTHER, MARGIN_BUSINESS, MARGIN_PUBLIC

FIVE = Table("surcharge", (Row(date(1975, 7, 15), Decimal(5)),), LAW)
FORTY = Table("forty", (Row(date(2013, 1, 1), Decimal(40)),), LAW)
CONTRACT = date(2014, 1, 1)
UNITS = [Decimal("0.01")] * 4 + [Decimal(1), Decimal("0.001")]
# Days on which something happens in the law: half-years, leap days, year ends.
EDGES = [
    *(date(year, *edge) for year in range(2016, 2026) for edge in ((6, 30), (12, 31))),
    *(date(year, 2, 28) for year in (2016, 2020, 2024, 2025)),
]
REGIMES = ("business", "contract", "consumer", "public")


def random_debt(random, regime=None):
    """One debt over some two years, and the last day of its statement."""
    unit = random.choice(UNITS)
    due = random.choice(EDGES) + timedelta(days=random.choice((0, 0, -1, 1, -20, -90)))

    def amount(most):
        units = random.choice((random.randrange(1, 300), random.randrange(1, most)))
        return (units * unit).quantize(unit)

    def some_day():
        near = due + timedelta(days=random.choice((0, 0, 1, -1, -30)))
        edge = random.choice(EDGES)
        far = due + timedelta(days=random.randrange(400))
        return random.choice((near, far, far, max(near, min(edge, far))))

    total = amount(5_000_000)
    moves = []
    for _ in range(random.randrange(5)):
        part = random.choice((amount(2_000_000), (total / 3).quantize(unit), total))
        kind = random.choice(("payment", "payment", "bounced", "credit", "retro"))
        on = moves[-1].day if moves and random.random() < 0.3 else some_day()
        moves.append(naive.Move(on, max(part, unit), kind))
    regime = regime or random.choice(REGIMES)
    stops = []
    if random.random() < 0.3:
        start = some_day()
        end = random.choice((None, start + timedelta(days=random.randrange(60))))
        stops.append((start, end))
    debt = naive.Debt(
        amount=total,
        due=due,
        regime=regime,
        moves=moves,
        contract_rate=Decimal(random.randrange(1, 2000)) / 100,
        presented=some_day() if regime == "consumer" else None,
        enforceable=some_day() if random.random() < 0.3 else None,
        stops=stops,
        actual=random.random() < 0.4,
        unit=unit,
    )
    until = due + timedelta(days=random.randrange(-5, 420))
    return debt, min(until, date(2026, 12, 31))


def rates_of(debt, first):
    if debt.regime == "business":
        return BusinessDefault(ECB, MARGIN_BUSINESS)
    if debt.regime == "contract":
        return ContractRate(debt.contract_rate)
    if debt.regime == "public":
        return PublicBody(ECB, MARGIN_PUBLIC, CONTRACT, first)
    return LegalRate(LEGAL_OTHER, debt.enforceable, FIVE)


def events_of(debt):
    events = [Claim(debt.due, debt.amount)]
    for move in debt.moves:
        if move.kind in ("payment", "bounced"):
            back = move.day + timedelta(days=4) if move.kind == "bounced" else None
            events.append(Payment(move.day, move.amount, bounced_on=back))
        else:
            events.append(Credit(move.day, move.amount, None, move.kind == "retro"))
    return events


def account_of(debt, key="x", cuts=()):
    debtor = "business" if debt.regime == "contract" else debt.regime
    first = first_day(debtor, debt.due, debt.presented)
    count = DayCount(
        ACTUAL if debt.actual else FIXED, tuple(debt.stops), tuple(cuts), unit=debt.unit
    )
    return Account(key, events_of(debt), rates_of(debt, first), first, count)


def play(debt, until, order=PRINCIPAL_FIRST, cuts=()):
    one = account_of(debt, cuts=cuts)
    return statement(one.events, one.rates, until, one.first, order, one.count)


def without(debt, kind):
    return replace(debt, moves=[one for one in debt.moves if one.kind != kind])


def table(found):
    return [
        (
            one.start,
            one.end,
            one.days,
            one.base,
            one.rate,
            one.divisor,
            one.interest,
        )
        for one in found.lines
    ]


@tagged("post_install", "-at_install")
class TestSecondOpinion(BaseCase):
    """The rules against a calculator that knows only days and the law's text."""

    def test_typed_rates_are_the_tables(self):
        """Each figure of the law file's table, typed a second time."""
        business = BusinessDefault(ECB, MARGIN_BUSINESS)
        for name, (ecb, other, _private) in naive.SEMESTERS.items():
            year, half = name.split("-")
            start = date(int(year), 1 if half == "1" else 7, 1)
            period = business.period(start)
            self.assertEqual(period.rate, Decimal(ecb) + 10, name)
            if other:
                self.assertEqual(LEGAL_OTHER.at(start).value, Decimal(other), name)

    def test_every_line_of_any_history(self):
        for seed in range(3000):
            debt, until = random_debt(Random(seed))
            mine = naive.lines(without(debt, "bounced"), until)
            theirs = play(debt, until)
            self.assertEqual(table(theirs), mine, f"seed {seed}")
            self.assertEqual(theirs.interest, sum((row[6] for row in mine), Decimal(0)))
            exact = naive.exact_interest(without(debt, "bounced"), until)
            self.assertEqual(
                sum((one.exact for one in theirs.lines), Fraction()), exact
            )
            left = max(
                debt.amount
                - sum(
                    one.amount
                    for one in debt.moves
                    if one.kind == "retro"
                    or (one.kind != "bounced" and one.day <= until)
                ),
                Decimal(0),
            )
            self.assertEqual(theirs.owed["principal"], left, f"seed {seed}")

    def test_interest_first(self):
        for seed in range(1500):
            debt, until = random_debt(Random(seed))
            principal, owed, run = naive.settle_interest_first(
                without(debt, "bounced"), until
            )
            theirs = play(debt, until, INTEREST_FIRST)
            self.assertEqual(
                (theirs.owed["principal"], theirs.owed["interest"], theirs.interest),
                (principal, owed, run),
                f"seed {seed}",
            )

    def test_several_debts(self):
        """Art. 1342-10, each debt with interest of its own, interest first."""
        for seed in range(250):
            random = Random(seed)
            debts, dues = [], set()
            for _ in range(random.randrange(2, 5)):
                debt, _until = random_debt(random, "business")
                due = date(2023, 5, 1) + timedelta(days=random.randrange(300))
                if due not in dues:
                    dues.add(due)
                    unit = naive.Debt.unit
                    amount = Decimal(random.randrange(1, 900_000)) * unit
                    debts.append(
                        replace(debt, due=due, amount=amount, moves=[], unit=unit)
                    )
            payments = [
                naive.Move(
                    date(2023, 5, 1) + timedelta(days=random.randrange(420)),
                    Decimal(random.randrange(1, 900_000)) / 100,
                )
                for _ in range(random.randrange(1, 5))
            ]
            until = date(2023, 5, 1) + timedelta(days=random.randrange(200, 460))
            shared, surplus = naive.spread_over(debts, payments, until)
            theirs = settle(
                [account_of(one, at) for at, one in enumerate(debts)],
                [Payment(one.day, one.amount, at) for at, one in enumerate(payments)],
                until,
            )
            self.assertEqual(theirs.surplus, surplus, f"seed {seed}")
            for at, debt in enumerate(shared):
                principal, owed, run = naive.settle_interest_first(debt, until)
                found = theirs.statements[at]
                self.assertEqual(
                    (found.owed["principal"], found.owed["interest"], found.interest),
                    (principal, owed, run),
                    f"seed {seed}, debt {at}",
                )

    def test_forty_euros(self):
        for seed in range(1000):
            random = Random(seed)
            debt, until = random_debt(random)
            stop = random.choice((None, debt.due - timedelta(days=1), debt.due))
            stop = random.choice((stop, debt.due + timedelta(days=1)))
            debt = replace(debt, stops=[(stop, None)] if stop else [])
            mine = naive.forty(without(debt, "bounced"), until)
            one = Instalment.of(events_of(debt))
            award = fixed_indemnity(
                "business" if debt.regime == "contract" else debt.regime,
                [one] if one else [],
                FORTY,
                until,
                contract_on=CONTRACT,
                insolvency_on=stop,
            )
            self.assertEqual(award.amount, mine, f"seed {seed}")

    # -- properties ----------------------------------------------------------

    @settings(max_examples=800, deadline=None)
    @given(st.integers(0, 2**32), st.lists(st.integers(0, 400), max_size=4))
    def test_splitting_changes_only_rounding(self, seed, cuts):
        debt, until = random_debt(Random(seed))
        days = [debt.due + timedelta(days=cut) for cut in cuts]
        whole, split = play(debt, until), play(debt, until, cuts=days)
        more = len(split.lines) * debt.unit
        self.assertLessEqual(abs(split.interest - whole.interest), more)

    @settings(max_examples=800, deadline=None)
    @given(st.integers(0, 2**32), st.integers(0, 4), st.integers(0, 99), st.booleans())
    def test_earlier_or_more_never_costs_more(self, seed, which, sooner, by_law):
        debt, until = random_debt(Random(seed))
        if not debt.moves:
            return
        order = INTEREST_FIRST if by_law else PRINCIPAL_FIRST
        before = play(debt, until, order)
        which %= len(debt.moves)
        for change in (
            {"day": debt.moves[which].day - timedelta(days=sooner)},
            {"amount": debt.moves[which].amount + debt.unit * sooner},
        ):
            moves = list(debt.moves)
            moves[which] = replace(moves[which], **change)
            after = play(replace(debt, moves=moves), until, order)
            slack = max(len(before.lines), len(after.lines)) * debt.unit
            self.assertLessEqual(after.interest, before.interest + slack, change)
            # What the debtor would get back counts: a credit note after full payment
            # is owed to him, whatever interest is left open beside it.
            owed, owed_before = (one.total - one.overpaid for one in (after, before))
            self.assertLessEqual(owed, owed_before + slack, change)

    @settings(max_examples=800, deadline=None)
    @given(st.integers(0, 2**32))
    def test_stops_bounces_and_corrections(self, seed):
        debt, until = random_debt(Random(seed))
        found = play(debt, until)
        for start, end in debt.stops:
            for line in found.lines:
                self.assertFalse(line.start <= (end or date.max) and start <= line.end)
        self.assertEqual(
            table(found), table(play(without(debt, "bounced"), until)), "a bounce"
        )
        retro = sum(
            (one.amount for one in debt.moves if one.kind == "retro"), Decimal(0)
        )
        if retro < debt.amount:
            smaller = replace(without(debt, "retro"), amount=debt.amount - retro)
            self.assertEqual(table(found), table(play(smaller, until)))

    # -- the law refuses -------------------------------------------------------

    def test_both_refuse_what_nobody_knows(self):
        for due, until in (
            (date(2026, 12, 31), date(2027, 1, 1)),
            (date(2008, 12, 30), date(2009, 1, 1)),
        ):
            debt = naive.Debt(Decimal(100), due)
            with self.assertRaises(naive.Unknown):
                naive.lines(debt, until)
            with self.assertRaises(DataMissing):
                play(debt, until)
