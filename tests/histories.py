"""Random histories of a debt, and how rules/interest plays them."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.addons.account_collection.rules.daycount import ACTUAL, FIXED, DayCount
from odoo.addons.account_collection.rules.imputation import (
    INTEREST_FIRST,
    PRINCIPAL_FIRST,
)
from odoo.addons.account_collection.rules.interest import (
    Claim,
    Credit,
    Payment,
    statement,
)
from odoo.addons.account_collection.rules.rates import BusinessDefault

from .day_by_day import History
from .law_tables import ECB, MARGIN_BUSINESS

BUSINESS = BusinessDefault(ECB, MARGIN_BUSINESS)
DAY0 = date(2023, 9, 1)


def euros(cents):
    return Decimal(cents) / 100


def random_history(random):
    """Claims, payments, credits and stops over some fourteen months around leap days
    and changes of rate."""

    def some_day(longest=420):
        return DAY0 + timedelta(days=random.randrange(longest))

    def cents():
        return random.choice((random.randrange(1, 500), random.randrange(1, 2_000_000)))

    def part():
        return random.choice((random.choice(claims)[1], cents() // 3 + 1))

    def some(most, make):
        return [make() for _ in range(random.randrange(most + 1))]

    claims = [(some_day(200), cents()) for _ in range(random.choice((1, 1, 2, 3)))]
    stops = []
    if random.random() < 0.2:
        start = some_day()
        stops.append((start, start + timedelta(days=random.randrange(60))))
    return History(
        claims=claims,
        payments=some(4, lambda: (some_day(), part(), random.random() < 0.2)),
        credits=some(1, lambda: (some_day(), part() // 2, random.random() < 0.5)),
        stops=stops,
        until=DAY0 + timedelta(days=random.randrange(100, 470)),
        first=some_day(200) if random.random() < 0.2 else date.min,
        interest_first=random.random() < 0.5,
        actual=random.random() < 0.5,
        last_day_bears=random.random() < 0.8,
    )


def play(history, cuts=()):
    """The same history by rules/interest."""
    events = [Claim(due, euros(cents)) for due, cents in history.claims]
    for on, cents, bounced in history.payments:
        taken_back = on + timedelta(days=5) if bounced else None
        events.append(Payment(on, euros(cents), bounced_on=taken_back))
    for on, cents, back in history.credits:
        events.append(Credit(on, euros(cents), retroactive=back))
    return statement(
        events,
        BUSINESS,
        history.until,
        first=history.first,
        order=INTEREST_FIRST if history.interest_first else PRINCIPAL_FIRST,
        count=DayCount(
            divisor=ACTUAL if history.actual else FIXED,
            stops=tuple(history.stops),
            cuts=tuple(cuts),
            payment_day_bears=history.last_day_bears,
        ),
    )


def table_of(statement):
    return [
        (
            line.start,
            line.end,
            line.base,
            line.rate,
            line.divisor,
            line.interest,
        )
        for line in statement.lines
    ]


def exactly(statement):
    return sum(line.exact for line in statement.lines)
