import doctest
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import wording
from odoo.addons.account_collection.rules.wording import Letter, check

# code, debtor, sentences that must be found, sentences that must not
CASES = [
    (
        "seizure",
        "business",
        (
            "À défaut, nous ferons procéder à une saisie.",
            "Nous ferons saisir vos comptes bancaires.",
            "Vos biens seront saisis.",
            "Saisie-attribution imminente.",
            "Without payment, your goods face seizure.",
            "We will garnish your earnings.",
        ),
        (
            "Nous pourrons saisir la juridiction compétente.",
            "La juridiction compétente sera saisie.",
            "Il s’agit d’une erreur de saisie de notre part.",
            "Aucune saisie n’est possible sans jugement.",
        ),
    ),
    (
        "court_act",
        "business",
        (
            "COMMANDEMENT DE PAYER",
            "Sommation d’huissier",
            "Au nom du peuple français",
            "Summons to pay.",
        ),
        ("Passez commande avant le 3 mai.", "La somme de cent euros est due."),
    ),
    (
        "limitation",
        "business",
        (
            "Cette lettre interrompt la prescription.",
            "La prescription est interrompue par la présente.",
            "This letter interrupts the limitation period.",
        ),
        ("Cette lettre n’interrompt pas la prescription.",),
    ),
    (
        "blacklist",
        "consumer",
        (
            "Vous serez fiché à la Banque de France.",
            "Vous risquez un fichage.",
            "You will be blacklisted.",
        ),
        ("Vous trouverez ci-joint la fiche de suivi.",),
    ),
    (
        "third_parties",
        "consumer",
        ("Nous informerons votre employeur.", "We will inform your neighbours."),
        ("Informez-nous de votre nouvelle adresse.",),
    ),
    (
        "criminal",
        "consumer",
        ("Vous vous exposez à des poursuites pénales.", "We will call the police."),
        ("Nous pourrons engager des poursuites judiciaires.",),
    ),
    (
        "agency_fee",
        "business",
        (
            "Les honoraires de la société de recouvrement vous seront facturés.",
            "You will bear the fees of the collection agency.",
        ),
        ("Nous pourrons confier le dossier à une société de recouvrement.",),
    ),
    (
        "consumer_costs",
        "consumer",
        (
            "Les frais de recouvrement seront à votre charge.",
            "Frais de relance.",
            "Frais d’affranchissement.",
            "La clause pénale s’applique.",
            "Recovery costs will be added.",
        ),
        (
            "Aucuns frais de recouvrement ne vous sont demandés.",
            "Livraison sans frais.",
        ),
    ),
    (
        "consumer_indemnity",
        "consumer",
        (
            "Une indemnité forfaitaire s’ajoute.",
            "Vous devez 40 € de plus.",
            "Fixed compensation is due.",
        ),
        (
            "La somme de 140 € est due.",
            "Vous devez 40,50 €.",
            "La somme de 2 102,40 € reste à régler.",
            "You owe 1,102.40 EUR.",
        ),
    ),
    (
        "wrong_law",
        "consumer",
        ("Article L441-10 du Code de commerce.", "Pénalités de retard."),
        ("Articles 1231-6 et 1344-1 du Code civil.",),
    ),
    ("wrong_law", "public", ("Selon l’article L. 441-10.",), ("Article L2192-13.",)),
    ("wrong_law", "business", ("Article L2192-13.",), ("Article L441-10.",)),
    (
        "old_court",
        "business",
        (
            "Nous saisirons le tribunal d’instance.",
            "Le tribunal de grande instance est compétent.",
            "Devant le juge de proximité.",
        ),
        ("Le tribunal judiciaire est compétent.", "Le tribunal de commerce."),
    ),
    (
        "old_officer",
        "business",
        ("Un huissier vous contactera.", "A bailiff will contact you."),
        ("Un commissaire de justice vous contactera.",),
    ),
]


