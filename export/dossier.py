"""The dossier for an agency, a lawyer or a court: everything in one PDF.

First page (who claims what from whom), statement of the claim, index of exhibits,
every exhibit with its number stamped on each page, and the fingerprints of the files.
Bookmarks and the index lead to each exhibit. The same rows give the same bytes.
"""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import pikepdf

from .dossier_front import (
    EXHIBITS,
    INTEGRITY,
    LINK,
    Front,
    Position,
    exhibit_link,
)
from .dossier_rows import Claim, ClaimLine, Exhibit, check_rows
from .exhibit_pages import Pages, exhibit_pages
from .formats import ENGLISH, Formats
from .labels import DossierLabels
from .page import Sheet
from .stamp import PageMarks, stamp
from .text import clip
from .typeface import Typeface, find_typeface

_TITLE_LIMIT = 120


@dataclass(frozen=True)
class BoundExhibit:
    """Where one exhibit lies in the bundle.

    :param int first_page: from 1, in the whole bundle
    :param int pages: how many
    :param str status: as in `exhibit_pages`: "pdf", "repaired", "image", or why a
        sheet stands for it: "other", "encrypted", "damaged", "missing"
    """

    number: int
    file_name: str
    first_page: int
    pages: int
    status: str


@dataclass(frozen=True)
class Dossier:
    """The finished bundle.

    :param bytes content: the PDF
    :param int pages: number of its pages
    :param exhibits: where each exhibit lies, in order
    """

    content: bytes = field(repr=False)
    pages: int
    exhibits: tuple[BoundExhibit, ...]

    @property
    def sha256(self) -> str:
        """Lower-case hexadecimal SHA-256 of the PDF."""
        return hashlib.sha256(self.content).hexdigest()


def write_dossier(
    claim: Claim,
    lines: Sequence[ClaimLine],
    exhibits: Sequence[Exhibit],
    labels: DossierLabels | None = None,
    formats: Formats = ENGLISH,
    typeface: Typeface | None = None,
) -> Dossier:
    """Write the dossier.

    :param claim: parties, date, amounts
    :param lines: due items, in the order to print; at least one
    :param exhibits: numbered 1, 2, 3… in the order to bind
    :param labels: words in the reader's language; English by default
    :param formats: how amounts and dates are written
    :param typeface: fonts; those of the system by default
    :raise ExportError: rows that do not hold together, with what to correct
    """
    check_rows(lines, exhibits)
    labels = labels or DossierLabels()
    sheet = Sheet(typeface or find_typeface())
    front = Front(claim, lines, exhibits, labels, formats, sheet)
    return bind(front)


def bind(front: Front) -> Dossier:
    """Bind a front, its exhibits and their fingerprints into one PDF."""
    labels, formats, sheet = front.labels, front.formats, front.sheet
    with ExitStack() as stack:
        bound = [exhibit_pages(item, labels, formats, sheet) for item in front.exhibits]
        for pages in bound:
            stack.enter_context(pages.document)
        return _Binder(front, bound, stack).bind()


