"""A second, naive calculator of late interest: one day after another.

Written from the text of the law alone, by somebody who had not read `rules/`.  It
imports nothing of the add-on; its rates are typed again, semester by semester, as
a percentage in force on the first day of the semester.  Slow and simple on purpose:
for every single day it asks what was owed that morning, and at which rate.
"""

from calendar import isleap, monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

DAY = timedelta(days=1)

# semester: (ECB main refinancing rate on its first day, legal rate "autres cas",
# legal rate "particuliers"); None: in no table, the calculator refuses.
SEMESTERS = {
    "2009-1": ("2.50", None, None),
    "2009-2": ("1.00", None, None),
    "2010-1": ("1.00", None, None),
    "2010-2": ("1.00", None, None),
    "2011-1": ("1.00", None, None),
    "2011-2": ("1.25", None, None),
    "2012-1": ("1.00", None, None),
    "2012-2": ("1.00", None, None),
    "2013-1": ("0.75", None, None),
    "2013-2": ("0.50", None, None),
    "2014-1": ("0.25", None, None),
    "2014-2": ("0.15", None, None),
    "2015-1": ("0.05", "0.93", "4.06"),
    "2015-2": ("0.05", "0.99", "4.29"),
    "2016-1": ("0.05", "1.01", "4.54"),
    "2016-2": ("0.00", "0.93", "4.35"),
    "2017-1": ("0.00", "0.90", "4.16"),
    "2017-2": ("0.00", "0.90", "3.94"),
    "2018-1": ("0.00", "0.89", "3.73"),
    "2018-2": ("0.00", "0.88", "3.60"),
    "2019-1": ("0.00", "0.86", "3.40"),
    "2019-2": ("0.00", "0.87", "3.26"),
    "2020-1": ("0.00", "0.87", "3.15"),
    "2020-2": ("0.00", "0.84", "3.11"),
    "2021-1": ("0.00", "0.79", "3.14"),
    "2021-2": ("0.00", "0.76", "3.12"),
    "2022-1": ("0.00", "0.76", "3.13"),
    "2022-2": ("0.00", "0.77", "3.15"),
    "2023-1": ("2.50", "2.06", "4.47"),
    "2023-2": ("4.00", "4.22", "6.82"),
    "2024-1": ("4.50", "5.07", "8.01"),
    "2024-2": ("4.25", "4.92", "8.16"),
    "2025-1": ("3.15", "3.71", "7.21"),
    "2025-2": ("2.15", "2.76", "6.65"),
    "2026-1": ("2.15", "2.62", "6.67"),
    "2026-2": ("2.40", "2.75", "6.84"),
}


class Unknown(Exception):
    """The law's tables do not say: nothing may be guessed."""


def semester(day):
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def ecb(day):
    """The ECB rate that holds for the semester of a day."""
    row = SEMESTERS.get(semester(day))
    if row is None:
        raise Unknown(f"ECB {semester(day)}")
    return Decimal(row[0])


def legal(day, private=False):
    row = SEMESTERS.get(semester(day))
    if row is None or row[1] is None:
        raise Unknown(f"legal {semester(day)}")
    return Decimal(row[2 if private else 1])


def two_months_after(day):
    """De quantième à quantième; the last of the month where there is none."""
    year, month = day.year, day.month + 2
    if month > 12:
        year, month = year + 1, month - 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass
class Move:
    """What happened: kind is payment, credit (dated) or retro (never owed)."""

    day: date
    amount: Decimal
    kind: str = "payment"


@dataclass
class Debt:
    amount: Decimal
    due: date
    regime: str = "business"
    moves: list = field(default_factory=list)
    contract_rate: Decimal = None
    presented: date = None  # formal notice, consumers
    enforceable: date = None  # judgment
    stops: list = field(default_factory=list)  # (first day without, last or None)
    actual: bool = False  # divisor: the year's own length
    unit: Decimal = Decimal("0.01")
    interest_first: bool = False


def rounded(value, unit):
    """Half up, from an exact fraction, to a multiple of the unit."""
    value = Fraction(value) / Fraction(unit)
    whole, rest = divmod(value.numerator, value.denominator)
    if 2 * rest >= value.denominator:
        whole += 1
    return (Decimal(whole) * unit).quantize(unit, rounding=ROUND_HALF_UP)


def rate_on(debt, day):
    """Percent a year that one day bears."""
    if debt.regime == "business":
        return ecb(day) + 10
    if debt.regime == "contract":
        return debt.contract_rate
    if debt.regime == "public":
        return ecb(debt.due + DAY) + 8
    rate = legal(day)
    if debt.enforceable and day > two_months_after(debt.enforceable):
        rate += 5
    return rate


