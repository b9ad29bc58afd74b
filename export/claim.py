"""The claim statement (décompte) on paper: what is owed on one day, cent by cent.

First page: parties, amounts, warnings, the course of the balance. Then each invoice
with its movements and its interest table, the conventions and texts of law, and the
agreement with the ledger. The same rows give the same bytes.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Spacer, Table

from .claim_pages import Pages
from .claim_rows import Charge, ClaimAccount, Reconciliation, Total
from .claim_steps import balances
from .formats import ENGLISH, Formats
from .grid import Column, Row, grid
from .labels import ClaimLabels
from .page import (
    BAND,
    CONTENT_WIDTH,
    HAIRLINE,
    Frames,
    Sheet,
    masthead,
    render,
)
from .party_block import two_parties
from .step_chart import step_chart_drawing
from .text import clip
from .typeface import Typeface, find_typeface

# so many currencies stand side by side
_ABREAST = 3
_PAIR = 48 * mm


def write_claim_pdf(
    account: ClaimAccount,
    labels: ClaimLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
) -> bytes:
    """Return the statement as a PDF; the same rows give the same bytes.

    :param account: who owes what to whom, in rows that add up
    :param labels: words in the reader's language; English by default
    :param formats: how amounts, rates and dates are written
    :param typeface: fonts; those of the system by default
    """
    labels = labels or ClaimLabels()
    sheet = Sheet(typeface or find_typeface())
    parties = {"creditor": account.creditor.name, "debtor": account.debtor.name}
    subtitle = labels.subtitle % parties
    frames = Frames(
        title=f"{labels.title} – {account.debtor.name}",
        author=account.creditor.name,
        running=f"{labels.title} – {subtitle}",
        page=labels.page,
        left=_foot(account, labels),
    )
    story = list(_Statement(account, labels, formats, sheet).story(subtitle))
    return render(story, frames, sheet.typeface)


def _foot(account: ClaimAccount, labels: ClaimLabels) -> str:
    if not account.sha256:
        return account.reference
    reference = clip(account.reference, 30)
    return labels.foot % {"reference": reference, "sha256": account.sha256}


class _Statement:
    """Lays out the parts of one statement, in order."""

    def __init__(
        self, account: ClaimAccount, labels: ClaimLabels, formats: Formats, sheet: Sheet
    ) -> None:
        self.account = account
        self.labels = labels
        self.formats = formats
        self.sheet = sheet
        self.totals = [account.total(currency) for currency in account.currencies]

    def story(self, subtitle: str) -> Iterator[Flowable]:
        """Yield the whole paper."""
        yield from self._first_page(subtitle)
        pages = Pages(self.account, self.labels, self.formats, self.sheet)
        yield from pages.story()
        yield from self._charges()
        yield from self._reconciliations()
        yield from self._conventions()

    # -- first page --------------------------------------------------------------

    def _first_page(self, subtitle: str) -> Iterator[Flowable]:
        account, labels, sheet = self.account, self.labels, self.sheet
        line = labels.as_of % {
            "reference": account.reference,
            "date": self.formats.day(account.date),
        }
        yield from masthead(sheet, labels.title, subtitle, line)
        yield two_parties(
            sheet,
            (labels.creditor, account.creditor),
            (labels.debtor, account.debtor),
        )
        yield Spacer(0, 7 * mm)
        yield from self._amounts()
        yield from self._warnings()
        yield from self._charts()

    def _amounts(self) -> Iterator[Flowable]:
        labels, sheet = self.labels, self.sheet
        day = self.formats.day(self.account.date)
        heading = sheet.text(labels.owed % {"date": day}, "subheading", bold=True)
        if not self.totals:
            yield KeepTogether([heading, sheet.text(labels.nothing)])
            return
        yield heading
        yield Spacer(0, 2 * mm)
        for start in range(0, len(self.totals), _ABREAST):
            yield self._amount_table(self.totals[start : start + _ABREAST])
            yield Spacer(0, 5 * mm)

    def _amount_table(self, totals: Sequence[Total]) -> Table:
        """Return one row a part of the claim, one column a currency."""
        labels = self.labels
        rows = [
            self._amount_row(labels.claimed, totals, "claimed"),
            self._amount_row(labels.deducted, totals, "deducted"),
            self._amount_row(labels.principal, totals, "principal", always=True),
            self._amount_row(labels.interest, totals, "interest", always=True),
            self._amount_row(labels.indemnity, totals, "indemnity"),
            self._amount_row(labels.costs, totals, "costs"),
            self._amount_row(labels.unallocated, totals, "unallocated"),
            self._amount_row(labels.total, totals, "total", always=True, strong=True),
        ]
        columns = [Column(labels.amounts, flexible=True)]
        columns += [Column(total.currency, right=True) for total in totals]
        return grid(columns, [row for row in rows if row], self.sheet)

    def _amount_row(
        self,
        label: str,
        totals: Sequence[Total],
        name: str,
        always: bool = False,
        strong: bool = False,
    ) -> Row | None:
        """Return one part in every currency; None where it is nothing."""
        values = [getattr(total, name) for total in totals]
        if not always and not any(values):
            return None
        amounts = [
            self.formats.amount(value, total.currency) if value or always else "–"
            for value, total in zip(values, totals, strict=True)
        ]
        return Row((label, *amounts), strong=strong)

    def _warnings(self) -> Iterator[Flowable]:
        if not self.account.warnings:
            return
        sheet = self.sheet
        cells = [[sheet.text(self.labels.warnings, "label", bold=True)]]
        cells += [[sheet.text(f"• {words}")] for words in self.account.warnings]
        style = [
            ("BACKGROUND", (0, 0), (-1, -1), BAND),
            ("LINEBEFORE", (0, 0), (0, -1), 2.4, "#b85c0e"),
            ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4 * mm),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ("TOPPADDING", (0, 0), (-1, 0), 6),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
        ]
        yield sheet.table(cells, [CONTENT_WIDTH], style)
        yield Spacer(0, 6 * mm)

    def _charts(self) -> Iterator[Flowable]:
        labels, sheet = self.labels, self.sheet
        for balance in balances(self.account):
            title = f"{labels.course} – {balance.currency}"
            drawing = step_chart_drawing(balance, labels, self.formats, sheet.typeface)
            heading = sheet.text(title, "subheading", bold=True)
            yield KeepTogether([heading, Spacer(0, 2 * mm), drawing, Spacer(0, 6 * mm)])

    # -- last pages --------------------------------------------------------------

    def _charges(self) -> Iterator[Flowable]:
        labels = self.labels
        yield from self._charge_table(labels.costs, self.account.costs)
        yield from self._charge_table(labels.unallocated, self.account.unallocated)

    def _charge_table(self, title: str, rows: Sequence[Charge]) -> Iterator[Flowable]:
        labels = self.labels
        partly = any(row.counted != row.amount for row in rows)
        columns = [
            Column(labels.date),
            Column(labels.document),
            Column(labels.description, flexible=True),
            Column(labels.amount, right=True),
        ]
        if partly:
            columns.append(Column(labels.claimed_costs, right=True))
        for currency in dict.fromkeys(row.currency for row in rows):
            own = [row for row in rows if row.currency == currency]
            body = [self._charge_row(row, partly) for row in own]
            sums = [
                sum((row.amount for row in own), Decimal(0)),
                sum((row.counted for row in own), Decimal(0)),
            ]
            figures = [self.formats.amount(value, currency) for value in sums]
            total = ("", "", title, *(figures if partly else figures[:1]))
            body.append(Row(total, strong=True))
            yield from self._titled(title, grid(columns, body, self.sheet))

    def _charge_row(self, row: Charge, partly: bool) -> Row:
        words = f"{row.label} ({row.note})" if row.note else row.label
        amounts = [row.amount, row.counted] if partly else [row.amount]
        figures = [self.formats.amount(value, row.currency) for value in amounts]
        return Row((self.formats.day(row.date), row.document, words, *figures))

    def _reconciliations(self) -> Iterator[Flowable]:
        labels = self.labels
        for row in self.account.reconciliations:
            columns = (
                Column(labels.description, flexible=True),
                Column(labels.document),
                Column(row.currency, right=True),
            )
            body = list(self._reconciliation_rows(row))
            yield from self._titled(
                labels.reconciliation, grid(columns, body, self.sheet)
            )

    def _reconciliation_rows(self, row: Reconciliation) -> Iterator[Row]:
        def line(words: str, amount: Decimal, document: str = "", **more: bool) -> Row:
            figure = self.formats.amount(amount, row.currency)
            return Row((words, document, figure), **more)

        yield line(self.labels.ledger, row.ledger)
        for one in row.differences:
            yield line(one.label, one.amount, one.document)
        yield line(self.labels.reconciled, row.principal, strong=True)

    def _conventions(self) -> Iterator[Flowable]:
        account, labels, sheet = self.account, self.labels, self.sheet
        if account.conventions:
            rows = [
                [sheet.text(label, "small"), sheet.text(value)]
                for label, value in account.conventions
            ]
            widths = [_PAIR, CONTENT_WIDTH - _PAIR]
            table = sheet.table(rows, widths, _pairs())
            yield from self._titled(labels.conventions, table)
        if account.sources:
            rows = [[sheet.text(words)] for words in account.sources]
            table = sheet.table(rows, [CONTENT_WIDTH], _pairs())
            yield from self._titled(labels.sources, table)

    def _titled(self, title: str, table: Flowable) -> Iterator[Flowable]:
        yield CondPageBreak(35 * mm)
        yield self.sheet.text(title, "subheading", bold=True)
        yield Spacer(0, 2 * mm)
        yield table
        yield Spacer(0, 7 * mm)


def _pairs() -> list[tuple]:
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, HAIRLINE),
    ]
