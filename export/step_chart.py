"""The balance of a claim as a picture: SVG for screens, a drawing for paper.

Blue is the principal: up when something falls due, down at each payment. Orange on top
of it is what delay adds. Numbered pills are notices and events, named below.
"""

import functools
import zlib
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Drawing, Group, Polygon, PolyLine, Rect, String
from reportlab.graphics.shapes import Line as DrawnLine
from reportlab.lib.colors import Color, HexColor, white

from . import page
from .chart_layout import (
    EVENT,
    FORMAL,
    GRID,
    MUTED,
    PRINCIPAL,
    SIZE,
    TEXT,
    TOTAL,
    WIDTH,
    Line,
    Picture,
    Pill,
    Shape,
    Text,
    lay_out,
)
from .claim_rows import Balance
from .formats import ENGLISH, Formats
from .labels import ChartLabels
from .text import clean
from .typeface import Typeface, find_typeface

# mid tones that can be read on white and on a dark page
_SCREEN = {
    TEXT: ("currentColor", 1),
    MUTED: ("currentColor", 0.68),
    GRID: ("currentColor", 0.16),
    PRINCIPAL: ("#3b87b5", 1),
    TOTAL: ("#d4731c", 1),
    FORMAL: ("#c9402f", 1),
    EVENT: ("#8a63b8", 1),
}
_PAPER = {
    TEXT: page.INK,
    MUTED: page.MUTED,
    GRID: page.HAIRLINE,
    PRINCIPAL: HexColor("#2b6f99"),
    TOTAL: HexColor("#b85c0e"),
    FORMAL: HexColor("#b03425"),
    EVENT: HexColor("#6f4a9e"),
}
_FILL = 0.22
_PILL = 16.0


def step_chart_svg(
    balance: Balance, labels: ChartLabels | None = None, formats: Formats = ENGLISH
) -> str:
    """Return an SVG element to put into a page; as wide as its place, up to 900 px.

    It takes the text colour of the page around it, so it works on dark pages too.
    """
    picture = lay_out(balance, labels or ChartLabels(), formats)
    body = "".join(_svg(item) for item in picture.items)
    key = f"balance-{zlib.crc32((picture.description + body).encode()):08x}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-labelledby="{key}-title {key}-desc" '
        f'viewBox="0 0 {WIDTH:g} {picture.height:g}" '
        f'font-family="inherit" font-size="{SIZE:g}" '
        'style="display:block;width:100%;max-width:900px;height:auto">'
        f'<title id="{key}-title">{_words(picture.title)}</title>'
        f'<desc id="{key}-desc">{_words(picture.description)}</desc>{body}</svg>'
    )


def _words(text: str) -> str:
    return escape(clean(text))


def _paint(name: str, colour: str, factor: float = 1) -> str:
    value, opacity = _SCREEN[colour]
    opacity *= factor
    seen = "" if opacity == 1 else f' {name}-opacity="{opacity:g}"'
    return f'{name}="{value}"{seen}'


@functools.singledispatch
def _svg(item: object) -> str:
    """Return the SVG of one item of a picture."""
    raise TypeError(item)


@_svg.register
def _svg_line(item: Line) -> str:
    dash = f' stroke-dasharray="{item.dash[0]:g} {item.dash[1]:g}"' if item.dash else ""
    return (
        f'<line x1="{item.x1:.1f}" y1="{item.y1:.1f}" x2="{item.x2:.1f}" '
        f'y2="{item.y2:.1f}" {_paint("stroke", item.colour)} '
        f'stroke-width="{item.width:g}"{dash}/>'
    )


@_svg.register
def _svg_shape(item: Shape) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in item.points)
    if item.filled:
        return f'<polygon points="{points}" {_paint("fill", item.colour, _FILL)}/>'
    return (
        f'<polyline points="{points}" fill="none" {_paint("stroke", item.colour)} '
        'stroke-width="2" stroke-linejoin="round"/>'
    )


