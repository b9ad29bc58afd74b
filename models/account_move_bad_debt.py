from dataclasses import dataclass
from decimal import Decimal

from odoo import api, fields, models

from ..rules.write_off import split_unpaid
from .account_partial_reconcile import CREDIT
from .collection_bad_debt_states import STATES


@dataclass(frozen=True)
class Part:
    """One open part of an invoice: on its own journal item or on a doubtful one.

    ``amount``: in the currency of ``line``; ``amount_company``: in the company's.
    """

    line: models.BaseModel
    claim: models.BaseModel
    amount: float
    amount_company: float

    @property
    def is_doubtful(self):
        """Moved to doubtful debts already."""
        return self.line != self.claim


def exact(amount, currency):
    """Return a float of the ledger as the exact amount it stands for."""
    return Decimal(f"{amount:.{currency.decimal_places}f}")


def unit(currency):
    """Return the smallest unit of a currency."""
    return Decimal(1).scaleb(-currency.decimal_places)


class AccountMove(models.Model):
    """What a bad debt asks of an invoice: what is open, and what of it is tax."""

    _inherit = "account.move"

    collection_bad_debt_id = fields.Many2one(
        "collection.bad.debt",
        string="Bad Debt",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The bad debt this entry was booked for.",
    )
    collection_bad_debt_ids = fields.One2many(
        "collection.bad.debt",
        "move_id",
        string="Bad Debts",
        groups="account_collection.group_collection_readonly",
    )

    collection_bad_debt_state = fields.Selection(
        STATES,
        compute="_compute_collection_bad_debt_state",
        string="Bad Debt State",
        groups="account_collection.group_collection_readonly",
    )

    @api.depends("collection_bad_debt_ids.state")
    def _compute_collection_bad_debt_state(self):
        for move in self:
            move.collection_bad_debt_state = move.collection_bad_debt_ids[:1].state

    def _collection_claim_lines(self):
        return self.line_ids.filtered(lambda line: line._collection_is_claim()).sorted(
            lambda line: (line.date_maturity, line.id)
        )

    # -- what is open ----------------------------------------------------------

    def _collection_open_parts(self):
        """Return the :class:`Part` of this invoice that are open, the oldest first."""
        self.ensure_one()
        claims = self._collection_claim_lines()
        standings = claims._collection_standings()
        parts = []
        for claim in claims:
            if claim.amount_residual_currency > 0:
                parts.append(
                    Part(
                        claim,
                        claim,
                        claim.amount_residual_currency,
                        claim.amount_residual,
                    )
                )
            if claim in standings:
                parts += self._collection_doubtful_parts(claim, standings[claim])
        return parts

    def _collection_doubtful_parts(self, claim, standing):
        """Yield the parts on doubtful lines, which may hold other claims too."""
        left = standing.amount_company
        for line in standing.lines:
            share = min(left, line.amount_residual)
            if line.company_currency_id.compare_amounts(share, 0) <= 0:
                continue
            left -= share
            whole = line.company_currency_id.compare_amounts(
                share, line.amount_residual
            )
            amount = (
                line.amount_residual_currency * share / line.amount_residual
                if whole
                else line.amount_residual_currency
            )
            yield Part(
                line.with_env(self.env), claim, line.currency_id.round(amount), share
            )

    def _collection_open_amount(self):
        """Return what is open of this invoice in the company's currency, doubtful or
        not."""
        self.ensure_one()
        if self.state != "posted":
            return 0.0
        parts = self._collection_open_parts()
        return self.company_currency_id.round(sum(one.amount_company for one in parts))

    # -- what of it is tax -----------------------------------------------------

    def _collection_tax_lines(self):
        return self.line_ids.filtered("tax_repartition_line_id").sorted("id")

    def _collection_waits(self, line):
        """Tell whether this tax is due on payment: nothing is owed to the state before
        money comes."""
        tax = line.tax_line_id
        return (
            tax.tax_exigibility == "on_payment"
            and line.account_id == tax.cash_basis_transition_account_id
        )

    def _collection_split(self, unpaid, in_company=True):
        """Return ``unpaid`` as price and taxes by tax line.

        :param float unpaid: tax included, in the company's currency or the invoice's.
        :rtype: rules.write_off.Split
        """
        self.ensure_one()
        currency = self.company_currency_id if in_company else self.currency_id
        balance = "balance" if in_company else "amount_currency"
        residual = "amount_residual" if in_company else "amount_residual_currency"
        lines = self._collection_tax_lines()
        gross = exact(sum(self._collection_claim_lines().mapped(balance)), currency)
        taxes = {line: exact(-line[balance], currency) for line in lines}
        waiting = {
            line: exact(-line[residual], currency)
            for line in lines
            if self._collection_waits(line) and line.account_id.reconcile
        }
        gross -= self._collection_credited(taxes, currency, in_company)
        return split_unpaid(
            exact(unpaid, currency), gross, taxes, waiting, unit(currency)
        )

    def _collection_split_company(self):
        return self._collection_split(self._collection_open_amount())

    def _collection_credited(self, taxes, currency, in_company):
        """Take out of ``taxes`` what credit notes gave back; return their total."""
        partials = self._collection_claim_lines().sudo().matched_credit_ids
        natures = partials._collection_natures()
        total = Decimal(0)
        for partial in partials.filtered(lambda one: natures[one].kind == CREDIT):
            note = partial.credit_move_id.move_id
            amount = partial.amount if in_company else partial.debit_amount_currency
            total += exact(amount, currency)
            share = amount / abs(
                note.amount_total_signed
                if in_company
                else note.amount_total_in_currency_signed
            )
            for line in note._collection_tax_lines():
                given = line.balance if in_company else line.amount_currency
                for mine in taxes:
                    if mine.tax_line_id == line.tax_line_id:
                        taxes[mine] -= exact(currency.round(given * share), currency)
                        break
        return total

    # -- buttons -------------------------------------------------------------

    def action_collection_bad_debt(self):
        """Open the bad debt of this invoice, or of the invoice this entry is about."""
        self.ensure_one()
        debt = self.collection_bad_debt_ids[:1] or self.collection_bad_debt_id
        return {
            "type": "ir.actions.act_window",
            "res_model": "collection.bad.debt",
            "res_id": debt.id,
            "view_mode": "form",
        }

    def action_collection_doubtful(self):
        """Ask to move these invoices to doubtful debts."""
        return self.env["collection.bad.debt.wizard"]._open_for(self, "doubtful")
