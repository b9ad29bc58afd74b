from decimal import Decimal

from odoo import api, fields, models

from ..rules import wording

# Of what the 40 EUR of the law count as an amount of the notice.
INDEMNITY_UNIT = Decimal(40)


class CollectionNotice(models.Model):
    """The last look at the words: a text that says what it must not stays here."""

    _inherit = "collection.notice"

    wording_note = fields.Char(
        compute="_compute_wording_note",
        string="Not Checked",
        help="What the check of the texts could not read.",
    )

    @api.depends_context("lang")
    @api.depends("lang")
    def _compute_wording_note(self):
        names = dict(self.env["res.lang"].get_installed())
        for notice in self:
            notice.wording_note = (
                False
                if wording.knows(notice.lang)
                else self.env._(
                    "There are no lists of words for %s: only the amounts and the "
                    "mentions were checked, read the words yourself.",
                    names.get(notice.lang, notice.lang),
                )
            )

    def _check_wording(self, today):
        """Write the texts of notices that are about to leave and read them as a lawyer
        would; one with a forbidden finding goes back to a person, with the sentence
        and the article.

        :return: those that may leave.
        """
        fine = self.browse()
        for notice in self:
            notice._write_texts(today)
            found = notice._wording_findings(today)
            problems = [one for one in found if one.blocks]
            if problems:
                notice._hold_back(problems)
            else:
                fine |= notice
        return fine

    def _hold_back(self, problems):
        say = self.env["collection.wording"]._say
        self._record_fact(
            state="review",
            approved_by=False,
            reason=self.env._(
                "Held back by the check of the texts: %s",
                " ".join(f"{say(one)}." for one in problems),
            ),
        )
        # Who approved it had not read these findings.
        self._standing_approvals()._record_fact(is_void=True)
        self.delivery_ids._drop_question()
        self._ask_review()

    def _wording_findings(self, today):
        """Return what is wrong with the texts of this notice, each finding once."""
        title = bool(self.case_id._enforceable_on(today))
        findings = {}
        for text in filter(None, (self.body, self.letter_body, self.sms_body)):
            letter = self._as_letter(f"<p>{self.subject or ''}</p>{text}", title)
            findings.update(dict.fromkeys(wording.check(letter)))
        return list(findings)

    def _as_letter(self, text, has_title):
        """Return a text of this notice as :class:`rules.wording.Letter`."""
        kind = self._wording_kind()
        return wording.Letter(
            text=text,
            kind=kind,
            debtor_class=self.case_id.debtor_class or None,
            # A message says what was agreed, not what a notice claims.
            amounts=None if self.text_id else self._all_amounts(),
            required=tuple(self._required_mentions()) if kind == "formal" else (),
            names=tuple(filter(None, self._proper_names())),
            has_title=has_title,
            claims_accessories=self._claims_accessories(),
            may_hand_off=kind == "formal" and self._leads_to_handoff(),
            has_words=wording.knows(self.lang),
        )

    def _wording_kind(self):
        stage = self.stage_id
        if self.text_id:
            return "other"
        if stage.is_formal_notice:
            return "formal"
        if stage.phase != "amicable":
            return "other"
        return "courtesy" if stage._nominal_day() <= 0 else "reminder"

    def _leads_to_handoff(self):
        return "handoff" in self.stage_id.policy_id.stage_ids.mapped("action")

    def _proper_names(self):
        """Return names that stand in texts and are not words of ours."""
        lines = self.line_ids
        return [
            self.partner_id.name,
            self.recipient_id.name,
            self.company_id.name,
            self._responsible_name(),
            self.name,
            *lines.mapped("invoice_name"),
        ]

    def _all_amounts(self):
        """Return every amount this notice may state, as decimals."""
        lines = self.line_ids
        amounts = [
            self.amount_total,
            self.amount_interest,
            self.amount_indemnity,
            self.amount_claimed,
            self.amount_announced,
            self.amount_unallocated,
            self.amount_deducted,
            self.amount_total + self.amount_deducted,
        ]
        for _title, section in self._table_sections():
            for name in ("amount_total", "amount_paid", "amount_residual"):
                amounts += [*section.mapped(name), sum(section.mapped(name))]
        for name in ("amount_total", "amount_paid", "amount_residual"):
            amounts.append(sum(lines.mapped(name)))
        # What he promised may be recalled to him.
        promises = self.case_id.hold_ids.filtered(lambda hold: hold.kind == "promise")
        amounts += promises.mapped("amount")
        exact = {Decimal(str(round(one or 0.0, 6))) for one in amounts}
        for row in (self.accessories or {}).get("interest") or []:
            exact |= {Decimal(one) for one in (row[4], row[6]) if one}
        exact.update(wording.amounts_in(self.credit_elsewhere or ""))
        for _name, amount in (self.accessories or {}).get("indemnity") or []:
            exact.add(Decimal(amount))
        if self.case_id.debtor_class != "consumer":
            exact.add(INDEMNITY_UNIT)
        return frozenset(exact)

    def _required_mentions(self):
        """Yield what a formal notice must state: a code and the ways to say it."""
        claimed = self.line_ids.filtered("is_claimed")
        yield "amount_missing", (self._money(self.amount_claimed),)
        yield (
            "deadline",
            (self._long_day(self.date_deadline), self._day(self.date_deadline)),
        )
        for line in claimed:
            yield "invoices", (line.invoice_name,)
            yield "owed", (self._money(line.amount_residual),)
        yield "creditor", (self.company_id.name,)
