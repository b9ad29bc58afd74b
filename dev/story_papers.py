"""Papers of the demo story, made here: a contract, a delivery note, a receipt."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

BODY = ParagraphStyle(
    "body", parent=getSampleStyleSheet()["BodyText"], fontSize=10.5, leading=15
)
TITLE = ParagraphStyle(
    "title", parent=getSampleStyleSheet()["Title"], fontSize=17, leading=22
)

CONTRACT = """
Entre <b>Atelier Duvernay SAS</b>, 14 rue des Tanneurs, 69005 Lyon, ci-après
« le fournisseur », et <b>{debtor}</b>, ci-après « le client », il est convenu ce qui
suit (commande {order}).

<b>Article 1 – Objet.</b> Le fournisseur fabrique et pose les ouvrages décrits dans la
commande.

<b>Article 2 – Prix.</b> Le prix est celui de la commande, taxe sur la valeur ajoutée
en sus.

<b>Article 3 – Paiement.</b> Le prix est payé en deux échéances, à 30 et 45 jours
de la facture. L’acceptation d’un paiement partiel ne vaut pas renonciation au solde.

<b>Article 4 – Retard.</b> Toute somme non payée à l’échéance porte intérêt, sans
rappel, au taux prévu à l’article L. 441-10 du code de commerce.

<b>Article 5 – Réserve de propriété.</b> Les ouvrages restent la propriété du
fournisseur jusqu’au paiement complet du prix.

Fait à Lyon, le {signed:%d/%m/%Y}, en deux exemplaires.

Pour le fournisseur : Hélène Duvernay. Pour {debtor} : Marc Lefèvre, gérant, « lu et
approuvé ».
"""


def paper(title, paragraphs):
    """Return a PDF with a title and paragraphs, as bytes."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        title=title,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=25 * mm,
        invariant=True,
    )
    story = [Paragraph(title, TITLE), Spacer(1, 6 * mm)]
    for text in paragraphs:
        story += [Paragraph(text, BODY), Spacer(1, 2 * mm)]
    document.build(story)
    return out.getvalue()


def contract(debtor, order, signed):
    """Return the contract behind an order, signed on a day."""
    text = CONTRACT.format(debtor=debtor, order=order, signed=signed)
    return paper("Contrat de fourniture et de pose", text.strip().split("\n\n"))


def delivery_note(debtor, order, day):
    """Return the signed delivery note of an order."""
    return paper(
        "Bon de livraison et de réception",
        [
            f"Commande {order} – {debtor}",
            "Escalier en chêne massif, quart tournant, avec garde-corps : 1",
            "Pose et finition : 1",
            f"Reçu complet et sans réserve le {day:%d/%m/%Y}.",
            "Signature du client : M. Lefèvre",
        ],
    )


def receipt(number, debtor, day):
    """Return the signed acknowledgement of receipt of a registered letter."""
    return paper(
        "Avis de réception",
        [
            f"Lettre recommandée n° {number}",
            f"Destinataire : {debtor}",
            f"Présentée et distribuée le {day:%d/%m/%Y}.",
            "Signature du destinataire : M. Lefèvre",
        ],
    )
