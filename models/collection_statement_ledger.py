from collections import defaultdict
from decimal import Decimal

from odoo import models

from ..export import claim_rows as rows
from ..rules.imputation import INTEREST
from ..rules.money import ZERO
from .account_partial_reconcile import BOUNCED, CREDIT, DOUBTFUL, PAYMENT


class CollectionStatement(models.Model):
    """What no invoice has taken yet, and how the statement agrees with the ledger."""

    _inherit = "collection.statement"

    # -- payments without an invoice -------------------------------------------

    def _settle_by_law(self, claims):
        """Return the claims and the rows of what is not matched: spread over the debts
        by law where the company says so, else deducted as a whole."""
        credits = self._open_credits()
        by_law = self.company_id.collection_imputation == "legal"
        left = {
            line: self.env["collection.claim"]._decimal(
                line.amount_residual_currency, line.currency_id
            )
            for line in credits
        }
        if by_law and not self.move_ids:
            money = credits.filtered(
                lambda line: line.move_id._collection_entry_nature().kind == PAYMENT
            )
            for currency, lines in money.grouped("currency_id").items():
                mine = {
                    move: claim
                    for move, claim in claims.items()
                    if claim.currency == currency
                }
                if mine:
                    paid, rest = self.env["collection.claim"]._settle(
                        mine, lines, self.date
                    )
                    claims = {**claims, **paid}
                    left.update({line: -amount for line, amount in rest.items()})
        return claims, [
            self._charge(line, left[line]) for line in credits if left[line]
        ]

    def _open_credits(self):
        """Return the open payments and credit notes of the debtor up to the day; a
        statement of some invoices does not deduct what is not theirs."""
        if self.move_ids:
            return self.env["account.move.line"]
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual_currency", "<", 0),
                ("date", "<=", self.date),
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ],
            order="date, id",
        )

    def _charge(self, line, amount):
        nature = line.move_id._collection_entry_nature()
        words = {
            PAYMENT: self.env._("Payment not matched with an invoice"),
            CREDIT: self.env._("Credit note not matched with an invoice"),
        }
        return rows.Charge(
            date=nature.on,
            document=line.move_id.name,
            label=words.get(nature.kind, line.name or line.move_id.ref or ""),
            amount=amount,
            currency=line.currency_id.name,
        )

    # -- agreement with the ledger -----------------------------------------------

    def _reconciliations(self, claims, unallocated):
        """Return how each currency's principal follows from the ledger's balance."""
        ledger, differences = (
            defaultdict(Decimal),
            defaultdict(lambda: defaultdict(Decimal)),
        )
        principal = defaultdict(Decimal)
        for claim in claims:
            code = claim.currency.name
            principal[code] += claim.principal
            for one in claim.lines:
                line = one.line
                ledger[code] += self.env["collection.claim"]._decimal(
                    line.amount_residual_currency, line.currency_id
                )
                for label, amount in self._differences(one):
                    differences[code][label] += amount
        for line in self._open_credits():
            code = line.currency_id.name
            ledger[code] += self.env["collection.claim"]._decimal(
                line.amount_residual_currency, line.currency_id
            )
        for row in unallocated:
            principal[row.currency] += row.amount
        for code in principal:
            yield self._reconciliation(
                code, ledger[code], principal[code], differences[code]
            )

    def _reconciliation(self, code, ledger, principal, differences):
        found = {label: amount for label, amount in differences.items() if amount}
        rest = principal - ledger - sum(found.values(), ZERO)
        if rest:
            found[self.env._("Not explained by the entries: ask the accountant")] = rest
        return rows.Reconciliation(
            currency=code,
            ledger=ledger,
            principal=principal,
            differences=tuple(
                rows.Difference(label, amount) for label, amount in found.items()
            ),
        )

    def _differences(self, one):
        """Yield what the ledger took off an instalment and this statement did not."""
        reader = self.env["collection.claim"]
        currency = one.line.currency_id
        partials = one.line.matched_credit_ids
        natures = partials._collection_natures()
        counted = {event.key: event for event in one.later}
        for lost in one.given_up:
            if lost.key in partials:
                yield self.env._("Given up in the books, still owed"), lost.amount
        for partial in partials:
            nature = natures[partial]
            amount = reader._decimal(partial.debit_amount_currency, currency)
            if nature.kind == DOUBTFUL:
                yield self.env._("Moved to doubtful debts, still owed"), amount
            elif nature.kind == BOUNCED:
                yield self.env._("Rejected payments still matched"), amount
            elif (
                partial in counted and nature.on > self.date and not nature.retroactive
            ):
                later = counted[partial].amount
                yield self.env._("Paid or credited after this day"), later
        yield from self._imputed(one, set(partials))

    def _imputed(self, one, own):
        """Yield what this statement took off an instalment and the ledger did not."""
        for event in one.later:
            is_share = event.key not in own
            if is_share and event.on <= self.date:
                # of a transfer to doubtful debts, or of a payment spread by law
                followed = event.key._name == "account.partial.reconcile"
                if followed:
                    yield self.env._("Paid on the doubtful debt"), -event.amount
        for done in one.table.imputations if one.table else ():
            taken = done.split.of(INTEREST)
            if taken:
                yield self.env._("Payments imputed to interest"), taken
