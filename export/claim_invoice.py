"""The rows of one claimed invoice: movements, interest table, and what is open.

What a reader can add up is added up here and refused when it does not agree. Amounts
are ``Decimal`` in whole units of their currency, rounded to it; texts are plain.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .formats import exact
from .text import ExportError

ZERO = Decimal(0)

INTEREST, INDEMNITY, COSTS = "interest", "indemnity", "costs"
PARTS = (INTEREST, INDEMNITY, COSTS)

# a claim adds to the principal; `accessory` to interest, indemnity or costs; a bounced
# payment gives back what it had taken; `posted` moves an accessory to its own invoice
CLAIM, PAYMENT, CREDIT, SET_OFF = "claim", "payment", "credit", "set_off"
BOUNCED, ACCESSORY = "bounced", "accessory"
POSTED, WAIVED, LOSS, EXCHANGE = "posted", "waived", "loss", "exchange"
KINDS = (
    *(CLAIM, PAYMENT, CREDIT, SET_OFF, BOUNCED, ACCESSORY),
    *(POSTED, WAIVED, LOSS, EXCHANGE),
)


@dataclass(frozen=True)
class InterestRow:
    """One line of the interest table, to be checked with a pocket calculator.

    :param date start: first day, included
    :param date end: last day, included
    :param int days: from `start` to `end`, both included
    :param Decimal base: what was owed on these days
    :param Decimal rate: percent a year
    :param int divisor: days of the year, 365 or 366
    :param Decimal interest: base × rate × days ÷ (100 × divisor), rounded half up
    :param str source: what the rate is made of, e.g. "ECB 2.15 % + 10 points"
    :param due: due date of the instalment it belongs to, where there are several
    """

    start: date
    end: date
    days: int
    base: Decimal
    rate: Decimal
    divisor: int
    interest: Decimal
    source: str = ""
    due: date | None = None

    def __post_init__(self) -> None:
        for value in (self.base, self.rate, self.interest):
            exact(value)
        if self.days != (self.end - self.start).days + 1 or self.days < 1:
            raise ExportError(
                f"From {self.start} to {self.end}, both included, are not "
                f"{self.days} days: count the days of this line again."
            )
        if self.divisor not in (360, 365, 366):
            raise ExportError(
                f"The divisor of the line from {self.start} is {self.divisor}: "
                "it must be 365, or 366 in a leap year."
            )

    def check(self, places: int = 2) -> Decimal:
        """Return what the line must say, computed anew.

        >>> InterestRow(date(2026, 6, 1), date(2026, 6, 30), 30, Decimal(1000),
        ...     Decimal("12.15"), 365, Decimal("9.99")).check()
        Decimal('9.99')
        """
        exactly = Fraction(self.base) * Fraction(self.rate) * self.days
        units = exactly * 10**places / (100 * self.divisor)
        # half up, away from zero
        half = Fraction(1, 2) if units >= 0 else Fraction(-1, 2)
        return Decimal(int(units + half)).scaleb(-places)


@dataclass(frozen=True)
class Movement:
    """Something that raised or lessened what is owed on one invoice.

    A payment of 400 that paid 15.09 of interest first has the amount -400 and
    `interest` -15.09; the rest, -384.91, is `principal`.

    :param date date: of the due date (claim), of the bank (payment), of the entry
    :param str document: its number
    :param str label: what it is, in words
    :param Decimal amount: positive: the debtor owes more
    :param str kind: one of KINDS
    :param Decimal interest: the part of `amount` that is interest, of its sign
    :param Decimal indemnity: the part that is the fixed indemnity
    :param Decimal costs: the part that is recovery costs
    :param effective: the day it counts from, when that is not `date`
    :param str note: what a reader must know, e.g. "returned unpaid on 3 Feb 2026"
    """

    date: date
    document: str
    label: str
    amount: Decimal
    kind: str = PAYMENT
    interest: Decimal = ZERO
    indemnity: Decimal = ZERO
    costs: Decimal = ZERO
    effective: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        parts = (self.interest, self.indemnity, self.costs)
        for value in (self.amount, *parts):
            exact(value)
        if self.kind not in KINDS:
            raise ExportError(
                f"The movement {self.document} is of kind {self.kind!r}: it must be "
                f"one of {', '.join(KINDS)}."
            )
        shares = (*parts, self.principal)
        if any(share * self.amount < 0 for share in shares):
            raise ExportError(
                f"The movement {self.document} of {self.amount} cannot pay "
                f"{self.interest} of interest, {self.indemnity} of indemnity and "
                f"{self.costs} of costs: parts have its sign and never exceed it."
            )
        if self.kind in (ACCESSORY, POSTED, WAIVED) and self.principal:
            raise ExportError(
                f"{self.document}: {self.principal} of {self.amount} is neither "
                "interest nor indemnity nor costs: say what the whole amount is."
            )

    @property
    def principal(self) -> Decimal:
        """The part of `amount` that is principal."""
        return self.amount - self.interest - self.indemnity - self.costs

    @property
    def counts_from(self) -> date:
        """The day from which it changes what is owed."""
        return self.effective or self.date


@dataclass(frozen=True)
class Instalment:
    """One due date of an invoice.

    :param Decimal amount: what fell due
    :param Decimal residual: what is open of it as principal
    :param str note: e.g. "interest from the formal notice of 3 Feb 2026"
    """

    due: date
    amount: Decimal
    residual: Decimal
    note: str = ""

    def __post_init__(self) -> None:
        exact(self.amount)
        exact(self.residual)


@dataclass(frozen=True)
class Part:
    """Interest, indemnity or costs of one invoice, and what became of them.

    What payments paid of it stands in the movements.

    :param Decimal accrued: by law, up to the day of the statement
    :param Decimal posted: claimed by a document of its own, so not again here
    :param Decimal waived: given up by a decision
    """

    accrued: Decimal = ZERO
    posted: Decimal = ZERO
    waived: Decimal = ZERO

    def __post_init__(self) -> None:
        for value in (self.accrued, self.posted, self.waived):
            if exact(value) < 0:
                raise ExportError(
                    f"{value} cannot be accrued, posted or waived: give amounts "
                    "without sign."
                )


@dataclass(frozen=True)
class ClaimedInvoice:
    """One invoice (or debit note) with its movements and its interest table.

    :param str name: its number
    :param date date: of the invoice
    :param str currency: ISO 4217 code
    :param instalments: its due dates, at least one
    :param movements: claims and what came after, in the order to print
    :param interest_rows: in the order to print, those of one instalment together
    :param Decimal principal: what is open; the principal of all movements
    :param Decimal total: principal + what is open of interest, indemnity and costs,
        of those in the invoice's own currency
    :param str indemnity_currency: the fixed indemnity is in EUR whatever the invoice
    :param str regime: words on the rate, e.g. "ECB rate + 10 points, art. L441-10 II"
    :param str problem: why interest cannot be computed; empty when it is
    :param notes: whatever else must be known
    :param str origin: invoice whose interest and indemnity this document claims
    :param int places: decimals of the currency
    """

    name: str
    date: date
    currency: str
    instalments: tuple[Instalment, ...]
    movements: tuple[Movement, ...]
    principal: Decimal
    total: Decimal
    interest_rows: tuple[InterestRow, ...] = ()
    interest: Part = Part()
    indemnity: Part = Part()
    costs: Part = Part()
    indemnity_currency: str = "EUR"
    regime: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()
    origin: str = ""
    places: int = 2

    def __post_init__(self) -> None:
        exact(self.principal)
        exact(self.total)
        self._check_interest()
        self._check_movements()
        expected = self.open_in(self.currency)
        if self.total != expected:
            raise ExportError(
                f"{self.name}: principal, interest, indemnity and costs add up to "
                f"{expected}, not to the total of {self.total}: read all of them "
                "again at the same moment."
            )

    def _check_interest(self) -> None:
        for row in self.interest_rows:
            if row.interest != row.check(self.places):
                raise ExportError(
                    f"{self.name}: {row.base} × {row.rate} % × {row.days} days ÷ "
                    f"{row.divisor} from {row.start} is {row.check(self.places)}, not "
                    f"{row.interest}: compute the interest table again."
                )
        added = sum((row.interest for row in self.interest_rows), ZERO)
        if added != self.interest.accrued:
            raise ExportError(
                f"{self.name}: the interest table adds up to {added}, not to "
                f"{self.interest.accrued}: compute both from the same table."
            )

    def _check_movements(self) -> None:
        if not self.instalments:
            raise ExportError(f"{self.name} has no due date: give its instalments.")
        moved = sum((move.principal for move in self.movements), ZERO)
        if moved != self.principal:
            raise ExportError(
                f"{self.name}: its movements leave a principal of {moved}, not "
                f"{self.principal}: read movements and residual at the same moment."
            )
        for part in PARTS:
            self._check_part(part, getattr(self, part))

    def _check_part(self, name: str, part: Part) -> None:
        """Movements that tell of a part, where there are any, tell all of it."""
        for kind, amount in (
            (ACCESSORY, part.accrued),
            (POSTED, -part.posted),
            (WAIVED, -part.waived),
        ):
            told = [
                getattr(move, name)
                for move in self.movements
                if move.kind == kind and getattr(move, name)
            ]
            if told and sum(told, ZERO) != amount:
                raise ExportError(
                    f"{self.name}: the movements of kind {kind} tell {sum(told)} of "
                    f"{name}, but it is {amount}: give all of them, or none."
                )

    # -- figures ---------------------------------------------------------------

    @property
    def claimed(self) -> Decimal:
        """What was invoiced: the claims among the movements."""
        return sum((move.amount for move in self.movements if move.kind == CLAIM), ZERO)

    @property
    def deducted(self) -> Decimal:
        """What payments and credits took from the principal; not positive."""
        return self.principal - self.claimed

    def paid(self, part: str) -> Decimal:
        """What payments, credits and set-offs paid of one of PARTS; not negative."""
        return -sum(
            (
                getattr(move, part)
                for move in self.movements
                if move.kind not in (ACCESSORY, POSTED, WAIVED)
            ),
            ZERO,
        )

    def open_part(self, part: str) -> Decimal:
        """What is open of one of PARTS.

        Never negative: a decision may have gone beyond a statement of an earlier day.
        """
        accrued: Part = getattr(self, part)
        left = accrued.accrued - accrued.posted - accrued.waived - self.paid(part)
        return max(ZERO, left)

    def open_in(self, currency: str) -> Decimal:
        """All that is open on this invoice in one currency."""
        amount = ZERO
        if currency == self.currency:
            amount += self.principal + self.open_part(INTEREST) + self.open_part(COSTS)
        if currency == self.indemnity_currency:
            amount += self.open_part(INDEMNITY)
        return amount
