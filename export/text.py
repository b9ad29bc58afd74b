"""Words and names that survive a printer, a ZIP and a court's upload form.

Télérecours and most agency platforms refuse accents and names over 80 characters, so
`file_name` writes plain ASCII within that length.
"""

import re
import unicodedata
from collections.abc import Iterable

NAME_LIMIT = 80

# letters that no decomposition brings back to ASCII
_PLAIN = str.maketrans(
    {
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "€": "EUR",
    }
)
# categories that print nothing, or turn the text around on paper
_UNPRINTABLE = {"Cc", "Cf", "Co", "Cs", "Cn"}


class ExportError(ValueError):
    """The rows given cannot be written; the message says what to correct."""


def clean(text: str) -> str:
    """Compose accents and drop what prints nothing (control and direction marks).

    Line breaks stay, tabs become spaces.

    >>> clean("Rene\\u0301\\x00\\tDupont\\u202e")
    'René Dupont'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = unicodedata.normalize("NFC", text)
    return "".join(
        char
        for char in text
        if char == "\n" or unicodedata.category(char) not in _UNPRINTABLE
    )


def clip(text: str, limit: int) -> str:
    """Return one clean line of at most `limit` characters, cut with an ellipsis.

    >>> clip("a very long\\ntitle", 11)
    'a very lon…'
    """
    # no-break spaces are kept: they hold figures together
    line = re.sub(r"[ \n]+", " ", clean(text)).strip(" ")
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Return letters, digits, dots, dashes and underscores only, accents stripped.

    >>> plain("Contrat cœur/2026 (signé)")
    'Contrat-coeur-2026-signe'
    """
    text = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"[^A-Za-z0-9._]+", "-", text).strip("-._")


def split_extension(name: str) -> tuple[str, str]:
    """Return the stem and the extension without its dot (empty if there is none).

    >>> split_extension("scan.final.PDF"), split_extension("LISEZMOI")
    (('scan.final', 'pdf'), ('LISEZMOI', ''))
    """
    match = re.fullmatch(r"(.+)\.([A-Za-z0-9]{1,8})", name)
    return (match[1], match[2].lower()) if match else (name, "")


def file_name(
    number: int,
    category: str,
    reference: str,
    extension: str,
    limit: int = NAME_LIMIT,
) -> str:
    """Name one exhibit's file: number, category, reference.

    :param int number: exhibit number, two digits at least
    :param str category: word for its kind ("Facture")
    :param str reference: what tells it from others of its kind ("FAC/2026/0012")
    :param str extension: with or without the dot
    :return: ASCII, at most `limit` characters, no path separator

    >>> file_name(3, "Facture", "FAC/2026/0012", "pdf")
    '03_Facture_FAC-2026-0012.pdf'
    >>> file_name(12, "Договор", "", ".docx")
    '12.docx'
    """
    parts = (f"{number:02d}", plain(category), plain(reference))
    stem = "_".join(part for part in parts if part)
    suffix = plain(extension).lower()
    suffix = f".{suffix}" if suffix else ""
    return stem[: limit - len(suffix)].rstrip("-._") + suffix


def unique_names(names: Iterable[str], limit: int = NAME_LIMIT) -> tuple[str, ...]:
    """Tell equal names apart with -2, -3…; upper and lower case count as equal.

    >>> unique_names(["a.pdf", "A.pdf", "b.pdf"])
    ('a.pdf', 'A-2.pdf', 'b.pdf')
    """
    taken: set[str] = set()
    result = []
    for name in names:
        candidate, rank = name, 1
        while candidate.casefold() in taken:
            rank += 1
            candidate = _ranked(name, rank, limit)
        taken.add(candidate.casefold())
        result.append(candidate)
    return tuple(result)


def _ranked(name: str, rank: int, limit: int) -> str:
    stem, extension = split_extension(name)
    suffix = f"-{rank}" + (f".{extension}" if extension else "")
    return stem[: limit - len(suffix)] + suffix


def human_size(size: int) -> str:
    """Return a size in bytes as people read it.

    >>> human_size(812), human_size(4300), human_size(15_400_000)
    ('812 B', '4.2 KB', '14.7 MB')
    """
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.1f} KB"
    return f"{size / 1024 / 1024:.1f} MB"
