from dataclasses import dataclass, field
from decimal import Decimal

from odoo import fields, models
from odoo.exceptions import UserError

from ..rules.write_off import allowance
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
