from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from odoo import Command, api, models
from odoo.tools import format_date

from ..rules.money import ZERO

PARTS = ("interest", "indemnity")


@dataclass(frozen=True)
class Part:
    """One line of an invoice to be made: interest or indemnity of one parent."""

    move: Any
    part: str
    amount: Decimal
    label: str
    account: Any


@dataclass
class Document:
    """An invoice to be made: one per debtor, currency and journal."""

    company: Any
    partner: Any
    currency: Any
    journal: Any
    tax: Any
    day: Any
    parts: list[Part] = field(default_factory=list)

    @property
    def amount(self):
        return sum((one.amount for one in self.parts), ZERO)

    @property
    def moves(self):
        first = self.parts[0].move
        return first.union(*[one.move for one in self.parts])


class CollectionAccessory(models.Model):
    """Interest and indemnity in the books: an invoice outside VAT, posted by the host,
    that its own reversal takes back."""

    _inherit = "collection.accessory"

    # -- what would be made --------------------------------------------------

    @api.model
    def _plan_documents(self, company, shares, claims):
        """Return the :class:`Document` list that these amounts make.

        :raises UserError: a setting is missing
        """
        journal = company._collection_journal("accessories")
        documents = {}
        for move, amounts in shares.items():
            claim = claims[move]
            currencies = (claim.currency, claim.indemnity_currency)
            for part, amount, currency in zip(PARTS, amounts, currencies, strict=True):
                if not amount:
                    continue
                debtor = move.commercial_partner_id
                document = documents.setdefault(
                    (debtor, currency),
                    Document(
                        company=company,
                        partner=debtor,
                        currency=currency,
                        journal=journal,
                        tax=company._collection_tax(),
                        day=claim.day,
                    ),
                )
                document.parts.append(
                    Part(
                        move,
                        part,
                        amount,
                        self._label(part, claim, amount),
                        company._collection_account(part),
                    )
                )
        for document in documents.values():
            document.partner = self._addressee(document)
        return list(documents.values())

    @api.model
    def _addressee(self, document):
        """Return whom the parents were made out to, else the invoice address."""
        partners = document.moves.partner_id
        if len(partners) == 1:
            return partners
        debtor = document.partner
        return debtor.browse(debtor.address_get(["invoice"])["invoice"])

    @api.model
    def _label(self, part, claim, amount):
        """Return the text of a line in the debtor's language."""
        move = claim.move
        lang = move.commercial_partner_id._collection_lang()
        words = self.with_context(lang=lang).env
        if part == "indemnity":
            return self._indemnity_label(move, words)
        start, end, is_part = self._period(claim, amount)
        values = {
            "invoice": move.name,
            "start": format_date(words, start, lang_code=lang),
            "end": format_date(words, end, lang_code=lang),
        }
        if is_part:
            return words._(
                "Part of the late-payment interest on %(invoice)s from %(start)s to "
                "%(end)s: see statement",
                **values,
            )
        return words._(
            "Late-payment interest on %(invoice)s from %(start)s to %(end)s: see "
            "statement",
            **values,
        )

    @api.model
    def _indemnity_label(self, move, words):
        if move.commercial_partner_id.collection_class == "public":
            return words._(
                "Fixed indemnity for recovery costs on %s (art. D2192-35 of the Public "
                "Procurement Code)",
                move.name,
            )
        return words._(
            "Fixed indemnity for recovery costs on %s (art. D441-5 of the Commercial "
            "Code)",
            move.name,
        )

    @api.model
    def _period(self, claim, amount):
        """Return the first and last day for which interest is claimed, and whether only
        a part of what they bore.

        What ran on since all of it was decided starts on the day after.
        """
        lines = [line for one in claim.lines if one.table for line in one.table.lines]
        start = min((line.start for line in lines), default=claim.day)
        end = max((line.end for line in lines), default=claim.day)
        move = claim.move
        decided = move.sudo().collection_accessory_ids.filtered(
            lambda one: one.decision != "keep" and one.amount_interest
        )
        last = max(decided.mapped("date"), default=start)
        if (
            decided
            and last < end
            and not move._collection_claims(last)[move].interest_open
        ):
            return last + timedelta(days=1), end, amount < claim.interest_open
        return start, end, amount < claim.interest

    # -- making it -----------------------------------------------------------

    @api.model
    def _post(self, company, shares, claims, cases, reason):
        """Make and post the invoices and record the decisions."""
        made = self.browse()
        for document in self._plan_documents(company, shares, claims):
            invoice = self._make_invoice(document)
            made |= self._record_document(document, invoice, claims, cases, reason)
            invoice.action_post()
        made._put_documents_in_cases()
        return made

    @api.model
    def _make_invoice(self, document):
        company = document.company
        vals = {
            "move_type": "out_invoice",
            "company_id": company.id,
            "journal_id": document.journal.id,
            "partner_id": document.partner.id,
            "currency_id": document.currency.id,
            "invoice_date": document.day,
            "invoice_date_due": document.day,
            # Due at once: no term, so no early-payment discount either.
            "invoice_payment_term_id": False,
            "invoice_origin": ", ".join(document.moves.mapped("name")),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": part.label,
                        "quantity": 1,
                        "price_unit": float(part.amount),
                        "account_id": part.account.id,
                        "tax_ids": [Command.set(document.tax.ids)],
                        "sequence": place,
                    }
                )
                for place, part in enumerate(document.parts, start=1)
            ],
        }
        moves = self.env["account.move"]
        if "debit_origin_id" in moves._fields and len(document.moves) == 1:
            vals["debit_origin_id"] = document.moves.id
        return moves.with_company(company).create(vals)

    @api.model
    def _record_document(self, document, invoice, claims, cases, reason):
        lines = dict(
            zip(
                document.parts, invoice.invoice_line_ids.sorted("sequence"), strict=True
            )
        )
        shares, more = {}, {}
        for part, line in lines.items():
            interest, indemnity = shares.get(part.move, (ZERO, ZERO))
            if part.part == "interest":
                interest = part.amount
            else:
                indemnity = part.amount
            shares[part.move] = (interest, indemnity)
            row = more.setdefault(part.move, {"document_id": invoice.id})
            row[f"{part.part}_line_id"] = line.id
        return self._record("post", shares, claims, cases, reason, more)

    def _put_documents_in_cases(self):
        """Chase the documents together with their parents: where a parent is on the
        ladder, so is its document from now on."""
        lines = self.document_id.line_ids.filtered(
            lambda line: line._collection_is_claim()
        )
        parents = lines._collection_parent_items()
        lines = lines.filtered(lambda line: parents.get(line))
        cases = {one.move_id.commercial_partner_id: one.case_id for one in self}
        items = lines._collection_new_items(cases)
        items._schedule()
        items.move_id._collection_refresh()
        items.case_id._refresh_phase()
