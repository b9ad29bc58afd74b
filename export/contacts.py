"""Evidence of how often a debtor was contacted: one line a contact, as CSV or XLSX."""

import io
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date

import xlsxwriter

from .csv_file import write_csv
from .sheet_pen import Pen, cell_formats, sheet_name


@dataclass(frozen=True)
class ContactRow:
    """One contact.

    :param day: on the company's calendar
    :param time: "14:05" where it is known, else empty
    :param channel: word for it ("E-mail", "Call")
    :param company: its name, or a number where the reader may not know it
    :param reference: number of the notice, empty where the reader may not know it
    """

    day: date
    time: str
    channel: str
    company: str
    reference: str


def write_contacts_csv(rows: Sequence[ContactRow], titles: Sequence[str]) -> bytes:
    """Return the contacts as CSV in UTF-8, dates as ISO 8601.

    >>> row = ContactRow(date(2026, 4, 3), "10:00", "E-mail", "Nous", "REL/1")
    >>> print(write_contacts_csv([row], "Date Time By Company Notice".split())
    ...     .decode("utf-8-sig").strip())
    Date;Time;By;Company;Notice\r
    2026-04-03;10:00;E-mail;Nous;REL/1

    A name that looks like a formula stays text:

    >>> evil = ContactRow(date(2026, 4, 3), "", "Call", "=1+1", "")
    >>> b";'=1+1;" in write_contacts_csv([evil], "abcde")
    True
    """
    return write_csv(titles, [[row.day.isoformat(), *astuple(row)[1:]] for row in rows])


def write_contacts_xlsx(
    rows: Sequence[ContactRow], titles: Sequence[str], title: str
) -> bytes:
    """Return the contacts as a workbook of one sheet named ``title``."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(sheet_name(title, ()))
        pen = Pen(sheet, cell_formats(book))
        pen.head(titles)
        for row in rows:
            pen.line(astuple(row))
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 4, 24)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
