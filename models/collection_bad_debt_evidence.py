from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..export import dossier_rows, duplicate, evidence, evidence_rows, vat_note
from ..export.claim_rows import Charge
from ..export.text import ExportError
from ..rules.errors import RuleError
from .account_move_bad_debt import exact

PDF = "application/pdf"
MENTION = "wording_bad_debt_vat"
LAW_LANGUAGE = {"FR": "fr_FR"}


class CollectionBadDebt(models.Model):
    """The papers of a bad debt: the rectified duplicate that goes to the debtor, and
    the evidence that stays for the accountant and the tax inspector."""

    _name = "collection.bad.debt"
    _inherit = ["collection.bad.debt", "collection.paper.mixin"]

    lang = fields.Char(compute="_compute_lang")

    @api.depends_context("collection_paper_lang")
    @api.depends("partner_id.lang")
    def _compute_lang(self):
        chosen = self.env.context.get("collection_paper_lang")
        for debt in self:
            debt.lang = chosen or debt.partner_id._collection_lang()

    # -- buttons ---------------------------------------------------------------

    def action_duplicate(self):
        """Make the rectified duplicates of these invoices; several invoices of one
        debtor get their summary statement too. Sending and its date are yours."""
        self.check_access("write")
        files = self.env["ir.attachment"]
        for debt in self:
            if debt.state in ("lost", "recovered"):
                raise UserError(
                    self.env._("%s: the loss is booked already.", debt.display_name)
                )
            made = debt._attach(debt._duplicate_pdf(), debt._duplicate_name())
            debt.sudo().duplicate_attachment_ids |= made
            files |= made
        for debts in self.grouped(
            lambda one: (one.partner_id, one.company_id)
        ).values():
            if len(debts) > 1:
                made = debts[0]._attach(
                    debts._vat_statement_pdf(), debts[0]._statement_name()
                )
                for debt in debts:
                    debt.sudo().duplicate_attachment_ids |= made
                files |= made
        return self._download(files) if len(files) == 1 else self._show()

    def action_evidence(self):
        """Make the evidence of these bad debts, one PDF for each debtor."""
        self.check_access("read")
        files = self.env["ir.attachment"]
        for debts in self.grouped(
            lambda one: (one.partner_id, one.company_id)
        ).values():
            content = debts._evidence_pdf()
            files |= debts[0]._attach(content, debts[0]._evidence_name())
        for file in files:
            self.browse(file.res_id).sudo().message_post(
                body=self.env._("The evidence was made."), attachment_ids=file.ids
            )
        return self._download(files) if len(files) == 1 else self._show()

    def _attach(self, content, name):
        self.ensure_one()
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": name,
                    "raw": content,
                    "mimetype": PDF,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
            .with_env(self.env)
        )

    def _duplicate_name(self):
        words = self.with_context(lang=self.lang).env
        number = (self.move_id.name or "").replace("/", "-")
        return f"{words._('Rectified duplicate')} {number}.pdf"

    def _statement_name(self):
        words = self.with_context(lang=self.lang).env
        return f"{words._('Statement of unpaid invoices')} {self.partner_id.name}.pdf"

    def _evidence_name(self):
        name = self.env._("Evidence of bad debt")
        return f"{name} {self.partner_id.name}.pdf"

    # -- the mention -------------------------------------------------------------

    def _mention(self, split):
        """Return the words the rectified invoice bears, with its amounts, and where
        they come from. They are the law's: in its language, whoever reads them.

        :raises UserError: no text of law for this day and country
        """
        self.ensure_one()
        company = self.company_id
        country = company.account_fiscal_country_id or company.country_id
        laws = self.env["collection.law"]
        try:
            wording = laws._wording(
                MENTION, self._paper_day(), LAW_LANGUAGE.get(country.code), country
            )
        except RuleError as error:
            raise UserError(laws._explain(error)) from error
        amounts = self._formats()
        code = company.currency_id.name
        text = wording.text.format(
            net=amounts.amount(split.net, code), vat=amounts.amount(split.tax, code)
        )
        return text, wording.source

    def _paper_day(self):
        return self.duplicate_sent_on or self.company_id._collection_today()

    # -- the papers --------------------------------------------------------------

    def _duplicate_pdf(self):
        self.ensure_one()
        pdf = self.move_id._collection_legal_pdfs().get(self.move_id)
        if not pdf:
            raise UserError(
                self.env._("%s has no PDF: print the invoice first.", self.move_id.name)
            )
        text, source = self._mention(self._unpaid_split())
        words = self.with_context(lang=self.lang).env
        try:
            return duplicate.write_duplicate(
                pdf.raw,
                text,
                self._labels("EvidenceLabels").duplicate,
                self._paper_day(),
                note=words._(
                    "Invoice %(number)s – %(article)s",
                    number=self.move_id.name,
                    article=source,
                ),
                typeface=self._typeface(),
            )
        except ExportError as error:
            raise UserError(str(error)) from error

    def _vat_statement_pdf(self):
        return vat_note.write_vat_statement(
            self._as_write_off(),
            self[0]._labels("EvidenceLabels"),
            self[0]._formats(),
            self[0]._typeface(),
        )

    def _evidence_pdf(self):
        lang = self.company_id._collection_lang()
        debts = self.with_context(collection_paper_lang=lang, lang=lang)
        write_off = debts._as_write_off(whole=True)
        try:
            return evidence.write_evidence(
                write_off,
                debts._exhibits(),
                debts[0]._labels("EvidenceLabels"),
                debts[0]._formats(),
                debts[0]._typeface(),
            ).content
        except ExportError as error:
            raise UserError(str(error)) from error

    # -- rows --------------------------------------------------------------------

    def _unpaid_split(self):
        """Return what is unpaid as price and tax: what is open, else what was lost."""
        self.ensure_one()
        loss = self.step_ids._live().filtered(lambda step: step.kind == "loss")[-1:]
        if loss:
            return self._lost_split(loss)
        return self.move_id._collection_split_company()

    def _as_write_off(self, whole=False):
        """Return these debts of one debtor as :class:`export.evidence_rows.WriteOff`.

        :param whole: with what was done, what it cost and what was booked.
        """
        first = self[0]
        rest = {}
        if whole:
            rest = {
                "steps": tuple(self._exchanges()),
                "costs": tuple(self._charges()),
                "entries": tuple(map(first._as_entry, self._booked())),
                "facts": tuple(self._facts()),
                "warnings": tuple(self._warnings()),
            }
        return evidence_rows.WriteOff(
            reference=", ".join(self.move_id.mapped("name")),
            date=first._paper_day(),
            creditor=first._party(first.company_id.partner_id, first.company_id),
            debtor=first._party(first.partner_id),
            currency=first.currency_id.name,
            what=self._what(),
            reason=self._why(),
            invoices=tuple(debt._as_lost() for debt in self),
            **rest,
        )

    def _what(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        states = ", ".join(dict.fromkeys(labels[debt.state] for debt in self))
        names = ", ".join(self.move_id.mapped("name"))
        return self.env._("%(state)s: %(invoices)s", state=states, invoices=names)

    def _why(self):
        reasons = [step.reason for step in self.step_ids._live() if step.reason]
        kinds = dict(self._fields["proof_kind"]._description_selection(self.env))
        reasons += [kinds[debt.proof_kind] for debt in self if debt.proof_kind]
        reasons += [debt.note for debt in self if debt.note]
        return "; ".join(dict.fromkeys(reasons)) or self.env._("Unpaid")

    def _as_lost(self):
        split = self._unpaid_split()
        mention, source = self._mention(split)
        names = self.move_id.invoice_line_ids.filtered("price_subtotal").mapped("name")
        return evidence_rows.LostInvoice(
            number=self.move_id.name,
            label="; ".join(" ".join(name.split()) for name in names if name)[:200],
            date=self.move_id.invoice_date,
            net=split.net,
            vat=split.tax,
            gross=split.gross,
            mention=mention,
            source=source,
        )

    def _facts(self):
        kinds = dict(self._fields["proof_kind"]._description_selection(self.env))
        for debt in self:
            number = debt.move_id.name
            if debt.proof_kind:
                parts = (
                    kinds[debt.proof_kind],
                    debt._format_day(debt.proof_date),
                    debt.proof_reference,
                )
                yield (
                    self.env._("Proof, %s", number),
                    ", ".join(part for part in parts if part),
                )
            if debt.duplicate_sent_on:
                parts = (
                    debt._format_day(debt.duplicate_sent_on),
                    debt.duplicate_sent_how,
                )
                yield (
                    self.env._("Rectified duplicate sent, %s", number),
                    ", ".join(part for part in parts if part),
                )

    def _warnings(self):
        for debt in self:
            if not debt.proof_attachment_ids:
                yield self.env._(
                    "%s: no proof of irrecoverability is on file.", debt.move_id.name
                )
            if not debt.duplicate_sent_on:
                yield self.env._(
                    "%s: no rectified duplicate was sent; no VAT can be recovered "
                    "(art. 272-1 CGI).",
                    debt.move_id.name,
                )

    def _booked(self):
        return (
            self.step_ids._all_entries()
            .filtered(lambda move: move.state == "posted")
            .sorted(lambda move: (move.date, move.id))
        )

    @api.model
    def _as_entry(self, move):
        decimal = self._decimal
        return evidence_rows.Entry(
            journal=move.journal_id.code,
            date=move.date,
            reference=move.name,
            purpose=move.ref or "",
            lines=tuple(
                evidence_rows.EntryLine(
                    account=line.account_id.code,
                    name=line.account_id.name,
                    label=line.name or "",
                    debit=decimal(line.debit),
                    credit=decimal(line.credit),
                )
                for line in move.line_ids
            ),
        )

    # -- what was done, and what it cost -------------------------------------------

    def _departed_notices(self):
        lines = self.env["collection.notice.line"].search(
            [("move_id", "in", self.move_id.ids), ("departed_on", "!=", False)]
        )
        return lines.notice_id

    def _exchanges(self):
        source = self.env["collection.exhibit.history"]
        for notice in self._departed_notices().sorted("departed_on"):
            yield source._exchange_of(self[0], notice)
        messages = self.env["mail.message"].search(
            Domain(
                [
                    ("is_internal", "=", False),
                    ("subtype_id.internal", "=", False),
                    ("message_type", "in", ("email", "email_outgoing", "comment")),
                    ("id", "not in", self.case_id.notice_ids.message_id.ids),
                ]
            )
            & (
                Domain("model", "=", "collection.case")
                & Domain("res_id", "in", self.case_id.ids)
                | Domain("model", "=", "account.move")
                & Domain("res_id", "in", self.move_id.ids)
            ),
            order="date, id",
        )
        for message in messages:
            if source._is_public(message):
                yield source._exchange_of_message(self[0], message)

    def _word(self, word):
        return {"E-mail": self.env._("E-mail")}.get(word, word)

    def _charges(self):
        costs = self.env["collection.cost"].search(
            [("case_id", "in", self.case_id.ids)], order="date, id"
        )
        for cost in costs:
            yield Charge(
                date=cost.date,
                document=cost.bill_id.name or cost.name,
                label=cost.name,
                amount=exact(cost.amount, cost.currency_id),
                currency=cost.currency_id.name,
            )

    def _exhibits(self):
        """Return the proofs, the duplicates and the receipts as numbered exhibits."""
        costs = self.env["collection.cost"].search(
            [("case_id", "in", self.case_id.ids)], order="date, id"
        )
        found = [
            *((self.env._("Proof"), one) for one in self.proof_attachment_ids),
            *(
                (self.env._("Rectified duplicate"), one)
                for one in self.duplicate_attachment_ids
            ),
            *((self.env._("Receipt"), one) for one in costs.attachment_ids),
        ]
        unique = {file.id: (category, file) for category, file in found}
        return [
            self._as_exhibit(number, category, file.sudo())
            for number, (category, file) in enumerate(unique.values(), start=1)
        ]

    @api.model
    def _as_exhibit(self, number, category, file):
        return dossier_rows.Exhibit(
            number=number,
            category=category,
            title=file.name,
            date=fields.Date.to_date(file.create_date),
            file_name=file.name,
            mimetype=file.mimetype or "",
            content=file.raw or None,
        )
