from odoo import api, models

from ..rules import wording


class CollectionWording(models.AbstractModel):
    """The findings of :mod:`rules.wording` in words."""

    _name = "collection.wording"
    _description = "Check of Wording"

    @api.model
    def _say(self, finding):
        """Return a finding as one sentence: what is wrong, where, which article."""
        words = self._problems()[finding.code]
        if not finding.sentence:
            return self.env._(
                "%(problem)s (%(article)s)", problem=words, article=finding.article
            )
        return self.env._(
            "%(problem)s: “%(sentence)s” (%(article)s)",
            problem=words,
            sentence=finding.sentence,
            article=self.env._("the ledger")
            if finding.article == wording.LEDGER
            else finding.article,
        )

    @api.model
    def _problems(self):
        return {
            "seizure": self.env._("Threatens seizure without an enforceable title"),
            "court_act": self.env._("Looks like an act of a court"),
            "limitation": self.env._(
                "A letter does not interrupt the limitation period"
            ),
            "blacklist": self.env._(
                "Threatens to enter the debtor in a file of bad payers"
            ),
            "third_parties": self.env._("Threatens to tell third parties"),
            "criminal": self.env._("Threatens with criminal law"),
            "agency_fee": self.env._("Charges the agency's fee to the debtor"),
            "consumer_costs": self.env._("Charges recovery costs to a consumer"),
            "consumer_indemnity": self.env._("Claims the 40 EUR from a consumer"),
            "wrong_law": self.env._("Names a law that does not apply to this debtor"),
            "old_court": self.env._("Names a court that no longer exists"),
            "old_officer": self.env._(
                "Says “huissier”: it is “commissaire de justice” now"
            ),
            "amount": self.env._("States an amount that is not one of the notice's"),
            "amount_missing": self.env._("Does not state the amount claimed"),
            "deadline": self.env._("Does not state the date until which to pay"),
            "invoices": self.env._("Does not state every invoice that is claimed"),
            "owed": self.env._("Does not state what is owed on each invoice"),
            "creditor": self.env._("Does not name the creditor"),
            "formal_words": self.env._("Does not say that it is a formal notice"),
            "consequence": self.env._("Does not state the consequence: legal action"),
            "third_party": self.env._(
                "Does not say that a third party may recover the debt"
            ),
            "basis": self.env._("Does not name the law on which interest is claimed"),
            "tone": self.env._("Sounds harder than its stage"),
            "shouting": self.env._("Shouts"),
            "unread": self.env._(
                "Only amounts and mentions were checked: there are no lists of words "
                "for this language"
            ),
        }
