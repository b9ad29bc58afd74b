"""Rows for the tests of the evidence of a bad debt: 1,560 written off, 260 of VAT."""

from datetime import date, datetime
from decimal import Decimal

from odoo.addons.account_collection.export.claim_rows import Charge
from odoo.addons.account_collection.export.evidence_rows import (
    Entry,
    EntryLine,
    LostInvoice,
    WriteOff,
)
from odoo.addons.account_collection.export.history import RECEIVED, SENT, Exchange
from odoo.addons.account_collection.export.labels import EvidenceLabels

from .export_samples import CREDITOR, DEBTOR

DAY = date(2026, 9, 30)
SOURCE = "article 272-1 du CGI ; BOI-TVA-DED-40-10-20"
MENTION = (
    "Facture demeurée impayée pour la somme de %s € (prix net) et pour la somme de "
    "%s € (TVA correspondante) qui ne peut faire l’objet d’une déduction "
    "(article 272 du CGI)"
)

LABELS = EvidenceLabels(
    language="fr",
    kind="Justificatif de créance irrécouvrable",
    title="Créance irrécouvrable sur %(debtor)s",
    reference="Référence %(reference)s",
    creditor="Créancier",
    debtor="Débiteur",
    what="Opération",
    reason="Motif",
    amounts="Montants passés en perte",
    net="Hors taxe",
    vat="TVA",
    gross="Toutes taxes comprises",
    costs="Frais de recouvrement",
    warnings="Points d’attention",
    facts="Faits à connaître",
    contents="Sommaire",
    lost="Factures passées en perte et TVA correspondante",
    invoice="Facture",
    invoice_date="Date de facture",
    label="Libellé",
    total="Total %(currency)s",
    mention="Mention portée sur les factures rectifiées",
    steps="Démarches accomplies pour être payé",
    channel="Canal",
    subject="Objet",
    proof="Preuve",
    sent="Envoyé",
    received="Reçu",
    description="Description",
    amount="Montant",
    document="Pièce",
    entries="Écritures comptables",
    posted="comptabilisée",
    proposed="proposée, non comptabilisée",
    account="Compte",
    account_name="Intitulé du compte",
    debit="Débit",
    credit="Crédit",
    sum="Total",
    vat_title="État récapitulatif des factures impayées",
    index="Bordereau des pièces",
    exhibits="Pièces",
    exhibit="Pièce n° %(number)s",
    stamp="Pièce n° %(number)s — p. %(page)s/%(pages)s",
    integrity="Intégrité",
)


def make_lost(number="FAC/2026/0001", net="1000.00", vat="200.00", **values):
    """Return a lost invoice of 1,000.00 and 200.00 of VAT."""
    words = MENTION % (net.replace(".", ","), vat.replace(".", ","))
    defaults = {
        "number": number,
        "label": "Fourniture et pose de menuiseries extérieures",
        "date": date(2026, 1, 2),
        "net": Decimal(net),
        "vat": Decimal(vat),
        "gross": Decimal(net) + Decimal(vat),
        "mention": words,
        "source": SOURCE,
    }
    return LostInvoice(**{**defaults, **values})


def line(account, name, debit="0", credit="0"):
    """Return a line of an entry."""
    return EntryLine(account, name, "FAC/2026/0001", Decimal(debit), Decimal(credit))


def make_entry(**values):
    """Return the final loss: 1,300.00 net, 260.00 of VAT, 1,560.00 off 416."""
    defaults = {
        "journal": "OD Opérations diverses",
        "date": DAY,
        "reference": "OD/2026/0012",
        "purpose": "Constatation de la perte définitive",
        "lines": (
            line("654100", "Pertes sur créances irrécouvrables", "1300.00"),
            line("445710", "TVA collectée", "260.00"),
            line("416000", "Clients douteux ou litigieux", credit="1560.00"),
        ),
    }
    return Entry(**{**defaults, **values})


def make_steps():
    """Return what was done, not in order."""
    return (
        Exchange(
            date(2026, 4, 2),
            SENT,
            "Lettre recommandée avec avis de réception",
            "Строитель",
            "Mise en demeure de payer",
            proof="Avis de réception 1A 123 456 7890 1, signé le 04/04/2026",
        ),
        Exchange(
            datetime(2026, 3, 2, 9, 30),
            SENT,
            "Courriel",
            "Строитель",
            "Première relance",
            proof="Accepté par mx.example",
        ),
        Exchange(
            date(2026, 9, 15),
            RECEIVED,
            "Courrier",
            "Mandataire",
            "Certificat d’irrécouvrabilité",
        ),
    )


def make_write_off(**values):
    """Return the loss of two invoices: 1000 + 300 net, 200 + 60 of VAT, 1560 gross."""
    defaults = {
        "reference": "PERTE/2026/0003",
        "date": DAY,
        "creditor": CREDITOR,
        "debtor": DEBTOR,
        "currency": "EUR",
        "what": "Passage en perte définitive de deux factures et récupération de la "
        "TVA correspondante.",
        "reason": "Clôture pour insuffisance d’actif de la liquidation judiciaire ; "
        "certificat d’irrécouvrabilité du mandataire du 15/09/2026.",
        "invoices": (make_lost(), make_lost("FAC/2026/0002", "300.00", "60.00")),
        "steps": make_steps(),
        "costs": (
            Charge(
                date(2026, 7, 20), "FRAIS/0001", "Sommation", Decimal("60.00"), "EUR"
            ),
        ),
        "entries": (make_entry(),),
        "facts": (("Jugement", "Tribunal des activités économiques de Lyon"),),
        "gross": Decimal("1560.00"),
    }
    return WriteOff(**{**defaults, **values})
