"""Bad debts: what of an unpaid claim is price and what is VAT, to the cent.

Invoice of 2,255.00: 1,000.00 at 20 % and 1,000.00 at 5.5 %; 1,255.00 were paid, so
1,000.00 are lost. VAT at 20 %: 1,000 × 200 / 2,255 = 88.691… → 88.69; at 5.5 %:
1,000 × 55 / 2,255 = 24.390… → 24.39; the price is the rest.

>>> taxes = {"20": Decimal("200.00"), "5.5": Decimal("55.00")}
>>> split = split_unpaid(Decimal("1000.00"), Decimal("2255.00"), taxes)
>>> split.net, split.taxes["20"], split.taxes["5.5"]
(Decimal('886.92'), Decimal('88.69'), Decimal('24.39'))

An allowance is net of VAT, an individual percentage of the price that is at risk:

>>> allowance(split.net, Decimal(50))
Decimal('443.46')

Sources: art. 272-1 CGI and BOI-TVA-DED-40-10-20 (VAT of definitively irrecoverable
claims, upon rectification of the invoice; recoverable too when a part is unpaid: § 10);
plan comptable général, accounts 416, 491, 654, 6817, 7817.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .errors import BadInput, Refused
from .money import CENT, ZERO, check_amount, check_decimal, round_half_up

ARTICLE = "art. 272-1 CGI"
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Split:
    """An unpaid amount as price and taxes; they add up to it.

    ``net`` and ``taxes`` (by key): units of the currency.
    """

    net: Decimal
    taxes: Mapping[Hashable, Decimal]

    @property
    def tax(self) -> Decimal:
        """All taxes together."""
        return sum(self.taxes.values(), ZERO)

    @property
    def gross(self) -> Decimal:
        """Price and taxes."""
        return self.net + self.tax


def split_unpaid(
    unpaid: Decimal,
    gross: Decimal,
    taxes: Mapping[Hashable, Decimal],
    waiting: Mapping[Hashable, Decimal] | None = None,
    unit: Decimal = CENT,
) -> Split:
    """Split what is unpaid of an invoice in proportion to the invoice's own taxes.

    Each tax is rounded half-up, the price is the rest: nothing is lost to rounding. An
    invoice that is wholly unpaid gives back its very taxes.

    :param unpaid: what is open, tax included, not more than ``gross``.
    :param gross: the invoice's total, tax included, less what credit notes took back.
    :param taxes: the invoice's tax amounts by key, less what credit notes took back. A
        withholding is negative.
    :param waiting: of taxes due on payment, what was never due to the state: taken as
        it is, so that nothing is left waiting.
    :raises BadInput: more unpaid than invoiced, or nothing invoiced.

    >>> split_unpaid(Decimal(120), Decimal(120), {1: Decimal(20)}).net
    Decimal('100.00')
    >>> on_payment = split_unpaid(
    ...     Decimal(60), Decimal(120), {1: Decimal(20)}, {1: Decimal("10.01")}
    ... )
    >>> on_payment.net, on_payment.taxes[1]
    (Decimal('49.99'), Decimal('10.01'))
    >>> split_unpaid(Decimal(121), Decimal(120), {})
    Traceback (most recent call last):
    rules.errors.BadInput: unpaid: Decimal('121.00')
    """
    unpaid, gross = check_amount(unpaid, unit), check_amount(gross, unit)
    if not gross or unpaid > gross:
        raise BadInput("unpaid", unpaid)
    waiting = waiting or {}
    shares = {
        key: waiting[key] if key in waiting else _share(unpaid, tax, gross, unit)
        for key, tax in taxes.items()
    }
    return Split(unpaid - sum(shares.values(), ZERO), shares)


def _share(part: Decimal, tax: Decimal, whole: Decimal, unit: Decimal) -> Decimal:
    exact = Fraction(part) * Fraction(abs(tax)) / Fraction(whole)
    rounded = round_half_up(exact, unit)
    return -rounded if tax < 0 else rounded


def due_again(
    received: Decimal, before: Decimal, lost: Split, unit: Decimal = CENT
) -> Split:
    """Split money that came in after a loss like the loss itself.

    Several receipts give in the end the very taxes that were taken back: each one gets
    the difference to what the earlier ones gave.

    :param received: what came in now; ``before``: what had come in earlier.
    :raises BadInput: more than was lost.

    Three receipts of 40.00 on a loss of 100.01 + 19.99:

    >>> lost = Split(Decimal("100.01"), {1: Decimal("19.99")})
    >>> [
    ...     due_again(Decimal(40), Decimal(40 * n), lost).taxes[1] for n in range(3)
    ... ]
    [Decimal('6.66'), Decimal('6.67'), Decimal('6.66')]
    """
    received, before = check_amount(received, unit), check_amount(before, unit)
    after = received + before
    if after > lost.gross:
        raise BadInput("received", received)
    shares = {
        key: _share(after, tax, lost.gross, unit)
        - _share(before, tax, lost.gross, unit)
        for key, tax in lost.taxes.items()
    }
    return Split(received - sum(shares.values(), ZERO), shares)


def allowance(net: Decimal, percent: Decimal, unit: Decimal = CENT) -> Decimal:
    """Return the allowance for a price at risk, never on the VAT.

    :param percent: 0 to 100.
    :raises BadInput: a percentage outside.

    >>> allowance(Decimal("333.33"), Decimal(30)), allowance(Decimal(10), Decimal(0))
    (Decimal('100.00'), Decimal('0.00'))
    """
    percent = check_decimal(percent, "percent")
    if percent > HUNDRED:
        raise BadInput("percent", percent)
    return round_half_up(Fraction(net) * Fraction(percent) / 100, unit)


def check_loss(
    proved_on: date | None,
    booked_on: date,
    recovers_tax: bool,
    rectified_on: date | None = None,
) -> None:
    """Refuse a loss that could not be defended.

    :param proved_on: date of the proof that the claim is irrecoverable, ``None``: no
        proof. Mere default is none.
    :param rectified_on: the day the rectified duplicate of the invoice was sent: the
        VAT is recovered only after it, in liquidation too (CE 28 March 2012,
        n° 320470).
    :raises Refused: ``no_proof``, ``proof_later``, ``no_duplicate`` or
        ``duplicate_later``.

    >>> check_loss(date(2026, 5, 4), date(2026, 6, 30), recovers_tax=False)
    >>> check_loss(date(2026, 5, 4), date(2026, 6, 30), recovers_tax=True)
    Traceback (most recent call last):
    rules.errors.Refused: refused: no_duplicate (art. 272-1 CGI)
    """
    if not proved_on:
        raise Refused("no_proof", ARTICLE)
    if proved_on > booked_on:
        raise Refused("proof_later", ARTICLE)
    if not recovers_tax:
        return
    if not rectified_on:
        raise Refused("no_duplicate", ARTICLE)
    if rectified_on > booked_on:
        raise Refused("duplicate_later", ARTICLE)


def last_claim_day(proved_on: date) -> date:
    """Return the last day to claim the VAT back: 31 December of the second year after.

    One source only: whoever shows it says that it is to be confirmed.

    >>> last_claim_day(date(2026, 5, 4))
    datetime.date(2028, 12, 31)
    """
    return date(proved_on.year + 2, 12, 31)
