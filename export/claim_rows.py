"""The rows of a claim statement (décompte): what is owed, cent by cent, and why.

Everything a reader can add up is added up here and refused when it does not agree:
interest rows against the invoice's interest, movements against its open principal,
invoices against the declared totals, and the principal against the ledger. So a paper
that exists adds up. Amounts are ``Decimal`` in whole units of their currency, already
rounded to it; dates are days; texts are plain and in the reader's language.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .claim_invoice import (
    ACCESSORY,
    BOUNCED,
    CLAIM,
    COSTS,
    CREDIT,
    EXCHANGE,
    INDEMNITY,
    INTEREST,
    KINDS,
    LOSS,
    PARTS,
    PAYMENT,
    POSTED,
    SET_OFF,
    WAIVED,
    ZERO,
    ClaimedInvoice,
    Instalment,
    InterestRow,
    Movement,
    Part,
)
from .dossier_rows import Party
from .formats import exact
from .text import ExportError

# everything a caller needs to fill a statement, in one place
__all__ = [
    "ACCESSORY",
    "BOUNCED",
    "CLAIM",
    "COSTS",
    "CREDIT",
    "EXCHANGE",
    "INDEMNITY",
    "INTEREST",
    "KINDS",
    "LOSS",
    "PARTS",
    "PAYMENT",
    "POSTED",
    "SET_OFF",
    "WAIVED",
    "ZERO",
    "Balance",
    "Charge",
    "ClaimAccount",
    "ClaimedInvoice",
    "Difference",
    "Instalment",
    "InterestRow",
    "Marker",
    "Movement",
    "Part",
    "Party",
    "Reconciliation",
    "Step",
    "Total",
]


@dataclass(frozen=True)
class Charge:
    """Recovery costs, or a payment that no invoice has taken yet.

    :param str document: receipt or entry
    :param Decimal amount: as it is in the books; unallocated payments are negative
    :param claimed: what of it is claimed here; by default all of it
    :param str note: why less is claimed, or whatever else must be known
    """

    date: date
    document: str
    label: str
    amount: Decimal
    currency: str
    claimed: Decimal | None = None
    note: str = ""

    def __post_init__(self) -> None:
        exact(self.amount)
        if self.claimed is not None and abs(exact(self.claimed)) > abs(self.amount):
            raise ExportError(
                f"{self.document}: {self.claimed} is claimed of {self.amount}: "
                "no more than the receipt says."
            )

    @property
    def counted(self) -> Decimal:
        """What enters the total."""
        return self.amount if self.claimed is None else self.claimed


@dataclass(frozen=True)
class Difference:
    """One reason why the statement's principal is not the ledger's balance.

    :param Decimal amount: what it adds to the ledger's balance
    """

    label: str
    amount: Decimal
    document: str = ""

    def __post_init__(self) -> None:
        exact(self.amount)


@dataclass(frozen=True)
class Reconciliation:
    """From the ledger's balance to the principal of the statement.

    :param Decimal ledger: balance of the receivable accounts, in `currency`
    :param Decimal principal: of all invoices, less unallocated payments
    """

    currency: str
    ledger: Decimal
    principal: Decimal
    differences: tuple[Difference, ...] = ()

    def __post_init__(self) -> None:
        explained = sum((row.amount for row in self.differences), exact(self.ledger))
        if explained != exact(self.principal):
            raise ExportError(
                f"The ledger's {self.ledger} {self.currency} with all differences "
                f"gives {explained}, not the principal of {self.principal}: name "
                f"what the other {self.principal - explained} comes from."
            )


@dataclass(frozen=True)
class Step:
    """Where the balance stands at the end of a day; see `step_chart`.

    Between two steps the principal stays and the rest grows evenly. Two steps of one
    day are a jump.
    """

    date: date
    principal: Decimal
    total: Decimal

    def __post_init__(self) -> None:
        exact(self.principal)
        exact(self.total)


@dataclass(frozen=True)
class Marker:
    """Something that happened without moving money: a notice, a judgment.

    :param str kind: "notice", "formal", "payment" or "event"
    """

    date: date
    label: str
    kind: str = "notice"


@dataclass(frozen=True)
class Balance:
    """The course of the balance in one currency, in order of time."""

    currency: str
    steps: tuple[Step, ...]
    markers: tuple[Marker, ...] = ()

    def __post_init__(self) -> None:
        days = [step.date for step in self.steps]
        if days != sorted(days):
            raise ExportError("The steps of a balance must be in order of time.")


@dataclass(frozen=True)
class Total:
    """What is owed in one currency; the parts add up to `total`.

    ``claimed + deducted = principal``; ``unallocated`` is not positive.
    """

    currency: str
    claimed: Decimal
    deducted: Decimal
    principal: Decimal
    interest: Decimal
    indemnity: Decimal
    costs: Decimal
    unallocated: Decimal
    total: Decimal


@dataclass(frozen=True)
class ClaimAccount:
    """One debtor's claim statement at one day.

    :param str reference: number of the statement
    :param date date: the last day that interest is counted for
    :param invoices: in the order to print
    :param costs: recovery costs of the case, with their receipts
    :param unallocated: payments and credits no invoice has taken yet, negative
    :param totals: pairs (currency, total) as known from elsewhere, to be checked
    :param conventions: pairs (label, value): first day, divisor, rounding, imputation
    :param sources: texts of law and tables the figures come from
    :param warnings: what a reader must know before he relies on the figures
    :param reconciliations: to the ledger, one a currency at most
    :param markers: notices and events for the chart
    :param balances: course of the balance; empty: computed from the rows
    :param str sha256: of the frozen data, printed at the foot
    """

    reference: str
    date: date
    creditor: Party
    debtor: Party
    invoices: tuple[ClaimedInvoice, ...] = ()
    costs: tuple[Charge, ...] = ()
    unallocated: tuple[Charge, ...] = ()
    totals: tuple[tuple[str, Decimal], ...] = ()
    conventions: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    markers: tuple[Marker, ...] = ()
    balances: tuple[Balance, ...] = ()
    sha256: str = ""

    def __post_init__(self) -> None:
        names = [invoice.name for invoice in self.invoices]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ExportError(f"Claimed twice: {', '.join(twice)}. Give it once.")
        for currency, amount in self.totals:
            found = self.total(currency).total
            if found != exact(amount):
                raise ExportError(
                    f"All invoices, costs and payments add up to {found} {currency}, "
                    f"not to {amount}: read them again at the same moment."
                )
        for row in self.reconciliations:
            total = self.total(row.currency)
            if row.principal != total.principal + total.unallocated:
                raise ExportError(
                    f"The ledger is reconciled to {row.principal} {row.currency}, but "
                    f"this statement's principal less unallocated payments is "
                    f"{total.principal + total.unallocated}: read both again."
                )

    @property
    def currencies(self) -> tuple[str, ...]:
        """Every currency that occurs, in order of appearance."""
        found = [invoice.currency for invoice in self.invoices]
        found += [
            invoice.indemnity_currency
            for invoice in self.invoices
            if invoice.indemnity.accrued
        ]
        found += [row.currency for row in (*self.costs, *self.unallocated)]
        return tuple(dict.fromkeys(found))

    def total(self, currency: str) -> Total:
        """Return what is owed in one currency."""
        own = [one for one in self.invoices if one.currency == currency]
        principal = _sum(one.principal for one in own)
        claimed = _sum(one.claimed for one in own)
        interest = _sum(one.open_part(INTEREST) for one in own)
        indemnity = _sum(
            one.open_part(INDEMNITY)
            for one in self.invoices
            if one.indemnity_currency == currency
        )
        costs = _sum(one.open_part(COSTS) for one in own)
        costs += _sum(row.counted for row in self.costs if row.currency == currency)
        unallocated = _sum(
            row.counted for row in self.unallocated if row.currency == currency
        )
        return Total(
            currency=currency,
            claimed=claimed,
            deducted=principal - claimed,
            principal=principal,
            interest=interest,
            indemnity=indemnity,
            costs=costs,
            unallocated=unallocated,
            total=principal + interest + indemnity + costs + unallocated,
        )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
