"""Rows for the tests of claim statements, with their arithmetic.

Rates: ECB 2.15 % on 1 January and 2.40 % on 1 July 2026, plus 10 points.
"""

from datetime import date
from decimal import Decimal

from odoo.addons.account_collection.export.claim_rows import (
    BOUNCED,
    CLAIM,
    PAYMENT,
    Charge,
    ClaimAccount,
    ClaimedInvoice,
    Difference,
    Instalment,
    InterestRow,
    Marker,
    Movement,
    Part,
    Reconciliation,
)
from odoo.addons.account_collection.export.labels import ClaimLabels

from .export_samples import CREDITOR, DEBTOR

DAY = date(2026, 8, 31)
REGIME = (
    "taux de la Banque centrale européenne majoré de 10 points, révisé chaque "
    "1er janvier et 1er juillet (art. L441-10 II C. com.)"
)
FIRST_HALF, SECOND_HALF = "BCE 2,15 % + 10 points", "BCE 2,40 % + 10 points"
FORTY = Part(Decimal("40.00"))
SHA256 = "0123456789abcdef" * 4

LABELS = ClaimLabels(
    language="fr",
    page="Page %(page)s / %(pages)s",
    title="Décompte de créance",
    as_of="%(reference)s – intérêts arrêtés au %(date)s inclus",
    creditor="Créancier",
    debtor="Débiteur",
    owed="Somme due au %(date)s",
    amounts="Montants",
    claimed="Principal facturé",
    deducted="Règlements, avoirs et compensations",
    principal="Principal restant dû",
    interest="Intérêts de retard",
    indemnity="Indemnité forfaitaire de recouvrement",
    indemnity_short="Indemnité",
    costs="Frais de recouvrement",
    claimed_costs="Réclamé",
    nothing="Rien n’est dû à cette date.",
    kind_bounced="Règlement revenu impayé",
    no_interest="Aucun intérêt n’est réclamé sur cette pièce.",
    date="Date",
    unallocated="Règlements non encore imputés",
    total="Total dû",
    warnings="Points d’attention",
    course="Évolution du solde",
    summary="Récapitulatif par facture",
    section="Compte en %(currency)s",
    invoice="Facture",
    due_date="Échéance",
    paid="Déduit",
    detail="Calcul, facture par facture",
    formula="Chaque ligne d’intérêts : assiette × taux × jours ÷ (100 × diviseur), "
    "premier et dernier jours inclus, arrondie au centime le plus proche.",
    invoice_title="%(invoice)s du %(date)s",
    instalments="%(count)s échéances : %(dates)s",
    regime="Taux : %(regime)s",
    problem="Aucun intérêt n’est réclamé : %(problem)s",
    document="Pièce comptable",
    description="Libellé",
    amount="Montant",
    of_interest="Dont intérêts",
    balance="Principal après",
    interest_table="Intérêts",
    interest_of="Intérêts de l’échéance du %(date)s",
    start="Du",
    end="Au",
    days="Jours",
    base="Assiette",
    rate="Taux annuel (%)",
    divisor="Diviseur",
    interest_total="Total des intérêts",
    accrued="%(part)s : montant couru",
    part_paid="%(part)s : déjà réglés",
    part_waived="%(part)s : remise",
    invoice_total="Dû sur cette facture",
    conventions="Conventions de calcul",
    sources="Textes et sources",
    reconciliation="Concordance avec la comptabilité",
    ledger="Solde des comptes clients (grand livre)",
    reconciled="Principal restant dû, règlements non imputés déduits",
    chart_principal="Principal",
    chart_total="Avec intérêts, indemnité et frais",
)


def row(start, end, base, rate, interest, **more):
    """Return an interest row; days of `start` and `end` as (month, day) of 2026."""
    first, last = date(2026, *start), date(2026, *end)
    days = (last - first).days + 1
    amounts = Decimal(base), Decimal(rate), 365, Decimal(interest)
    return InterestRow(first, last, days, *amounts, **more)


