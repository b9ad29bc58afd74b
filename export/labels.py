"""Every word our PDFs print, in one place and in English.

The ORM side passes its own instance in the reader's language. Names in `%(…)s` are
filled by the writers and must stay in a translation.
"""

from dataclasses import dataclass


def _lt(word: str) -> str:
    """Mark a word for the add-on's translation catalogue; it stays English here."""
    return word


@dataclass(frozen=True)
class PageLabels:
    """Words of every page."""

    language: str = "en"
    page: str = _lt("Page %(page)s / %(pages)s")
    pair: str = _lt("%(label)s: %(value)s")


@dataclass(frozen=True)
class DossierLabels(PageLabels):
    """Words of the dossier."""

    kind: str = _lt("Collection dossier")
    title: str = _lt("%(creditor)s against %(debtor)s")
    reference: str = _lt("Reference %(reference)s")
    recipient: str = _lt("For")
    creditor: str = _lt("Creditor")
    debtor: str = _lt("Debtor")
    sentence: str = _lt(
        "%(creditor)s claims from %(debtor)s the sums below, due and unpaid on "
        "%(date)s, and hands this claim to %(recipient)s. "
        "%(lines)s due item(s), %(exhibits)s exhibit(s)."
    )
    amount_claimed: str = _lt("Amount claimed")
    facts: str = _lt("What should be known")
    contents: str = _lt("Contents")
    statement: str = _lt("Statement of the claim")
    invoice: str = _lt("Invoice")
    invoice_date: str = _lt("Invoice date")
    due_date: str = _lt("Due date")
    days_late: str = _lt("Days late")
    original: str = _lt("Original")
    paid: str = _lt("Paid")
    residual: str = _lt("Remaining")
    total: str = _lt("Total %(currency)s")
    index: str = _lt("Index of exhibits")
    number: str = _lt("No.")
    category: str = _lt("Kind")
    document: str = _lt("Document")
    date: str = _lt("Date")
    pages: str = _lt("Pages")
    first_page: str = _lt("Page")
    note_repaired: str = _lt("damaged file, pages recovered as far as possible")
    note_other: str = _lt("file in the ZIP")
    note_encrypted: str = _lt("password-protected, file in the ZIP")
    note_damaged: str = _lt("unreadable file, in the ZIP")
    note_missing: str = _lt("not found")
    no_exhibits: str = _lt("No document is enclosed.")
    exhibits: str = _lt("Exhibits")
    exhibit: str = _lt("Exhibit %(number)s")
    stamp: str = _lt("Exhibit %(number)s — p. %(page)s/%(pages)s")
    file: str = _lt("File")
    size: str = _lt("Size")
    sha256: str = _lt("SHA-256")
    sheet_other: str = _lt(
        "This document cannot be shown as pages. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_encrypted: str = _lt(
        "This PDF is protected by a password, so its pages cannot be shown here. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_damaged: str = _lt(
        "This file is damaged and cannot be read, so its pages cannot be shown here. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_missing: str = _lt(
        "This document is listed but its file was not found. Ask the creditor for it."
    )
    integrity: str = _lt("Integrity")
    integrity_text: str = _lt(
        "Fingerprints (SHA-256) of the original files, as they stand in the ZIP that "
        "comes with this dossier. To check them later, unpack the ZIP and run "
        "“sha256sum -c SHA256SUMS” in its folder: every line must say OK."
    )

    def note(self, status: str) -> str:
        """Return what the index says about an exhibit's pages; often nothing.

        :param str status: as in `exhibit_pages`

        >>> DossierLabels().note("missing"), DossierLabels().note("pdf")
        ('not found', '')
        """
        return getattr(self, f"note_{status}", "")

    def reason(self, status: str) -> str:
        """Return why a sheet stands for an exhibit.

        :param str status: as in `exhibit_pages`: other, encrypted, damaged, missing
        """
        return getattr(self, f"sheet_{status}")


@dataclass(frozen=True)
class HistoryLabels(PageLabels):
    """Words of the history of exchanges."""

    title: str = _lt("History of exchanges")
    subtitle: str = _lt("%(creditor)s – %(debtor)s")
    period: str = _lt("From %(start)s to %(end)s: %(count)s exchange(s)")
    none: str = _lt("No exchange is on record.")
    sent: str = _lt("Sent")
    received: str = _lt("Received")
    attachments: str = _lt("Attachments")
    proof: str = _lt("Proof")
    sha256: str = _lt("SHA-256")
    no_text: str = _lt("(no text)")


@dataclass(frozen=True)
class StatementLabels(PageLabels):
    """Words of the statement of account."""

    title: str = _lt("Statement of account")
    subtitle: str = _lt("%(creditor)s – %(debtor)s")
    as_of: str = _lt("As of %(date)s")
    section: str = _lt("Account in %(currency)s")
    none: str = _lt("No entry is on record.")
    date: str = _lt("Date")
    reference: str = _lt("Document")
    description: str = _lt("Description")
    debit: str = _lt("Debit")
    credit: str = _lt("Credit")
    balance: str = _lt("Balance")
    opening: str = _lt("Opening balance")
    total: str = _lt("Total")
