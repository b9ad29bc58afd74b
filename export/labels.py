"""Every word our PDFs print, in one place and in English.

The ORM side passes its own instance in the reader's language. Names in `%(…)s` are
filled by the writers and must stay in a translation.
"""

from dataclasses import dataclass


def _(word: str) -> str:
    """Mark a word for the add-on's translation catalogue; it stays English here."""
    return word


@dataclass(frozen=True)
class PageLabels:
    """Words of every page."""

    language: str = "en"
    page: str = _("Page %(page)s / %(pages)s")
    pair: str = _("%(label)s: %(value)s")


@dataclass(frozen=True)
class DossierLabels(PageLabels):
    """Words of the dossier."""

    kind: str = _("Collection dossier")
    title: str = _("%(creditor)s against %(debtor)s")
    reference: str = _("Reference %(reference)s")
    recipient: str = _("For")
    creditor: str = _("Creditor")
    debtor: str = _("Debtor")
    sentence: str = _(
        "%(creditor)s claims from %(debtor)s the sums below, due and unpaid on "
        "%(date)s, and hands this claim to %(recipient)s. "
        "%(lines)s due item(s), %(exhibits)s exhibit(s)."
    )
    amount_claimed: str = _("Amount claimed")
    facts: str = _("What should be known")
    contents: str = _("Contents")
    statement: str = _("Statement of the claim")
    invoice: str = _("Invoice")
    invoice_date: str = _("Invoice date")
    due_date: str = _("Due date")
    days_late: str = _("Days late")
    original: str = _("Original")
    paid: str = _("Paid")
    residual: str = _("Remaining")
    total: str = _("Total %(currency)s")
    index: str = _("Index of exhibits")
    number: str = _("No.")
    category: str = _("Kind")
    document: str = _("Document")
    date: str = _("Date")
    pages: str = _("Pages")
    first_page: str = _("Page")
    note_repaired: str = _("damaged file, pages recovered as far as possible")
    note_other: str = _("file in the ZIP")
    note_encrypted: str = _("password-protected, file in the ZIP")
    note_damaged: str = _("unreadable file, in the ZIP")
    note_missing: str = _("not found")
    no_exhibits: str = _("No document is enclosed.")
    exhibits: str = _("Exhibits")
    exhibit: str = _("Exhibit %(number)s")
    stamp: str = _("Exhibit %(number)s — p. %(page)s/%(pages)s")
    file: str = _("File")
    size: str = _("Size")
    sha256: str = _("SHA-256")
    sheet_other: str = _(
        "This document cannot be shown as pages. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_encrypted: str = _(
        "This PDF is protected by a password, so its pages cannot be shown here. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_damaged: str = _(
        "This file is damaged and cannot be read, so its pages cannot be shown here. "
        "The original file is in the ZIP that comes with this dossier."
    )
    sheet_missing: str = _(
        "This document is listed but its file was not found. Ask the creditor for it."
    )
    integrity: str = _("Integrity")
    integrity_text: str = _(
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

    title: str = _("History of exchanges")
    subtitle: str = _("%(creditor)s – %(debtor)s")
    period: str = _("From %(start)s to %(end)s: %(count)s exchange(s)")
    none: str = _("No exchange is on record.")
    sent: str = _("Sent")
    received: str = _("Received")
    attachments: str = _("Attachments")
    proof: str = _("Proof")
    sha256: str = _("SHA-256")
    no_text: str = _("(no text)")


@dataclass(frozen=True)
class StatementLabels(PageLabels):
    """Words of the statement of account."""

    title: str = _("Statement of account")
    subtitle: str = _("%(creditor)s – %(debtor)s")
    as_of: str = _("As of %(date)s")
    section: str = _("Account in %(currency)s")
    none: str = _("No entry is on record.")
    date: str = _("Date")
    reference: str = _("Document")
    description: str = _("Description")
    debit: str = _("Debit")
    credit: str = _("Credit")
    balance: str = _("Balance")
    opening: str = _("Opening balance")
    total: str = _("Total")