def move(day, amount, kind=PAYMENT, document="BNK1/2026/0042", label="", **more):
    """Return a movement; `day` as (month, day) of 2026."""
    return Movement(date(2026, *day), document, label, Decimal(amount), kind, **more)


def make_invoice(name="FAC/2026/0001", **values):
    """Return 1,000 due on 31 May of which 400 were paid on 15 July.

    1000 × 12.15 × 30 ÷ 36500 = 9.986 → 9.99 (June)
    1000 × 12.40 × 15 ÷ 36500 = 5.096 → 5.10 (1 to 15 July)
     600 × 12.40 × 47 ÷ 36500 = 9.581 → 9.58 (16 July to 31 August); sum 24.67
    600 + 24.67 + 40 = 664.67
    """
    due = date(2026, 5, 31)
    defaults = {
        "name": name,
        "date": date(2026, 5, 1),
        "currency": "EUR",
        "instalments": (Instalment(due, Decimal("1000.00"), Decimal("600.00")),),
        "movements": (
            move((5, 31), "1000.00", CLAIM, name, "Échéance"),
            move((7, 15), "-400.00", label="Virement reçu"),
        ),
        "interest_rows": (
            row((6, 1), (6, 30), "1000.00", "12.15", "9.99", source=FIRST_HALF),
            row((7, 1), (7, 15), "1000.00", "12.40", "5.10", source=SECOND_HALF),
            row((7, 16), (8, 31), "600.00", "12.40", "9.58", source=SECOND_HALF),
        ),
        "principal": Decimal("600.00"),
        "interest": Part(Decimal("24.67")),
        "indemnity": FORTY,
        "total": Decimal("664.67"),
        "regime": REGIME,
    }
    return ClaimedInvoice(**{**defaults, **values})


def make_interest_first(name="FAC/2026/0004"):
    """Return the same debt, the payment on the interest first (art. 1343-1 C. civ.).

    615.09 × 12.40 × 47 ÷ 36500 = 9.821 → 9.82; accrued 9.99 + 5.10 + 9.82 = 24.91,
    of which 15.09 are paid; 615.09 + 9.82 + 40 = 664.91
    """
    whole = make_invoice(name)
    return make_invoice(
        name,
        movements=(
            whole.movements[0],
            move((7, 15), "-400.00", label="Virement reçu", interest=Decimal("-15.09")),
        ),
        interest_rows=(
            *whole.interest_rows[:2],
            row((7, 16), (8, 31), "615.09", "12.40", "9.82", source=SECOND_HALF),
        ),
        principal=Decimal("615.09"),
        interest=Part(Decimal("24.91")),
        total=Decimal("664.91"),
    )


def make_instalments(name="FAC/2026/0002"):
    """Return 500 due on 30 June and 500 on 31 July; a payment bounced; 5.00 waived.

    500 × 12.40 × 62 ÷ 36500 = 10.532 → 10.53
    500 × 12.40 × 31 ÷ 36500 = 5.266 → 5.27; sum 15.80, less 5.00 waived = 10.80
    1000 + 10.80 + 40 = 1050.80
    """
    dues = date(2026, 6, 30), date(2026, 7, 31)
    half = Decimal("500.00")
    return make_invoice(
        name,
        date=date(2026, 6, 1),
        instalments=tuple(Instalment(due, half, half) for due in dues),
        movements=(
            move((6, 30), "500.00", CLAIM, name, "Première échéance"),
            move((7, 31), "500.00", CLAIM, name, "Seconde échéance"),
            move((8, 5), "-500.00", label="Prélèvement SEPA"),
            move((8, 7), "500.00", BOUNCED, note="motif AM04, provision insuffisante"),
        ),
        interest_rows=(
            row((7, 1), (8, 31), "500", "12.40", "10.53", due=dues[0]),
            row((8, 1), (8, 31), "500", "12.40", "5.27", due=dues[1]),
        ),
        principal=Decimal("1000.00"),
        interest=Part(Decimal("15.80"), waived=Decimal("5.00")),
        total=Decimal("1050.80"),
        notes=("Le prélèvement rejeté n’a jamais éteint la dette.",),
    )


