from decimal import Decimal

from odoo import api, models

from ..rules.write_off import Split, due_again
from .account_move_bad_debt import unit
from .collection_bad_debt_entries import Entry

# Boxes of the French VAT return (CA3, form 3310): 21 "other VAT to deduct" takes the
# VAT of unpaid sales back, 15 "VAT deducted before, to be repaid" gives it back.
BOX_RECOVERED = "21"
BOX_DUE_AGAIN = "15"


class CollectionBadDebt(models.Model):
    """The tax of a bad debt: in which box it is taken back, when it is due again."""

    _inherit = "collection.bad.debt"

    # -- boxes of the tax return -------------------------------------------------

    def _tags_recovered(self, line):
        """Return the tags of the tax taken back: the box the return has for it, else
        those of a credit note."""
        box = self._box(BOX_RECOVERED)
        return box or self._repartition(line, "refund").tag_ids

    def _tags_due_again(self, line):
        box = self._box(BOX_DUE_AGAIN)
        return box or self._repartition(line, "invoice").tag_ids

    def _box(self, name):
        country = self.company_id.account_fiscal_country_id
        if country.code != "FR":
            return self.env["account.account.tag"]
        return (
            self.env["account.account.tag"]
            .sudo()
            .with_context(lang="en_US")
            .search(
                [
                    ("applicability", "=", "taxes"),
                    ("country_id", "=", country.id),
                    ("name", "=", name),
                ],
                limit=1,
            )
        )

    @api.model
    def _repartition(self, line, document):
        """Return the tax's own line of repartition for invoices or credit notes."""
        own = line.tax_repartition_line_id
        lines = line.tax_line_id[f"{document}_repartition_line_ids"]
        return lines.filtered(
            lambda one: (
                one.repartition_type == "tax"
                and one.factor_percent == own.factor_percent
            )
        )[:1]

    # -- money after the loss ----------------------------------------------------

    def _add_due_again(self, entry, line, amount, income):
        """Credit the tax that money after the loss makes due; return the price booked
        with it, where the return asks for the base."""
        if not amount:
            return Decimal(0)
        label = self.env._("%(name)s: %(tax)s", name=entry.label, tax=line.name)
        if not self.move_id._collection_waits(line):
            tags = self._tags_due_again(line)
            self._add_own(
                entry,
                line.account_id,
                -amount,
                label,
                tax_tag_ids=[(6, 0, tags.ids)],
            )
            return Decimal(0)
        base = self._base_of(line, amount)
        tags = line.tax_line_id.get_tax_tags(False, "base")
        self._add_own(entry, income, -base, label, tax_tag_ids=[(6, 0, tags.ids)])
        self._add_tax_due(entry, line, amount, label)
        return base

    def _add_tax_due(self, entry, line, amount, label):
        """Credit a tax on the account and with the tags of an invoice."""
        repartition = self._repartition(line, "invoice")
        self._add_own(
            entry,
            repartition.account_id or line.account_id,
            -amount,
            label,
            tax_tag_ids=[(6, 0, repartition.tag_ids.ids)],
        )

    def _base_of(self, line, amount):
        """Return the base of a share of a tax."""
        whole = abs(self._exact(line.balance))
        base = abs(self._exact(line.tax_base_amount))
        return (base * amount / whole).quantize(unit(self.currency_id))

    # -- money on the doubtful debt, tax due on payment ----------------------------

    def _tax_entry(self, received):
        """Return the entry that makes due the tax on money that came in on a doubtful
        debt, and the tax by tax line.

        The host books it when an invoice's own journal item is paid; nobody pays that
        one any more.
        """
        move = self.move_id
        lines = move._collection_tax_lines().filtered(
            lambda line: move._collection_waits(line) and line.account_id.reconcile
        )
        if not lines:
            return None, {}
        shares = self._shares_due(lines, received)
        entry = Entry(self.env._("%s: tax due on payment", move.name))
        for line, amount in shares.items():
            self._add_due(entry, line, amount)
        return (entry if entry.lines else None), shares

    def _shares_due(self, lines, received):
        live = self.step_ids._live().filtered(lambda step: step.kind == "received")
        booked = {
            line: sum(
                (
                    Decimal((step.tax_shares or {}).get(str(line.id), "0"))
                    for step in live
                ),
                Decimal(0),
            )
            for line in lines
        }
        before = self._exact(sum(live.mapped("amount_gross")))
        whole = self._exact(self.move_id._collection_open_amount()) + before + received
        taxes = {
            line: booked[line] - self._exact(line.amount_residual) for line in lines
        }
        net = whole - sum(taxes.values(), Decimal(0))
        split = due_again(received, before, Split(net, taxes), unit(self.currency_id))
        return dict(split.taxes)

    def _add_due(self, entry, line, amount):
        """Add the four journal items the host would: tax and base, with their tags."""
        if not amount:
            return
        label = self.env._("%(name)s: %(tax)s", name=entry.label, tax=line.name)
        part = float(amount / abs(self._exact(line.balance)))
        entry.add(
            line.account_id,
            label,
            float(amount),
            line.currency_id.round(abs(line.amount_currency) * part),
            line.currency_id,
            partner_id=self.partner_id.id,
        )
        entry.match(line)
        self._add_tax_due(entry, line, amount, label)
        base = self._base_of(line, amount)
        account = (
            self.company_id.account_cash_basis_base_account_id
            or self.move_id.invoice_line_ids.account_id[:1]
        )
        tags = line.tax_line_id.get_tax_tags(False, "base")
        self._add_own(entry, account, base, label)
        self._add_own(entry, account, -base, label, tax_tag_ids=[(6, 0, tags.ids)])
