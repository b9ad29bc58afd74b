"""The middle of a claim statement: summary by invoice, then the working of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from .claim_invoice import (
    COSTS,
    INDEMNITY,
    INTEREST,
    PARTS,
    ZERO,
    ClaimedInvoice,
    InterestRow,
    Movement,
)
from .claim_rows import ClaimAccount
from .formats import Formats
from .grid import Column, Row, grid
from .labels import ClaimLabels
from .page import ACCENT, BAND, CONTENT_WIDTH, HAIRLINE, INK, Sheet
from .text import clip

# an invoice's title never stands alone at the foot of a page
_HEAD_ROOM = 52 * mm
_TABLE_ROOM = 30 * mm
_SUMMARY_ROOM = 95 * mm
# a table of so many lines stays on one page with what belongs to it
_SHORT = 18
_RECAP = 105 * mm


@dataclass
class Pages:
    """Lays out the tables of the invoices."""

    account: ClaimAccount
    labels: ClaimLabels
    formats: Formats
    sheet: Sheet

    def story(self) -> Iterator[Flowable]:
        """Yield summary and detail; nothing when nothing is claimed."""
        if not self.account.invoices:
            return
        yield CondPageBreak(_SUMMARY_ROOM)
        yield from self._summary()
        yield CondPageBreak(80 * mm)
        yield from self.sheet.heading(self.labels.detail)
        yield self.sheet.text(self.labels.formula, "small")
        yield Spacer(0, 5 * mm)
        for invoice in self.account.invoices:
            yield from self._invoice(invoice)

    # -- summary -----------------------------------------------------------------

    def _summary(self) -> Iterator[Flowable]:
        labels, sheet = self.labels, self.sheet
        invoices = self.account.invoices
        yield from sheet.heading(labels.summary)
        for currency in dict.fromkeys(one.currency for one in invoices):
            own = [one for one in invoices if one.currency == currency]
            title = labels.section % {"currency": currency}
            yield sheet.text(title, "subheading", bold=True)
            yield Spacer(0, 2 * mm)
            yield self._summary_table(currency, own)
            yield Spacer(0, 8 * mm)

    def _summary_table(
        self, currency: str, invoices: Sequence[ClaimedInvoice]
    ) -> Table:
        labels = self.labels
        costs = any(one.open_part(COSTS) for one in invoices)
        columns = [
            Column(labels.invoice, flexible=True),
            Column(labels.due_date),
            Column(labels.claimed, right=True),
            Column(labels.paid, right=True),
            Column(labels.principal, right=True),
            Column(labels.interest, right=True),
            Column(labels.indemnity_short, right=True),
        ]
        if costs:
            columns.append(Column(labels.costs, right=True))
        columns.append(Column(labels.total, right=True))
        body = [
            Row(
                (
                    one.name,
                    self._dues(one),
                    *self._figures([one], currency, costs),
                )
            )
            for one in invoices
        ]
        figures = self._figures(invoices, currency, costs)
        body.append(
            Row((labels.section % {"currency": currency}, "", *figures), strong=True)
        )
        return grid(columns, body, self.sheet)

    def _dues(self, invoice: ClaimedInvoice) -> str:
        """Write the first due date, and how many follow."""
        first, *others = (self.formats.day(one.due) for one in invoice.instalments)
        return f"{first} (+{len(others)})" if others else first

    def _figures(
        self, invoices: Sequence[ClaimedInvoice], currency: str, costs: bool
    ) -> list[str]:
        """Return claimed, deducted, principal, interest, indemnity, costs, total."""
        amounts = [
            sum((one.claimed for one in invoices), ZERO),
            sum((one.deducted for one in invoices), ZERO),
            sum((one.principal for one in invoices), ZERO),
            sum((one.open_part(INTEREST) for one in invoices), ZERO),
        ]
        figures = [self.formats.amount(value, currency) for value in amounts]
        figures.append(self._indemnities(invoices))
        if costs:
            value = sum((one.open_part(COSTS) for one in invoices), ZERO)
            figures.append(self.formats.amount(value, currency))
        total = sum((one.total for one in invoices), ZERO)
        return [*figures, self.formats.amount(total, currency)]

    def _indemnities(self, invoices: Sequence[ClaimedInvoice]) -> str:
        """Write the indemnity in its own currency, which may be another."""
        currencies = dict.fromkeys(one.indemnity_currency for one in invoices)
        sums = {
            currency: sum(
                (
                    one.open_part(INDEMNITY)
                    for one in invoices
                    if one.indemnity_currency == currency
                ),
                ZERO,
            )
            for currency in currencies
        }
        return " + ".join(
            self.formats.amount(value, currency)
            for currency, value in sums.items()
            if value or len(sums) == 1
        )

    # -- one invoice -------------------------------------------------------------

    def _invoice(self, invoice: ClaimedInvoice) -> Iterator[Flowable]:
        head = [self._title(invoice), Spacer(0, 1.5 * mm)]
        for words in self._words(invoice):
            head.append(self.sheet.text(words, "small", textColor=INK))
        head += [Spacer(0, 2.5 * mm), self._movements(invoice), Spacer(0, 4 * mm)]
        yield CondPageBreak(_HEAD_ROOM)
        few = len(invoice.movements) <= _SHORT
        yield from [KeepTogether(head)] if few else head
        *before, last = self._interest(invoice)
        for block in before:
            yield KeepTogether(block)
        last = [*last, self._recap(invoice)]
        short = len(invoice.interest_rows) <= _SHORT
        yield from [KeepTogether(last)] if short else last
        yield Spacer(0, 10 * mm)

    def _title(self, invoice: ClaimedInvoice) -> Table:
        words = self.labels.invoice_title % {
            "invoice": clip(invoice.name, 80),
            "date": self.formats.day(invoice.date),
        }
        total = self._amount(invoice.total, invoice)
        cells = [
            self.sheet.text(words, "subheading", bold=True),
            self.sheet.text(total, "subheading", bold=True, right=True),
        ]
        style = [
            ("BACKGROUND", (0, 0), (-1, -1), BAND),
            ("LINEBEFORE", (0, 0), (0, -1), 2.4, ACCENT),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), 2 * mm),
        ]
        widths = [0.68 * CONTENT_WIDTH, 0.32 * CONTENT_WIDTH]
        return self.sheet.table([cells], widths, style)

    def _words(self, invoice: ClaimedInvoice) -> Iterator[str]:
        """Yield what must be known before the figures."""
        labels = self.labels
        if invoice.origin:
            yield labels.origin % {"invoice": invoice.origin}
        if len(invoice.instalments) > 1:
            yield labels.instalments % {
                "count": len(invoice.instalments),
                "dates": ", ".join(self._instalments(invoice)),
            }
        elif invoice.instalments[0].note:
            yield invoice.instalments[0].note
        if invoice.regime:
            yield labels.regime % {"regime": invoice.regime}
        if invoice.problem:
            yield labels.problem % {"problem": invoice.problem}
        yield from invoice.notes

    def _instalments(self, invoice: ClaimedInvoice) -> Iterator[str]:
        for one in invoice.instalments:
            words = f"{self.formats.day(one.due)} ({self._amount(one.amount, invoice)})"
            yield f"{words} {one.note}" if one.note else words

    def _amount(self, amount: Decimal, invoice: ClaimedInvoice) -> str:
        return self.formats.amount(amount, invoice.currency)

    def _part_amount(self, part: str, amount: Decimal, invoice: ClaimedInvoice) -> str:
        indemnity = part == INDEMNITY
        currency = invoice.indemnity_currency if indemnity else invoice.currency
        return self.formats.amount(amount, currency)

    # -- movements -----------------------------------------------------------------

    def _movements(self, invoice: ClaimedInvoice) -> Table:
        """Return the movements; what paid no principal gets columns where there is."""
        labels, moves = self.labels, invoice.movements
        interest = any(move.interest for move in moves)
        others = any(move.indemnity or move.costs for move in moves)
        columns = [
            Column(labels.date),
            Column(labels.document),
            Column(labels.description, flexible=True),
            Column(labels.amount, right=True),
        ]
        if interest:
            columns.append(Column(labels.of_interest, right=True))
        if others:
            columns.append(Column(labels.of_others, right=True))
        columns.append(Column(labels.balance, right=True))
        body, balance = [], ZERO
        for move in moves:
            balance += move.principal
            amounts = [move.amount]
            amounts += [move.interest] if interest else []
            amounts += [move.indemnity + move.costs] if others else []
            body.append(self._movement(move, [*amounts, balance], invoice))
        return grid(columns, body, self.sheet)

    def _movement(
        self, move: Movement, amounts: Sequence[Decimal], invoice: ClaimedInvoice
    ) -> Row:
        first, *middle, last = amounts
        # an indemnity moves in its own currency
        part = INDEMNITY if move.indemnity and not move.principal else INTEREST
        figures = [
            self._part_amount(part, first, invoice),
            *(self._part_amount(part, one, invoice) if one else "" for one in middle),
            self._amount(last, invoice),
        ]
        words = move.label or self.labels.kind_of(move.kind)
        if move.effective and move.effective != move.date:
            day = self.formats.day(move.effective)
            words += f" ({self.labels.counts_from % {'date': day}})"
        if move.note:
            words += f" ({move.note})"
        return Row((self.formats.day(move.date), move.document, words, *figures))

    # -- interest --------------------------------------------------------------------

    def _interest(self, invoice: ClaimedInvoice) -> list[list[Flowable]]:
        """Return one block an instalment; at least one, perhaps empty."""
        labels, rows = self.labels, invoice.interest_rows
        if not rows:
            words = "" if invoice.problem else labels.no_interest
            return [[self.sheet.text(words, "small"), Spacer(0, 3 * mm)]]
        dues = list(dict.fromkeys(row.due for row in rows))
        return [
            [
                CondPageBreak(_TABLE_ROOM),
                self.sheet.text(
                    self._interest_title(due if len(dues) > 1 else None), bold=True
                ),
                Spacer(0, 1.5 * mm),
                self._interest_table([row for row in rows if row.due == due], invoice),
                Spacer(0, 4 * mm),
            ]
            for due in dues
        ]

    def _interest_title(self, due: date | None) -> str:
        if due is None:
            return self.labels.interest_table
        return self.labels.interest_of % {"date": self.formats.day(due)}

    def _interest_table(
        self, rows: Sequence[InterestRow], invoice: ClaimedInvoice
    ) -> Table:
        labels, formats = self.labels, self.formats
        sources = any(row.source for row in rows)
        columns = [
            Column(labels.start),
            Column(labels.end),
            Column(labels.days, right=True),
            Column(labels.base, right=True),
            Column(labels.rate, right=True),
            Column(labels.divisor, right=True),
            Column(labels.source if sources else "", flexible=True),
            Column(labels.interest, right=True),
        ]
        body = [
            Row(
                (
                    formats.day(row.start),
                    formats.day(row.end),
                    str(row.days),
                    self._amount(row.base, invoice),
                    formats.number(_at_least_cents(row.rate)),
                    str(row.divisor),
                    row.source,
                    self._amount(row.interest, invoice),
                )
            )
            for row in rows
        ]
        days = str(sum(row.days for row in rows))
        total = self._amount(sum((row.interest for row in rows), ZERO), invoice)
        words = labels.interest_total
        body.append(Row(("", "", days, "", "", "", words, total), strong=True))
        return grid(columns, body, self.sheet)

    # -- what is left ----------------------------------------------------------------

    def _recap(self, invoice: ClaimedInvoice) -> Table:
        """Return from principal to total, on the right of the page."""
        labels, sheet = self.labels, self.sheet
        lines = [(labels.principal, self._amount(invoice.principal, invoice))]
        for part in PARTS:
            lines += self._part_lines(part, invoice)
        lines.append((labels.invoice_total, self._amount(invoice.total, invoice)))
        if self._foreign(invoice):
            amount = invoice.open_in(invoice.indemnity_currency)
            words = self._part_amount(INDEMNITY, amount, invoice)
            lines[-1] = (labels.invoice_total, f"{lines[-1][1]} + {words}")
        cells = [
            [
                "",
                sheet.text(label, bold=rank == len(lines)),
                sheet.text(words, bold=rank == len(lines), right=True),
            ]
            for rank, (label, words) in enumerate(lines, start=1)
        ]
        style = [
            ("LEFTPADDING", (0, 0), (-1, -1), 1.9 * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), 1.9 * mm),
            ("TOPPADDING", (0, 0), (-1, -1), 1.6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.8),
            ("LINEBELOW", (1, 0), (-1, -2), 0.3, HAIRLINE),
            ("LINEABOVE", (1, -1), (-1, -1), 0.8, ACCENT),
            ("BACKGROUND", (1, -1), (-1, -1), BAND),
        ]
        # never torn apart: its lines only make sense together
        style.append(("NOSPLIT", (0, 0), (-1, -1)))
        widths = [CONTENT_WIDTH - _RECAP, 0.62 * _RECAP, 0.38 * _RECAP]
        return sheet.table(cells, widths, style)

    def _foreign(self, invoice: ClaimedInvoice) -> bool:
        other = invoice.indemnity_currency != invoice.currency
        return other and bool(invoice.open_part(INDEMNITY))

    def _part_lines(
        self, part: str, invoice: ClaimedInvoice
    ) -> Iterator[tuple[str, str]]:
        """Yield one line, or how it came about when something was taken from it."""
        labels, value = self.labels, getattr(invoice, part)
        name = getattr(labels, part)
        taken = (
            (labels.part_paid, invoice.paid(part)),
            (labels.part_posted, value.posted),
            (labels.part_waived, value.waived),
        )
        if not value.accrued and not any(amount for _words, amount in taken):
            return
        if any(amount for _words, amount in taken):
            accrued = labels.accrued % {"part": name}
            yield accrued, self._part_amount(part, value.accrued, invoice)
            for words, amount in taken:
                if amount:
                    yield (
                        words % {"part": name},
                        self._part_amount(part, -amount, invoice),
                    )
        yield name, self._part_amount(part, invoice.open_part(part), invoice)


def _at_least_cents(rate: Decimal) -> Decimal:
    """
    >>> _at_least_cents(Decimal("6")), _at_least_cents(Decimal("2.625"))
    (Decimal('6.00'), Decimal('2.625'))
    """
    return rate if rate.as_tuple().exponent < -2 else rate.quantize(Decimal("0.01"))