def make_dollars(name="FAC/2026/0003"):
    """Return 800 USD due on 31 July at 6 %: 800 × 6 × 31 ÷ 36500 = 4.077 → 4.08.

    The 40 EUR stay in EUR; 804.08 USD.
    """
    amount = Decimal("800.00")
    return make_invoice(
        name,
        currency="USD",
        instalments=(Instalment(date(2026, 7, 31), amount, amount),),
        movements=(move((7, 31), "800.00", CLAIM, name, "Échéance"),),
        interest_rows=(row((8, 1), (8, 31), "800.00", "6", "4.08"),),
        principal=amount,
        interest=Part(Decimal("4.08")),
        total=Decimal("804.08"),
        regime="taux contractuel de 6 % (art. 9 des conditions générales de vente)",
    )


def make_account(**values):
    """Return all of them with 20.00 of costs and 50.00 not yet allocated.

    EUR: 664.67 + 1050.80 + 664.91 + 40 (of the dollars) + 20 - 50 = 2390.38
    principal less unallocated: 600 + 1000 + 615.09 - 50 = 2165.09; in the books 15.09
    less, for there the payment is principal: 2150.00
    """
    defaults = {
        "reference": "DEC/2026/0007",
        "date": DAY,
        "creditor": CREDITOR,
        "debtor": DEBTOR,
        "invoices": (
            make_invoice(),
            make_instalments(),
            make_dollars(),
            make_interest_first(),
        ),
        "costs": (
            Charge(
                date(2026, 7, 20),
                "FRAIS/0001",
                "Commissaire de justice, sommation de payer",
                Decimal("60.00"),
                "EUR",
                Decimal("20.00"),
                "au-delà des 40 € de l’indemnité forfaitaire",
            ),
        ),
        "unallocated": (
            Charge(
                date(2026, 8, 20),
                "BNK1/2026/0099",
                "Virement sans référence",
                Decimal("-50.00"),
                "EUR",
            ),
        ),
        "totals": (("EUR", Decimal("2390.38")), ("USD", Decimal("804.08"))),
        "conventions": (
            ("Premier jour", "le lendemain de l’échéance"),
            ("Dernier jour", "le jour du règlement, inclus"),
            ("Diviseur", "365, années bissextiles comprises"),
            ("Arrondi", "au centime, chaque ligne, demi vers le haut"),
            ("Imputation", "sur le principal d’abord, sauf mention contraire"),
        ),
        "sources": (
            "Article L441-10 II du code de commerce (taux et indemnité forfaitaire)",
            "Article D441-5 du code de commerce (40 €)",
        ),
        "warnings": (
            "Le taux du second semestre 2026 n’a pas encore été confirmé par un "
            "responsable.",
        ),
        "reconciliations": (
            Reconciliation(
                "EUR",
                Decimal("2150.00"),
                Decimal("2165.09"),
                (
                    Difference(
                        "Règlement imputé sur les intérêts (art. 1343-1 C. civ.), "
                        "comptabilisé sur le principal",
                        Decimal("15.09"),
                        "FAC/2026/0004",
                    ),
                ),
            ),
        ),
        "markers": (
            Marker(date(2026, 6, 15), "Relance courtoise par courriel"),
            Marker(date(2026, 7, 6), "Deuxième relance par courriel"),
            Marker(date(2026, 7, 8), "Appel téléphonique"),
            Marker(
                date(2026, 7, 25),
                "Mise en demeure par lettre recommandée avec avis de réception",
                "formal",
            ),
        ),
        "sha256": SHA256,
    }
    return ClaimAccount(**{**defaults, **values})


def make_many(count):
    """Return a statement of so many equal invoices."""
    return make_account(
        invoices=tuple(
            make_invoice(f"FAC/2026/{rank:04d}") for rank in range(1, count + 1)
        ),
        totals=(),
        reconciliations=(),
    )
