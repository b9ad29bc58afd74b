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


@dataclass(frozen=True)
class ChartLabels(PageLabels):
    """Words of the picture of a balance."""

    chart_title: str = _lt("Balance in %(currency)s")
    chart_described: str = _lt(
        "From %(start)s to %(end)s. On %(end)s: %(principal)s of principal, %(total)s "
        "with interest, indemnity and costs."
    )
    chart_principal: str = _lt("Principal")
    chart_total: str = _lt("With interest, indemnity and costs")
    chart_marker: str = _lt("%(date)s – %(label)s")
    chart_more: str = _lt("… and %(count)s more")


@dataclass(frozen=True)
class ClaimLabels(ChartLabels):
    """Words of the claim statement (décompte)."""

    title: str = _lt("Claim statement")
    subtitle: str = _lt("%(creditor)s – %(debtor)s")
    as_of: str = _lt("%(reference)s – interest up to and including %(date)s")
    foot: str = _lt("%(reference)s – SHA-256 %(sha256)s")
    creditor: str = _lt("Creditor")
    debtor: str = _lt("Debtor")
    owed: str = _lt("Owed on %(date)s")
    amounts: str = _lt("Amounts")
    claimed: str = _lt("Principal invoiced")
    deducted: str = _lt("Payments, credit notes and set-offs")
    principal: str = _lt("Remaining principal")
    interest: str = _lt("Late interest")
    indemnity: str = _lt("Fixed recovery indemnity")
    indemnity_short: str = _lt("Indemnity")
    costs: str = _lt("Recovery costs")
    unallocated: str = _lt("Payments not yet allocated")
    total: str = _lt("Total owed")
    nothing: str = _lt("Nothing is owed on this day.")
    warnings: str = _lt("To be noted")
    course: str = _lt("Course of the balance")
    summary: str = _lt("Summary by invoice")
    section: str = _lt("Account in %(currency)s")
    invoice: str = _lt("Invoice")
    date: str = _lt("Date")
    due_date: str = _lt("Due date")
    paid: str = _lt("Deducted")
    detail: str = _lt("Calculation, invoice by invoice")
    formula: str = _lt(
        "Each line of interest: base × rate × days ÷ (100 × divisor), both days "
        "included, rounded half up. What each table prints adds up to its total."
    )
    invoice_title: str = _lt("%(invoice)s of %(date)s")
    instalments: str = _lt("%(count)s due dates: %(dates)s")
    origin: str = _lt("Claims the interest and indemnity of %(invoice)s")
    regime: str = _lt("Rate: %(regime)s")
    problem: str = _lt("No interest is claimed: %(problem)s")
    no_interest: str = _lt("No interest is claimed on this document.")
    counts_from: str = _lt("counts from %(date)s")
    document: str = _lt("Document")
    description: str = _lt("Description")
    amount: str = _lt("Amount")
    of_interest: str = _lt("Of which interest")
    of_others: str = _lt("Of which indemnity and costs")
    balance: str = _lt("Principal after")
    kind_claim: str = _lt("Fell due")
    kind_payment: str = _lt("Payment")
    kind_credit: str = _lt("Credit note")
    kind_set_off: str = _lt("Set-off")
    kind_bounced: str = _lt("Payment returned unpaid")
    kind_accessory: str = _lt("Indemnity or costs")
    kind_posted: str = _lt("Claimed by a document of its own")
    kind_waived: str = _lt("Waived")
    kind_loss: str = _lt("Written off")
    kind_exchange: str = _lt("Exchange difference")
    interest_table: str = _lt("Interest")
    interest_of: str = _lt("Interest on the instalment due on %(date)s")
    start: str = _lt("From")
    end: str = _lt("To (included)")
    days: str = _lt("Days")
    base: str = _lt("Base")
    rate: str = _lt("Rate % a year")
    divisor: str = _lt("Divisor")
    source: str = _lt("Source")
    interest_total: str = _lt("Total interest")
    accrued: str = _lt("%(part)s accrued")
    part_paid: str = _lt("%(part)s already paid")
    part_posted: str = _lt("%(part)s claimed by a document of its own")
    part_waived: str = _lt("%(part)s waived")
    invoice_total: str = _lt("Owed on this document")
    claimed_costs: str = _lt("Claimed")
    conventions: str = _lt("Conventions")
    sources: str = _lt("Sources")
    reconciliation: str = _lt("Agreement with the ledger")
    ledger: str = _lt("Balance of the receivable accounts")
    reconciled: str = _lt("Remaining principal less payments not yet allocated")
    movements: str = _lt("Movements")
    effective: str = _lt("Counts from")
    principal_part: str = _lt("Of which principal")
    other_rows: str = _lt("Costs and unallocated payments")
    regime_title: str = _lt("Rates and remarks")
    notes: str = _lt("Notes")
    currency: str = _lt("Currency")
    kind: str = _lt("Kind")
    note: str = _lt("Note")
    posted: str = _lt("Claimed elsewhere")
    waived: str = _lt("Waived")
    paid_part: str = _lt("Paid")
    open: str = _lt("Open")
    reference: str = _lt("Reference")
    sha256: str = _lt("SHA-256")

    def kind_of(self, kind: str) -> str:
        """Return the word for a kind of movement.

        >>> ClaimLabels().kind_of("set_off")
        'Set-off'
        """
        return getattr(self, f"kind_{kind}")


@dataclass(frozen=True)
class EvidenceLabels(DossierLabels):
    """Words of the evidence for a bad debt, its duplicates and their statement."""

    kind: str = _lt("Evidence of a bad debt")
    title: str = _lt("Bad debt of %(debtor)s")
    what: str = _lt("What is done")
    reason: str = _lt("Reason")
    amounts: str = _lt("Amounts written off")
    net: str = _lt("Net of VAT")
    vat: str = _lt("VAT amount")
    gross: str = _lt("VAT included")
    costs: str = _lt("Recovery costs")
    warnings: str = _lt("To be noted")
    lost: str = _lt("Invoices written off and their VAT")
    label: str = _lt("Label")
    mention: str = _lt("Mention on the rectified invoices")
    mention_of: str = _lt("%(invoice)s (%(source)s)")
    steps: str = _lt("Steps taken to be paid")
    no_steps: str = _lt("No step is on record.")
    channel: str = _lt("Channel")
    subject: str = _lt("Subject")
    proof: str = _lt("Proof")
    sent: str = _lt("Sent")
    received: str = _lt("Received")
    description: str = _lt("Description")
    amount: str = _lt("Amount")
    entries: str = _lt("Accounting entries")
    no_entries: str = _lt("No entry is on record.")
    entry: str = _lt("%(journal)s – %(date)s – %(reference)s")
    posted: str = _lt("Posted")
    proposed: str = _lt("Proposed, not posted")
    account: str = _lt("Account")
    account_name: str = _lt("Account name")
    debit: str = _lt("Debit")
    credit: str = _lt("Credit")
    sum: str = _lt("Total")
    vat_title: str = _lt("Statement of unpaid invoices")
    vat_subtitle: str = _lt("%(creditor)s – %(debtor)s")
    duplicate: str = _lt("DUPLICATE")
