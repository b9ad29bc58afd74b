"""The deposit slip of registered letters: one line a letter, as CSV.

The columns are those the post office's own slip asks for, and those the import of
registered numbers reads back: fill in the numbers and give the same file back.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from .csv_file import write_csv


@dataclass(frozen=True)
class SlipRow:
    """One registered letter.

    :param rank: place in the pile, from 1
    :param number: registered number, empty while it is not known
    :param notice: our reference
    :param recipient: first line of the address
    :param contact: second line, empty where there is none
    :param country: in words, in the language of the sender
    """

    rank: int
    number: str
    notice: str
    recipient: str
    contact: str
    street: str
    street2: str
    zip: str
    city: str
    country: str


def write_slip(rows: Sequence[SlipRow], titles: Sequence[str]) -> bytes:
    """Return the slip; ``titles`` are the ten headings in the sender's language.

    >>> row = SlipRow(1, "", "REL-1", "SA Lilas", "", "1 rue X", "", "69003", "Lyon",
    ...     "France")
    >>> print(write_slip([row], "abcdefghij").decode("utf-8-sig").strip())
    a;b;c;d;e;f;g;h;i;j\r
    1;;REL-1;SA Lilas;;1 rue X;;69003;Lyon;France
    """
    return write_csv(titles, [astuple(row) for row in rows])
