"""The plot of the demo story: what debtors answer and what people do, day by day.

Days count from today. Nobody acts today: what waits on the screens is for the reader.
"""

from email.message import EmailMessage
from email.utils import make_msgid

import story_papers
from story_host import IN_PERSON, PAPER, approve, ready
from story_results import find_agency, hand_off

FIRST = -90
NOTE = (
    "NOTE INTERNE : le gérant ne répond plus qu’à l’atelier, marge de 38 % sur ce "
    "chantier. Ne pas transmettre."
)
CALLS = {
    "commune": "Le mandat est signé, le virement part en fin de mois.",
    "lefevre": "M. Lefèvre reconnaît la dette et demande encore quinze jours.",
    "librairie": "Répondeur, message laissé.",
}
REPLIES = {
    -77: "lefevre",
    -38: "lefevre",
    -26: "roussel",
}
ANSWERS = {
    -77: """Bonjour,

Nous avons bien reçu votre rappel. La trésorerie est tendue, nous réglerons une partie
sous quinzaine.

Marc Lefèvre
""",
    -38: """Bonjour,

Votre mise en demeure est bien arrivée. Le chantier est satisfaisant, je ne conteste
rien, mais je ne peux pas payer ce mois-ci.

Marc Lefèvre
""",
    -26: """Bonjour,

Une des deux portes livrées est voilée. Nous contestons cette facture tant qu’elle n’est
pas remplacée.

Service achats
""",
}


class Plot:
    """Plays what is told here on one day, as the persons themselves."""

    def __init__(self, env, books, people):
        self.env = env
        self.books = books
        self.collector = self._as(people["collecteur"])
        self.manager = self._as(people["responsable"])
        self.done = {"replies": 0, "payments": 0, "holds": 0, "calls": 0, "letters": 0}
        self.registered = 0

    def _as(self, user):
        """Return the environment of a person, with that person's rights."""
        return self.env(user=user.id, su=False, context={"lang": user.lang})

    def case(self, key, env=None):
        debtor = self.books.debtors[key]
        return (env or self.env)["collection.case"].search(
            [("partner_id", "=", debtor.id)], limit=1
        )

    # -- before the scheduled action ---------------------------------------------------

    def morning(self, offset):
        """Invoices, payments and answers that arrive before the day's run."""
        books = self.books
        if offset == FIRST:
            books.post_order("lefevre", -112)
        books.post_due(FIRST, offset)
        if offset == -60:
            self._paid("lefevre", offset, 1200.0)
        if offset == -50:
            books.credit("lefevre", offset, "repair", 3, invoice=1)
        if offset == -12:
            self._paid("martin", offset)
        if offset == -6:
            self._paid("pharmacie", offset, 2000.0)

    def _paid(self, key, offset, amount=None):
        self.books.receive(key, offset, amount)
        self.done["payments"] += 1

    # -- after it ----------------------------------------------------------------------

    def afternoon(self, offset):
        """What people do and debtors answer during the day."""
        if offset in REPLIES:
            self._reply(REPLIES[offset], ANSWERS[offset])
        if offset == -46:
            self.case("lefevre", self.collector).message_post(body=NOTE)
        if offset == -36:
            self._receipt("lefevre", offset)
        if offset == -26:
            self._hold(
                "roussel", "dispute", "Porte voilée, remplacement à prévoir", offset, 10
            )
        if offset == -8:
            self._hold(
                "giraud",
                "promise",
                "Virement promis au téléphone par la comptable",
                offset,
                3,
            )
        approve(self.manager)
        self._call()
        self._post_letters()

    def _reply(self, key, text):
        """The debtor answers the last e-mail by e-mail."""
        debtor = self.books.debtors[key]
        delivery = self.env["collection.delivery"].search(
            [("partner_id", "=", debtor.id), ("message_uid", "!=", False)], limit=1
        )
        mail = EmailMessage()
        mail["From"] = f"{debtor.name} <{debtor.email}>"
        mail["To"] = self.env.company.catchall_formatted
        mail["Subject"] = f"Re: {delivery.notice_id.subject}"
        mail["Message-ID"] = make_msgid(domain=debtor.email.partition("@")[2])
        mail["In-Reply-To"] = mail["References"] = delivery.message_uid
        mail.set_content(text)
        self.env["mail.thread"].message_process("collection.case", mail.as_bytes())
        # The collector reads it the same day: until then nothing more would leave.
        self.case(key, self.collector).action_reply_read()
        self.done["replies"] += 1

    def _hold(self, key, kind, reason, offset, until):
        invoice = self.books.invoices[key][0]
        wizard = self.collector["collection.hold.wizard"].create(
            {
                "kind": kind,
                "reason": reason,
                "date_from": self.books.day(offset),
                "date_to": self.books.day(until),
                "end_action": "task",
                "scope": "invoice",
                "move_ids": [(6, 0, invoice.ids)],
            }
        )
        wizard.action_confirm()
        self.done["holds"] += 1

    def _call(self):
        calls = ready(self.collector, IN_PERSON)
        activities = self.collector["mail.activity"].search(
            [("collection_delivery_id", "in", calls.ids)]
        )
        texts = {self.books.debtors[key]: text for key, text in CALLS.items()}
        for activity in activities:
            debtor = activity.collection_delivery_id.partner_id
            activity.action_feedback(
                feedback=texts.get(debtor, "Rappelé, sans réponse.")
            )
        self.done["calls"] += len(activities)

    def _post_letters(self):
        letters = ready(self.collector, PAPER)
        if not letters:
            return
        for batch in self.collector["collection.batch"]._make(letters):
            for delivery in batch.delivery_ids:
                if delivery.channel_code == "registered":
                    self.registered += 1
                    delivery.reference = f"1A 204 117 {3400 + self.registered} 6"
            self.done["letters"] += batch.letter_count
            batch.action_confirm()

    def _receipt(self, key, offset):
        """The signed receipt of the registered letter comes back and is scanned."""
        case = self.case(key, self.collector)
        notice = case.notice_ids.filtered("stage_id.is_formal_notice")[-1:]
        delivery = notice.delivery_ids
        scan = story_papers.receipt(
            delivery.reference, case.partner_id.name, self.books.day(offset - 1)
        )
        attachment = self.collector["ir.attachment"].create(
            {
                "name": f"Avis de réception {delivery.reference}.pdf",
                "raw": scan,
                "mimetype": "application/pdf",
                "res_model": "collection.notice",
                "res_id": notice.id,
            }
        )
        self.collector["collection.proof"].create(
            {
                "notice_id": notice.id,
                "kind": "received",
                "date": self.books.day(offset - 1),
                "reference": delivery.reference,
                "attachment_ids": [(6, 0, attachment.ids)],
            }
        )

    # -- today -------------------------------------------------------------------------

    def hand_off(self, key):
        """The manager hands a whole case to an agency.

        :return: the hand-off.
        """
        return hand_off(self.manager, self.case(key), find_agency(self.env))
