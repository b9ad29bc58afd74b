"""From the file of an exhibit to pages: PDF as it is, scans on A4, else one sheet.

A file from outside may be locked, broken or hostile. It never stops the dossier: a
sheet says what is wrong and where the original is.
"""

import io
import itertools
from dataclasses import dataclass

import img2pdf
import pikepdf
from PIL import Image, ImageSequence
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from .dossier_rows import Exhibit
from .formats import Formats
from .labels import DossierLabels
from .page import CONTENT_WIDTH, HEIGHT, WIDTH, Frames, Sheet, render
from .text import clip

PDF = "pdf"
REPAIRED = "repaired"
IMAGE = "image"
OTHER = "other"
ENCRYPTED = "encrypted"
DAMAGED = "damaged"
MISSING = "missing"

# what Odoo lets Pillow decode, and TIFF, which img2pdf brings
_IMAGES = {"jpeg", "jpg", "png", "gif", "tiff", "bmp", "x-ms-bmp"}
# leaves room for the stamp above and the page number below
_SCAN_BORDER = 16 * mm
_FLATTEN = "screen"


@dataclass(frozen=True)
class Pages:
    """The pages of one exhibit.

    :param str status: PDF, REPAIRED (rebuilt by qpdf), IMAGE, or why there is only a
        sheet: OTHER, ENCRYPTED, DAMAGED, MISSING
    :param pikepdf.Pdf document: its pages; to be closed by the caller
    """

    status: str
    document: pikepdf.Pdf


def exhibit_pages(
    exhibit: Exhibit, labels: DossierLabels, formats: Formats, sheet: Sheet
) -> Pages:
    """Return the exhibit's pages, or a sheet that stands for them."""
    status, document = _read(exhibit)
    if document is None:
        content = substitute(exhibit, status, labels, formats, sheet)
        document = pikepdf.open(io.BytesIO(content))
    return Pages(status, document)


def _read(exhibit: Exhibit) -> tuple[str, pikepdf.Pdf | None]:
    content = exhibit.content
    if content is None:
        return (OTHER if exhibit.sha256 else MISSING), None
    if exhibit.mimetype == "application/pdf" or b"%PDF-" in content[:1024]:
        return read_pdf(content)
    kind, _slash, subtype = exhibit.mimetype.partition("/")
    if kind == "image" and subtype in _IMAGES:
        return _read_image(content)
    return OTHER, None


def read_pdf(content: bytes) -> tuple[str, pikepdf.Pdf | None]:
    """Open, repairing when qpdf can; a PDF anyone may open is not called locked.

    :return: status, and the document when it has pages; to be closed by the caller
    """
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError:
        return ENCRYPTED, None
    except pikepdf.PdfError:
        return DAMAGED, None
    try:
        if not len(document.pages):
            return DAMAGED, None
        _make_inert(document)
        return (REPAIRED if document.get_warnings() else PDF), document
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return DAMAGED, None


def _make_inert(document: pikepdf.Pdf) -> None:
    """Turn fields and comments into ink; drop actions and links that would break."""
    document.generate_appearance_streams()
    document.flatten_annotations(_FLATTEN)
    for page in document.pages:
        for key in ("/AA", "/Annots", "/B", "/StructParents", "/Tabs"):
            if key in page.obj:
                del page.obj[key]


def _read_image(content: bytes) -> tuple[str, pikepdf.Pdf | None]:
    # a decoder may fail on a broken scan in any way it likes
    try:
        pages = img2pdf.convert(
            _opaque(content),
            layout_fun=img2pdf.get_layout_fun(
                pagesize=(WIDTH, HEIGHT),
                border=(_SCAN_BORDER, _SCAN_BORDER),
                fit=img2pdf.FitMode.into,
                auto_orient=True,
            ),
            rotation=img2pdf.Rotation.ifvalid,
            nodate=True,
        )
        return IMAGE, pikepdf.open(io.BytesIO(pages))
    except Exception:
        return DAMAGED, None


def _opaque(content: bytes) -> list[bytes]:
    """Lay a transparent picture on white; leave every other file untouched.

    Only a TIFF has pages; of an animation the first picture is taken.
    """
    with Image.open(io.BytesIO(content)) as image:
        # decoding all of it tells a truncated scan from a whole one
        image.load()
        several = getattr(image, "n_frames", 1) > 1
        if not image.has_transparency_data and (image.format == "TIFF" or not several):
            return [content]
        frames = ImageSequence.Iterator(image)
        last = None if image.format == "TIFF" else 1
        return [_on_white(frame) for frame in itertools.islice(frames, last)]


def _on_white(image: Image.Image) -> bytes:
    image = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    out = io.BytesIO()
    Image.alpha_composite(white, image).convert("RGB").save(out, "PNG")
    return out.getvalue()


def substitute(
    exhibit: Exhibit,
    status: str,
    labels: DossierLabels,
    formats: Formats,
    sheet: Sheet,
) -> bytes:
    """Return one A4 page that names the file and says why it is not shown."""
    number = labels.exhibit % {"number": exhibit.number}
    title = clip(exhibit.title or exhibit.file_name, 240)
    story: list[Flowable] = [
        Spacer(0, 45 * mm),
        sheet.text(number, "heading", bold=True),
        Spacer(0, 2 * mm),
        sheet.text(title, "title", bold=True),
        Spacer(0, 8 * mm),
        _details(exhibit, labels, formats, sheet),
        Spacer(0, 8 * mm),
        sheet.text(labels.reason(status)),
    ]
    return render(story, Frames(title=number, author=""), sheet.typeface)


def _details(
    exhibit: Exhibit, labels: DossierLabels, formats: Formats, sheet: Sheet
) -> Table:
    """Return kind, date, file, size and SHA-256, those that are known."""
    pairs = [
        (labels.category, exhibit.category),
        (labels.date, formats.day(exhibit.date) if exhibit.date else ""),
        (labels.file, exhibit.file_name),
        (labels.size, formats.size(exhibit.size) if exhibit.size else ""),
        (labels.sha256, exhibit.sha256),
    ]
    rows = [
        [sheet.text(label, "small"), sheet.text(value)]
        for label, value in pairs
        if value
    ]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
    return sheet.table(rows, [32 * mm, CONTENT_WIDTH - 32 * mm], style)
