"""The VAT of lost invoices: their table, and the mention that forbids its deduction.

The tax office accepts one statement per debtor that lists each unpaid invoice (number,
label, date, net, VAT) in place of duplicates, when the mention stands on it in very
visible letters (BOI-TVA-DED-40-10-20). The words are the caller's, with their source.
"""

from collections.abc import Iterator

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from .evidence_rows import LostInvoice, WriteOff
from .formats import ENGLISH, Formats
from .grid import Column, Row, grid
from .labels import EvidenceLabels
from .page import CONTENT_WIDTH, Frames, Sheet, masthead, render
from .party_block import two_parties
from .typeface import Typeface, find_typeface

ALERT = HexColor("#b3261e")


def write_vat_statement(
    write_off: WriteOff,
    labels: EvidenceLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
) -> bytes:
    """Return the summary statement to send to one debtor, as a PDF."""
    labels = labels or EvidenceLabels()
    sheet = Sheet(typeface or find_typeface())
    creditor, debtor = write_off.creditor, write_off.debtor
    parties = {"creditor": creditor.name, "debtor": debtor.name}
    subtitle = labels.vat_subtitle % parties
    line = f"{write_off.reference} – {formats.day(write_off.date)}"
    story: list[Flowable] = [
        *masthead(sheet, labels.vat_title, subtitle, line),
        two_parties(sheet, (labels.creditor, creditor), (labels.debtor, debtor)),
        Spacer(0, 8 * mm),
        lost_table(write_off, labels, formats, sheet),
        Spacer(0, 8 * mm),
        *mentions(write_off, labels, sheet, size=13),
    ]
    frames = Frames(
        title=f"{labels.vat_title} – {debtor.name}",
        author=creditor.name,
        running=f"{labels.vat_title} – {subtitle}",
        page=labels.page,
        left=write_off.reference,
    )
    return render(story, frames, sheet.typeface)


def lost_table(
    write_off: WriteOff, labels: EvidenceLabels, formats: Formats, sheet: Sheet
) -> Table:
    """Return one row an invoice, with the sums."""

    def amount(name: str, one: LostInvoice) -> str:
        return formats.amount(getattr(one, name), write_off.currency)

    names = ("net", "vat", "gross")
    columns = (
        Column(labels.invoice),
        Column(labels.label, flexible=True),
        Column(labels.invoice_date),
        *(Column(getattr(labels, name), right=True) for name in names),
    )
    rows = [
        Row(
            (
                one.number,
                f"{one.label} ({one.note})" if one.note else one.label,
                formats.day(one.date),
                *(amount(name, one) for name in names),
            )
        )
        for one in write_off.invoices
    ]
    sums = [formats.amount(write_off.sum_of(one), write_off.currency) for one in names]
    total = labels.total % {"currency": write_off.currency}
    rows.append(Row((total, "", "", *sums), strong=True))
    return grid(columns, rows, sheet)


def mentions(
    write_off: WriteOff, labels: EvidenceLabels, sheet: Sheet, size: float = 10
) -> Iterator[Flowable]:
    """Yield the mention of each invoice in a red frame; one that all share, once."""
    shared: dict[tuple[str, str], list[str]] = {}
    for one in write_off.invoices:
        if one.mention:
            shared.setdefault((one.mention, one.source), []).append(one.number)
    if not shared:
        return
    yield sheet.text(labels.mention, "subheading", bold=True)
    yield Spacer(0, 2 * mm)
    for (mention, source), numbers in shared.items():
        invoice = ", ".join(numbers)
        words = labels.mention_of % {"invoice": invoice, "source": source}
        yield _framed(mention, words if source else invoice, sheet, size)
        yield Spacer(0, 3 * mm)


def _framed(mention: str, words: str, sheet: Sheet, size: float) -> Table:
    cells = [
        [sheet.text(words, "small")],
        [
            sheet.text(
                mention,
                bold=True,
                fontSize=size,
                leading=size * 1.3,
                textColor=ALERT,
            )
        ],
    ]
    style = [
        ("BOX", (0, 0), (-1, -1), 1.4, ALERT),
        ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4 * mm),
        ("TOPPADDING", (0, 0), (-1, 0), 2.5 * mm),
        ("BOTTOMPADDING", (0, 0), (-1, 0), 0.5 * mm),
        ("TOPPADDING", (0, 1), (-1, 1), 0),
        ("BOTTOMPADDING", (0, 1), (-1, 1), 3 * mm),
        ("NOSPLIT", (0, 0), (-1, -1)),
    ]
    return sheet.table(cells, [CONTENT_WIDTH], style)
