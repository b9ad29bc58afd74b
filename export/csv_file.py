"""Tables for spreadsheets: CSV with semicolons in UTF-8."""

import csv
import io
from collections.abc import Iterable, Sequence

from .text import clean


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV; same rows, same bytes.

    >>> print(write_csv(["A", "B"], [["é", 1]]).decode("utf-8-sig").strip())
    A;B\r
    é;1

    What looks like a formula stays text:

    >>> b"'=1+1" in write_csv(["A"], [["=1+1"]])
    True
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(titles)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    # The mark tells spreadsheets that the text is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
