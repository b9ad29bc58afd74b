"""Marks on finished pages: exhibit number top right, page number at the bottom.

Marks stand in the corner a reader sees, whatever the rotation and the size of the
page, and grow with it, so that a plan printed on A4 still shows them.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .page import ACCENT, HAIRLINE, HEIGHT, MARGIN, MUTED, WIDTH, draw_line
from .text import clip
from .typeface import Typeface

_SIZE = 7.5
_LIMIT = 100
# width and height that the marks need, in points
_ROOM = (200, 50)


@dataclass(frozen=True)
class PageMarks:
    """Words for one page.

    :param str corner: top right; empty for none
    :param str left: bottom left; empty for none
    :param str right: bottom right
    """

    corner: str
    left: str
    right: str


def stamp(
    document: pikepdf.Pdf, marks: Sequence[PageMarks], typeface: Typeface
) -> None:
    """Draw the marks on all pages of the document, in order."""
    boxes = [page.cropbox.as_list() for page in document.pages]
    boxes = [[float(value) for value in box] for box in boxes]
    sizes = [
        _seen_size(page, box) for page, box in zip(document.pages, boxes, strict=True)
    ]
    with pikepdf.open(io.BytesIO(_layer(sizes, marks, typeface))) as layer:
        pages = zip(document.pages, layer.pages, boxes, strict=True)
        for number, (page, over, box) in enumerate(pages, start=1):
            _overlay(page, over, pikepdf.Rectangle(*box), number)


def _overlay(
    page: pikepdf.Page, over: pikepdf.Page, box: pikepdf.Rectangle, number: int
) -> None:
    """Draw one page upon another, under a name that the same rows give again.

    pikepdf's own overlay takes a random name. Pages may share their resources, so
    the name holds the page number; a page that has it already bears our marks from
    another bundle.
    """
    name = f"/CollectionMarks{number}"
    while any(name in kind for kind in _dictionaries(page)):
        name += "b"
    marks = page.add_resource(
        over.as_form_xobject(), pikepdf.Name.XObject, pikepdf.Name(name)
    )
    drawing = page.calc_form_xobject_placement(
        page.resources.XObject[marks], marks, box, allow_expand=True
    )
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(b"Q\n" + drawing)
    page.contents_coalesce()


def _dictionaries(page: pikepdf.Page) -> list[pikepdf.Dictionary]:
    """Return the kinds of resources a page names: fonts, pictures and so on."""
    kinds = page.resources.as_dict().values()
    return [kind for kind in kinds if isinstance(kind, pikepdf.Dictionary)]


def _seen_size(page: pikepdf.Page, box: Sequence[float]) -> tuple[float, float]:
    """Return width and height as a reader sees them, in points."""
    width, height = abs(box[2] - box[0]), abs(box[3] - box[1])
    turned = int(page.obj.get("/Rotate", 0)) % 180
    return (height, width) if turned else (width, height)


def _layer(
    sizes: Sequence[tuple[float, float]],
    marks: Sequence[PageMarks],
    typeface: Typeface,
) -> bytes:
    """Return a PDF of transparent pages that bear only the marks."""
    out = io.BytesIO()
    canvas = Canvas(
        out, invariant=1, pageCompression=1, initialFontName=typeface.regular
    )
    for (width, height), words in zip(sizes, marks, strict=True):
        canvas.setPageSize((width, height))
        scale = _scale(width, height)
        canvas.scale(scale, scale)
        _draw(canvas, words, typeface, width / scale, height / scale)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _scale(width: float, height: float) -> float:
    """Return how much larger than on A4 the marks are, so that they fit and show.

    >>> round(_scale(WIDTH, HEIGHT), 6), round(_scale(2384, 3370))
    (1.0, 4)
    """
    alike = math.sqrt(width * height / (WIDTH * HEIGHT))
    return min(alike, width / _ROOM[0], height / _ROOM[1])


def _draw(
    canvas: Canvas, words: PageMarks, typeface: Typeface, width: float, height: float
) -> None:
    if words.corner:
        label = clip(words.corner, _LIMIT)
        _box(canvas, typeface, label, width - 7 * mm, height - 10.5 * mm)
        draw_line(
            canvas,
            typeface,
            label,
            width - 9 * mm,
            height - 8.8 * mm,
            _SIZE,
            right=True,
        )
        _plate(canvas, typeface, words.right, width - 9 * mm, 6 * mm)
        draw_line(canvas, typeface, words.right, width - 9 * mm, 6 * mm, right=True)
        return
    canvas.setFillColor(MUTED)
    draw_line(canvas, typeface, words.left, MARGIN, 11 * mm)
    draw_line(canvas, typeface, words.right, width - MARGIN, 11 * mm, right=True)


def _box(
    canvas: Canvas, typeface: Typeface, label: str, right: float, bottom: float
) -> None:
    """Draw the white plate with a fine border that the exhibit number stands on."""
    width = typeface.width(label, _SIZE) + 4 * mm
    canvas.setFillColor(white)
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.6)
    canvas.roundRect(right - width, bottom, width, 5.4 * mm, 1 * mm, fill=1)
    canvas.setFillColor(ACCENT)


def _plate(
    canvas: Canvas, typeface: Typeface, label: str, right: float, bottom: float
) -> None:
    """Whiten what is under the page number, so that it can be read on any page."""
    width = typeface.width(clip(label, _LIMIT), _SIZE)
    canvas.setFillColor(white)
    canvas.rect(
        right - width - mm, bottom - mm, width + 2 * mm, 4 * mm, stroke=0, fill=1
    )
    canvas.setFillColor(MUTED)
