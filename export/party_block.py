"""Who stands on a first page: boxes with name, address, register number, contact."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from .dossier_rows import Party
from .page import BAND, CONTENT_WIDTH, HAIRLINE, Sheet
from .text import clip

NAME_LIMIT = 160
LINE_LIMIT = 120
_HALF = CONTENT_WIDTH / 2


def two_parties(
    sheet: Sheet, left: tuple[str, Party], right: tuple[str, Party]
) -> Table:
    """Return both parties side by side, each as (its role in words, who)."""
    return party_table(sheet, [[party_cell(sheet, *left), party_cell(sheet, *right)]])


def party_table(
    sheet: Sheet, cells: Sequence[Sequence[object]], style: Sequence[tuple] = ()
) -> Table:
    """Return the boxes: the first row on a band, `style` on top."""
    frame = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), BAND),
        ("BOX", (0, 0), (-1, -1), 0.6, HAIRLINE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, HAIRLINE),
        ("LINEAFTER", (0, 0), (0, 0), 0.6, HAIRLINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 4 * mm),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4 * mm),
        ("TOPPADDING", (0, 0), (-1, -1), 3 * mm),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5 * mm),
    ]
    return sheet.table(cells, [_HALF, _HALF], [*frame, *style])


def party_cell(sheet: Sheet, role: str, party: Party) -> list[Paragraph]:
    """Return what stands in the box of one party."""

    def lines(texts: Sequence[str], name: str) -> list[Paragraph]:
        words = "\n".join(clip(text, LINE_LIMIT) for text in texts if text)
        return [sheet.text(words, name)] if words else []

    return [
        sheet.text(role, "label", bold=True),
        sheet.text(clip(party.name, NAME_LIMIT), "subheading", bold=True),
        *lines(party.address[:6], "body"),
        *lines(party.identifiers[:4], "small"),
        *lines(party.contact[:4], "small"),
    ]
