"""One message as a PDF: what an e-mail or a call script said, kept as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import html
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from .grid import Column, Row, grid
from .page import Frames, Sheet, render, rule
from .typeface import find_typeface

_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_SKIPPED = {"style", "script", "head", "title"}


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of plain text; line breaks are kept."""

    text: str
    bullet: bool = False


@dataclass(frozen=True)
class Table:
    """A table of plain texts; `right` tells which columns hold figures.

    :param strong: numbers of the rows that are totals
    """

    head: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Message:
    """A message as it was sent.

    :param subject: its title
    :param author: who wrote, for the PDF's metadata
    :param facts: pairs of label and value, in their order
    :param blocks: paragraphs and tables, in their order
    :param page: template with %(page)s and %(pages)s
    """

    subject: str
    author: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Paragraph | Table, ...]
    page: str = ""


def write(message: Message) -> bytes:
    """Return the message as a PDF; the same message gives the same bytes."""
    typeface = find_typeface()
    sheet = Sheet(typeface)
    story: list[Flowable] = sheet.heading(message.subject)
    story += [_fact(sheet, label, value) for label, value in message.facts if value]
    story += [Spacer(0, 3 * mm), rule(), Spacer(0, 6 * mm)]
    for block in message.blocks:
        story += _block(sheet, block)
    frames = Frames(
        title=message.subject,
        author=message.author,
        running=message.subject,
        page=message.page,
        left=message.author,
    )
    return render(story, frames, typeface)


def _fact(sheet: Sheet, label: str, value: str) -> Flowable:
    return sheet.text(f"{label}\u00a0: {value}", "small", spaceAfter=1)


def _block(sheet: Sheet, block: Paragraph | Table) -> list[Flowable]:
    if isinstance(block, Paragraph):
        text = f"•\u00a0{block.text}" if block.bullet else block.text
        indent = 4 * mm if block.bullet else 0
        return [sheet.text(text, leftIndent=indent, spaceAfter=2.4 * mm)]
    columns = [
        Column(head, right=right, flexible=index == 0)
        for index, (head, right) in enumerate(zip(block.head, block.right, strict=True))
    ]
    rows = [
        Row(cells, strong=index in block.strong)
        for index, cells in enumerate(block.rows)
    ]
    return [Spacer(0, 1 * mm), grid(columns, rows, sheet), Spacer(0, 4 * mm)]


def read_html(source: str) -> tuple[Paragraph | Table, ...]:
    """Return the paragraphs and tables of a fragment of HTML, as plain text.

    >>> read_html("<div><p>Hello,<br/>you</p> <ul><li>one</li></ul>bye</div>")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Paragraph(text='Hello,\\nyou', bullet=False),
     Paragraph(text='one', bullet=True), Paragraph(text='bye', bullet=False))
    >>> table = read_html("<table><thead><tr><th>No</th></tr></thead>"
    ...                   "<tbody><tr><td>7</td></tr></tbody></table>")[0]
    >>> table.head, table.rows
    (('No',), (('7',),))
    """
    if not source.strip():
        return ()
    blocks: list[Paragraph | Table] = []
    _walk(html.fragment_fromstring(source, create_parent="div"), blocks)
    return tuple(blocks)


def _walk(node: html.HtmlElement, blocks: list[Paragraph | Table]) -> None:
    _add(blocks, node.text)
    for child in node:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            pass
        elif child.tag == "table":
            _add_table(blocks, child)
        elif child.tag in _PARAGRAPHS or child.tag == "li":
            _add(blocks, _text(child), bullet=child.tag == "li")
        elif child.tag in ("div", "ul", "ol", "section", "body", "html"):
            _walk(child, blocks)
        else:
            _add(blocks, _text(child))
        _add(blocks, child.tail)


def _add(
    blocks: list[Paragraph | Table], text: str | None, bullet: bool = False
) -> None:
    if text and text.strip():
        blocks.append(Paragraph(text.strip(), bullet))


def _add_table(blocks: list[Paragraph | Table], node: html.HtmlElement) -> None:
    """Add a table; one without a head goes on with the table before it. The rows of a
    table within it are its own.

    >>> nested = "<tr><td><table><tr><td>8</td></tr></table></td></tr>"
    >>> read_html(f"<table><thead><tr><th>No</th></tr></thead>{nested}</table>")[0].rows
    (('8',),)
    """
    rows = [row for row in node.iter("tr") if row.find(".//table") is None]
    before = blocks[-1] if blocks else None
    if rows and isinstance(before, Table) and node.find("thead") is None:
        blocks[-1] = _extend(before, rows)
    elif rows:
        head = _cells(rows[0])
        right = tuple("right" in (cell.get("style") or "") for cell in head)
        texts = tuple(_text(cell) for cell in head)
        blocks.append(_extend(Table(texts, right, ()), rows[1:]))


def _extend(table: Table, rows: Sequence[html.HtmlElement]) -> Table:
    """Return the table with more rows, each as wide as its head."""
    width, shift = len(table.head), len(table.rows)
    strong = {
        at + shift for at, row in enumerate(rows) if row.find(".//strong") is not None
    }
    texts = [[_text(cell) for cell in _cells(row)][:width] for row in rows]
    more = tuple(tuple(row + [""] * (width - len(row))) for row in texts)
    return replace(table, rows=table.rows + more, strong=table.strong | strong)


def _text(node: html.HtmlElement) -> str:
    """Return the text of a node on one line, broken only where the node says so."""
    pieces = [node.text or ""]
    for child in node:
        broken = "\0" if child.tag == "br" else ""
        inner = _text(child) if isinstance(child.tag, str) else ""
        pieces.append(broken + inner.replace("\n", "\0") + (child.tail or ""))
    # no-break spaces are kept: they hold figures together
    words = "".join(pieces).replace("\n", " ").replace("\t", " ").split(" ")
    lines = " ".join(word for word in words if word).split("\0")
    return "\n".join(line.strip(" ") for line in lines)


def _cells(row: html.HtmlElement) -> Sequence[html.HtmlElement]:
    """Return the cells of a row, a wide one followed by its empty places."""
    cells = []
    for cell in row.iterchildren("td", "th"):
        cells.append(cell)
        span = cell.get("colspan", "1")
        blanks = int(span) - 1 if span.isdigit() else 0
        cells += [html.Element("td") for _blank in range(blanks)]
    return cells
