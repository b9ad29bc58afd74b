from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang

# What a bank gives for another currency differs from the rate in the books: money worth
# nearly all of a claim was probably meant to settle it.
NEARLY_ALL = 0.95
# So long before it is in the bank a payment may have been entered by hand.
ENTERED_BEFORE = timedelta(days=15)


class Money(NamedTuple):
    """Money that waits to be matched: ``amount``, and what of it is ``free``, beyond
    all that the debtor owes in its currency."""

    amount: float
    free: float


class CollectionCase(models.Model):
    """Money of the debtor that is not on his account yet: a bank entry that names him
    and waits to be matched, a payment in another currency than the claim, or one that
    was booked in another branch."""

    _inherit = "collection.case"

    def _at_hand(self, unmatched, claimed):
        """Return ``{case: {currency: Money}}`` of all that only waits to be matched;
        cases without such money are absent.

        :param unmatched: what :meth:`_unallocated` found on the debtors' accounts.
        :param claimed: ``{case: the currencies of what is claimed}``
        """
        branches = self._branches()
        in_bank = self._waiting_in_bank(branches)
        sums = defaultdict(float)
        for found in (unmatched, in_bank, self._in_other_branches(branches)):
            for place, amount in found.items():
                sums[place] += amount
        sums = {
            place: amount
            for place, amount in sums.items()
            if place[1].compare_amounts(amount, 0) > 0
        }
        foreign = [case for case, currency in sums if claimed[case] - {currency}]
        owed = self.browse().union(*foreign)._owed()
        at_hand = defaultdict(dict)
        for (case, currency), amount in sums.items():
            free = max(amount - owed.get((case, currency), 0.0), 0.0)
            at_hand[case][currency] = Money(amount, free)
        return dict(at_hand)

    def _branches(self):
        """Return all branches of the companies of these cases: they share the bank
        account that the debtor pays to."""
        # Of another branch only what the debtor paid is read.
        roots = self.company_id.sudo().root_id
        return roots.search([("id", "child_of", roots.ids)])

    def _waiting_in_bank(self, branches):
        """Return ``{(case, currency): amount}`` of the bank entries that name these
        debtors and are not matched yet, in whichever branch."""
        lines = self._bank_lines(branches)
        sums, since = defaultdict(float), {}
        for line in lines:
            place = self._place(line)
            sums[place] -= line.amount_currency
            since[place] = min(since.get(place, line.date), line.date)
        for payment in lines and self._payments_not_in_bank(branches):
            place = self._place(payment)
            if place in sums and payment.date >= since[place] - ENTERED_BEFORE:
                sums[place] -= payment.amount
        cases = self.grouped(
            lambda case: (case.partner_id, case.company_id.sudo().root_id)
        )
        return {
            (case, currency): amount
            for (debtor, root, currency), amount in sums.items()
            # Payments entered by hand that are more than the bank has do not make less
            # of other money.
            if amount > 0
            for case in cases.get((debtor, root), ())
        }

    def _in_other_branches(self, branches):
        """Return ``{(case, currency): amount}`` that is unmatched in the other branches
        of the same company."""
        sums = {}
        for company, cases in self.grouped("company_id").items():
            root = company.sudo().root_id
            others = branches.filtered(lambda one, root=root: one.root_id == root)
            others -= company
            if not others:
                continue
            lines = self.env["account.move.line"].sudo()
            groups = lines._read_group(
                cases._unmatched_domain(others),
                ["partner_id", "currency_id"],
                ["amount_residual_currency:sum"],
            )
            debtors = {case.partner_id.id: case for case in cases}
            for partner, currency, amount in groups:
                case = debtors.get(partner.commercial_partner_id.id)
                if case:
                    place = case, currency.with_env(self.env)
                    sums[place] = sums.get(place, 0.0) - amount
        return sums

    @api.model
    def _place(self, record):
        """Return debtor, head office and currency of a journal item or payment."""
        debtor = record.partner_id.commercial_partner_id.with_env(self.env)
        root = record.company_id.root_id.with_env(self.env)
        return debtor, root, record.currency_id.with_env(self.env)

    def _bank_lines(self, branches):
        """Return what of the bank entries is not matched yet."""
        # Whoever collects need not see the bank.
        journals = self.env["account.journal"].sudo()
        suspense = journals._search([("company_id", "in", branches.ids)])
        return (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("account_id", "in", suspense.subselect("suspense_account_id")),
                    ("company_id", "in", branches.ids),
                    ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                    ("statement_line_id.is_reconciled", "=", False),
                    ("parent_state", "=", "posted"),
                    ("amount_currency", "<", 0),
                ]
            )
        )

    def _payments_not_in_bank(self, branches):
        """Return the payments that somebody entered and that no bank entry was matched
        with: a waiting entry is probably the same money."""
        payments = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("partner_id.commercial_partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", branches.ids),
                    ("payment_type", "=", "inbound"),
                    ("state", "in", ("in_process", "paid")),
                ]
            )
        )
        in_bank = payments._collection_bank_days()
        return payments.filtered(lambda one: one not in in_bank)

    def _covered_elsewhere(self, at_hand, claimed, currency):
        """Say in words that unmatched money in other currencies, beyond what the debtor
        owes in those, is worth what is claimed; or return an empty text.

        :param at_hand: ``{currency: Money}`` of this case that waits to be matched.
        """
        others = {one: money for one, money in at_hand.items() if one != currency}
        today = self.company_id._collection_today()
        worth = sum(
            one._convert(money.free, currency, self.company_id, today)
            for one, money in others.items()
        )
        own = at_hand[currency].amount if currency in at_hand else 0.0
        if not worth or own + worth < claimed * NEARLY_ALL:
            return ""
        return self.env._(
            "Unallocated payments or credit notes in another currency (%(credit)s) are "
            "worth about what would be claimed (%(claim)s): match them first.",
            credit=", ".join(
                formatLang(self.env, money.amount, currency_obj=one)
                for one, money in others.items()
            ),
            claim=formatLang(self.env, claimed, currency_obj=currency),
        )

    def _owed(self):
        """Return ``{(case, currency): what the debtor owes in it}``, due or not."""
        if not self:
            return {}
        lines = self.env["account.move.line"]
        groups = lines._read_group(
            lines._collection_domain()
            & Domain(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("partner_id", "in", self._family_ids()),
                ]
            ),
            ["partner_id", "company_id", "currency_id"],
            ["amount_residual_currency:sum"],
        )
        cases = self.grouped(lambda case: (case.partner_id, case.company_id))
        owed = defaultdict(float)
        for partner, company, currency, amount in groups:
            for case in cases.get((partner.commercial_partner_id, company), ()):
                owed[case, currency] += amount
        return owed
