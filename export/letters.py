"""Letters that were printed in one go, taken apart again."""

import io
import itertools

import pikepdf


class NotOnePerLetter(ValueError):
    """A PDF does not have exactly one heading for each letter, in their order."""


def split(content: bytes, count: int) -> list[bytes]:
    """Return the ``count`` letters of a PDF in their order, each with all its pages.

    A letter begins on the page of its heading, the top entry of the outline that the
    PDF engine writes. That there are as many pages as letters proves nothing: one that
    is missing and another of two pages look the same, and a letter would go to the
    wrong debtor.

    :raises NotOnePerLetter: when the headings do not tell where each letter begins.
    """
    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PdfError as error:
        raise NotOnePerLetter("no PDF") from error
    with document:
        starts = _starts(document)
        if len(starts) != count or starts[:1] != [0] or len(set(starts)) != count:
            raise NotOnePerLetter(f"{count} letters, headings on pages {starts}")
        ends = [*starts[1:], len(document.pages)]
        pairs = zip(starts, ends, strict=True)
        return [_pages(document, start, end) for start, end in pairs]


def _starts(document):
    """Return the numbers of the pages, from 0, on which top headings stand, sorted."""
    with document.open_outline(max_depth=1) as outline:
        names = [entry.destination for entry in outline.root]
    places = document.Root.get("/Dests", {})
    found = [places.get(str(name)) for name in names]
    if None in found:
        return []
    return sorted(int(place[0]) for place in found)


def _pages(document, start, end):
    with pikepdf.Pdf.new() as letter:
        for page in itertools.islice(document.pages, start, end):
            letter.pages.append(page)
        out = io.BytesIO()
        letter.save(out)
    return out.getvalue()
