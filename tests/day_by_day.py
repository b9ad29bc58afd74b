"""Interest as a patient clerk would count it: one day after the other.

Written apart from rules/interest.py and without it, to be compared with it: amounts are
whole cents, rates hundredths of a percent, and every day is looked at by itself.
"""

from calendar import isleap
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)

# ECB on 1 January and 1 July, + 10 points, in hundredths of a percent
BUSINESS = {
    (2021, 1): 1000,
    (2021, 2): 1000,
    (2022, 1): 1000,
    (2022, 2): 1000,
    (2023, 1): 1250,
    (2023, 2): 1400,
    (2024, 1): 1450,
    (2024, 2): 1425,
    (2025, 1): 1315,
    (2025, 2): 1215,
    (2026, 1): 1215,
    (2026, 2): 1240,
}


def business_rate(day):
    return BUSINESS[day.year, 1 if day.month < 7 else 2]


@dataclass
class History:
    """What happened to one debt; amounts in cents."""

    claims: list  # (due, cents)
    payments: list  # (on, cents, bounced)
    credits: list = field(default_factory=list)  # (on, cents, retroactive)
    stops: list = field(default_factory=list)  # (start, end)
    until: date = date(2026, 12, 31)
    first: date = date.min
    interest_first: bool = False
    actual: bool = False
    last_day_bears: bool = True


def count(history):
    """Return ``[(first day, last day, base, rate, divisor, cents)]``, and what is owed:
    principal, interest, and what was paid too much."""
    return _Clerk(history).count()


class _Clerk:
    def __init__(self, history):
        self.history = history
        self.table = []
        self.page = None
        self.interest = self.paid_principal = self.too_much = 0
        self.credited = sum(cents for _on, cents, back in history.credits if back)

    def count(self):
        history = self.history
        days = [due for due, _cents in history.claims]
        days += [on for on, _cents, _bounced in history.payments]
        days += [on for on, _cents, _back in history.credits]
        day = min([*days, history.until])
        while day <= history.until:
            if history.last_day_bears:
                self.bear(day)
                self.money_moves(day)
            else:
                self.money_moves(day)
                self.bear(day)
            day += DAY
        self.turn_page()
        left = sum(cents for _due, cents in history.claims)
        left -= self.credited + self.paid_principal
        return self.table, max(0, left), self.interest, self.too_much + max(0, -left)

    def bear(self, day):
        """One day's interest goes onto the page whose base, rate and year it shares."""
        base = self.base(day)
        stopped = any(start <= day <= end for start, end in self.history.stops)
        if base <= 0 or stopped or day < self.history.first:
            self.turn_page()
            return
        year = day.year if self.history.actual else None
        divisor = 366 if self.history.actual and isleap(day.year) else 365
        kind = (base, day.year, day.month > 6, year)
        if self.page is None or self.page[0] != kind:
            self.turn_page()
            self.page = [kind, day, day, 0, business_rate(day), divisor]
        self.page[2] = day
        self.page[3] += 1

    def base(self, day):
        due = sum(cents for due, cents in self.history.claims if due < day)
        return due - self.credited - self.paid_principal

    def turn_page(self):
        if self.page is None:
            return
        (base, *_kind), start, end, days, rate, divisor = self.page
        # half-up: twice the interest plus one half, halved again without its rest
        over, under = base * rate * days, 10000 * divisor
        cents = (2 * over + under) // (2 * under)
        self.table.append((start, end, base, rate, divisor, cents))
        self.interest += cents
        self.page = None

    def money_moves(self, day):
        for on, cents, back in self.history.credits:
            if on == day and not back:
                self.turn_page()
                self.credited += cents
        for on, cents, bounced in self.history.payments:
            if on == day and not bounced:
                self.turn_page()
                self.pay(cents)

    def pay(self, cents):
        claimed = sum(amount for _due, amount in self.history.claims)
        pots = ["principal", "interest"]
        if self.history.interest_first:
            pots.reverse()
        for pot in pots:
            if pot == "interest":
                part = min(cents, self.interest)
                self.interest -= part
            else:
                left = claimed - self.credited - self.paid_principal
                part = min(cents, max(0, left))
                self.paid_principal += part
            cents -= part
        self.too_much += cents
