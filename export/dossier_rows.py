"""The rows a dossier is made of. Texts are plain, amounts Decimal, dates given."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .formats import exact
from .text import ExportError


@dataclass(frozen=True)
class Party:
    """Who: a firm, a person, an agency.

    :param str name: as it stands in the register
    :param address: lines below the name
    :param identifiers: ready words, e.g. "SIREN 732 829 320"
    :param contact: lines to reach somebody: name, telephone, e-mail
    """

    name: str
    address: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimRow:
    """One amount of the claim, e.g. principal, interest, total.

    :param Decimal amount: in `currency`, already rounded
    :param str currency: ISO 4217 code
    :param bool strong: a total
    """

    label: str
    amount: Decimal
    currency: str
    strong: bool = False

    def __post_init__(self) -> None:
        exact(self.amount)


@dataclass(frozen=True)
class Claim:
    """Who claims what from whom, and who takes it over.

    :param date date: the day at which amounts stand
    :param str reference: of the hand-over
    :param rows: what is claimed; empty: the sum of the lines per currency
    :param facts: pairs (label, value), e.g. ("Formal notice", "3 Feb 2026")
    :param str note: free text for the recipient
    """

    creditor: Party
    debtor: Party
    recipient: Party
    date: date
    reference: str
    rows: tuple[ClaimRow, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ClaimLine:
    """One due item at the date of the claim.

    :param int days_late: from the due date to the date of the claim
    :param Decimal original: amount of the instalment, in `currency`
    :param Decimal paid: what was paid or credited on it
    :param Decimal residual: what remains; `original - paid`
    :param str currency: ISO 4217 code
    """

    invoice: str
    invoice_date: date
    due_date: date
    days_late: int
    original: Decimal
    paid: Decimal
    residual: Decimal
    currency: str

    def __post_init__(self) -> None:
        if exact(self.original) - exact(self.paid) != exact(self.residual):
            raise ExportError(
                f"{self.invoice}: {self.original} less {self.paid} paid is not "
                f"{self.residual}: read the three amounts again at the same moment."
            )


@dataclass(frozen=True)
class Exhibit:
    """One numbered document.

    :param int number: from 1
    :param str category: word for its kind
    :param date date: of the document, if known
    :param str file_name: its name in the ZIP
    :param str mimetype: as stored; a PDF is recognised by its content
    :param bytes content: the file; None when it is not at hand
    :param str sha256: of the file; computed when empty
    :param int size: in bytes; computed when there is content
    """

    number: int
    category: str
    title: str
    date: date | None
    file_name: str
    mimetype: str
    content: bytes | None = field(default=None, repr=False)
    sha256: str = ""
    size: int = 0

    def __post_init__(self) -> None:
        if self.content is None:
            return
        digest = hashlib.sha256(self.content).hexdigest()
        if self.sha256 and self.sha256 != digest:
            raise ExportError(
                f"Exhibit {self.number} ({self.file_name}) is not the file that was "
                f"recorded: SHA-256 {digest} instead of {self.sha256}. "
                "Take the document out and add it again."
            )
        object.__setattr__(self, "sha256", digest)
        object.__setattr__(self, "size", len(self.content))


def check_rows(lines: Sequence[ClaimLine], exhibits: Sequence[Exhibit]) -> None:
    """Refuse a dossier without a claim, or whose exhibits are not numbered 1, 2, 3…

    :raise ExportError: saying what to correct
    """
    if not lines:
        raise ExportError("A dossier needs at least one due item: add what is claimed.")
    check_numbers(exhibits)


def check_numbers(exhibits: Sequence[Exhibit]) -> None:
    """Refuse exhibits that are not numbered 1, 2, 3…

    :raise ExportError: saying what to correct
    """
    numbers = [exhibit.number for exhibit in exhibits]
    expected = list(range(1, len(numbers) + 1))
    if numbers != expected:
        raise ExportError(
            f"Exhibits are numbered {numbers} instead of {expected}: number them "
            "from 1 in their order, without a gap."
        )


def claim_rows(claim: Claim, lines: Sequence[ClaimLine], total: str) -> list[ClaimRow]:
    """Return the claim's own rows, else one total per currency of the lines.

    :param str total: template with %(currency)s
    """
    if claim.rows:
        return list(claim.rows)
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, Decimal(0)) + line.residual
    return [
        ClaimRow(total % {"currency": currency}, amount, currency, strong=True)
        for currency, amount in sums.items()
    ]