@_svg.register
def _svg_text(item: Text) -> str:
    weight = ' font-weight="bold"' if item.bold else ""
    return (
        f'<text x="{item.x:.1f}" y="{item.y:.1f}" {_paint("fill", item.colour)} '
        f"text-anchor={quoteattr(item.anchor)}{weight}>{_words(item.words)}</text>"
    )


@_svg.register
def _svg_pill(item: Pill) -> str:
    # a muted pill would let the page shine through its white words
    colour = "#6b7785" if item.colour == MUTED else _SCREEN[item.colour][0]
    return (
        f'<rect x="{item.x - item.width / 2:.1f}" y="{item.y - _PILL / 2:.1f}" '
        f'width="{item.width:.1f}" height="{_PILL:g}" rx="{_PILL / 2:g}" '
        f'fill="{colour}"/>'
        f'<text x="{item.x:.1f}" y="{item.y + 4:.1f}" fill="#ffffff" '
        f'text-anchor="middle" font-weight="bold">{_words(item.words)}</text>'
    )


def step_chart_drawing(
    balance: Balance,
    labels: ChartLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
    width: float = page.CONTENT_WIDTH,
) -> Drawing:
    """Return the picture for a ReportLab story, as wide as told (points)."""
    picture = lay_out(balance, labels or ChartLabels(), formats)
    scale = width / WIDTH
    drawing = Drawing(width, picture.height * scale)
    # y grows upwards on paper
    group = Group(transform=(scale, 0, 0, scale, 0, 0))
    pencil = _Pencil(picture, typeface or find_typeface())
    for shape in pencil.shapes():
        group.add(shape)
    drawing.add(group)
    return drawing


class _Pencil:
    """Turns the items of a picture into shapes of ReportLab."""

    def __init__(self, picture: Picture, typeface: Typeface) -> None:
        self._picture = picture
        self._typeface = typeface

    def shapes(self) -> Iterator[object]:
        draw = {
            Line: self._line,
            Shape: self._shape,
            Text: self._text,
            Pill: self._pill,
        }
        for item in self._picture.items:
            yield from draw[type(item)](item)

    def _y(self, y: float) -> float:
        return self._picture.height - y

    def _line(self, item: Line) -> Iterator[object]:
        yield DrawnLine(
            item.x1,
            self._y(item.y1),
            item.x2,
            self._y(item.y2),
            strokeColor=_PAPER[item.colour],
            strokeWidth=item.width,
            strokeDashArray=item.dash,
        )

    def _shape(self, item: Shape) -> Iterator[object]:
        points = [value for x, y in item.points for value in (x, self._y(y))]
        colour = _PAPER[item.colour]
        if item.filled:
            tint = Color(*(1 - _FILL * (1 - part) for part in colour.rgb()))
            yield Polygon(points, fillColor=tint, strokeColor=None)
        else:
            yield PolyLine(points, strokeColor=colour, strokeWidth=2, strokeLineJoin=1)

    def _text(self, item: Text) -> Iterator[object]:
        width = self._typeface.width(item.words, SIZE, item.bold)
        start = {"start": 0, "middle": width / 2, "end": width}[item.anchor]
        yield from self._strings(
            item.words, item.x - start, item.y, _PAPER[item.colour], item.bold
        )

    def _strings(
        self, words: str, x: float, y: float, colour: Color, bold: bool
    ) -> Iterator[object]:
        for font, chars in self._typeface.runs(words, bold):
            yield String(
                x, self._y(y), chars, fontName=font, fontSize=SIZE, fillColor=colour
            )
            x += self._typeface.width(chars, SIZE, bold)

    def _pill(self, item: Pill) -> Iterator[object]:
        yield Rect(
            item.x - item.width / 2,
            self._y(item.y + _PILL / 2),
            item.width,
            _PILL,
            rx=_PILL / 2,
            ry=_PILL / 2,
            fillColor=_PAPER[item.colour],
            strokeColor=None,
        )
        width = self._typeface.width(item.words, SIZE, True)
        yield from self._strings(
            item.words, item.x - width / 2, item.y + 4, white, True
        )