@dataclass
class _Binder:
    """Puts the parts together; knows the first page of each."""

    front: Front
    bound: Sequence[Pages]
    stack: ExitStack

    def bind(self) -> Dossier:
        """Return the finished bundle."""
        integrity = self._open(self.front.write_integrity())
        front, positions, sections = self._settle()
        document = self.stack.enter_context(pikepdf.Pdf.new())
        for part in (front, *(pages.document for pages in self.bound), integrity):
            document.pages.extend(part.pages)
        _connect(document, len(front.pages), self._targets(positions, sections))
        self._bookmark(document, positions, sections)
        stamp(document, self._marks(document, positions), self.front.sheet.typeface)
        self._describe(document)
        return self._finish(document, positions)

    def _open(self, content: bytes) -> pikepdf.Pdf:
        return self.stack.enter_context(pikepdf.open(io.BytesIO(content)))

    def _settle(self) -> tuple[pikepdf.Pdf, dict[int, Position], dict[str, int]]:
        """Write the front until the page numbers it prints are its own.

        Its layout leaves the same room for every number, so twice is enough.
        """
        positions = self._positions(None)
        sections: dict[str, int] = {}
        while True:
            front = self._open(self.front.write_front(positions, sections))
            settled = self._positions(len(front.pages))
            found = self._sections(len(front.pages), settled)
            if settled == positions and found == sections:
                return front, positions, sections
            positions, sections = settled, found

    def _positions(self, front_pages: int | None) -> dict[int, Position]:
        """Return {exhibit number: position}; page 0 while the front is not written."""
        positions = {}
        first = 0 if front_pages is None else front_pages + 1
        for exhibit, pages in zip(self.front.exhibits, self.bound, strict=True):
            count = len(pages.document.pages)
            positions[exhibit.number] = Position(first, count, pages.status)
            first += count if front_pages is not None else 0
        return positions

    def _sections(
        self, front_pages: int, positions: Mapping[int, Position]
    ) -> dict[str, int]:
        pages = sum(position.pages for position in positions.values())
        sections = {**self.front.starts, INTEGRITY: front_pages + pages + 1}
        if positions:
            sections[EXHIBITS] = front_pages + 1
        return sections

    def _targets(
        self, positions: Mapping[int, Position], sections: Mapping[str, int]
    ) -> dict[str, int]:
        """Return {address of our links: page from 1}."""
        targets = {LINK + name: page for name, page in sections.items()}
        for number, position in positions.items():
            targets[exhibit_link(number)] = position.first_page
        return targets

    def _bookmark(
        self,
        document: pikepdf.Pdf,
        positions: Mapping[int, Position],
        sections: Mapping[str, int],
    ) -> None:
        labels = self.front.labels
        with document.open_outline() as outline:
            add = _bookmarks(outline.root)
            add(labels.kind, 1)
            for name, title in self.front.parts().items():
                if name == EXHIBITS:
                    self._bookmark_exhibits(add, positions)
                else:
                    add(title, sections[name])

    def _bookmark_exhibits(
        self, add: Callable[[str, int], None], positions: Mapping[int, Position]
    ) -> None:
        for exhibit in self.front.exhibits:
            add(self._bookmark_title(exhibit), positions[exhibit.number].first_page)

    def _bookmark_title(self, exhibit: Exhibit) -> str:
        number = self.front.labels.exhibit % {"number": exhibit.number}
        title = clip(exhibit.title or exhibit.file_name, _TITLE_LIMIT)
        return f"{number} — {exhibit.category} — {title}"

    def _marks(
        self, document: pikepdf.Pdf, positions: Mapping[int, Position]
    ) -> list[PageMarks]:
        """Return the words for each page of the bundle."""
        labels, total = self.front.labels, len(document.pages)
        corners = {}
        for number, position in positions.items():
            for page in range(position.pages):
                corners[position.first_page + page] = labels.stamp % {
                    "number": number,
                    "page": page + 1,
                    "pages": position.pages,
                }
        reference = clip(self.front.claim.reference, 60)
        left = labels.reference % {"reference": reference}
        return [
            PageMarks(
                corner=corners.get(page, ""),
                left=left,
                right=labels.page % {"page": page, "pages": total},
            )
            for page in range(1, total + 1)
        ]

    def _describe(self, document: pikepdf.Pdf) -> None:
        """Write title, author and the date of the claim; open with bookmarks."""
        day = self.front.claim.date
        document.docinfo["/Title"] = self.front.title()
        document.docinfo["/Author"] = clip(self.front.claim.creditor.name, 200)
        document.docinfo["/Creator"] = "account_collection"
        document.docinfo["/CreationDate"] = f"D:{day:%Y%m%d}000000Z"
        document.Root.PageMode = pikepdf.Name.UseOutlines
        document.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        document.Root.Lang = self.front.labels.language

    def _finish(
        self, document: pikepdf.Pdf, positions: Mapping[int, Position]
    ) -> Dossier:
        out = io.BytesIO()
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        exhibits = tuple(
            BoundExhibit(
                exhibit.number,
                exhibit.file_name,
                positions[exhibit.number].first_page,
                positions[exhibit.number].pages,
                positions[exhibit.number].status,
            )
            for exhibit in self.front.exhibits
        )
        return Dossier(out.getvalue(), len(document.pages), exhibits)


def _bookmarks(root: list) -> Callable[[str, int], None]:
    """Return a function that appends one bookmark (title, page from 1)."""

    def add(title: str, page: int) -> None:
        root.append(pikepdf.OutlineItem(title, page - 1))

    return add


def _connect(
    document: pikepdf.Pdf, front_pages: int, targets: Mapping[str, int]
) -> None:
    """Turn our own addresses in the front's links into places in the bundle."""
    for page in list(document.pages)[:front_pages]:
        for link in page.obj.get("/Annots", []):
            target = targets.get(str(link.get("/A", {}).get("/URI", "")))
            if target:
                place = document.pages[target - 1].obj
                link.Dest = pikepdf.Array([place, pikepdf.Name.Fit])
                del link["/A"]
