"""The rectified duplicate of an unpaid invoice, with its mention in red above it.

Each page of the invoice is made a little smaller, so that the mention hides nothing.
"""

import io
from dataclasses import dataclass
from datetime import date

import pikepdf
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from .exhibit_pages import ENCRYPTED, read_pdf
from .page import HEIGHT, MUTED, WIDTH, Sheet
from .text import ExportError, clip
from .typeface import Typeface, find_typeface
from .vat_note import ALERT

_EDGE = 8 * mm
# room for the number of an exhibit above and of a page below
_TOP, _BOTTOM = 15 * mm, 11 * mm
_PADDING = 3.5 * mm
_GAP = 1.2 * mm
_ORIGINAL = pikepdf.Name("/Original")
_HEADING, _MENTION, _NOTE = 24, 11.5, 8


@dataclass(frozen=True)
class _Band:
    """What stands above the page, laid out for one width; units of the band's scale."""

    blocks: tuple[Paragraph, ...]
    width: float

    @property
    def height(self) -> float:
        """With the padding of its frame."""
        inner = self.width - 2 * _PADDING
        words = sum(block.wrap(inner, 10000)[1] for block in self.blocks)
        return words + _GAP * (len(self.blocks) - 1) + 2 * _PADDING

    def draw(self, canvas: Canvas, left: float, top: float) -> None:
        """Draw the frame and the words in it, downwards from `top`."""
        height = self.height
        canvas.setStrokeColor(ALERT)
        canvas.setLineWidth(1.8)
        canvas.rect(left, top - height, self.width, height)
        y = top - _PADDING
        for block in self.blocks:
            y -= block.wrap(self.width - 2 * _PADDING, 10000)[1]
            block.drawOn(canvas, left + _PADDING, y)
            y -= _GAP


def write_duplicate(
    invoice_pdf: bytes,
    mention: str,
    heading: str,
    day: date,
    note: str = "",
    typeface: Typeface | None = None,
) -> bytes:
    """Return the invoice with heading and mention above each of its pages.

    :param invoice_pdf: the invoice as it was sent
    :param mention: e.g. the words of art. 272 CGI, amounts filled in
    :param heading: "DUPLICATA" in the reader's language
    :param day: of the rectification, written into the metadata
    :param note: small line below, e.g. number of the invoice and its source
    :raise ExportError: a file without pages we can read
    """
    if not mention.strip():
        raise ExportError(
            "The duplicate has no mention: choose the text that applies on its date."
        )
    status, original = read_pdf(invoice_pdf)
    if original is None:
        why = "protected by a password" if status == ENCRYPTED else "damaged"
        raise ExportError(
            f"The PDF of the invoice is {why}: print the invoice again and take that "
            "file."
        )
    sheet = Sheet(typeface or find_typeface())
    with original, pikepdf.Pdf.new() as document:
        for page in original.pages:
            _add(document, page, _blocks(sheet, heading, mention, note))
        _describe(document, heading, day)
        out = io.BytesIO()
        document.save(out, deterministic_id=True)
    return out.getvalue()


def _blocks(
    sheet: Sheet, heading: str, mention: str, note: str
) -> tuple[Paragraph, ...]:
    def block(words: str, size: float, **options: object) -> Paragraph:
        return sheet.text(words, fontSize=size, leading=size * 1.28, **options)

    blocks = [
        block(clip(heading, 60), _HEADING, bold=True, textColor=ALERT),
        block(mention, _MENTION, bold=True, textColor=ALERT),
    ]
    if note:
        blocks.append(block(note, _NOTE, textColor=MUTED))
    return tuple(blocks)


def _add(
    document: pikepdf.Pdf, page: pikepdf.Page, blocks: tuple[Paragraph, ...]
) -> None:
    """Append one page: the band above, the invoice's page below."""
    width, height = _upright(page)
    band = _Band(blocks, width - 2 * _EDGE)
    top = height - _TOP - band.height - 2 * mm
    if top < height / 2:
        raise ExportError(
            "The mention leaves no room for the invoice: shorten it, three lines or "
            "four are enough."
        )
    place = pikepdf.Rectangle(_EDGE, _BOTTOM, width - _EDGE, top)
    with pikepdf.open(io.BytesIO(_paper(band, width, height))) as paper:
        document.pages.extend(paper.pages)
    new = document.pages[-1]
    # the box a reader sees, and the turn of the page, become part of the drawing
    form = document.copy_foreign(page.as_form_xobject())
    new.add_resource(form, pikepdf.Name.XObject, _ORIGINAL)
    drawing = new.calc_form_xobject_placement(form, _ORIGINAL, place, allow_expand=True)
    new.contents_add(b"\nq\n" + drawing + b"\nQ\n")
    new.contents_coalesce()


def _upright(page: pikepdf.Page) -> tuple[float, float]:
    """Return A4, as the invoice's page is seen: upright or lying."""
    left, bottom, right, top = (float(value) for value in page.trimbox.as_list())
    lying = abs(right - left) > abs(top - bottom)
    turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
    return (HEIGHT, WIDTH) if lying != turned else (WIDTH, HEIGHT)


def _paper(band: _Band, width: float, height: float) -> bytes:
    """Return one page that bears only the band."""
    out = io.BytesIO()
    canvas = Canvas(
        out,
        pagesize=(width, height),
        invariant=1,
        pageCompression=1,
        initialFontName=band.blocks[0].style.fontName,
    )
    band.draw(canvas, _EDGE, height - _TOP)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _describe(document: pikepdf.Pdf, heading: str, day: date) -> None:
    document.docinfo["/Title"] = clip(heading, 200)
    document.docinfo["/Creator"] = "account_collection"
    document.docinfo["/CreationDate"] = f"D:{day:%Y%m%d}000000Z"
