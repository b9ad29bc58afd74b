from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import Form

from .common import CollectionCommon

PDF = b"%PDF-1.4\n%%EOF\n"


class BadDebtCommon(CollectionCommon):
    """A French company with its chart, an accountant who collects, and figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._user(
            "collection_accountant",
            "account_collection.group_collection_user,account.group_account_user",
        )
        chart = cls.env["account.chart.template"].sudo().with_company(cls.company)
        cls.vat20 = chart.ref("tva_normale")
        cls.vat55 = chart.ref("tva_reduite")
        cls.vat20_paid = chart.ref("tva_normale_encaissement")
        (cls.vat20 | cls.vat55 | cls.vat20_paid).active = True

    # -- invoices and money ----------------------------------------------------

    def _taxed(self, *lines, **vals):
        """Post an invoice of ``lines``: pairs of price without tax and tax."""
        return self._invoice(
            invoice_line_ids=[
                Command.create(
                    {
                        "name": "Travaux",
                        "quantity": 1,
                        "price_unit": price,
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
                for price, tax in lines
            ],
            **vals,
        )

    def _money_on(self, lines, amount, on, partner=None):
        """Book money at the bank on the account of ``lines`` and match it with them."""
        bank = self.company_data["default_journal_bank"]
        entry = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "entry",
                    "journal_id": bank.id,
                    "date": on,
                    "line_ids": [
                        Command.create(
                            {"account_id": bank.default_account_id.id, "debit": amount}
                        ),
                        Command.create(
                            {
                                "account_id": lines.account_id.id,
                                "partner_id": (partner or self.debtor).id,
                                "credit": amount,
                            }
                        ),
                    ],
                }
            )
        )
        entry.action_post()
        paid = entry.line_ids.filtered(lambda line: line.account_id == lines.account_id)
        (paid | lines.sudo()).reconcile()
        self._forget()
        return entry

    def _by_hand(self, *moved, on, doubtful=None):
        """Book one transfer of ``moved`` (pairs of invoice and amount) as people do by
        hand in the journal, and match it."""
        company = self.company
        account = company._collection_account("doubtful")
        total = sum(amount for _invoice, amount in moved)
        claims = {
            invoice: invoice._collection_claim_lines() for invoice, _amount in moved
        }
        rows = [
            (claims[invoice].account_id, 0.0, amount, invoice.partner_id)
            for invoice, amount in moved
        ]
        rows.append((account, total, 0.0, moved[0][0].partner_id))
        entry = self._misc_entry(on, *rows)
        for (invoice, _amount), line in zip(
            moved, entry.line_ids.filtered("credit"), strict=True
        ):
            (line | claims[invoice].sudo()).reconcile()
        self._forget()
        return entry

    def _forget(self):
        self.env.invalidate_all()

    # -- the wizard --------------------------------------------------------------

    def _file(self, name="proof.pdf"):
        return (
            self.env["ir.attachment"]
            .with_user(self.accountant)
            .create({"name": name, "raw": PDF})
        )

    def _wizard(self, kind, invoices, **vals):
        invoices = invoices.with_user(self.accountant)
        action = (
            self.env["collection.bad.debt.wizard"]
            .with_user(self.accountant)
            ._open_for(invoices, kind)
        )
        wizards = self.env["collection.bad.debt.wizard"].with_user(self.accountant)
        form = Form(wizards.with_context(**action["context"]))
        for name in ("reason", "percent"):
            if name in vals:
                form[name] = vals.pop(name)
        wizard = form.save()
        wizard.write(vals)
        return wizard

    def _book(self, kind, invoices, on, **vals):
        self._wizard(kind, invoices, date=on, **vals).action_confirm()
        self._forget()
        return invoices.collection_bad_debt_ids

    def _proof(self, on, sent=None):
        vals = {
            "proof_kind": "certificate_agent",
            "proof_date": on,
            "proof_attachment_ids": [Command.set(self._file().ids)],
        }
        if sent:
            vals["duplicate_sent_on"] = sent
            vals["duplicate_attachment_ids"] = [
                Command.set(self._file("duplicate.pdf").ids)
            ]
        return vals

    # -- what the books say --------------------------------------------------------

    def _entry(self, move):
        """Return an entry as sorted triples: account, debit, credit."""
        return sorted(
            (line.account_id.code, line.debit, line.credit)
            for line in move.sudo().line_ids
        )

    def _steps(self, debt, kind):
        return debt.step_ids.filtered(lambda step: step.kind == kind)

    def _change(self, before):
        """Return what changed in the trial balance since ``before``."""
        after = self._balances()
        codes = before.keys() | after.keys()
        change = {
            code: round(after.get(code, 0) - before.get(code, 0), 2) for code in codes
        }
        return {code: amount for code, amount in change.items() if amount}

    def _boxes(self):
        """Return what the tax return reads: ``{tag: balance}``."""
        sums = {}
        lines = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("company_id", "=", self.company.id),
                    ("parent_state", "=", "posted"),
                    ("tax_tag_ids", "!=", False),
                ]
            )
        )
        for line in lines:
            for tag in line.tax_tag_ids.with_context(lang="en_US"):
                sums[tag.name] = sums.get(tag.name, Decimal(0)) + Decimal(
                    f"{line.balance:.2f}"
                )
        return {name: amount for name, amount in sums.items() if amount}


DAY = date(2026, 6, 30)