def bears(debt, day):
    if day <= debt.due:
        return False
    if debt.regime == "consumer" and (debt.presented is None or day <= debt.presented):
        return False
    return not any(
        first <= day and (last is None or day <= last) for first, last in debt.stops
    )


def balance(debt, day):
    """Owed on a morning: what arrives on a day still bears interest that day."""
    gone = sum(m.amount for m in debt.moves if m.kind == "retro" or m.day < day)
    return max(debt.amount - gone, Decimal(0))


def days_of(debt, until):
    """Every day that bears, with its base, rate and divisor."""
    day = debt.due + DAY
    while day <= until:
        base = balance(debt, day)
        if base and bears(debt, day):
            divisor = 366 if debt.actual and isleap(day.year) else 365
            yield day, base, rate_on(debt, day), divisor
        day += DAY


def page(debt, day):
    """What a clerk writes on one sheet: rates that are re-set each semester are
    printed semester by semester, the year's own length year by year."""
    reset = semester(day) if debt.regime in ("business", "consumer") else ""
    return reset, day.year if debt.actual else None


def lines(debt, until):
    """The printed table: (from, to, days, base, rate, divisor, interest)."""
    found = []
    sheet = None
    for day, base, rate, divisor in days_of(debt, until):
        same = (base, rate, divisor)
        goes_on = found and found[-1][1] + DAY == day and found[-1][3:6] == same
        if goes_on and sheet == page(debt, day):
            found[-1] = (found[-1][0], day, found[-1][2] + 1, *same)
        else:
            found.append((day, day, 1, *same))
            sheet = page(debt, day)
    return [
        (
            *row,
            rounded(
                Fraction(row[3]) * Fraction(row[4]) * row[2] / (100 * row[5]),
                debt.unit,
            ),
        )
        for row in found
    ]


def interest(debt, until):
    return sum((row[6] for row in lines(debt, until)), Decimal(0))


def exact_interest(debt, until):
    return sum(
        (
            Fraction(base) * Fraction(rate) / (100 * divisor)
            for _day, base, rate, divisor in days_of(debt, until)
        ),
        Fraction(0),
    )


def was_late(debt, until):
    """Something was still owed when the due day was over."""
    return until > debt.due and balance(debt, debt.due + DAY) > 0


def forty(debt, until):
    """The 40 EUR of art. D441-5 for one late payment."""
    if debt.regime == "consumer" or not was_late(debt, until):
        return Decimal(0)
    if debt.due < date(2013, 1, 1):
        raise Unknown("D441-5 before 2013")
    if any(first <= debt.due for first, _last in debt.stops):
        return Decimal(0)  # a judgment forbade payment on the due date
    return Decimal("40.00")


def settle_interest_first(debt, until):
    """Art. 1343-1: each payment on its interest first, the rest on principal.

    Interest owed at a payment is that of the lines run up to that day, rounded as
    printed: a payment closes a line.  Dated credits lessen the principal only.
    Returns (principal left, interest left, interest run).
    """
    retro = sum(m.amount for m in debt.moves if m.kind == "retro")
    principal = max(debt.amount - retro, Decimal(0))
    owed = run = Decimal(0)
    done = date.min
    dated = [m for m in debt.moves if m.kind != "retro" and m.day <= until]
    for day in sorted({m.day for m in dated} | {until}):
        rest = replace(
            debt, amount=principal, moves=[], stops=[*debt.stops, (date.min, done)]
        )
        earned = interest(rest, day)
        owed, run, done = owed + earned, run + earned, day
        for move in sorted(dated, key=lambda one: one.kind != "credit"):
            if move.day != day:
                continue
            left = move.amount
            if move.kind == "payment":
                on_interest = min(left, owed)
                owed -= on_interest
                left -= on_interest
            principal = max(principal - left, Decimal(0))
    return principal, owed, run


def spread_over(debts, payments, until):
    """Art. 1342-10: what the debtor pays goes to the debts due, the oldest first, then
    to the others.  No two debts have one due date.  Returns the debts with their
    shares as payments of their own, and what nobody needed."""
    debts = [replace(one, moves=list(one.moves)) for one in debts]
    surplus = Decimal(0)
    for payment in sorted(payments, key=lambda one: one.day):
        if payment.day > until:
            continue
        left = payment.amount
        order = sorted(debts, key=lambda one: (one.due > payment.day, one.due))
        for debt in order:
            principal, owed, _run = settle_interest_first(debt, payment.day)
            share = min(left, principal + owed)
            left -= share
            if share:
                debt.moves.append(Move(payment.day, share))
        surplus += left
    return debts, surplus
