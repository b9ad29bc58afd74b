"""Statement of account: every movement with its running balance, per currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer, Table

from .dossier_rows import Claim
from .formats import ENGLISH, Formats, exact
from .grid import Column, Row, grid
from .labels import StatementLabels
from .page import Frames, Sheet, masthead, render
from .typeface import Typeface, find_typeface

_ZERO = Decimal(0)


@dataclass(frozen=True)
class StatementRow:
    """One movement.

    :param date date: of the entry
    :param str document: its number
    :param str label: what it is
    :param Decimal debit: what the debtor owes more, in `currency`
    :param Decimal credit: what the debtor owes less, in `currency`
    :param str currency: ISO 4217 code
    """

    date: date
    document: str
    label: str
    debit: Decimal
    credit: Decimal
    currency: str

    def __post_init__(self) -> None:
        exact(self.debit)
        exact(self.credit)


def balances(
    rows: Sequence[StatementRow], opening: Decimal = _ZERO
) -> tuple[Decimal, ...]:
    """Return the balance after each row.

    >>> row = StatementRow(date(2026, 1, 5), "F1", "", Decimal(120), _ZERO, "EUR")
    >>> balances([row, row], opening=Decimal(10))
    (Decimal('130'), Decimal('250'))
    """
    result, balance = [], exact(opening)
    for row in rows:
        balance += row.debit - row.credit
        result.append(balance)
    return tuple(result)


def write_statement(
    claim: Claim,
    rows: Sequence[StatementRow],
    labels: StatementLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
    openings: Mapping[str, Decimal] | None = None,
) -> bytes:
    """Return the statement as a PDF; the same rows give the same bytes.

    :param claim: for its parties, date and reference
    :param rows: in the order to print, currencies mixed or not
    :param openings: {currency: balance before the first row}, where there is one
    """
    labels = labels or StatementLabels()
    sheet = Sheet(typeface or find_typeface())
    parties = {"creditor": claim.creditor.name, "debtor": claim.debtor.name}
    subtitle = labels.subtitle % parties
    as_of = labels.as_of % {"date": formats.day(claim.date)}
    story: list[Flowable] = masthead(sheet, labels.title, subtitle, as_of)
    story += _sections(rows, openings or {}, labels, formats, sheet)
    frames = Frames(
        title=f"{labels.title} – {claim.debtor.name}",
        author=claim.creditor.name,
        running=f"{labels.title} – {subtitle}",
        page=labels.page,
        left=claim.reference,
    )
    return render(story, frames, sheet.typeface)


def _sections(
    rows: Sequence[StatementRow],
    openings: Mapping[str, Decimal],
    labels: StatementLabels,
    formats: Formats,
    sheet: Sheet,
) -> list[Flowable]:
    """Return one titled table per currency."""
    currencies = dict.fromkeys([*openings, *(row.currency for row in rows)])
    story: list[Flowable] = []
    for currency in currencies:
        opening = openings.get(currency, _ZERO)
        chosen = [row for row in rows if row.currency == currency]
        title = labels.section % {"currency": currency}
        story += [
            CondPageBreak(40 * mm),
            sheet.text(title, "subheading", bold=True),
            Spacer(0, 2 * mm),
            _table(chosen, currency, opening, labels, formats, sheet),
            Spacer(0, 8 * mm),
        ]
    return story or [sheet.text(labels.none)]


def _table(
    rows: Sequence[StatementRow],
    currency: str,
    opening: Decimal,
    labels: StatementLabels,
    formats: Formats,
    sheet: Sheet,
) -> Table:
    columns = (
        Column(labels.date),
        Column(labels.reference),
        Column(labels.description, flexible=True),
        Column(labels.debit, right=True),
        Column(labels.credit, right=True),
        Column(labels.balance, right=True),
    )

    body = _rows(rows, currency, opening, labels, formats)
    return grid(columns, body, sheet)


def _rows(
    rows: Sequence[StatementRow],
    currency: str,
    opening: Decimal,
    labels: StatementLabels,
    formats: Formats,
) -> list[Row]:
    """Return opening balance if any, movements, totals."""

    def amount(value: Decimal) -> str:
        return formats.amount(value, currency)

    def unless_zero(value: Decimal) -> str:
        return amount(value) if value else ""

    body = [
        Row(
            (
                formats.day(row.date),
                row.document,
                row.label,
                unless_zero(row.debit),
                unless_zero(row.credit),
                amount(balance),
            )
        )
        for row, balance in zip(rows, balances(rows, opening), strict=True)
    ]
    if opening:
        body.insert(0, Row(("", "", labels.opening, "", "", amount(opening))))
    debit = sum((row.debit for row in rows), _ZERO)
    credit = sum((row.credit for row in rows), _ZERO)
    closing = amount(opening + debit - credit)
    total = (labels.total, "", "", amount(debit), amount(credit), closing)
    return [*body, Row(total, strong=True)]
