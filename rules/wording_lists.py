"""What a letter must not say, in French and in English, each with its source.

Data only. The patterns are read on a text in lower case, without accents, with straight
apostrophes and single spaces (see :func:`rules.wording.plain`).
"""

from dataclasses import dataclass
from decimal import Decimal

LANGUAGES = frozenset({"fr", "en"})
"""The languages these lists are written in."""
ALL = frozenset({"business", "consumer", "public"})
CONSUMER = frozenset({"consumer"})

COURT_ACT = "art. 433-13 C. pén."
COSTS = "art. L111-8 al. 2 CPCE, L121-21 C. conso."
AGENCY_FEE = "art. L111-8 al. 2 CPCE"
NO_INDEMNITY = "art. L441-10 C. com. ; art. L111-8 al. 2 CPCE"
NOT_INTERRUPTED = "art. 2240, 2241, 2244 C. civ. ; Cass. com. 18/05/2022, n° 20-23.204"
AGGRESSIVE = "art. L121-6 C. conso."
BLACKMAIL = "art. 312-10 C. pén."


@dataclass(frozen=True)
class Forbidden:
    """A pattern that must not occur.

    ``classes``: the debtors it is forbidden towards; ``unless_title``: allowed once an
    enforceable title exists; ``unless_denied``: allowed in a sentence that denies it
    ("no recovery cost is charged"); ``unless_owed``: allowed where just this amount is
    one of the notice's own.
    """

    code: str
    pattern: str
    article: str
    classes: frozenset[str] = ALL
    unless_title: bool = False
    unless_denied: bool = False
    unless_owed: Decimal | None = None


NONE_OF_IT = r"\b(?:aucune?s?|sans|no|without|never|neither|nor)(?: [\w-]+)? ?$"
"""What denies the words right after it: "aucune saisie", "no further recovery cost"."""
DENIED = r"\bne? ?'?\b.*\b(?:pas|jamais|point|aucune?s?)\b|\b(?:not|never|cannot)\b"
"""What denies a whole clause: "n'interrompt pas", "are not charged" …"""
CONDITION = r"\b(?:si|s'il|faute|defaut|if|unless|failing|until)\b"
"""… unless it is a condition: "si vous ne payez pas"."""

