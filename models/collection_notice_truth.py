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
        if plan["case"].company_id.collection_credit == "deduct":
            values.update(
                self._deduct(values["amount_total"], values["amount_unallocated"])
            )
        return values

    def _read_again(self, today):
        result = super()._read_again(today)
        for notice in self:
            if notice.company_id.collection_credit == "deduct":
                figures = self._deduct(notice.amount_total, notice.amount_unallocated)
                notice._record_fact(**figures)
            elif notice.amount_deducted:
                notice._record_fact(amount_deducted=0.0)
        return result

    @api.model
    def _deduct(self, claimed, credit):
        """Return the figures of a notice that deducts ``credit``."""
        deducted = min(credit, claimed)
        return {
            "amount_total": claimed - deducted,
            "amount_deducted": deducted,
            "amount_unallocated": credit - deducted,
        }
