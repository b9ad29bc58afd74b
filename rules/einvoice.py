"""Life-cycle statuses of electronic invoices, read from a platform's CSV file.

From 1 September 2026 the French platforms exchange the statuses of an invoice;
*déposée*, *rejetée*, *refusée* and *encaissée* are compulsory, *mise à disposition*,
*approuvée* and *en litige* among the optional ones. Any other status is kept in its own
words and
means nothing here.

>>> rows, problems = read_statuses("numero;statut;date\\nFAC/1;Refusée;02/09/2026\\n")
>>> rows[0].number, rows[0].status, rows[0].day
('FAC/1', 'refused', datetime.date(2026, 9, 2))
>>> problems
[]
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

DEPOSITED = "deposited"
REJECTED = "rejected"
REFUSED = "refused"
AVAILABLE = "available"
APPROVED = "approved"
DISPUTED = "disputed"
CASHED = "cashed"
OTHER = "other"
NAMES = {
    "deposee": DEPOSITED,
    "deposited": DEPOSITED,
    "rejetee": REJECTED,
    "rejected": REJECTED,
    "refusee": REFUSED,
    "refused": REFUSED,
    "mise a disposition": AVAILABLE,
    "available": AVAILABLE,
    "approuvee": APPROVED,
    "approved": APPROVED,
    "en litige": DISPUTED,
    "disputed": DISPUTED,
    "encaissee": CASHED,
    "cashed": CASHED,
}
COLUMNS = {
    "number": ("number", "numero", "invoice", "facture"),
    "status": ("status", "statut"),
    "date": ("date",),
    "reference": ("reference", "id"),
    "note": ("note", "motif", "reason"),
}
NEEDED = ("number", "status", "date")
DAYS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True)
class StatusRow:
    """One status of one invoice; ``label`` are the platform's words for it."""

    line: int
    number: str
    status: str
    label: str
    day: date
    reference: str = ""
    note: str = ""


def known_status(words: str) -> str:
    """Return the status that a platform's words mean, ``other`` for unknown ones.

    >>> known_status("Mise à disposition"), known_status(" APPROUVÉE ")
    ('available', 'approved')
    >>> known_status("Complétée")
    'other'
    """
    return NAMES.get(_plain(words), OTHER)


def read_statuses(text: str) -> tuple[list[StatusRow], list[tuple[int, str]]]:
    """Return the rows of a file and ``(line, problem)`` for what cannot be read.

    :param text: CSV with a header; separated by semicolons, commas or tabs.
    :return: problems are the codes ``header``, ``number``, ``status`` or ``date``.

    >>> read_statuses("facture,statut\\nFAC/1,Refusée\\n")
    ([], [(1, 'header')])
    >>> read_statuses("number,status,date\\nFAC/1,,2026-09-02\\n,x,2026-09-02\\n"
    ...               "FAC/1,Refusée,31/09/2026\\n")[1]
    [(2, 'status'), (3, 'number'), (4, 'date')]
    """
    lines = text.lstrip("\ufeff").splitlines()
    first = lines[0] if lines else ""
    separator = max(";,\t", key=first.count)
    table = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    places = _places(next(table, []))
    if any(name not in places for name in NEEDED):
        return [], [(1, "header")]
    rows: list[StatusRow] = []
    problems: list[tuple[int, str]] = []
    for line, cells in _filled(table):
        cell = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in places.items()
        }
        day = _day(cell["date"])
        wrong = next((name for name in ("number", "status") if not cell[name]), "")
        if wrong or day is None:
            problems.append((line, wrong or "date"))
            continue
        rows.append(
            StatusRow(
                line,
                cell["number"],
                known_status(cell["status"]),
                cell["status"],
                day,
                cell.get("reference", ""),
                cell.get("note", ""),
            )
        )
    return rows, problems


def _filled(table: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for line, cells in enumerate(table, start=2):
        if any(cell.strip() for cell in cells):
            yield line, cells


def _places(header: list[str]) -> dict[str, int]:
    names = [_plain(cell) for cell in header]
    return {
        column: names.index(found)
        for column, known in COLUMNS.items()
        if (found := next((name for name in known if name in names), None))
    }


def _day(text: str) -> date | None:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def _plain(text: str) -> str:
    """Return words in small letters, without accents.

    >>> _plain(" Déposée ")
    'deposee'
    """
    parts = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(one for one in parts if unicodedata.category(one) != "Mn")