@tagged("post_install", "-at_install")
class TestWordingRules(BaseCase):
    def _codes(self, text, kind="reminder", who="business", **facts):
        letter = Letter(text, kind, who, amounts=facts.pop("amounts", None), **facts)
        return [one.code for one in check(letter)]

    def test_doctests(self):
        result = doctest.testmod(wording)
        self.assertGreater(result.attempted, 8)
        self.assertEqual(result.failed, 0)

    def test_each_forbidden_word_is_found_and_only_it(self):
        for code, who, bad, good in CASES:
            for text in bad:
                with self.subTest(text):
                    letter = Letter(f"<p>Bonjour.</p><p>{text}</p>", "other", who, None)
                    found = {one.code: one for one in check(letter)}
                    self.assertIn(code, found)
                    self.assertEqual(found[code].sentence, text)
                    self.assertTrue(found[code].article)
                    self.assertTrue(found[code].blocks)
            for text in good:
                with self.subTest(text):
                    self.assertNotIn(code, self._codes(text, "other", who))

    def test_every_list_has_its_case(self):
        listed = {one.code for one in wording.lists.FORBIDDEN}
        self.assertEqual(listed, {code for code, *_rest in CASES})

    def test_what_a_consumer_may_not_be_told_a_business_may(self):
        for text in ("Une indemnité forfaitaire s’ajoute.", "Pénalités de retard."):
            self.assertFalse(self._codes(text))
            self.assertTrue(self._codes(text, who="consumer"))
            # Of unknown class: what only consumers are spared is not known to apply.
            self.assertFalse(self._codes(text, who=None))

    def test_a_title_allows_what_it_gives_a_right_to(self):
        text = "À défaut, nous ferons procéder à une saisie."
        self.assertEqual(self._codes(text, "other"), ["seizure"])
        self.assertFalse(self._codes(text, "other", has_title=True))

    def test_names_are_not_words(self):
        text = "SAISIE EXPRESS et l’Étude Huissiers Réunis nous doivent tout."
        names = ("Saisie Express", "Étude Huissiers Réunis")
        self.assertEqual(len(self._codes(text)), 2)
        self.assertFalse(self._codes(text, names=names))

    def test_amounts_are_those_of_the_notice(self):
        amounts = frozenset({Decimal("1234.56"), Decimal(40)})
        for text in ("1 234,56 €", "€1,234.56", "40 euros", "EUR 40.00"):
            self.assertFalse(self._codes(text, amounts=amounts), text)
        for text in ("1 234,57 €", "€ 41", "12 euros"):
            self.assertEqual(self._codes(text, amounts=amounts), ["amount"], text)
        footer = "SARL au capital de 10 000 €"
        self.assertFalse(self._codes(footer, amounts=amounts))

    def test_what_a_formal_notice_must_say(self):
        fine = (
            "<p>Nous vous mettons en demeure de payer 10,00 € avant le 3 mai 2026.</p>"
            "<p>À défaut, nous saisirons la juridiction compétente.</p>"
        )
        required = (("deadline", ("3 mai 2026", "03/05/2026")), ("owed", ("10,00 €",)))
        self.assertFalse(self._codes(fine, "formal", required=required))
        for gone, code in (
            ("mettons en demeure", "formal_words"),
            ("juridiction", "consequence"),
            ("3 mai", "deadline"),
            ("10,00", "owed"),
        ):
            text = fine.replace(gone, "…")
            self.assertEqual(self._codes(text, "formal", required=required), [code])

    def test_the_third_party_is_named_where_one_comes_next(self):
        fine = (
            "Mise en demeure. Le recouvrement sera confié à un tiers, ou au tribunal."
        )
        self.assertFalse(self._codes(fine, "formal", may_hand_off=True))
        text = "Mise en demeure. Ensuite le tribunal."
        self.assertFalse(self._codes(text, "formal"))
        codes = self._codes(text, "formal", may_hand_off=True)
        self.assertEqual(codes, ["third_party"])

    def test_interest_needs_its_law(self):
        text = "Mise en demeure. Intérêts. Tribunal."
        for who, article in (
            ("business", "L441-10"),
            ("public", "L2192-13"),
            ("consumer", "1231-6"),
        ):
            facts = {"kind": "formal", "who": who, "claims_accessories": True}
            self.assertEqual(self._codes(text, **facts), ["basis"])
            self.assertFalse(self._codes(f"{text} Article {article}.", **facts))

    def test_forty_euros_that_a_consumer_owes_are_no_indemnity(self):
        text = "La somme de 40,00 € reste à régler."
        for owed, codes in ((Decimal("40.00"), []), (None, ["consumer_indemnity"])):
            amounts = frozenset({owed}) if owed else None
            self.assertEqual(self._codes(text, who="consumer", amounts=amounts), codes)
        text = "Vous devez 40 €, et 40 € d’indemnité forfaitaire."
        self.assertEqual(
            self._codes(text, who="consumer", amounts=frozenset({Decimal(40)})),
            ["consumer_indemnity"],
        )

    def test_tone_fits_the_stage(self):
        threat = "Sinon, nous irons devant le tribunal."
        self.assertEqual(self._codes(threat, "courtesy"), ["tone"])
        self.assertFalse(self._codes(threat, "reminder"))
        formal = "La présente vaut mise en demeure."
        self.assertEqual(self._codes(formal, "reminder"), ["tone"])
        self.assertFalse(self._codes("Dernier rappel avant mise en demeure."))
        shouted = check(Letter("Payez !!", "reminder", "business", None))
        self.assertEqual([one.code for one in shouted], ["shouting"])
        self.assertFalse(shouted[0].blocks)
