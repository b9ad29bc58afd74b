from decimal import Decimal
from fractions import Fraction

from odoo import models
from odoo.exceptions import UserError

from ..rules.money import round_half_up
from ..rules.write_off import Split, due_again
from .account_move_bad_debt import unit
from .collection_bad_debt_entries import Entry, Plan


class CollectionBadDebt(models.Model):
    """Money after all: on the doubtful debt, or after the loss."""

    _inherit = "collection.bad.debt"

    # -- money on the doubtful debt --------------------------------------------

    def _plan_received(self, values):
        """Release the allowance on what came in; where the tax is due on payment, it
        is due now."""
        received = self._received_on_doubtful() - self._exact(
            self.step_ids._live()._sum_of("received", "amount_gross")
        )
        if received <= 0:
            raise UserError(
                self.env._(
                    "No money came in on %s since the last step.", self.move_id.name
                )
            )
        due, shares = self._tax_entry(received)
        entries = [self._released_by(received), due]
        return Plan(
            [one for one in entries if one],
            gross=received,
            net=received - sum(shares.values(), Decimal(0)),
            tax=sum(shares.values(), Decimal(0)),
            tax_shares={str(line.id): str(one) for line, one in shares.items()},
        )

    def _received_on_doubtful(self):
        """Return the money that came in on the doubtful lines, in company currency."""
        total = Decimal(0)
        claims = self.move_id._collection_claim_lines()
        for claim, standing in claims._collection_standings().items():
            rate = claim.balance / claim.amount_currency
            for one in standing.settlements:
                if one.kind in ("payment", "set_off"):
                    amount = self.currency_id.round(one.amount * rate)
                    total += self._exact(amount)
        return total

    def _released_by(self, received):
        """Return the release of the allowance in the proportion of what came in."""
        booked = self._exact(self._allowance())
        left = self._exact(self.move_id._collection_open_amount())
        kept = Fraction(booked) * Fraction(left) / Fraction(left + received)
        return self._allowance_entry(
            round_half_up(kept, unit(self.currency_id)) - booked
        )

    # -- money after the loss ----------------------------------------------------

    def _plan_recovered(self, values):
        """Dr receivable (the unmatched payment) / Cr income, and the tax due again."""
        loss = self.step_ids._live().filtered(lambda step: step.kind == "loss")[-1:]
        if not loss:
            raise UserError(
                self.env._("%s: no loss is booked.", self.move_id.display_name)
            )
        before = self._exact(self.step_ids._live()._sum_of("recovered", "amount_gross"))
        lost = self._lost_split(loss)
        entry = Entry(self.env._("%s: money after the loss", self.move_id.name))
        received = self._take_payments(
            entry, values.get("payments"), lost.gross - before
        )
        if not received:
            raise UserError(
                self.env._(
                    "Choose a payment of the debtor that is not matched with an "
                    "invoice: nothing came in on %s.",
                    self.move_id.name,
                )
            )
        split = due_again(received, before, lost, unit(self.currency_id))
        income = self.company_id._collection_account("recovery")
        net = split.net
        for line, amount in split.taxes.items():
            net -= self._add_due_again(entry, line, amount, income)
        self._add_own(entry, income, -net)
        return Plan(
            [entry],
            gross=split.gross,
            net=split.net,
            tax=split.tax,
            tax_shares={str(line.id): str(one) for line, one in split.taxes.items()},
        )

    def _lost_split(self, loss):
        lines = self.env["account.move.line"]
        taxes = {
            lines.browse(int(key)): Decimal(amount)
            for key, amount in (loss.tax_shares or {}).items()
        }
        gross = self._exact(loss.amount_gross)
        return Split(gross - sum(taxes.values(), Decimal(0)), taxes)

    def _take_payments(self, entry, payments, limit):
        """Debit the debtor's unmatched payments up to ``limit``; return their sum."""
        total = Decimal(0)
        for line in payments or ():
            residual = -self._exact(line.amount_residual)
            share = min(residual, limit - total)
            if share <= 0:
                continue
            total += share
            part = share / residual
            amount = line.currency_id.round(
                -line.amount_residual_currency * float(part)
            )
            entry.add(
                line.account_id,
                entry.label,
                float(share),
                amount,
                line.currency_id,
                partner_id=line.partner_id.id,
            )
            entry.match(line)
        return total
