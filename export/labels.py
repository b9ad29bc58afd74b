"""Every word our PDFs print, in one place and in English.

The ORM side passes its own instance in the reader's language. Names in `%(…)s` are
filled by the writers and must stay in a translation.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageLabels:
    """Words of every page."""

    language: str = "en"
    page: str = "Page %(page)s / %(pages)s"
    pair: str = "%(label)s: %(value)s"


@dataclass(frozen=True)
class DossierLabels(PageLabels):
    """Words of the dossier."""

    kind: str = "Collection dossier"
    title: str = "%(creditor)s against %(debtor)s"
    reference: str = "Reference %(reference)s"
    recipient: str = "For"
    creditor: str = "Creditor"
    debtor: str = "Debtor"
    sentence: str = (
        "%(creditor)s claims from %(debtor)s the sums below, due and unpaid on "
        "%(date)s, and hands this claim to %(recipient)s. "
        "%(lines)s due item(s), %(exhibits)s exhibit(s)."
    )
    amount_claimed: str = "Amount claimed"
    facts: str = "What should be known"
    contents: str = "Contents"
    statement: str = "Statement of the claim"
    invoice: str = "Invoice"
    invoice_date: str = "Invoice date"
    due_date: str = "Due date"
    days_late: str = "Days late"
    original: str = "Original"
    paid: str = "Paid"
    residual: str = "Remaining"
    total: str = "Total %(currency)s"
    index: str = "Index of exhibits"
    number: str = "No."
    category: str = "Kind"
    document: str = "Document"
    date: str = "Date"
    pages: str = "Pages"
    first_page: str = "Page"
    note_repaired: str = "damaged file, pages recovered as far as possible"
    note_other: str = "file in the ZIP"
    note_encrypted: str = "password-protected, file in the ZIP"
    note_damaged: str = "unreadable file, in the ZIP"
    note_missing: str = "not found"
    no_exhibits: str = "No document is enclosed."
    exhibits: str = "Exhibits"
    exhibit: str = "Exhibit %(number)s"
    stamp: str = "Exhibit %(number)s — p. %(page)s/%(pages)s"
    file: str = "File"
    size: str = "Size"
    sha256: str = "SHA-256"
    sheet_other: str = (
        "This document cannot be shown as pages. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_encrypted: str = (
        "This PDF is protected by a password, so its pages cannot be shown here. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_damaged: str = (
        "This file is damaged and cannot be read, so its pages cannot be shown here. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_missing: str = (
        "This document is listed but its file was not found. Ask the creditor for it."
    )
    integrity: str = "Integrity"
    integrity_text: str = (
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

    title: str = "History of exchanges"
    subtitle: str = "%(creditor)s – %(debtor)s"
    period: str = "From %(start)s to %(end)s: %(count)s exchange(s)"
    none: str = "No exchange is on record."
    sent: str = "Sent"
    received: str = "Received"
    attachments: str = "Attachments"
    proof: str = "Proof"
    sha256: str = "SHA-256"
    no_text: str = "(no text)"


@dataclass(frozen=True)
class StatementLabels(PageLabels):
    """Words of the statement of account."""

    title: str = "Statement of account"
    subtitle: str = "%(creditor)s – %(debtor)s"
    as_of: str = "As of %(date)s"
    section: str = "Account in %(currency)s"
    none: str = "No entry is on record."
    date: str = "Date"
    reference: str = "Document"
    description: str = "Description"
    debit: str = "Debit"
    credit: str = "Credit"
    balance: str = "Balance"
    opening: str = "Opening balance"
    total: str = "Total"
