from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .account_partial_reconcile import DOUBTFUL, NOTHING, Nature


@dataclass(frozen=True)
class Settlement:
    """One part of a claim that is gone: what it was, how much, by which matching.

    ``nature`` is never a transfer to doubtful debts: it is followed.
    """

    nature: Nature
    amount: float
    partial: models.BaseModel

    @property
    def kind(self):
        """Kind of its nature."""
        return self.nature.kind


@dataclass
class Standing:
    """What of a claim was moved to doubtful debts: still open there, gone since."""

    amount: float = 0.0
    amount_company: float = 0.0
    lines: models.BaseModel = None
    settlements: list = field(default_factory=list)


class AccountMoveLine(models.Model):
    """Settled is not paid: what stands behind a claim the host calls paid.

    A transfer to doubtful debts moves what is owed to another account, where it stays
    owed. Nothing of this is stored: the matchings say it, whoever booked the transfer.
    """

    _inherit = "account.move.line"

    # -- what was moved to doubtful debts --------------------------------------

    def _collection_standings(self):
        """Return ``{claim line: Standing}`` for those moved to doubtful debts; all
        others are absent, and cost one query in all."""
        standings = {}
        moved = self._collection_moved()
        for entry, partials in moved.grouped(
            lambda one: one.credit_move_id.move_id
        ).items():
            for debtor in partials.debit_move_id.partner_id.commercial_partner_id:
                pool = entry._collection_pool(debtor)
                for line, standing in pool.items():
                    if line in self:
                        self._collection_add(standings, line, standing)
        return {line.with_env(self.env): one for line, one in standings.items()}

    @api.model
    def _collection_add(self, standings, line, more):
        """Add what a further transfer of the same claim left."""
        known = standings.get(line)
        if not known:
            standings[line] = more
            return
        known.amount += more.amount
        known.amount_company += more.amount_company
        known.lines |= more.lines
        known.settlements += more.settlements

    def _collection_moved(self):
        """Return the matchings of these claims with transfers to doubtful debts."""
        accounts = self.env["account.account"]
        for company in self.company_id:
            accounts |= company._collection_doubtful_accounts()
        partials = self.env["account.partial.reconcile"].sudo()
        if not self.ids or not accounts:
            return partials
        partials.flush_model(["debit_move_id", "credit_move_id"])
        self.flush_model(["move_id", "account_id", "balance", "parent_state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partial.id
                  FROM account_partial_reconcile partial
                  JOIN account_move_line credit ON credit.id = partial.credit_move_id
                 WHERE partial.debit_move_id = ANY(%s)
                   AND EXISTS (
                       SELECT 1
                         FROM account_move_line other
                        WHERE other.move_id = credit.move_id
                          AND other.account_id = ANY(%s)
                          AND other.balance > 0
                          AND other.parent_state = 'posted')
              ORDER BY partial.id
                """,
                self.ids,
                accounts.ids,
            )
        )
        found = partials.browse([row[0] for row in rows])
        natures = found._collection_natures()
        return found.filtered(lambda one: natures[one].kind == DOUBTFUL)

    @api.model
    def _collection_doubtful_claims(self, companies):
        """Return the claims of ``companies`` that are still open as doubtful debts."""
        claims = self.browse()
        for company in companies:
            accounts = company._collection_doubtful_accounts()
            if not accounts:
                continue
            lines = self.sudo().search(
                [
                    ("account_id", "in", accounts.ids),
                    ("company_id", "=", company.id),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("balance", ">", 0),
                ]
            )
            claims |= lines.move_id._collection_transferred_partials().debit_move_id
        claims = claims.filtered(lambda line: line._collection_is_claim())
        standings = claims._collection_standings()
        return (
            self.browse()
            .union(*[line for line, one in standings.items() if one.amount_company])
            .with_env(self.env)
        )

    @api.model
    def _collection_doubtful_newcomers(self, company, horizon):
        """Return the doubtful claims due up to ``horizon`` that have no item yet."""
        claims = self._collection_doubtful_claims(company).filtered(
            lambda line: (
                line.date_maturity <= horizon
                and not line.no_followup
                and line.parent_state == "posted"
            )
        )
        items = claims._collection_items()
        return claims.filtered(lambda line: not items[line])

    # -- how a claim was settled -----------------------------------------------

    def _collection_settlements(self):
        """Return ``{claim line: [Settlement]}``, transfers to doubtful debts followed
        to what was paid, credited or lost there."""
        partials = self.sudo().matched_credit_ids
        natures = partials._collection_natures()
        standings = self._collection_standings()
        found = defaultdict(list)
        for line in self:
            for partial in line.sudo().matched_credit_ids:
                nature = natures[partial]
                if nature.kind in (DOUBTFUL, NOTHING):
                    continue
                found[line].append(
                    Settlement(nature, partial.debit_amount_currency, partial)
                )
            if line in standings:
                found[line] += standings[line].settlements
        return {line: found[line] for line in self}

    @api.model
    def _collection_open_doubtful_domain(self, company):
        """Return the domain of what is open on the doubtful accounts."""
        accounts = company._collection_doubtful_accounts()
        return Domain(
            [
                ("company_id", "=", company.id),
                ("account_id", "in", accounts.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
