"""The claim statement as a workbook: real numbers and dates, and live formulas.

Whoever doubts a line changes a figure and sees what comes of it. Every formula also
carries the statement's own result, for readers that do not compute. Texts are written
as texts, so none of them can act as a formula. The same rows give the same bytes.
"""

import io
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal

import xlsxwriter

from .claim_invoice import INDEMNITY, INTEREST, ZERO, ClaimedInvoice
from .claim_rows import Charge, ClaimAccount
from .labels import ClaimLabels
from .sheet_pen import Formula, Pen, cell_at, cell_formats, sheet_name, span_of
from .text import clean

_WIDE, _NARROW = 34, 14


def write_claim_xlsx(account: ClaimAccount, labels: ClaimLabels | None = None) -> bytes:
    """Return the workbook: summary, movements, interest, notes.

    :param account: who owes what to whom, in rows that add up
    :param labels: words in the reader's language; English by default
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        _describe(book, account, labels or ClaimLabels())
        _Book(book, account, labels or ClaimLabels()).fill()
    return out.getvalue()


def _describe(
    book: xlsxwriter.Workbook, account: ClaimAccount, labels: ClaimLabels
) -> None:
    """Fix what would otherwise be the time of writing."""
    book.set_properties(
        {
            "title": f"{labels.title} – {clean(account.debtor.name)}",
            "author": clean(account.creditor.name),
            "created": datetime.combine(account.date, time()),
        }
    )


@dataclass
class _Book:
    """Fills the sheets; remembers where the rows of each invoice are."""

    book: xlsxwriter.Workbook
    account: ClaimAccount
    labels: ClaimLabels
    interest: dict[str, tuple[int, int]] = field(default_factory=dict)
    movements: dict[str, tuple[int, int]] = field(default_factory=dict)

    def fill(self) -> None:
        """Write all sheets."""
        labels = self.labels
        self.formats = cell_formats(self.book)
        self.names: list[str] = []
        pens = [
            self._pen(words)
            for words in (
                labels.summary,
                labels.movements,
                labels.interest_table,
                labels.notes,
            )
        ]
        summary, movements, interest, notes = pens
        self._movements(movements)
        self._interest(interest)
        self._summary(summary)
        self._notes(notes)

    def _pen(self, words: str) -> Pen:
        name = sheet_name(words, self.names)
        self.names.append(name)
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return Pen(sheet, self.formats)

    def _on(self, rank: int, span: str) -> str:
        """Return the address of a range on another sheet."""
        name = self.names[rank].replace("'", "''")
        return f"'{name}'!{span}"

    # -- movements ---------------------------------------------------------------

    def _movements(self, pen: Pen) -> None:
        labels = self.labels
        pen.sheet.set_column(0, 12, _NARROW)
        pen.sheet.set_column(4, 4, _WIDE)
        pen.sheet.freeze_panes(1, 1)
        pen.head(
            (
                *(labels.invoice, labels.date, labels.effective, labels.document),
                *(labels.description, labels.kind, labels.currency, labels.amount),
                *(labels.interest, labels.indemnity, labels.costs),
                *(labels.principal_part, labels.note),
            )
        )
        for invoice in self.account.invoices:
            first = pen.row
            for move in invoice.movements:
                row = pen.row
                formula = (
                    f"={cell_at(row, 7)}-SUM({cell_at(row, 8)}:{cell_at(row, 10)})"
                )
                pen.line(
                    (
                        *(invoice.name, move.date, move.counts_from, move.document),
                        *(move.label, labels.kind_of(move.kind), invoice.currency),
                        *(move.amount, move.interest, move.indemnity, move.costs),
                        *(Formula(formula, move.principal), move.note),
                    )
                )
            self.movements[invoice.name] = first, pen.row - 1

    # -- interest ----------------------------------------------------------------

    def _interest(self, pen: Pen) -> None:
        labels = self.labels
        pen.sheet.set_column(0, 9, _NARROW)
        pen.sheet.set_column(10, 10, _WIDE)
        pen.sheet.freeze_panes(1, 1)
        pen.head(
            (
                *(labels.invoice, labels.due_date, labels.start, labels.end),
                *(labels.days, labels.base, labels.currency, labels.rate),
                *(labels.divisor, labels.interest, labels.source),
            )
        )
        first = pen.row
        for invoice in self.account.invoices:
            self._interest_rows(pen, invoice)
        last = pen.row - 1
        for currency in dict.fromkeys(one.currency for one in self.account.invoices):
            own = [one for one in self.account.invoices if one.currency == currency]
            value = sum((one.interest.accrued for one in own), ZERO)
            pen.line(
                (
                    labels.interest_total,
                    *[None] * 5,
                    currency,
                    *[None] * 2,
                    self._sum_if(first, last, 6, 9, currency, value),
                ),
                "strong",
            )

    def _interest_rows(self, pen: Pen, invoice: ClaimedInvoice) -> None:
        first, places = pen.row, invoice.places
        for row in invoice.interest_rows:
            at = [cell_at(pen.row, column) for column in range(10)]
            days = f"={at[3]}-{at[2]}+1"
            interest = f"=ROUND({at[5]}*{at[7]}*{at[4]}/({at[8]}*100),{places})"
            due = row.due or invoice.instalments[0].due
            pen.line(
                (
                    *(invoice.name, due, row.start, row.end),
                    *(Formula(days, row.days), row.base, invoice.currency, row.rate),
                    *(row.divisor, Formula(interest, row.interest), row.source),
                )
            )
        if invoice.interest_rows:
            self.interest[invoice.name] = first, pen.row - 1

    @staticmethod
    def _sum_if(
        first: int, last: int, key: int, column: int, currency: str, value: Decimal
    ) -> Formula:
        """Return the sum of a column over the rows of one currency."""
        if last < first:
            return Formula("=0", value)
        keys, values = span_of(first, last, key), span_of(first, last, column)
        return Formula(f'=SUMIF({keys},"{currency}",{values})', value)

    # -- summary -----------------------------------------------------------------

    def _summary(self, pen: Pen) -> None:
        account, labels = self.account, self.labels
        pen.sheet.set_column(0, 0, _WIDE)
        pen.sheet.set_column(1, 16, _NARROW)
        pen.line((labels.title,), "title")
        pen.line((labels.reference, account.reference))
        pen.line((labels.date, account.date))
        pen.line((labels.creditor, account.creditor.name))
        pen.line((labels.debtor, account.debtor.name))
        if account.sha256:
            pen.line((labels.sha256, account.sha256))
        pen.row += 1
        invoices = self._invoice_table(pen)
        pen.row += 1
        charges = self._charge_table(pen)
        pen.row += 1
        self._total_table(pen, invoices, charges)

    def _invoice_table(self, pen: Pen) -> tuple[int, int]:
        labels = self.labels
        pen.head(
            (
                *(labels.invoice, labels.date, labels.due_date, labels.currency),
                *(labels.claimed, labels.paid, labels.principal),
                labels.accrued % {"part": labels.interest},
                *(labels.paid_part, labels.posted, labels.waived, labels.interest),
                *(labels.costs, labels.invoice_total),
                *(labels.currency, labels.indemnity),
            )
        )
        first = pen.row
        for invoice in self.account.invoices:
            self._invoice_row(pen, invoice)
        return first, pen.row - 1

    def _invoice_row(self, pen: Pen, one: ClaimedInvoice) -> None:
        at = [cell_at(pen.row, column) for column in range(14)]
        principal, interest = "=0", "=0"
        if one.movements:
            span = span_of(*self.movements[one.name], 11)
            principal = f"=SUM({self._on(1, span)})"
        if one.interest_rows:
            span = span_of(*self.interest[one.name], 9)
            interest = f"=SUM({self._on(2, span)})"
        pen.line(
            (
                *(one.name, one.date, one.instalments[0].due, one.currency),
                one.claimed,
                Formula(f"={at[6]}-{at[4]}", one.deducted),
                Formula(principal, one.principal),
                Formula(interest, one.interest.accrued),
                *(-one.paid(INTEREST), -one.interest.posted, -one.interest.waived),
                Formula(f"=MAX(0,SUM({at[7]}:{at[10]}))", one.open_part(INTEREST)),
                one.open_part("costs"),
                Formula(
                    f"={at[6]}+{at[11]}+{at[12]}",
                    one.principal + one.open_part(INTEREST) + one.open_part("costs"),
                ),
                *(one.indemnity_currency, one.open_part(INDEMNITY)),
            )
        )

    def _charge_table(self, pen: Pen) -> tuple[int, int]:
        labels, account = self.labels, self.account
        rows: list[tuple[str, Charge]] = [(labels.costs, one) for one in account.costs]
        rows += [(labels.unallocated, one) for one in account.unallocated]
        if not rows:
            return pen.row, pen.row - 1
        pen.head(
            (
                *(labels.description, labels.date, labels.document, labels.currency),
                *(labels.amount, labels.claimed_costs, labels.kind, labels.note),
            )
        )
        first = pen.row
        for kind, row in rows:
            pen.line(
                (
                    *(row.label, row.date, row.document, row.currency),
                    *(row.amount, row.counted, kind, row.note),
                )
            )
        return first, pen.row - 1

    def _total_table(
        self, pen: Pen, invoices: tuple[int, int], charges: tuple[int, int]
    ) -> None:
        """Write one row a currency: invoices, indemnity, costs and payments, total."""
        labels = self.labels
        pen.head(
            (
                *(labels.total, labels.currency, labels.summary),
                *(labels.indemnity, labels.other_rows, labels.total),
            )
        )
        for currency in self.account.currencies:
            total = self.account.total(currency)
            other = sum(
                one.counted
                for one in (*self.account.costs, *self.account.unallocated)
                if one.currency == currency
            )
            other = other or ZERO
            own = total.total - total.indemnity - other
            pieces = (
                self._sum_if(*invoices, 3, 13, currency, own),
                self._sum_if(*invoices, 14, 15, currency, total.indemnity),
                self._sum_if(*charges, 3, 5, currency, other),
            )
            span = f"{cell_at(pen.row, 2)}:{cell_at(pen.row, 4)}"
            result = Formula(f"=SUM({span})", total.total)
            words = f"{labels.total} {currency}"
            pen.line((words, currency, *pieces, result), "strong")

    # -- notes -------------------------------------------------------------------

    def _notes(self, pen: Pen) -> None:
        account, labels = self.account, self.labels
        pen.sheet.set_column(0, 0, _WIDE)
        pen.sheet.set_column(1, 1, 90)
        pen.line((labels.formula,))
        for title, rows in (
            (labels.warnings, [(words,) for words in account.warnings]),
            (labels.conventions, account.conventions),
            (labels.regime_title, self._regimes()),
            (labels.sources, [(words,) for words in account.sources]),
        ):
            if rows:
                pen.row += 1
                pen.head((title, ""))
                for row in rows:
                    pen.line(row)
        for row in account.reconciliations:
            pen.row += 1
            pen.head((f"{labels.reconciliation} – {row.currency}", "", ""))
            first = pen.line((labels.ledger, None, row.ledger))
            for one in row.differences:
                pen.line((one.label, one.document, one.amount))
            formula = f"=SUM({span_of(first, pen.row - 1, 2)})"
            pen.line(
                (labels.reconciled, None, Formula(formula, row.principal)), "strong"
            )

    def _regimes(self) -> list[tuple[str, str]]:
        """Return what is said of each invoice's rate."""
        rows = []
        for one in self.account.invoices:
            words = [one.regime, one.problem, *one.notes]
            if any(words):
                rows.append((one.name, " ".join(word for word in words if word)))
        return rows
