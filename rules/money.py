"""Amounts: exact, whole cents, rounded once and half-up.

Amounts are ``Decimal`` in units of the currency; what is computed on the way is an
exact ``Fraction``. The currency's smallest unit is an argument, a cent by default.

>>> from decimal import Decimal
>>> from fractions import Fraction
>>> round_half_up(Fraction(5, 1000)), round_half_up(Fraction(4999, 1000000))
(Decimal('0.01'), Decimal('0.00'))
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from .errors import BadInput

CENT = Decimal("0.01")
ZERO = Decimal(0)


def check_decimal(value: Decimal | int, what: str) -> Decimal:
    """Return a number that is exact and not negative.

    :raises BadInput: negative, not finite, or neither ``Decimal`` nor ``int``: a binary
        fraction has lost its cents before it comes here.

    >>> check_decimal(0.1, "amount")
    Traceback (most recent call last):
    rules.errors.BadInput: amount: 0.1
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise BadInput(what, value)
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise BadInput(what, value)
    return number


def check_amount(value: Decimal | int, unit: Decimal = CENT) -> Decimal:
    """Return an amount in whole units of the currency, printed with its digits.

    :raises BadInput: as :func:`check_decimal`, and for a part of a cent.

    >>> check_amount(Decimal("12.5")), check_amount(3)
    (Decimal('12.50'), Decimal('3.00'))
    >>> check_amount(Decimal("12.505"))
    Traceback (most recent call last):
    rules.errors.BadInput: amount: Decimal('12.505')
    """
    amount = check_decimal(value, "amount")
    if amount % unit:
        raise BadInput("amount", value)
    return amount.quantize(unit)


def round_half_up(value: Fraction, unit: Decimal = CENT) -> Decimal:
    """Round a positive exact value to whole units, the half upwards.

    No text says how to round; half-up per printed line is the house's convention.
    """
    return (value / Fraction(unit) + Fraction(1, 2)).__floor__() * unit


def share_pro_rata(
    amount: Decimal, weights: Sequence[Decimal], unit: Decimal = CENT
) -> list[Decimal]:
    """Share an amount in proportion to weights, to the cent and without remainder.

    The cents left over go to the largest lost fractions, then to the first in order. No
    share exceeds its weight when the amount does not exceed their sum.

    :raises BadInput: nothing to share by.

    >>> share_pro_rata(Decimal("100"), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
    """
    total = Fraction(sum(weights))
    if not total:
        raise BadInput("weights", weights)
    units_exact = Fraction(amount) / Fraction(unit)
    exact = [units_exact * Fraction(one) / total for one in weights]
    units = [one.__floor__() for one in exact]
    left = int(amount / unit) - sum(units)
    losses = sorted(range(len(exact)), key=lambda at: units[at] - exact[at])
    for at in losses[:left]:
        units[at] += 1
    return [one * unit for one in units]
