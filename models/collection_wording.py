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
        _ = self.env._
        return {
            "seizure": _("Threatens seizure without an enforceable title"),
            "court_act": _("Looks like an act of a court"),
            "limitation": _("A letter does not interrupt the limitation period"),
            "blacklist": _("Threatens to enter the debtor in a file of bad payers"),
            "third_parties": _("Threatens to tell third parties"),
            "criminal": _("Threatens with criminal law"),
            "agency_fee": _("Charges the agency's fee to the debtor"),
            "consumer_costs": _("Charges recovery costs to a consumer"),
            "consumer_indemnity": _("Claims the 40 EUR from a consumer"),
            "wrong_law": _("Names a law that does not apply to this debtor"),
            "old_court": _("Names a court that no longer exists"),
            "old_officer": _("Says “huissier”: it is “commissaire de justice” now"),
            "amount": _("States an amount that is not one of the notice's"),
            "amount_missing": _("Does not state the amount claimed"),
            "deadline": _("Does not state the date until which to pay"),
            "invoices": _("Does not state every invoice that is claimed"),
            "owed": _("Does not state what is owed on each invoice"),
            "creditor": _("Does not name the creditor"),
            "formal_words": _("Does not say that it is a formal notice"),
            "consequence": _("Does not state the consequence: legal action"),
            "third_party": _("Does not say that a third party may recover the debt"),
            "basis": _("Does not name the law on which interest is claimed"),
            "tone": _("Sounds harder than its stage"),
            "shouting": _("Shouts"),
        }
