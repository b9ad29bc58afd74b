from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class CollectionCase(models.Model):
    """What the ledger says of a debtor: read, never copied."""

    _inherit = "collection.case"

    def _read_balances(self, company):
        """Return ``{case: (overdue, balance, unallocated)}`` in company currency."""
        lines = self.env["account.move.line"]
        base = Domain(
            [
                ("company_id", "=", company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("partner_id", "child_of", self.partner_id.ids),
            ]
        )
        claims = lines._collection_domain() & base
        late = Domain("date_maturity", "<", company._collection_today())
        overdue = self._sum_by_debtor(claims & late)
        balance = self._sum_by_debtor(base)
        self._add_doubtful(company, overdue, balance)
        credits = self._sum_by_debtor(base & Domain("amount_residual", "<", 0))
        return {
            case: (
                overdue.get(case.partner_id.id, 0.0),
                balance.get(case.partner_id.id, 0.0),
                -credits.get(case.partner_id.id, 0.0),
            )
            for case in self
        }

    def _add_doubtful(self, company, overdue, balance):
        """Add what is open as doubtful debts: the debtor owes it as before."""
        lines = self.env["account.move.line"]
        doubtful = lines._collection_open_doubtful_domain(company) & Domain(
            "partner_id", "child_of", self.partner_id.ids
        )
        late = Domain("date_maturity", "=", False) | Domain(
            "date_maturity", "<", company._collection_today()
        )
        for sums, domain in ((overdue, doubtful & late), (balance, doubtful)):
            for debtor, amount in self._sum_by_debtor(domain).items():
                sums[debtor] = sums.get(debtor, 0.0) + amount

    def _unallocated(self):
        """Return ``{(case, currency): unmatched amount}``, in one query for all.

        It is the debtor's and his contacts'; a subsidiary is a debtor of its own.
        """
        groups = self.env["account.move.line"]._read_group(
            self._unmatched_domain(self.company_id),
            ["partner_id", "company_id", "currency_id"],
            ["amount_residual_currency:sum"],
        )
        cases = self.grouped(lambda case: (case.partner_id, case.company_id))
        debtors = self.partner_id
        sums = defaultdict(float)
        for partner, company, currency, amount in groups:
            own = partner in debtors
            place = (partner if own else partner.commercial_partner_id, company)
            for case in cases.get(place, ()):
                sums[case, currency] -= amount
        return sums

    def _unmatched_domain(self, companies):
        """Return the domain of what these debtors paid or were credited in
        ``companies`` without being matched."""
        return Domain(
            [
                ("company_id", "in", companies.ids),
                (
                    "account_id",
                    "in",
                    self.env["account.move.line"]._collection_accounts(),
                ),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual_currency", "<", 0),
                ("partner_id", "in", self._family_ids()),
            ]
        )

    def _family_ids(self):
        """Return the ids of the debtors and of their contacts, archived ones included;
        an entry may still name a debtor who is another one's contact by now."""
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        ids = self.partner_id.ids
        family = Domain("id", "in", ids) | Domain("commercial_partner_id", "in", ids)
        return partners._search(family).get_result_ids()

    def _sum_by_debtor(self, domain):
        sums = {}
        groups = self.env["account.move.line"]._read_group(
            domain, ["partner_id"], ["amount_residual:sum"]
        )
        for partner, amount in groups:
            debtor = partner.commercial_partner_id.id
            sums[debtor] = sums.get(debtor, 0.0) + amount
        return sums
