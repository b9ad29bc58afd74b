from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..rules.money import round_half_up
from ..rules.write_off import Split, allowance, due_again
from .account_move_bad_debt import exact, unit


@dataclass
class Entry:
    """A journal entry before it is posted.

    ``lines``: values of journal items; ``matches``: pairs of a position in ``lines``
    and the journal item it is to be matched with.
    """

    label: str
    lines: list = field(default_factory=list)
    matches: list = field(default_factory=list)

    def add(self, account, label, balance, amount_currency, currency, **values):
        """Add one journal item, nothing for a zero."""
        if currency.is_zero(amount_currency) and not balance:
            return
        self.lines.append(
            {
                "account_id": account.id,
                "name": label,
                "balance": balance,
                "amount_currency": amount_currency,
                "currency_id": currency.id,
                **values,
            }
        )

    def match(self, line):
        """Match the last journal item added with ``line``."""
        self.matches.append((len(self.lines) - 1, line))


@dataclass
class Plan:
    """What one step books: its entries and what it says of the amounts, in the
    company's currency. ``tax_shares``: by tax line of the invoice."""

    entries: list
    gross: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    tax_shares: dict = field(default_factory=dict)


class CollectionBadDebt(models.Model):
    """The entries of each step. They are planned first, shown, then posted as shown."""

    _inherit = "collection.bad.debt"

    def _plan(self, kind, values):
        """Return the :class:`Plan` of a step.

        :param dict values: ``date`` and what the step asks for: ``percent``,
            ``recovers_tax``, ``payments`` (journal items).
        :raises UserError: there is nothing to book, and why
        """
        self.ensure_one()
        return getattr(self, f"_plan_{kind}")(values)

    # -- doubtful --------------------------------------------------------------

    def _plan_doubtful(self, values):
        """Dr doubtful / Cr receivable: all that is open, tax included."""
        parts = [
            part
            for part in self.move_id._collection_open_parts()
            if not part.is_doubtful
        ]
        if not parts:
            raise UserError(
                self.env._(
                    "Nothing is open on %s: there is nothing to move.",
                    self.move_id.name,
                )
            )
        entry = Entry(self.env._("%s: doubtful debt", self.move_id.name))
        to = self.company_id._collection_account("doubtful")
        for part in parts:
            self._add_part(entry, part)
            entry.add(
                to,
                entry.label,
                part.amount_company,
                part.amount,
                part.line.currency_id,
                partner_id=part.claim.partner_id.id,
                date_maturity=part.claim.date_maturity,
            )
        gross = self._exact(sum(part.amount_company for part in parts))
        return Plan([entry], gross=gross, net=gross)

    def _add_part(self, entry, part):
        """Credit an open part and match it."""
        entry.add(
            part.line.account_id,
            entry.label,
            -part.amount_company,
            -part.amount,
            part.line.currency_id,
            partner_id=part.claim.partner_id.id,
        )
        entry.match(part.line)

    # -- allowance -------------------------------------------------------------

    def _plan_allowance(self, values):
        """Dr expense / Cr allowance up to a percentage of what is open without tax, or
        the release of what exceeds it."""
        if not self._is_doubtful():
            raise UserError(
                self.env._(
                    "%s: move it to doubtful debts first. An allowance is made for a "
                    "doubtful debt.",
                    self.move_id.name,
                )
            )
        net = self.move_id._collection_split_company().net
        wanted = allowance(net, Decimal(str(values["percent"])), unit(self.currency_id))
        change = wanted - self._exact(self._allowance())
        entry = self._allowance_entry(change)
        if not entry:
            raise UserError(
                self.env._("%s: the allowance is that already.", self.move_id.name)
            )
        return Plan([entry], gross=change, net=change)

    def _is_doubtful(self):
        return any(part.is_doubtful for part in self.move_id._collection_open_parts())

    def _allowance_entry(self, change):
        """Return the entry that changes the allowance, ``None`` for no change."""
        if not change:
            return None
        company = self.company_id
        if change > 0:
            entry = Entry(self.env._("%s: allowance", self.move_id.name))
            other = company._collection_account("allowance_expense")
        else:
            entry = Entry(self.env._("%s: release of the allowance", self.move_id.name))
            other = company._collection_account("allowance_release")
        self._add_own(entry, other, change)
        self._add_own(entry, company._collection_account("allowance"), -change)
        return entry

    def _add_own(self, entry, account, amount, label=None, **values):
        """Add a journal item in the company's currency, debits positive."""
        entry.add(
            account,
            label or entry.label,
            float(amount),
            float(amount),
            self.currency_id,
            partner_id=self.partner_id.id,
            **values,
        )

    # -- final loss --------------------------------------------------------------

    def _plan_loss(self, values):
        """Dr loss without tax, Dr tax recovered / Cr doubtful or receivable; tax that
        waited for a payment is cleared; the allowance is released."""
        parts = self.move_id._collection_open_parts()
        if not parts:
            raise UserError(
                self.env._(
                    "Nothing is open on %s: there is nothing to lose.",
                    self.move_id.name,
                )
            )
        entry = Entry(self.env._("%s: final loss", self.move_id.name))
        for part in parts:
            self._add_part(entry, part)
        gross = sum(part.amount_company for part in parts)
        own = self.move_id._collection_split(gross)
        shown, currency = self._shown_split(parts, own)
        kept = self._add_taxes(entry, own, shown, currency, values["recovers_tax"])
        net = own.gross - sum((own.taxes[line] for line in kept), Decimal(0))
        net_shown = shown.gross - sum((shown.taxes[line] for line in kept), Decimal(0))
        entry.add(
            self._loss_account(values["date"]),
            entry.label,
            float(net),
            float(net_shown),
            currency,
            partner_id=self.partner_id.id,
        )
        release = self._allowance_entry(-self._exact(self._allowance()))
        return Plan(
            [one for one in (entry, release) if one],
            gross=own.gross,
            net=net,
            tax=sum(
                (
                    own.taxes[line]
                    for line in kept
                    if not self.move_id._collection_waits(line)
                ),
                Decimal(0),
            ),
            tax_shares={str(line.id): str(own.taxes[line]) for line in kept},
        )

    def _shown_split(self, parts, own):
        """Return the split in the currency of the parts, and that currency."""
        currency = parts[0].line.currency_id
        same = {part.line.currency_id for part in parts} == {self.invoice_currency_id}
        if not same or currency == self.currency_id:
            return own, self.currency_id
        amount = sum(part.amount for part in parts)
        return self.move_id._collection_split(amount, in_company=False), currency

    def _add_taxes(self, entry, own, shown, currency, recovers):
        """Debit the taxes; return the tax lines that were debited."""
        kept = []
        for line in own.taxes:
            waits = self.move_id._collection_waits(line)
            if not (waits or recovers) or not own.taxes[line]:
                continue
            tags = (
                self.env["account.account.tag"] if waits else self._tags_recovered(line)
            )
            entry.add(
                line.account_id,
                self.env._("%(name)s: %(tax)s", name=entry.label, tax=line.name),
                float(own.taxes[line]),
                float(shown.taxes[line]),
                currency,
                partner_id=self.partner_id.id,
                tax_tag_ids=[fields.Command.set(tags.ids)],
            )
            if waits and line.account_id.reconcile:
                entry.match(line)
            kept.append(line)
        return kept

    def _loss_account(self, day):
        """Return the account for a claim of the year, or of an earlier one."""
        year = self.company_id.compute_fiscalyear_dates(day)
        earlier = self.move_id.date < year["date_from"]
        return self.company_id._collection_account("loss_prior" if earlier else "loss")

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

    # -- posting -----------------------------------------------------------------

    def _book(self, kind, values):
        """Post the entries of a step and record it; return the step."""
        self.ensure_one()
        self._check_accountant()
        plan = self._plan(kind, values)
        moves = self._post_entries(plan, values["date"])
        step = (
            self.env["collection.bad.debt.step"]
            .sudo()
            .create(
                {
                    "bad_debt_id": self.id,
                    "kind": kind,
                    "date": values["date"],
                    "user_id": self.env.uid,
                    "reason": values.get("reason"),
                    "percent": values.get("percent") or 0.0,
                    "recovers_tax": bool(values.get("recovers_tax")),
                    "entry_ids": [fields.Command.set(moves.ids)],
                    "amount_gross": float(plan.gross),
                    "amount_net": float(plan.net),
                    "amount_tax": float(plan.tax),
                    "tax_shares": plan.tax_shares,
                }
            )
        )
        self._after_step(step)
        return step.with_env(self.env)

    def _post_entries(self, plan, day):
        moves = self.env["account.move"].create(
            [self._entry_values(entry, day) for entry in plan.entries]
        )
        self._check_locks(moves)
        moves._post(soft=False)
        for entry, move in zip(plan.entries, moves, strict=True):
            lines = move.line_ids.sorted("sequence")
            for position, line in entry.matches:
                # A transfer or a loss is no payment: no tax falls due by it.
                pair = (lines[position] | line).with_context(no_cash_basis=True)
                pair.reconcile()
        return moves

    def _entry_values(self, entry, day):
        return {
            "move_type": "entry",
            "journal_id": self.company_id._collection_journal("bad_debts").id,
            "company_id": self.company_id.id,
            "date": day,
            "ref": entry.label,
            "collection_bad_debt_id": self.id,
            "line_ids": [
                fields.Command.create({**values, "sequence": position})
                for position, values in enumerate(entry.lines)
            ],
        }

    @api.model
    def _check_locks(self, moves):
        """Refuse a locked date with the host's words; the host would quietly move the
        entry to another day, and a year's end is that day or none."""
        moves._check_fiscal_lock_dates()
        for move in moves:
            locks = move._get_violated_lock_dates(move.date, move._affect_tax_report())
            if locks:
                raise UserError(
                    self.env._(
                        "The entry would change a tax statement that was issued. "
                        "Change its date, or these lock dates: %s",
                        self.env["res.company"]._format_lock_dates(locks),
                    )
                )

    def _after_step(self, step):
        self.env["collection.item"]._forget_ledger()
        self.invalidate_recordset()
        self._refresh_state()
        self.case_id._log_event(
            self.env._(
                "%(invoice)s: %(step)s, %(amount)s, entries of %(day)s.",
                invoice=self.move_id.name,
                step=step.display_name,
                amount=self.currency_id.format(step.amount_gross),
                day=format_date(self.env, step.date),
            )
        )

    # -- small things --------------------------------------------------------------

    def _exact(self, amount):
        return exact(amount, self.currency_id)

    def _allowance(self):
        """Return what stands on the allowance account for this debt."""
        self.ensure_one()
        account = self.company_id._collection_account_if_any("allowance")
        entries = self.sudo().step_ids.entry_ids
        entries |= entries.reversal_move_ids
        lines = entries.filtered(lambda move: move.state == "posted").line_ids
        mine = lines.filtered(lambda line: line.account_id == account)
        return self.currency_id.round(-sum(mine.mapped("balance")))

    def _as_preview(self, entry, day) -> dict[str, Any]:
        """Return an entry as the host's preview of entries shows it."""
        lines = [
            {
                "account_id": values["account_id"],
                "name": values["name"],
                "debit": max(values["balance"], 0.0),
                "credit": max(-values["balance"], 0.0),
            }
            for values in entry.lines
        ]
        return self.env["account.move"]._move_dict_to_preview_vals(
            {
                "date": day,
                "ref": entry.label,
                "line_ids": [(0, 0, line) for line in lines],
            },
            self.currency_id,
        )
