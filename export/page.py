"""The look of our papers: A4, one scale of sizes, one blue, hairlines, wide margins."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from .text import clip
from .typeface import Typeface

INK = HexColor("#1f2933")
MUTED = HexColor("#5f6c7b")
ACCENT = HexColor("#1b4965")
HAIRLINE = HexColor("#cbd2d9")
BAND = HexColor("#f1f4f7")

WIDTH, HEIGHT = A4
MARGIN = 20 * mm
TOP = 24 * mm
BOTTOM = 22 * mm
CONTENT_WIDTH = WIDTH - 2 * MARGIN

# name: (size, leading, colour)
_SCALE = {
    "title": (19, 24, ACCENT),
    "heading": (14, 18, ACCENT),
    "subheading": (10.5, 14, INK),
    "body": (9.5, 13.5, INK),
    "small": (8, 11, MUTED),
    "label": (7.5, 10, MUTED),
    "figure": (15, 19, INK),
}


@dataclass(frozen=True)
class Sheet:
    """Makes paragraphs of one typeface; texts are plain, never markup.

    :param typeface: fonts to draw with
    """

    typeface: Typeface

    def style(
        self, name: str, bold: bool = False, right: bool = False, **options: object
    ) -> ParagraphStyle:
        """Return the style of that name, with ReportLab options on top."""
        size, leading, colour = _SCALE[name]
        values = {
            "fontName": self.typeface.bold if bold else self.typeface.regular,
            "fontSize": size,
            "leading": leading,
            "textColor": colour,
            "alignment": TA_RIGHT if right else TA_LEFT,
            "allowWidows": 0,
            "allowOrphans": 0,
            **options,
        }
        return ParagraphStyle(name, **values)

    def text(
        self, text: str, name: str = "body", bold: bool = False, **options: object
    ) -> Paragraph:
        """Return a paragraph; line breaks in `text` are kept."""
        style = self.style(name, bold, **options)
        return Paragraph(self.typeface.markup(text, bold), style)

    def link(self, text: str, target: str, style: ParagraphStyle) -> Paragraph:
        """Return a paragraph that is a link to `target` (an address of our own)."""
        bold = style.fontName == self.typeface.bold
        markup = self.typeface.markup(text, bold)
        return Paragraph(f'<a href="{target}">{markup}</a>', style)

    def table(
        self,
        cells: Sequence[Sequence[object]],
        widths: Sequence[float],
        style: Sequence[tuple],
        **options: object,
    ) -> Table:
        """Return a table of paragraphs; `options` go to ReportLab.

        Left alone, ReportLab names a font in every table that it does not embed.
        """
        table = Table(cells, colWidths=widths, hAlign="LEFT", **options)
        font = ("FONTNAME", (0, 0), (-1, -1), self.typeface.regular)
        table.setStyle([font, *style])
        return table

    def heading(self, text: str) -> list[Flowable]:
        """Return a section's heading with its rule."""
        return [
            self.text(text, "heading", bold=True),
            Spacer(0, 2 * mm),
            rule(),
            Spacer(0, 4 * mm),
        ]


def masthead(sheet: Sheet, title: str, subtitle: str, line: str = "") -> list[Flowable]:
    """Return what stands at the head of a first page."""
    story: list[Flowable] = [
        sheet.text(title, "title", bold=True),
        sheet.text(clip(subtitle, 300), "subheading"),
    ]
    if line:
        story.append(sheet.text(line, "small"))
    return [*story, Spacer(0, 3 * mm), rule(ACCENT, 1.6), Spacer(0, 7 * mm)]


def rule(colour: Color = HAIRLINE, thickness: float = 0.6) -> HRFlowable:
    """Return a line across the page."""
    return HRFlowable(width="100%", thickness=thickness, color=colour, spaceAfter=0)


class Mark(Flowable):
    """Invisible: tells on which page (from 1) it came to stand.

    :param Callable seen: called with the page number
    """

    def __init__(self, seen: Callable[[int], None]) -> None:
        super().__init__()
        self._seen = seen
        self.width = self.height = 0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Take no room."""
        return 0, 0

    def draw(self) -> None:
        """Tell the page."""
        self._seen(self.canv.getPageNumber())


@dataclass(frozen=True)
class Frames:
    """What stands around the text of every page.

    :param str title: title of the document, also its metadata
    :param str author: metadata
    :param str running: words at the top of every page but the first
    :param str page: template with %(page)s and %(pages)s; empty for no numbers
    :param str left: words at the bottom left
    """

    title: str
    author: str
    running: str = ""
    page: str = ""
    left: str = ""


def render(story: Sequence[Flowable], frames: Frames, typeface: Typeface) -> bytes:
    """Lay the story out on A4 and return the PDF, the same bytes for the same story."""
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=clip(frames.title, 200),
        author=clip(frames.author, 200),
        creator="account_collection",
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(
        MARGIN,
        BOTTOM,
        CONTENT_WIDTH,
        HEIGHT - TOP - BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates(PageTemplate(frames=[frame]))
    document.build(list(story), canvasmaker=_canvas_maker(frames, typeface))
    return out.getvalue()


def _canvas_maker(frames: Frames, typeface: Typeface) -> type[Canvas]:
    """Return a canvas class that waits for the number of pages to write it."""

    class NumberedCanvas(Canvas):
        def __init__(self, *args: object, **options: object) -> None:
            options["initialFontName"] = typeface.regular
            super().__init__(*args, **options)
            self._waiting: list[dict] = []

        def showPage(self) -> None:  # ReportLab's own name
            self._waiting.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for state in self._waiting:
                self.__dict__.update(state)
                draw_frames(self, frames, typeface, len(self._waiting))
                Canvas.showPage(self)
            Canvas.save(self)

    return NumberedCanvas


def draw_frames(canvas: Canvas, frames: Frames, typeface: Typeface, pages: int) -> None:
    """Draw the words above and below one page."""
    number = canvas.getPageNumber()
    canvas.setFillColor(MUTED)
    if frames.running and number > 1:
        draw_line(canvas, typeface, frames.running, MARGIN, HEIGHT - 13 * mm)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, HEIGHT - 15.5 * mm, WIDTH - MARGIN, HEIGHT - 15.5 * mm)
    if frames.left:
        draw_line(canvas, typeface, frames.left, MARGIN, 11 * mm)
    if frames.page:
        words = frames.page % {"page": number, "pages": pages}
        draw_line(canvas, typeface, words, WIDTH - MARGIN, 11 * mm, right=True)


def draw_line(
    canvas: Canvas,
    typeface: Typeface,
    text: str,
    x: float,
    y: float,
    size: float = 7.5,
    right: bool = False,
) -> None:
    """Draw one clipped line from `x`, or up to it when `right`."""
    text = clip(text, 110)
    if right:
        x -= typeface.width(text, size)
    for font, chars in typeface.runs(text):
        canvas.setFont(font, size)
        canvas.drawString(x, y, chars)
        x += canvas.stringWidth(chars, font, size)
