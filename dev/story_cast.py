"""The cast of the demo story: debtors of every kind, and what each of them owes.

Days count from today: -30 is thirty days ago. Nobody here exists.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Owed:
    """One invoice: ``due`` is the day of its due date, ``lines`` are ``(product,
    quantity)``."""

    due: int
    lines: tuple[tuple[str, float], ...]
    currency: str = "EUR"
    terms: int = 30


@dataclass(frozen=True)
class Debtor:
    """One debtor; ``values`` are fields of ``res.partner``."""

    key: str
    name: str
    kind: str
    owes: tuple[Owed, ...]
    values: dict = field(default_factory=dict)
    decides: str = ""


PRODUCTS = {
    "stairs": ("Escalier en chêne massif, quart tournant", 5200.0, "consu"),
    "fitting": ("Pose et finition", 1350.0, "service"),
    "door": ("Porte d’entrée sur mesure", 1890.0, "consu"),
    "counter": ("Comptoir d’accueil", 2640.0, "consu"),
    "shelves": ("Bibliothèque sur mesure", 1480.0, "consu"),
    "repair": ("Réparation, heure d’atelier", 68.0, "service"),
    "care": ("Entretien annuel des menuiseries", 420.0, "service"),
}

FRENCH = {"lang": "fr_FR", "country": "fr"}


def _fr(street, zip_code, city, mail, phone, **more):
    address = {"street": street, "zip": zip_code, "city": city}
    return {**FRENCH, **address, "email": mail, "phone": phone, **more}


CAST = (
    Debtor(
        "lefevre",
        "Menuiserie Lefèvre SARL",
        "business",
        # the order of two instalments is invoiced from its sales order
        owes=(
            Owed(-67, (("repair", 18),)),
            Owed(12, (("care", 2),)),
        ),
        values=_fr(
            "8 chemin des Artisans",
            "69100",
            "Villeurbanne",
            "compta@menuiserie-lefevre.example",
            "04 78 11 20 30",
            vat="FR46412857393",
            company_registry="41285739300018",
        ),
        decides="Marc Lefèvre",
    ),
    Debtor(
        "martin",
        "Boulangerie Martin & Fils",
        "business",
        owes=(Owed(-30, (("counter", 1), ("fitting", 1))),),
        values=_fr(
            "3 place du Marché",
            "38200",
            "Vienne",
            "bonjour@martin.example",
            "04 74 10 20 31",
        ),
    ),
    Debtor(
        "dubois",
        "Claire Dubois",
        "consumer",
        owes=(Owed(-20, (("shelves", 1), ("repair", 4))),),
        values=_fr(
            "27 rue de la Charité",
            "69002",
            "Lyon",
            "claire.dubois@courrier.example",
            "06 10 20 30 41",
        ),
    ),
    Debtor(
        "commune",
        "Commune de Saint-Aubin-les-Vignes",
        "public",
        owes=(Owed(-28, (("door", 3), ("fitting", 2))),),
        values=_fr(
            "Place de la Mairie",
            "69480",
            "Saint-Aubin-les-Vignes",
            "finances@saint-aubin-les-vignes.example",
            "04 74 60 10 20",
        ),
    ),
    Debtor(
        "harbour",
        "Harbour & Finch Ltd",
        "business",
        owes=(Owed(-17, (("counter", 2),)),),
        values={
            "street": "12 Wharf Lane",
            "zip": "SE1 0AA",
            "city": "London",
            "country": "uk",
            "lang": "en_US",
            "email": "accounts@harbour-finch.example",
            "phone": "+44 20 7946 0018",
        },
    ),
    Debtor(
        "cascade",
        "Cascade Interiors Inc.",
        "business",
        owes=(Owed(-6, (("shelves", 4),), currency="USD"),),
        values={
            "street": "480 Alder Street",
            "zip": "97205",
            "city": "Portland",
            "country": "us",
            "lang": "en_US",
            "email": "payables@cascade-interiors.example",
            "phone": "+1 503 555 0142",
        },
    ),
    Debtor(
        "kern",
        "Studio Kern",
        "",
        owes=(Owed(-41, (("shelves", 1),)),),
        values=_fr(
            "5 montée des Carmes",
            "69001",
            "Lyon",
            "studio@kern.example",
            "04 78 33 10 20",
        ),
    ),
    Debtor(
        "garage",
        "Garage de Bellevue",
        "business",
        owes=(Owed(-9, (("door", 1),)),),
        values=_fr(
            "112 route de Paris",
            "69260",
            "Charbonnières-les-Bains",
            "",
            "04 78 87 10 20",
        ),
    ),
    Debtor(
        "roussel",
        "Ateliers Roussel",
        "business",
        owes=(Owed(-33, (("door", 2),)), Owed(-4, (("repair", 12),))),
        values=_fr(
            "40 rue de l’Industrie",
            "42000",
            "Saint-Étienne",
            "achats@ateliers-roussel.example",
            "04 77 10 20 30",
        ),
    ),
    Debtor(
        "giraud",
        "Transports Giraud",
        "business",
        owes=(Owed(-24, (("counter", 1),)),),
        values=_fr(
            "ZA des Platanes",
            "69740",
            "Genas",
            "compta@transports-giraud.example",
            "04 72 79 10 20",
        ),
    ),
    Debtor(
        "pharmacie",
        "Pharmacie du Port",
        "business",
        owes=(Owed(-15, (("counter", 2), ("fitting", 1))),),
        values=_fr(
            "2 quai Rambaud",
            "69002",
            "Lyon",
            "gestion@pharmacie-du-port.example",
            "04 78 42 10 20",
        ),
    ),
    Debtor(
        "brasserie",
        "Brasserie du Canal",
        "business",
        owes=(Owed(-15, (("repair", 25),)),),
        values=_fr(
            "18 quai du Canal",
            "71100",
            "Chalon-sur-Saône",
            "contact@brasserie.example",
            "03 85 10 20 30",
        ),
    ),
    Debtor(
        "hotel",
        "Hôtel des Voyageurs",
        "business",
        owes=(Owed(-25, (("door", 6), ("fitting", 3))),),
        values=_fr(
            "1 avenue de la Gare",
            "01000",
            "Bourg-en-Bresse",
            "direction@hotel-voyageurs.example",
            "04 74 21 10 20",
        ),
    ),
    Debtor(
        "vasseur",
        "Imprimerie Vasseur",
        "business",
        owes=(Owed(-40, (("shelves", 3), ("repair", 9))), Owed(-2, (("care", 1),))),
        values=_fr(
            "66 rue des Docks",
            "69009",
            "Lyon",
            "compta@imprimerie-vasseur.example",
            "04 78 83 10 20",
        ),
        decides="Solange Vasseur",
    ),
    Debtor(
        "librairie",
        "Librairie Sauvage",
        "business",
        owes=(Owed(-74, (("shelves", 2),)),),
        values=_fr(
            "9 passage Thiaffait",
            "69001",
            "Lyon",
            "librairie@sauvage.example",
            "04 78 28 10 20",
        ),
    ),
    Debtor(
        "clinique",
        "Clinique vétérinaire des Tilleuls",
        "business",
        owes=(Owed(5, (("care", 3),)),),
        values=_fr(
            "14 allée des Tilleuls",
            "69130",
            "Écully",
            "accueil@tilleuls.example",
            "04 78 43 10 20",
        ),
    ),
)
