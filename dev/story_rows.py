"""Real invoices from a CSV file: rows in, rows and complaints out.

Pure: no Odoo, no clock. A bad row is reported with its line and left out; the rest is
loaded.

>>> text = '''customerID,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,SettledDate
... A,1,1/3/2012,2/2/2012,55.94,2012-02-10
... A,1,1/3/2012,2/2/2012,10.00,
... B,2,13/31/2012,2/2/2012,10.00,
... B,3,1/3/2012,2/2/2012,10.00,1/2/2012
... '''
>>> rows, bad = read_rows(io.StringIO(text))
>>> rows[0].number, rows[0].amount, rows[0].settled
('1', Decimal('55.94'), datetime.date(2012, 2, 10))
>>> for one in bad:
...     print(one)
line 3: invoice number 1 stands on line 2 already
line 4: InvoiceDate “13/31/2012” is no date: write month/day/year or year-month-day
line 5: settled on 2012-01-02, before the invoice date 2012-01-03
"""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

REQUIRED = ("customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount")
DATE_FORMATS = ("%m/%d/%Y", "%Y-%m-%d")
CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 12
YES = {"yes", "y", "true", "1", "oui"}


@dataclass(frozen=True)
class Row:
    """One invoice. ``settled`` is ``None`` while it is open; amounts in EUR."""

    line: int
    customer: str
    country: str
    number: str
    invoiced: date
    due: date
    amount: Decimal
    disputed: bool
    settled: date | None
    paper: bool


@dataclass(frozen=True)
class BadRow:
    """A line that is left out, and why."""

    line: int
    reason: str

    def __str__(self):
        return f"line {self.line}: {self.reason}"


class UnreadableFile(ValueError):
    """The file has no invoices to read: a column is missing, or it is no text."""


def read_rows(file):
    """Read the invoices of an open text file.

    :return: ``(rows in order of invoice date, bad rows)``
    :raises UnreadableFile: when a required column is missing or it is no CSV text.
    """
    rows, bad, seen = [], [], {}
    for line, cells in _cells(file):
        try:
            row = _parse(line, cells)
            if row.number in seen:
                raise ValueError(
                    f"invoice number {row.number} stands on line "
                    f"{seen[row.number]} already"
                )
        except ValueError as error:
            bad.append(BadRow(line, str(error)))
        else:
            seen[row.number] = line
            rows.append(row)
    rows.sort(key=lambda row: (row.invoiced, row.line))
    return rows, bad


def _cells(file):
    """Yield ``(line, {column: text})`` of the lines that are not empty."""
    try:
        text = file.read()
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"this is not UTF-8 text: {error}") from error
    first = text.partition("\n")[0]
    comma = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=comma)
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise UnreadableFile(
            f"these columns are missing in its first line: {', '.join(missing)}"
        )
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise UnreadableFile(f"line {reader.line_num}: {error}") from error


def _parse(line, cells):
    if None in cells or None in cells.values():
        raise ValueError("it has not as many cells as the first line")
    row = Row(
        line=line,
        customer=_text(cells, "customerID"),
        country=cells.get("countryCode", "").strip(),
        number=_text(cells, "invoiceNumber"),
        invoiced=_day(cells, "InvoiceDate"),
        due=_day(cells, "DueDate"),
        amount=_amount(cells, "InvoiceAmount"),
        disputed=cells.get("Disputed", "").strip().lower() in YES,
        settled=_day(cells, "SettledDate") if _given(cells, "SettledDate") else None,
        paper=cells.get("PaperlessBill", "").strip().lower() == "paper",
    )
    _check_order(row)
    return row


def _check_order(row):
    if row.due < row.invoiced:
        raise ValueError(f"due on {row.due}, before the invoice date {row.invoiced}")
    if row.settled and row.settled < row.invoiced:
        raise ValueError(
            f"settled on {row.settled}, before the invoice date {row.invoiced}"
        )


def _given(cells, name):
    return bool(cells.get(name, "").strip())


def _text(cells, name):
    if not _given(cells, name):
        raise ValueError(f"{name} is empty")
    return cells[name].strip()


def _day(cells, name):
    """Return the date in a cell: month/day/year or ISO."""
    text = _text(cells, name)
    for form in DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(
        f"{name} “{text}” is no date: write month/day/year or year-month-day"
    )


def _amount(cells, name):
    """Return the amount in a cell, in cents: ``1234.50``, ``1,234.50`` or ``12,50``."""
    text = _text(cells, name)
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+,\d{1,2}", text):
        plain = text.replace(",", ".")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"{name} “{text}” is no amount") from None
    if not amount.is_finite() or amount <= 0:
        raise ValueError(f"{name} “{text}” is not a positive amount")
    if amount >= LARGEST:
        raise ValueError(f"{name} “{text}” is too large for an invoice")
    if amount != amount.quantize(CENT):
        raise ValueError(f"{name} “{text}” has more than two decimals")
    return amount.quantize(CENT)
