"""The plain words of an e-mail written in HTML, for evidence on paper.

What the reader saw is kept: paragraphs, lists, tables, addresses behind links. What he
did not see goes: styles, scripts, hidden text, tracking pixels. A quoted reply, which
the history holds as a message of its own, is replaced with a mark, so that nothing is
cut in silence; a bare forward, whose quote is all it says, is kept whole.
"""

import re

from lxml import etree, html

QUOTE_MARK = "[…]"

_INVISIBLE = (
    "script style head title meta link noscript template object svg iframe".split()
)
_BLOCKS = set(
    "address article aside blockquote body center dd div dl dt fieldset footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead "
    "tr ul".split()
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|"
    r"max-height\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
# how the mail programs mark what they quote
_QUOTES = (
    "//blockquote[@type='cite']",
    "//*[contains(concat(' ', @class, ' '), ' gmail_quote ')]",
    "//*[contains(concat(' ', @class, ' '), ' gmail_quote_container ')]",
    "//*[contains(concat(' ', @class, ' '), ' moz-cite-prefix ')]",
    "//*[contains(concat(' ', @class, ' '), ' yahoo_quoted ')]",
    "//*[contains(concat(' ', @class, ' '), ' protonmail_quote ')]",
    "//*[@data-o-mail-quote]",
)
# Outlook only marks where the quote begins: it runs to the end of its container
_QUOTE_STARTS = (
    "//*[@id='appendonsend' or @id='divRplyFwdMsg']",
    "//div[contains(translate(@style, ' ', ''), 'border-top:solid#E1E1E1')]",
    "//div[contains(translate(@style, ' ', ''), 'border-top:solid#B5C4DF')]",
)
_FORWARD = re.compile(
    r"-{3,}\s*(Forwarded message|Message transféré|Message transmis)", re.IGNORECASE
)
_QUOTED_LINE = re.compile(r"^\s*>")
_INTRODUCTION = re.compile(r"^\s*(On|Le)\b.{5,200}(wrote|écrit)\s*:\s*$", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"^\s*-{3,}\s*(Original Message|Message d['’]origine)\s*-{3,}", re.IGNORECASE
)
_BULLET = re.compile(r"•|\d+\.")
_LINK_LIMIT = 300
_TINY = 3

# marks in the stream of words; none of them can come from the mail itself
_PARAGRAPH, _CELL = "\f", "\v"
_OURS = re.compile(r"[\f\v\x00]")


def html_to_paragraphs(
    source: str, keep_quotes: bool = False, quote_mark: str = QUOTE_MARK
) -> tuple[str, ...]:
    """Return the paragraphs of an HTML body; a line break inside one is kept.

    :param str source: HTML, whole page or fragment; plain text will do
    :param bool keep_quotes: print quoted replies too
    :param str quote_mark: what stands where a quote was cut

    >>> html_to_paragraphs("<p>Bonjour,<br>voir <a href='https://a.example/x'>ici</a>"
    ...                    "</p><blockquote type='cite'>avant</blockquote>")
    ('Bonjour,\\nvoir ici (https://a.example/x)', '[…]')
    """
    whole = _paragraphs(source, None)
    if keep_quotes:
        return whole
    paragraphs = _without_quoted_lines(_paragraphs(source, quote_mark), quote_mark)
    if all(text == quote_mark for text in paragraphs):
        return whole
    return paragraphs


def _paragraphs(source: str, quote_mark: str | None) -> tuple[str, ...]:
    root = _parse(source)
    if root is None:
        return ()
    _drop_invisible(root)
    if quote_mark is not None:
        _drop_quotes(root, quote_mark)
    return _tidy("".join(_words(root)))


def _parse(source: str) -> html.HtmlElement | None:
    """Return the tree; None when there is nothing in it."""
    content = _OURS.sub(" ", source).encode("utf-8", "replace")
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        return html.document_fromstring(content, parser=parser)
    except etree.ParserError:
        return None


def _drop_invisible(root: html.HtmlElement) -> None:
    doomed = list(root.iter(*_INVISIBLE))
    doomed += [node for node in root.iter() if _is_hidden(node)]
    for node in doomed:
        if node.getparent() is not None:
            node.drop_tree()


def _is_hidden(node: html.HtmlElement) -> bool:
    return "hidden" in node.attrib or bool(_HIDDEN.search(node.get("style", "")))


def _drop_quotes(root: html.HtmlElement, mark: str) -> None:
    for path in _QUOTES:
        for node in root.xpath(path):
            if not _FORWARD.search(node.text_content()):
                _replace(node, mark)
    for path in _QUOTE_STARTS:
        for node in root.xpath(path):
            for later in list(node.itersiblings()):
                later.drop_tree()
            _replace(node, mark)


def _replace(node: html.HtmlElement, mark: str) -> None:
    if node.getparent() is None:
        return
    paragraph = html.Element("p")
    paragraph.text = mark
    node.addprevious(paragraph)
    node.drop_tree()


def _words(root: html.HtmlElement) -> list[str]:
    """Return the text with a mark at each end of a paragraph or cell."""
    words: list[str] = []
    links: list[int] = []
    verbatim = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        verbatim += (node.tag == "pre") * (1 if event == "start" else -1)
        if event == "start":
            links += [len(words)] if node.tag == "a" else []
            words += [*_before(node), _spaced(node.text, verbatim)]
            continue
        if node.tag == "a":
            words.append(_address(node, "".join(words[links.pop() :])))
        words += [_after(node), _spaced(node.tail, verbatim)]
    return words


def _spaced(text: str | None, verbatim: int) -> str:
    """Return text with its white space as a browser shows it; no-break ones stay."""
    if not text:
        return ""
    return text.replace("\r", "") if verbatim else re.sub(r"[ \t\r\n]+", " ", text)


def _before(node: html.HtmlElement) -> list[str]:
    if node.tag == "br":
        return ["\n"]
    if node.tag == "img":
        return [_picture(node)]
    if node.tag == "li":
        return [_PARAGRAPH, _bullet(node)]
    return [_PARAGRAPH] if node.tag in _BLOCKS else []


def _after(node: html.HtmlElement) -> str:
    if node.tag in ("td", "th") and node.getnext() is not None:
        return _CELL
    return _PARAGRAPH if node.tag in _BLOCKS else ""


def _bullet(node: html.HtmlElement) -> str:
    parent = node.getparent()
    if parent is None or parent.tag != "ol":
        return "• "
    return f"{1 + sum(1 for _item in node.itersiblings('li', preceding=True))}. "


def _picture(node: html.HtmlElement) -> str:
    """Return the words of a picture; a tracking pixel has none."""
    sizes = [node.get("width", ""), node.get("height", "")]
    if any(size.isdigit() and int(size) <= _TINY for size in sizes):
        return ""
    alt = " ".join(node.get("alt", "").split())
    return f" [{alt}] " if alt else ""


def _address(node: html.HtmlElement, shown: str) -> str:
    """Return the address behind a link, unless its words already show it."""
    target = "".join(node.get("href", "").split())
    shown = re.sub(r"\s+", " ", shown).strip()
    scheme, _colon, rest = target.partition(":")
    if not shown or scheme.lower() not in ("http", "https", "mailto", "tel"):
        return ""
    bare = rest.lstrip("/").rstrip("/")
    if bare.partition("?")[0] in shown or target in shown:
        return ""
    address = target if scheme.lower().startswith("http") else rest
    return f" ({address[:_LINK_LIMIT]}{'…' if len(address) > _LINK_LIMIT else ''})"


def _tidy(text: str) -> tuple[str, ...]:
    """Cut into paragraphs: at each mark, and at each empty line."""
    paragraphs = []
    bullet = ""
    for block in text.split(_PARAGRAPH):
        block = re.sub(rf"[ {_CELL}]*{_CELL}[ {_CELL}]*", " | ", block)
        block = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", block))
        for part in re.split(r"\n{2,}", block):
            part = part.strip(" \n|\u00a0\u200b\u200c\ufeff")
            if _BULLET.fullmatch(part):
                # its words are a paragraph inside the item
                bullet = f"{part} "
            elif part:
                paragraphs.append(bullet + part)
                bullet = ""
    return tuple(paragraphs)


def _without_quoted_lines(paragraphs: tuple[str, ...], mark: str) -> tuple[str, ...]:
    """Cut what a mail program without HTML quoted, line by line."""
    kept: list[str] = []
    for line in "\n\n".join(paragraphs).split("\n"):
        starts_original = _ORIGINAL.match(line)
        if starts_original or _QUOTED_LINE.match(line) or line == mark:
            _cut(kept, mark)
        else:
            kept.append(line)
        if starts_original:
            break
    parts = "\n".join(kept).split("\n\n")
    return tuple(part.strip("\n") for part in parts if part.strip("\n"))


def _cut(kept: list[str], mark: str) -> None:
    """Put one mark for a quote, in place of the "On … wrote:" that announced it."""
    while kept and not kept[-1]:
        kept.pop()
    for lines in (1, 2):
        if _INTRODUCTION.match(" ".join(kept[-lines:])):
            del kept[-lines:]
            break
    if kept[-1:] != [mark]:
        kept += ["", mark]
    kept.append("")
