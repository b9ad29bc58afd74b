from datetime import date

from odoo import Command

from .common import CollectionCommon

# A year whose rates are all known: the ECB's rate was 2.15 % on 1 January 2026 and
# 2.40 % on 1 July, so the business default is 12.15 %, then 12.40 %; the legal rate of
# "all other cases" 2.62 %, then 2.75 %.
DUE = date(2026, 3, 31)


class ClaimCommon(CollectionCommon):
    """Real invoices, payments, bank lines and credit notes, and what they bear."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]

    def _claim(self, invoice, on):
        """Return the :class:`MoveClaim` of one invoice at the end of a day."""
        return invoice._collection_claims(on)[invoice]

    def _lines(self, claim):
        """Return the printed lines: days, base, rate, interest."""
        return [
            (line.days, str(line.base), str(line.rate), str(line.interest))
            for one in claim.lines
            if one.table
            for line in one.table.lines
        ]

    @classmethod
    def _bank_line(cls, amount, on, debtor=None):
        """Return a line of the bank statement on which money came or went."""
        return (
            cls.env["account.bank.statement.line"]
            .sudo()
            .create(
                {
                    "journal_id": cls.bank.id,
                    "date": on,
                    "payment_ref": "VIR",
                    "amount": amount,
                    "partner_id": (debtor or cls.debtor).id,
                }
            )
        )

    @classmethod
    def _match_bank_line(cls, bank_line, lines):
        """Match a bank line with journal items as the host's reconciliation does."""
        entry = bank_line.move_id
        account = lines.account_id[:1]
        _liquidity, suspense, _other = bank_line._seek_for_lines()
        entry.with_context(force_delete=True, skip_readonly_check=True).line_ids = [
            Command.update(
                suspense.id, {"account_id": account.id, "name": bank_line.payment_ref}
            )
        ]
        counterpart = entry.line_ids.filtered(lambda one: one.account_id == account)
        (counterpart + lines).reconcile()

    @classmethod
    def _receivable(cls, moves):
        return moves.sudo().line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    @classmethod
    def _credit_note(cls, invoice, amount, on, reversal=True):
        """Post a credit note and match it with the invoice."""
        note = (
            cls.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": invoice.partner_id.id,
                    "invoice_date": on,
                    "date": on,
                    "currency_id": invoice.currency_id.id,
                    "reversed_entry_id": invoice.id if reversal else False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Avoir",
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
        )
        note.action_post()
        # The host matches a reversal with its invoice by itself.
        cls._receivable(note | invoice).filtered(
            lambda line: not line.reconciled
        ).reconcile()
        return note
