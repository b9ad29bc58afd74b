from odoo import api, fields, models
from odoo.tools import formatLang


class CollectionNotice(models.Model):
    """What came in without being matched, as the company wants it treated; how fresh
    the bank is."""

    _inherit = "collection.notice"

    amount_deducted = fields.Monetary(
        string="Credit Deducted",
        readonly=True,
        help="What the debtor paid or was credited without being allocated, taken off "
        "what is claimed.",
    )
    credit_elsewhere = fields.Char(
        string="Other Unmatched Money",
        readonly=True,
        help="What else the debtor paid that waits to be matched, as he is told: in "
        "the bank, in another branch or in another currency. It is never deducted.",
    )
    bank_warning = fields.Char(related="company_id.collection_bank_warning")

    @api.model
    def _covered_by_credit(self, plan):
        # EXTENDS: what is in the bank, or in another currency; and some companies send
        # nothing while anything is unmatched
        covered = super()._covered_by_credit(plan)
        if covered or not plan["at_hand"]:
            return covered
        return self._waits_for_matching(
            plan["case"],
            plan["at_hand"],
            self._claim_of(plan),
            plan["currency"],
        )

    def _covered_now(self, money):
        # EXTENDS: the same at departure
        covered = super()._covered_now(money)
        if covered:
            return covered
        _unmatched, at_hand = money
        return self._waits_for_matching(
            self.case_id,
            at_hand.get(self.case_id),
            self._said(),
            self.currency_id,
        )

    @api.model
    def _waits_for_matching(self, case, at_hand, claimed, currency):
        """Say in words that money must be matched before this is claimed, or return an
        empty text.

        :param at_hand: ``{currency: Money}`` of ``case`` that waits to be matched.
        """
        if not at_hand:
            return ""
        if case.company_id.collection_credit != "skip":
            own = at_hand[currency].amount if currency in at_hand else 0.0
            return self._covers(own, claimed, currency) or case._covered_elsewhere(
                at_hand, claimed, currency
            )
        return self.env._(
            "A payment or credit note of %s is not matched with an invoice yet: match "
            "it first.",
            ", ".join(
                formatLang(self.env, money.amount, currency_obj=one)
                for one, money in at_hand.items()
            ),
        )

    @api.model
    def _prepare(self, plan, run):
        values = super()._prepare(plan, run)
        values["credit_elsewhere"] = self._elsewhere(
            plan["at_hand"], plan["credit"], plan["currency"], values["lang"]
        )
        if plan["case"].company_id.collection_credit == "deduct":
            values.update(
                self._deduct(values["amount_total"], values["amount_unallocated"])
            )
        return values

    def _read_again(self, today):
        unmatched, at_hand = money = super()._read_again(today)
        for notice in self:
            case, currency = notice.case_id, notice.currency_id
            credit = unmatched.get((case, currency), 0.0)
            words = self._elsewhere(at_hand.get(case), credit, currency, notice.lang)
            if words != notice.credit_elsewhere:
                notice._record_fact(credit_elsewhere=words)
            if notice.company_id.collection_credit == "deduct":
                figures = self._deduct(notice.amount_total, notice.amount_unallocated)
                notice._record_fact(**figures)
            elif notice.amount_deducted:
                notice._record_fact(amount_deducted=0.0)
        return money

    @api.model
    def _elsewhere(self, at_hand, credit, currency, lang):
        """Say in the debtor's language what of his money is not on the account that a
        notice is about; or return False.

        Money in another currency is his concern here only where it is more than he
        owes in that currency; he is told the amount he paid.

        :param at_hand: ``{currency: Money}`` of his case that waits to be matched.
        :param credit: what of it is on the account.
        """
        env = self.with_context(lang=lang).env
        others = {
            one: money.amount - (credit if one == currency else 0.0)
            for one, money in (at_hand or {}).items()
            if one == currency or money.free
        }
        return (
            ", ".join(
                formatLang(env, amount, currency_obj=one)
                for one, amount in others.items()
                if one.compare_amounts(amount, 0) > 0
            )
            or False
        )

    @api.model
    def _deduct(self, claimed, credit):
        """Return the figures of a notice that deducts ``credit``."""
        deducted = min(credit, claimed)
        return {
            "amount_total": claimed - deducted,
            "amount_deducted": deducted,
            "amount_unallocated": credit - deducted,
        }
