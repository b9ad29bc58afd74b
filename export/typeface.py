"""Fonts for our PDFs: embedded, with every letter a French or foreign name needs.

Courts and agencies keep a PDF for years, so its fonts travel inside. The first family
found is used; a character it lacks is drawn from the next that has it, and what no
font has becomes its plain letter or a question mark, never an error. ReportLab's own
Vera (French and the euro sign, no Cyrillic) is always there as a last resort.
"""

import functools
import os
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from .text import clean

SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")

# family, regular file, bold file; in order of preference
_FAMILIES = (
    ("Roboto", "Roboto-Regular.ttf", "Roboto-Bold.ttf"),
    ("Liberation", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    ("DejaVu", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
_VERA = ("Vera", "Vera.ttf", "VeraBd.ttf")

# what stands in for a character that a font lacks, best first
_STAND_INS = {
    "\u00a0": " ",
    "\u2011": "-",
    "\u2010": "-",
    "\u2212": "-",
    "\u2019": "'",
    "\u2032": "'",
    "\u2026": "...",
    "\u2116": "No",
    "\u2022": "-",
    "œ": "oe",
    "Œ": "OE",
    "€": "EUR",
}


@dataclass(frozen=True)
class Typeface:
    """Families to draw with, the first being the look of the document.

    :param families: names of registered fonts, as pairs (regular, bold)
    """

    families: tuple[tuple[str, str], ...]

    @property
    def regular(self) -> str:
        """Font name of running text."""
        return self.families[0][0]

    @property
    def bold(self) -> str:
        """Font name of headings."""
        return self.families[0][1]

    def runs(self, text: str, bold: bool = False) -> Iterator[tuple[str, str]]:
        """Cut a text into (font name, characters) that this font can draw."""
        font, chars = self.families[0][bold], ""
        # ReportLab breaks lines at the narrow no-break space of French figures
        for char in clean(text).replace("\u202f", "\u00a0"):
            found, drawn = self._place(char, bold)
            if found != font and chars:
                yield font, chars
                chars = ""
            font, chars = found, chars + drawn
        if chars:
            yield font, chars

    def markup(self, text: str, bold: bool = False) -> str:
        """Return the text for a ReportLab paragraph, line breaks kept.

        Nothing in `text` is read as markup.
        """
        main = self.families[0][bold]
        pieces = (
            escape(chars)
            if font == main
            else f'<font name="{font}">{escape(chars)}</font>'
            for font, chars in self.runs(text, bold)
        )
        return "".join(pieces).replace("\n", "<br/>")

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of one line in points."""
        return sum(
            pdfmetrics.stringWidth(chars, font, size)
            for font, chars in self.runs(text, bold)
        )

    def _place(self, char: str, bold: bool) -> tuple[str, str]:
        """Return the font for one character, and what to draw for it."""
        if char == "\n":
            return self.families[0][bold], char
        for family in self.families:
            if _has(family[bold], char):
                return family[bold], char
        return self.families[0][bold], self._stand_in(char, bold)

    def _stand_in(self, char: str, bold: bool) -> str:
        main = self.families[0][bold]
        known = _STAND_INS.get(char)
        if known and all(_has(main, part) for part in known):
            return known
        if known:
            return "".join(self._stand_in(part, bold) for part in known)
        letters = unicodedata.normalize("NFKD", char)
        drawn = "".join(part for part in letters if _has(main, part))
        return drawn or "?"


def find_typeface(folders: Sequence[str] = SYSTEM_FOLDERS) -> Typeface:
    """Return the best typeface that the folders hold; Vera is always the last.

    The same folders give the same fonts, so the same bytes.
    """
    return _load(tuple(str(folder) for folder in folders))


@functools.cache
def _load(folders: tuple[str, ...]) -> Typeface:
    files = _font_files(folders)
    vera = str(Path(reportlab.__file__).parent / "fonts")
    candidates = [
        (family, files.get(regular), files.get(bold))
        for family, regular, bold in _FAMILIES
    ]
    candidates.append((_VERA[0], f"{vera}/{_VERA[1]}", f"{vera}/{_VERA[2]}"))
    loaded = (_register(*candidate) for candidate in candidates if all(candidate))
    return Typeface(tuple(pair for pair in loaded if pair))


def _font_files(folders: Sequence[str]) -> dict[str, str]:
    """Return {file name: path} of the fonts we know; the first folder wins."""
    wanted = {name for _family, *names in _FAMILIES for name in names}
    found: dict[str, str] = {}
    for folder in folders:
        for root, _folders, names in sorted(os.walk(folder)):
            for name in sorted(wanted.intersection(names)):
                found.setdefault(name, f"{root}/{name}")
    return found


def _register(family: str, regular: str, bold: str) -> tuple[str, str] | None:
    """Register both weights with ReportLab; None when a file is no usable font."""
    names = []
    for weight, path in (("", regular), ("-Bold", bold)):
        name = f"Collection{family}{weight}-{zlib.crc32(path.encode()):08x}"
        try:
            pdfmetrics.registerFont(TTFont(name, path))
        except (TTFError, OSError):
            return None
        names.append(name)
    return names[0], names[1]


def _has(font: str, char: str) -> bool:
    # ReportLab maps a character beyond the first plane back to text that no reader
    # of the PDF can search or copy
    if ord(char) > 0xFFFF:
        return False
    return ord(char) in pdfmetrics.getFont(font).face.charToGlyph
