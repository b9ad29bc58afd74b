from odoo import models

from .account_move_line_settled import Settlement, Standing
from .account_partial_reconcile import NOTHING


class AccountMove(models.Model):
    """A transfer to doubtful debts: which claims it moved, and what became of them.

    One entry may move several claims of several debtors into fewer lines. What comes
    in on a debtor's doubtful lines pays his oldest claim first.
    """

    _inherit = "account.move"

    def _collection_transferred_partials(self):
        """Return the matchings of these entries with the claims they moved."""
        lines = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and line.balance < 0
        )
        return lines.sudo().matched_debit_ids

    def _collection_doubtful_of(self, debtor):
        """Return the doubtful lines of ``debtor`` in this entry; a line without partner
        is his when the entry moves nobody else's claims."""
        self.ensure_one()
        accounts = self.company_id._collection_doubtful_accounts()
        lines = self.sudo().line_ids.filtered(
            lambda line: line.account_id in accounts and line.balance > 0
        )
        moved = self._collection_transferred_partials().debit_move_id
        alone = len(moved.partner_id.commercial_partner_id) == 1
        return lines.filtered(
            lambda line: (
                line.partner_id.commercial_partner_id == debtor
                if line.partner_id
                else alone
            )
        )

    def _collection_pool(self, debtor):
        """Return ``{claim line: Standing}`` of what this entry moved for ``debtor``."""
        self.ensure_one()
        doubtful = self._collection_doubtful_of(debtor)
        partials = self._collection_transferred_partials().filtered(
            lambda one: one.debit_move_id.partner_id.commercial_partner_id == debtor
        )
        if not doubtful:
            return {}
        same = doubtful.currency_id == partials.debit_move_id.currency_id
        pool = _Pool(partials, same)
        later = doubtful.matched_credit_ids
        natures = later._collection_natures()
        for partial in later.sorted(lambda one: (natures[one].on, one.id)):
            if natures[partial].kind != NOTHING:
                pool.take(partial, natures[partial])
        open_lines = doubtful.filtered(lambda line: not line.reconciled)
        return pool.standings(open_lines)


class _Pool:
    """The claims of one debtor in one transfer, the oldest first.

    Counted in the claims' currency where the doubtful lines are in it too, else in the
    company's, each claim then converted at its own rate.
    """

    def __init__(self, partials, same):
        self.same = same
        self.moved = {}
        ordered = partials.sorted(
            lambda one: (one.debit_move_id.date_maturity or one.max_date, one.id)
        )
        for one in ordered:
            line = one.debit_move_id
            known = self.moved.get(line, (0.0, 0.0))
            self.moved[line] = (
                known[0] + one.debit_amount_currency,
                known[1] + one.amount,
            )
        self.left = {line: self._own(*sums) for line, sums in self.moved.items()}
        self.settlements = {line: [] for line in self.moved}

    def _own(self, amount, amount_company):
        return amount if self.same else amount_company

    def take(self, partial, nature):
        """Let one matching on the doubtful lines settle the oldest claims first."""
        amount = self._own(partial.debit_amount_currency, partial.amount)
        for line in self.left:
            currency = line.currency_id if self.same else line.company_currency_id
            share = min(amount, self.left[line])
            if currency.compare_amounts(share, 0) <= 0:
                continue
            before = self._in_claim_currency(line, self.left[line])
            self.left[line] = currency.round(self.left[line] - share)
            amount -= share
            gone = before - self._in_claim_currency(line, self.left[line])
            self.settlements[line].append(
                Settlement(nature, line.currency_id.round(gone), partial)
            )

    def _in_claim_currency(self, line, left):
        amount, amount_company = self.moved[line]
        if self.same or not amount_company:
            return left
        return line.currency_id.round(amount * left / amount_company)

    def _in_company_currency(self, line, left):
        amount, amount_company = self.moved[line]
        if not self.same or not amount:
            return left
        return line.company_currency_id.round(amount_company * left / amount)

    def standings(self, open_lines):
        return {
            line: Standing(
                amount=self._in_claim_currency(line, left),
                amount_company=self._in_company_currency(line, left),
                lines=open_lines if left else open_lines.browse(),
                settlements=self.settlements[line],
            )
            for line, left in self.left.items()
        }