FORBIDDEN = (
    # -- threat of seizure without a title ----------------------------------
    Forbidden(
        "seizure",
        r"(?<!\bfrappe )(?<!erreur de )(?<!erreurs de )(?<!faute de )(?<!sera )"
        r"(?<!serait )(?<!etre )(?<!ete )(?<!soit )(?<!est )\bsaisies?\b"
        r"|\bsaisir (?:vos|votre|sur|l'ensemble de vos|tout ou partie de vos)\b"
        r"|\b(?:biens|meubles|comptes?|salaires?|vehicules?)\b[^.;]{0,40}\bsaisie?s?\b"
        r"|\bexpropri|\bvente forcee\b|\bexecution forcee\b",
        AGGRESSIVE + " ; " + COURT_ACT,
        unless_title=True,
        unless_denied=True,
    ),
    Forbidden(
        "seizure",
        r"\bseizures?\b|\bseize (?:your|the)\b|\bgarnish\w*"
        r"|\battach(?:ment|ing)? (?:of )?(?:your )?"
        r"(?:earnings|wages|accounts?|assets)\b"
        r"|\bbailiffs? will\b|\bforced sale\b",
        AGGRESSIVE + " ; " + COURT_ACT,
        unless_title=True,
        unless_denied=True,
    ),
    # -- look of a court act -------------------------------------------------
    Forbidden(
        "court_act",
        r"\bcommandement\b|\bsommations?\b|\bsomm(?:e|ons) (?:par la presente|de payer)"
        r"|\bexploit d'(?:huissier|un commissaire)|\bformule executoire\b"
        r"|\bau nom du peuple francais\b|\brepublique francaise\b"
        r"|\bavant (?:saisie|execution)\b|\bpar ministere d(?:e|')",
        COURT_ACT,
        unless_title=True,
    ),
    Forbidden(
        "court_act",
        r"\bsummons(?:ed)?\b|\bwrit\b|\bsubpoena\b|\bwarrant of execution\b"
        r"|\bin the name of the (?:french )?people\b|\bbailiff'?s? (?:notice|order)\b",
        COURT_ACT,
        unless_title=True,
    ),
    # -- limitation ----------------------------------------------------------
    Forbidden(
        "limitation",
        r"\binterrom(?:pt|ps|pent|pra|prait|pu|pue|pant|pre)\b[^.;]*\bprescription\b"
        r"|\bprescription\b[^.;]*\binterrompue?\b"
        r"|\bfait courir un nouveau delai de prescription\b"
        r"|\bvaut interruption\b[^.;]*\bprescription\b",
        NOT_INTERRUPTED,
        unless_denied=True,
    ),
    Forbidden(
        "limitation",
        r"\binterrupt\w*\b[^.;]*\b(?:limitation|prescription)\b"
        r"|\b(?:limitation|prescription)\b[^.;]*\binterrupted\b",
        NOT_INTERRUPTED,
        unless_denied=True,
    ),
    # -- files of bad payers, third parties, the police ----------------------
    Forbidden(
        "blacklist",
        r"\bfichages?\b|\bfich(?:e|er|es|ee)s? a la banque de france\b|\bficp\b|\bfcc\b"
        r"|\bbanque de france\b|\blistes? (?:noires?|rouges?)\b|\bmauvais payeurs?\b",
        AGGRESSIVE + " ; " + BLACKMAIL,
        unless_denied=True,
    ),
    Forbidden(
        "blacklist",
        r"\bblack-?list\w*|\bbad[- ]payers?\b|\bcredit bureaus?\b"
        r"|\b(?:harm|affect|damage|ruin)\w* your credit (?:rating|score)\b",
        AGGRESSIVE + " ; " + BLACKMAIL,
        unless_denied=True,
    ),
    Forbidden(
        "third_parties",
        r"\b(?:inform|avert|prevenir|preven|contact|alert)\w* (?:de meme )?(?:votre"
        r" employeur|vos (?:voisins|proches|clients|fournisseurs|partenaires)"
        r"|votre (?:famille|entourage|conjoint))\b|\bpublier(?:ons)? votre nom\b",
        BLACKMAIL,
        unless_denied=True,
    ),
    Forbidden(
        "third_parties",
        r"\b(?:inform|tell|warn|contact|alert)\w* your (?:employer|neighbou?rs|family"
        r"|relatives|customers|suppliers|partners)\b|\bpublish your name\b",
        BLACKMAIL,
        unless_denied=True,
    ),
    Forbidden(
        "criminal",
        r"\bpoursuites? penales?\b|\bplainte\b[^.;]{0,30}\b(?:penale|escroquerie|police"
        r"|gendarmerie|procureur)\b|\b(?:prison|emprisonnement)\b|\bescroquerie\b",
        AGGRESSIVE + " ; " + BLACKMAIL,
    ),
    Forbidden(
        "criminal",
        r"\bcriminal (?:charges?|complaint|proceedings|prosecution)\b|\bprison\b"
        r"|\bimprison\w*|\bthe police\b",
        AGGRESSIVE + " ; " + BLACKMAIL,
    ),
    # -- what is never a debtor's to pay -------------------------------------
    Forbidden(
        "agency_fee",
        r"\b(?:honoraires|commissions?|frais)\b[^.;]{0,40}\b(?:societe|cabinet|agence"
        r"|organisme) de recouvrement\b",
        AGENCY_FEE,
        unless_denied=True,
    ),
    Forbidden(
        "agency_fee",
        r"\b(?:fees?|commissions?|charges|costs) (?:of|charged by) (?:the|a|our) "
        r"(?:debt )?(?:collection|recovery) (?:agency|company)\b"
        r"|\bagency'?s (?:fees?|costs|commissions?)\b",
        AGENCY_FEE,
        unless_denied=True,
    ),
    Forbidden(
        "consumer_costs",
        r"\bfrais (?:de |d'|du |des )?(?:dossiers?|relances?|recouvrement|rappels?"
        r"|mise en demeure|gestion|poursuites?|impayes?|lettre|courriers?|envoi"
        r"|affranchissement|huissier|commissaire|contentieux|retard|penalite)"
        r"|\bfrais (?:supplementaires|annexes|engages|exposes)\b|\bclause penale\b"
        r"|\bfrais\b[^.;]{0,40}\b(?:a votre charge|vous (?:seront|serait|sera))",
        COSTS,
        CONSUMER,
        unless_title=True,
        unless_denied=True,
    ),
    Forbidden(
        "consumer_costs",
        r"\b(?:recovery|collection|reminder|administrati(?:ve|on)|handling|dunning)"
        r" (?:costs?|fees?|charges?)\b|\bcosts? of (?:recovery|collection)\b"
        r"|\b(?:costs|fees|expenses)\b[^.;]{0,40}\b(?:be borne by you|at your expense"
        r"|charged to you)\b|\bpenalty clause\b",
        COSTS,
        CONSUMER,
        unless_title=True,
        unless_denied=True,
    ),
    Forbidden(
        "consumer_indemnity",
        r"\bindemnite forfaitaire\b|\bfixed (?:compensation|indemnity)\b",
        NO_INDEMNITY,
        CONSUMER,
        unless_denied=True,
    ),
    Forbidden(
        "consumer_indemnity",
        r"(?<!\d[.,])\b40(?:[.,]00)? ?(?:€|eur\b|euros?\b)|€ ?40(?![\d.,]*\d)"
        r"|\bquarante euros\b|\bforty euros\b",
        NO_INDEMNITY,
        CONSUMER,
        unless_denied=True,
        unless_owed=Decimal(40),
    ),
    Forbidden(
        "wrong_law",
        r"\b[ld] ?\.? ?441[- ]\d+|\bl ?\.? ?2192-\d+|\bd ?\.? ?2192-\d+"
        r"|\bpenalites? de retard\b|\blate[- ]payment penalt",
        "art. L441-10 C. com., L2192-13 CCP",
        CONSUMER,
        unless_denied=True,
    ),
    Forbidden(
        "wrong_law",
        r"\b[ld] ?\.? ?441[- ]\d+",
        "art. L2192-13, D2192-35 CCP",
        frozenset({"public"}),
        unless_denied=True,
    ),
    Forbidden(
        "wrong_law",
        r"\b[ld] ?\.? ?2192-\d+",
        "art. L441-10, D441-5 C. com.",
        frozenset({"business"}),
        unless_denied=True,
    ),
    # -- names that are no longer --------------------------------------------
    Forbidden(
        "old_court",
        r"\btribuna(?:l|ux) d'instance\b|\btribuna(?:l|ux) de grande instance\b"
        r"|\b(?:juge|juridiction)s? de proximite\b|\btgi\b",
        "art. 1406 CPC",
    ),
    Forbidden(
        "old_officer",
        r"\bhuissiers?\b|\bbailiffs?\b",
        "art. 1411 CPC (commissaire de justice)",
    ),
)

