"""What stands before and after the exhibits: claim, statement, index, fingerprints."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from .dossier_rows import Claim, ClaimLine, ClaimRow, Exhibit, claim_rows
from .formats import Formats
from .grid import Column, Row, grid
from .labels import DossierLabels
from .page import (
    ACCENT,
    CONTENT_WIDTH,
    HAIRLINE,
    Frames,
    Mark,
    Sheet,
    render,
    rule,
)
from .party_block import LINE_LIMIT, NAME_LIMIT, party_cell, party_table
from .text import clip

# address of a link into the bundle, made real once all pages are together
LINK = "dossier:"
STATEMENT, INDEX, EXHIBITS, INTEGRITY = "statement", "index", "exhibits", "integrity"

_TITLE_NAME_LIMIT = 56
_HALF = CONTENT_WIDTH / 2
_UNKNOWN_PAGE = "0000"


@dataclass(frozen=True)
class Position:
    """Where an exhibit lies in the bundle.

    :param int first_page: from 1, in the whole bundle; 0 while unknown
    :param int pages: how many pages it has there
    :param str status: as in `exhibit_pages`
    """

    first_page: int
    pages: int
    status: str


@dataclass
class Front:
    """The pages before the exhibits, and on which of them each part begins."""

    claim: Claim
    lines: Sequence[ClaimLine]
    exhibits: Sequence[Exhibit]
    labels: DossierLabels
    formats: Formats
    sheet: Sheet
    starts: dict[str, int] = field(default_factory=dict)

    def write_front(
        self, positions: Mapping[int, Position], sections: Mapping[str, int]
    ) -> bytes:
        """Return the PDF.

        :param positions: exhibit number → where it lies
        :param sections: name of a part → its first page, as far as known
        """
        story = [
            *self._cover(sections),
            PageBreak(),
            *self._statement(),
            PageBreak(),
            *self._index(positions),
        ]
        return render(story, self._frames(), self.sheet.typeface)

    def write_integrity(self) -> bytes:
        """Return the last pages: the SHA-256 of every original file."""
        story = self.sheet.heading(self.labels.integrity)
        story += [self.sheet.text(self.labels.integrity_text), Spacer(0, 5 * mm)]
        columns = (
            Column(self.labels.number, right=True),
            Column(self.labels.file, flexible=True),
            Column(self.labels.sha256, right=True),
        )
        rows = [
            Row((str(exhibit.number), exhibit.file_name, exhibit.sha256 or "—"))
            for exhibit in self.exhibits
        ]
        if rows:
            story.append(grid(columns, rows, self.sheet))
        else:
            story.append(self.sheet.text(self.labels.no_exhibits))
        return render(story, self._frames(), self.sheet.typeface)

    def title(self) -> str:
        """Return "creditor against debtor"."""
        return self.labels.title % {
            "creditor": clip(self.claim.creditor.name, _TITLE_NAME_LIMIT),
            "debtor": clip(self.claim.debtor.name, _TITLE_NAME_LIMIT),
        }

    def parts(self) -> dict[str, str]:
        """Return {name: title} of the parts after the first page, in order."""
        labels = self.labels
        parts = {STATEMENT: labels.statement, INDEX: labels.index}
        if self.exhibits:
            parts[EXHIBITS] = labels.exhibits
        return {**parts, INTEGRITY: labels.integrity}

    def _frames(self) -> Frames:
        return Frames(title=self.title(), author=self.claim.creditor.name)

    # -- first page -----------------------------------------------------------

    def _cover(self, sections: Mapping[str, int]) -> list[Flowable]:
        story: list[Flowable] = [
            self._masthead(),
            Spacer(0, 7 * mm),
            self.sheet.text(self.title(), "title", bold=True),
            Spacer(0, 5 * mm),
            self._parties(),
            Spacer(0, 5 * mm),
            self.sheet.text(self._sentence()),
            Spacer(0, 5 * mm),
            self._amounts(),
        ]
        if self.claim.facts:
            story += [Spacer(0, 5 * mm), self._facts()]
        if self.claim.note.strip():
            story += [Spacer(0, 4 * mm), self.sheet.text(self.claim.note)]
        return [*story, Spacer(0, 6 * mm), self._contents(sections)]

    def _masthead(self) -> Table:
        """Return the kind of paper on the left, reference and date on the right."""
        claim, labels = self.claim, self.labels
        reference = labels.reference % {"reference": clip(claim.reference, LINE_LIMIT)}
        right = f"{reference}\n{self.formats.day(claim.date)}"
        cells = [
            self.sheet.text(labels.kind, "subheading", bold=True, textColor=ACCENT),
            self.sheet.text(right, "small", right=True),
        ]
        style = [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ("LINEBELOW", (0, 0), (-1, -1), 1.6, ACCENT),
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ]
        return self.sheet.table([cells], [_HALF, _HALF], style)

    def _parties(self) -> Table:
        """Return creditor and debtor side by side, the recipient below."""
        labels, claim, sheet = self.labels, self.claim, self.sheet
        cells = [
            [
                party_cell(sheet, labels.creditor, claim.creditor),
                party_cell(sheet, labels.debtor, claim.debtor),
            ],
            [party_cell(sheet, labels.recipient, claim.recipient), ""],
        ]
        return party_table(sheet, cells, [("SPAN", (0, 1), (-1, 1))])

    def _sentence(self) -> str:
        claim = self.claim
        return self.labels.sentence % {
            "creditor": clip(claim.creditor.name, NAME_LIMIT),
            "debtor": clip(claim.debtor.name, NAME_LIMIT),
            "recipient": clip(claim.recipient.name, NAME_LIMIT),
            "date": self.formats.day(claim.date),
            "lines": len(self.lines),
            "exhibits": len(self.exhibits),
        }

    def _amounts(self) -> Table:
        rows = claim_rows(self.claim, self.lines, self.labels.total)
        cells = [[self.sheet.text(self.labels.amount_claimed, "label", bold=True), ""]]
        cells += [self._amount(row) for row in rows]
        style = [
            ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIRLINE),
        ]
        widths = [0.6 * CONTENT_WIDTH, 0.4 * CONTENT_WIDTH]
        return self.sheet.table(cells, widths, style)

    def _amount(self, row: ClaimRow) -> list[Paragraph]:
        amount = self.formats.amount(row.amount, row.currency)
        size = "figure" if row.strong else "body"
        label = clip(row.label, LINE_LIMIT)
        return [
            self.sheet.text(label, "subheading" if row.strong else "body", row.strong),
            self.sheet.text(amount, size, row.strong, right=True),
        ]

    def _facts(self) -> KeepTogether:
        sheet = self.sheet
        rows = [
            [sheet.text(clip(label, 80), "small"), sheet.text(clip(value, 300))]
            for label, value in self.claim.facts
        ]
        table = sheet.table(rows, [45 * mm, CONTENT_WIDTH - 45 * mm], _quiet())
        heading = sheet.text(self.labels.facts, "label", bold=True)
        return KeepTogether([heading, Spacer(0, mm), rule(), table])

    def _contents(self, sections: Mapping[str, int]) -> KeepTogether:
        sheet = self.sheet
        cells = [
            self._content(LINK + name, title, page_number(sections.get(name, 0)))
            for name, title in self.parts().items()
        ]
        # two entries side by side keep the contents on the first page
        rows = [
            [*left, "", *right]
            for left, right in itertools.zip_longest(
                cells[::2], cells[1::2], fillvalue=["", ""]
            )
        ]
        entry = [_HALF - 19 * mm, 14 * mm]
        style = [*_quiet(), ("LINEBELOW", (2, 0), (2, -1), 1, white)]
        table = sheet.table(rows, [*entry, 10 * mm, *entry], style)
        heading = sheet.text(self.labels.contents, "label", bold=True)
        return KeepTogether([heading, Spacer(0, mm), rule(), table])

    def _content(self, target: str, title: str, page: str) -> list[Paragraph]:
        left, right = self.sheet.style("body"), self.sheet.style("body", right=True)
        return [
            self.sheet.link(title, target, left),
            self.sheet.link(page, target, right),
        ]

    # -- statement and index --------------------------------------------------

    def _statement(self) -> list[Flowable]:
        story = [self._mark(STATEMENT), *self.sheet.heading(self.labels.statement)]
        for currency in dict.fromkeys(line.currency for line in self.lines):
            lines = [line for line in self.lines if line.currency == currency]
            story += [self._claim_table(currency, lines), Spacer(0, 7 * mm)]
        return story

    def _claim_table(self, currency: str, lines: Sequence[ClaimLine]) -> Table:
        labels = self.labels
        columns = (
            Column(labels.invoice, flexible=True),
            Column(labels.invoice_date),
            Column(labels.due_date),
            Column(labels.days_late, right=True),
            Column(labels.original, right=True),
            Column(labels.paid, right=True),
            Column(labels.residual, right=True),
        )
        sums = [
            sum((getattr(line, name) for line in lines), Decimal(0))
            for name in ("original", "paid", "residual")
        ]
        total = (
            labels.total % {"currency": currency},
            *("", "", ""),
            *(self.formats.amount(value, currency) for value in sums),
        )
        rows = [self._claim_row(line) for line in lines]
        return grid(columns, [*rows, Row(total, strong=True)], self.sheet)

    def _claim_row(self, line: ClaimLine) -> Row:
        amounts = (line.original, line.paid, line.residual)
        return Row(
            (
                line.invoice,
                self.formats.day(line.invoice_date),
                self.formats.day(line.due_date),
                str(line.days_late),
                *(self.formats.amount(value, line.currency) for value in amounts),
            )
        )

    def _index(self, positions: Mapping[int, Position]) -> list[Flowable]:
        labels = self.labels
        story = [self._mark(INDEX), *self.sheet.heading(labels.index)]
        if not self.exhibits:
            return [*story, self.sheet.text(labels.no_exhibits)]
        columns = (
            Column(labels.number, right=True),
            Column(labels.category),
            Column(labels.document, flexible=True),
            Column(labels.date),
            Column(labels.pages, right=True),
            Column(labels.first_page, right=True, room=_UNKNOWN_PAGE),
        )
        rows = [self._index_row(item, positions[item.number]) for item in self.exhibits]
        return [*story, grid(columns, rows, self.sheet)]

    def _index_row(self, exhibit: Exhibit, position: Position) -> Row:
        return Row(
            (
                str(exhibit.number),
                exhibit.category,
                self._document(exhibit, position.status),
                self.formats.day(exhibit.date) if exhibit.date else "",
                str(position.pages),
                page_number(position.first_page),
            ),
            target=exhibit_link(exhibit.number),
        )

    def _document(self, exhibit: Exhibit, status: str) -> str:
        """Return the title, and what a reader must know of its pages."""
        title = clip(exhibit.title or exhibit.file_name, NAME_LIMIT)
        note = self.labels.note(status)
        return f"{title} ({note})" if note else title

    def _mark(self, name: str) -> Mark:
        return Mark(lambda page: self.starts.__setitem__(name, page))


def exhibit_link(number: int) -> str:
    """Return the address of an exhibit inside the bundle."""
    return f"{LINK}exhibit-{number}"


def page_number(page: int) -> str:
    """Write a page number, or what takes its room while it is unknown."""
    return str(page) if page else _UNKNOWN_PAGE


def _quiet() -> list[tuple]:
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, HAIRLINE),
    ]
