"""The evidence for a bad debt, for the accountant and the tax inspector, in one PDF.

Cover (what, why, how much), the invoices with their VAT, the steps taken and what they
cost, the entries, then every proof as a numbered and stamped exhibit with its
fingerprint. Bookmarks and the index lead to each. The same rows give the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    PageBreak,
    Spacer,
    Table,
)

from .dossier import Dossier, bind
from .dossier_front import EXHIBITS, INDEX, INTEGRITY, Front, Position
from .dossier_rows import Exhibit, check_numbers
from .evidence_rows import Entry, WriteOff
from .formats import ENGLISH, Formats
from .grid import Column, Row, grid
from .history import SENT, moment
from .labels import EvidenceLabels
from .page import BAND, CONTENT_WIDTH, Frames, Sheet, render
from .party_block import two_parties
from .text import clip
from .typeface import Typeface, find_typeface
from .vat_note import ALERT, lost_table, mentions

LOST, STEPS, COSTS, ENTRIES = "lost", "steps", "costs", "entries"


def write_evidence(
    write_off: WriteOff,
    exhibits: Sequence[Exhibit] = (),
    labels: EvidenceLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
) -> Dossier:
    """Write the evidence pack.

    :param write_off: what is lost, what was done, what is booked
    :param exhibits: proofs and rectified duplicates, numbered 1, 2, 3…
    :raise ExportError: rows that do not hold together, with what to correct
    """
    check_numbers(exhibits)
    sheet = Sheet(typeface or find_typeface())
    labels = labels or EvidenceLabels()
    return bind(_Front(write_off, (), exhibits, labels, formats, sheet))


class _Front(Front):
    """The pages before the proofs; `claim` is the write-off."""

    claim: WriteOff
    labels: EvidenceLabels

    def write_front(
        self, positions: Mapping[int, Position], sections: Mapping[str, int]
    ) -> bytes:
        # EXTENDS Front: other parts between the first page and the index
        story = [
            *self._first_page(sections),
            PageBreak(),
            *self._lost(),
            *self._steps(),
            *self._costs(),
            *self._entries(),
            PageBreak(),
            *self._index(positions),
        ]
        return render(story, self._frames(), self.sheet.typeface)

    def parts(self) -> dict[str, str]:
        # EXTENDS Front
        labels = self.labels
        parts = {LOST: labels.lost, STEPS: labels.steps}
        if self.claim.costs:
            parts[COSTS] = labels.costs
        parts |= {ENTRIES: labels.entries, INDEX: labels.index}
        if self.exhibits:
            parts[EXHIBITS] = labels.exhibits
        return {**parts, INTEGRITY: labels.integrity}

    def _frames(self) -> Frames:
        return Frames(title=self.title(), author=self.claim.creditor.name)

    # -- first page --------------------------------------------------------------

    def _first_page(self, sections: Mapping[str, int]) -> Iterator[Flowable]:
        claim, labels, sheet = self.claim, self.labels, self.sheet
        yield self._masthead()
        yield Spacer(0, 7 * mm)
        yield sheet.text(self.title(), "title", bold=True)
        yield Spacer(0, 5 * mm)
        yield two_parties(
            sheet, (labels.creditor, claim.creditor), (labels.debtor, claim.debtor)
        )
        yield Spacer(0, 6 * mm)
        for label, words in ((labels.what, claim.what), (labels.reason, claim.reason)):
            yield sheet.text(label, "label", bold=True)
            yield sheet.text(words)
            yield Spacer(0, 3 * mm)
        yield self._sums()
        if claim.warnings:
            yield Spacer(0, 5 * mm)
            yield self._warnings()
        if claim.facts:
            yield Spacer(0, 5 * mm)
            yield self._facts()
        yield Spacer(0, 6 * mm)
        yield self._contents(sections)

    def _sums(self) -> Table:
        labels, claim = self.labels, self.claim
        columns = (
            Column(labels.amounts, flexible=True),
            Column(claim.currency, right=True),
        )
        rows = [
            self._sum(labels.net, claim.sum_of("net")),
            self._sum(labels.vat, claim.sum_of("vat")),
            self._sum(labels.gross, claim.sum_of("gross"), strong=True),
        ]
        return grid(columns, rows, self.sheet)

    def _sum(self, label: str, amount: Decimal, strong: bool = False) -> Row:
        return Row((label, self._amount(amount)), strong=strong)

    def _amount(self, amount: Decimal) -> str:
        return self.formats.amount(amount, self.claim.currency)

    def _warnings(self) -> Table:
        sheet = self.sheet
        cells = [[sheet.text(self.labels.warnings, "label", bold=True)]]
        cells += [[sheet.text(words)] for words in self.claim.warnings]
        style = [
            ("BACKGROUND", (0, 0), (-1, -1), BAND),
            ("LINEBEFORE", (0, 0), (0, -1), 2.4, ALERT),
            ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4 * mm),
        ]
        return sheet.table(cells, [CONTENT_WIDTH], style)

    # -- what is lost, what was done ---------------------------------------------

    def _lost(self) -> Iterator[Flowable]:
        yield from self._section(LOST, self.labels.lost)
        yield lost_table(self.claim, self.labels, self.formats, self.sheet)
        yield Spacer(0, 7 * mm)
        yield from mentions(self.claim, self.labels, self.sheet)
        yield Spacer(0, 6 * mm)

    def _steps(self) -> Iterator[Flowable]:
        labels, formats = self.labels, self.formats
        yield from self._section(STEPS, labels.steps)
        if not self.claim.steps:
            yield from (self.sheet.text(labels.no_steps), Spacer(0, 8 * mm))
            return
        columns = (
            Column(labels.date),
            Column(labels.channel),
            Column(labels.subject, flexible=True),
            Column(labels.proof, flexible=True),
        )
        rows = [
            Row(
                (
                    formats.when(one.when),
                    one.channel,
                    self._subject(one.direction, one.subject),
                    one.proof,
                )
            )
            for one in sorted(self.claim.steps, key=lambda one: moment(one.when))
        ]
        yield grid(columns, rows, self.sheet)
        yield Spacer(0, 10 * mm)

    def _subject(self, direction: str, subject: str) -> str:
        word = self.labels.sent if direction == SENT else self.labels.received
        return self.labels.pair % {"label": word, "value": clip(subject, 160)}

    def _costs(self) -> Iterator[Flowable]:
        labels, claim = self.labels, self.claim
        if not claim.costs:
            return
        yield from self._section(COSTS, labels.costs)
        columns = (
            Column(labels.date),
            Column(labels.document),
            Column(labels.description, flexible=True),
            Column(labels.amount, right=True),
        )
        for currency in dict.fromkeys(one.currency for one in claim.costs):
            own = [one for one in claim.costs if one.currency == currency]
            rows = [
                Row(
                    (
                        self.formats.day(one.date),
                        one.document,
                        f"{one.label} ({one.note})" if one.note else one.label,
                        self.formats.amount(one.amount, currency),
                    )
                )
                for one in own
            ]
            total = sum((one.amount for one in own), Decimal(0))
            words = self.formats.amount(total, currency)
            rows.append(Row((labels.sum, "", "", words), strong=True))
            yield grid(columns, rows, self.sheet)
            yield Spacer(0, 8 * mm)

    # -- entries -----------------------------------------------------------------

    def _entries(self) -> Iterator[Flowable]:
        heading = list(self._section(ENTRIES, self.labels.entries))
        if not self.claim.entries:
            yield KeepTogether([*heading, self.sheet.text(self.labels.no_entries)])
        for entry in self.claim.entries:
            yield KeepTogether([*heading, *self._entry(entry), Spacer(0, 7 * mm)])
            heading = []

    def _entry(self, entry: Entry) -> list[Flowable]:
        labels, sheet = self.labels, self.sheet
        words = labels.entry % {
            "journal": entry.journal,
            "date": self.formats.day(entry.date),
            "reference": entry.reference or "–",
        }
        state = labels.posted if entry.posted else labels.proposed
        columns = (
            Column(labels.account),
            Column(labels.account_name),
            Column(labels.label, flexible=True),
            Column(labels.debit, right=True),
            Column(labels.credit, right=True),
        )
        rows = [
            Row(
                (
                    line.account,
                    line.name,
                    line.label,
                    self._amount(line.debit) if line.debit else "",
                    self._amount(line.credit) if line.credit else "",
                )
            )
            for line in entry.lines
        ]
        sums = self._amount(entry.debit), self._amount(entry.credit)
        rows.append(Row((labels.sum, "", "", *sums), strong=True))
        return [
            sheet.text(entry.purpose, "subheading", bold=True),
            sheet.text(f"{words} – {state}", "small"),
            Spacer(0, 2 * mm),
            grid(columns, rows, sheet),
        ]

    def _section(self, name: str, title: str) -> Iterator[Flowable]:
        yield CondPageBreak(50 * mm)
        yield self._mark(name)
        yield from self.sheet.heading(title)