# -- words that make a text what it is ---------------------------------------

FORMAL_WORDS = (
    r"\bmise en demeure\b|\bmett(?:ons|re) en demeure\b|\bmets en demeure\b"
    r"|\bformal(?:ly)? notice\b|\bformally (?:demand|require)\b"
)
MAKES_FORMAL = (
    r"\bvaut mise en demeure\b|\b(?:vous )?mett(?:ons) en demeure\b"
    r"|\bmets en demeure\b|\b(?:is|give you|constitutes) (?:a )?formal notice\b"
)
CONSEQUENCE = (
    r"\bjuridictions?\b|\btribuna(?:l|ux)\b|\bjustice\b|\bjudiciaires?\b|\bjuge\b"
    r"|\bcourts?\b|\blegal (?:action|proceedings)\b|\bjudicial\b|\bsue\b"
)
THIRD_PARTY = (
    r"\brecouvrement\b|\bcommissaire de justice\b|\bavocat\b|\brecovery\b"
    r"|\bcollection\b|\bthird party\b|\blawyer\b"
)
THREATS = (
    r"\bmise en demeure\b|\bjuridictions?\b|\btribuna(?:l|ux)\b|\bsous peine\b"
    r"|\bpoursuites?\b|\bcontentieux\b|\bformal notice\b|\bcourts?\b|\blegal action\b"
    r"|\bproceedings\b|\bdernier avis\b"
)
BASES = {
    "business": (r"\bl ?\.? ?441-10\b", "art. L441-10 C. com."),
    "public": (r"\bl ?\.? ?2192-13\b", "art. L2192-13 CCP"),
    "consumer": (r"\b1231-6\b|\b1344-1\b", "art. 1231-6, 1344-1 C. civ."),
}
"""The law that must be named where a letter claims more than the principal."""
