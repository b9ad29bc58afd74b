"""The rows of a write-off: invoices with their VAT, what was done, what is booked."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .claim_rows import Charge
from .dossier_rows import Party
from .formats import exact
from .history import Exchange
from .text import ExportError

_ZERO = Decimal(0)


@dataclass(frozen=True)
class LostInvoice:
    """What is lost of one invoice.

    :param str number: of the invoice
    :param str label: what was delivered
    :param date date: of the invoice
    :param Decimal net: without VAT
    :param Decimal vat: the VAT in it
    :param Decimal gross: what is written off; net + VAT
    :param str mention: the words the rectified duplicate bears, amounts filled in
    :param str source: article or doctrine they come from
    :param str note: e.g. why no VAT can be recovered
    """

    number: str
    label: str
    date: date
    net: Decimal
    vat: Decimal
    gross: Decimal
    mention: str = ""
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if exact(self.net) + exact(self.vat) != exact(self.gross):
            raise ExportError(
                f"{self.number}: {self.net} net and {self.vat} of VAT are not "
                f"{self.gross}: split the lost amount again."
            )


@dataclass(frozen=True)
class EntryLine:
    """One line of an entry."""

    account: str
    name: str
    label: str
    debit: Decimal = _ZERO
    credit: Decimal = _ZERO

    def __post_init__(self) -> None:
        exact(self.debit)
        exact(self.credit)


@dataclass(frozen=True)
class Entry:
    """One accounting entry, in the currency of the books.

    :param str journal: its name or code
    :param str reference: number once posted
    :param str purpose: what it is for, e.g. "Transfer to doubtful debts"
    :param bool posted: False: only proposed
    """

    journal: str
    date: date
    reference: str
    purpose: str
    lines: tuple[EntryLine, ...]
    posted: bool = True

    def __post_init__(self) -> None:
        if self.debit != self.credit:
            raise ExportError(
                f"The entry {self.reference or self.purpose} has {self.debit} of "
                f"debit and {self.credit} of credit: they must be equal."
            )

    @property
    def debit(self) -> Decimal:
        """Sum of the debits."""
        return sum((line.debit for line in self.lines), _ZERO)

    @property
    def credit(self) -> Decimal:
        """Sum of the credits."""
        return sum((line.credit for line in self.lines), _ZERO)


@dataclass(frozen=True)
class WriteOff:
    """One debtor's loss: what is written off, why, and all that shows it.

    :param str reference: of the write-off
    :param date date: when it was decided
    :param str currency: ISO 4217 code of all its amounts
    :param str what: what is done, e.g. "Final loss of three invoices"
    :param str reason: why the debt is lost
    :param invoices: what is lost; at least one
    :param steps: what was done to be paid, in any order
    :param costs: what that cost, with receipts
    :param entries: posted or proposed
    :param facts: pairs (label, value), e.g. ("Judgment", "3 Feb 2026, Lyon")
    :param warnings: what the reader must know, e.g. VAT that cannot be recovered
    :param gross: total as known from elsewhere, checked when given
    """

    reference: str
    date: date
    creditor: Party
    debtor: Party
    currency: str
    what: str
    reason: str
    invoices: tuple[LostInvoice, ...]
    steps: tuple[Exchange, ...] = ()
    costs: tuple[Charge, ...] = ()
    entries: tuple[Entry, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    gross: Decimal | None = None

    def __post_init__(self) -> None:
        if not self.invoices:
            raise ExportError(
                "A write-off needs at least one invoice: add what is lost."
            )
        if self.gross is not None and exact(self.gross) != self.sum_of("gross"):
            raise ExportError(
                f"The invoices lost add up to {self.sum_of('gross')} {self.currency}, "
                f"not to {self.gross}: read both at the same moment."
            )

    def sum_of(self, name: str) -> Decimal:
        """Return the sum of "net", "vat" or "gross" over all invoices."""
        return sum((getattr(one, name) for one in self.invoices), _ZERO)
