from dataclasses import replace
from decimal import Decimal

from odoo import api, fields, models

from ..rules.imputation import PRINCIPAL

# A longer table of interest has one line for each invoice instead of one a period.
PERIODS_SHOWN = 24


class CollectionNotice(models.Model):
    """What a notice claims beside the principal: interest, the fixed indemnity.

    The figures are those of the day, read again at departure with the ledger and
    frozen from then on.
    """

    _inherit = "collection.notice"

    amount_interest = fields.Monetary(string="Interest", readonly=True)
    amount_indemnity = fields.Monetary(
        string="Indemnity",
        currency_field="indemnity_currency_id",
        readonly=True,
        help="For recovery costs, in the currency of the law.",
    )
    indemnity_currency_id = fields.Many2one(
        "res.currency", compute="_compute_indemnity_currency_id"
    )
    amount_claimed = fields.Monetary(
        string="To Pay",
        compute="_compute_amount_claimed",
        help="Principal, interest and, in the same currency, indemnity.",
    )
    accessories = fields.Json(
        readonly=True, help="The lines of interest and indemnities as they were said."
    )
    claim_problem = fields.Char(
        string="Not Claimed",
        readonly=True,
        help="Why interest and indemnity are not claimed in this notice.",
    )

    def _compute_indemnity_currency_id(self):
        self.indemnity_currency_id = self.env.ref("base.EUR")

    @api.depends("amount_total", "amount_interest", "amount_indemnity")
    def _compute_amount_claimed(self):
        for notice in self:
            claimed = notice.amount_total + notice.amount_interest
            if notice.currency_id == notice.indemnity_currency_id:
                claimed += notice.amount_indemnity
            notice.amount_claimed = claimed

    # -- reading -------------------------------------------------------------

    def _read_accessories(self, today):
        """Read what these notices claim beside the principal on ``today``."""
        claiming = self.filtered(lambda one: one.stage_id._claims_accessories())
        kept = claiming.case_id.item_ids.move_id._collection_kept()
        moves = {notice: notice._bearing_moves(kept) for notice in claiming}
        claims = (
            self.env["account.move"].union(*moves.values())._collection_claims(today)
        )
        for notice in claiming:
            found = [
                notice._own_part(claims[move], kept)
                for move in moves[notice]
                if move in claims
            ]
            notice._record_changes(**notice._accessories_of(found))

    def _bearing_moves(self, kept):
        """Return the invoices whose interest and indemnity this notice claims: those it
        claims itself, and those paid late whose accessories a person kept."""
        claimed = self.line_ids.filtered("is_claimed").move_id
        own = self.case_id.item_ids.move_id & kept
        own = own.filtered(lambda move: move.currency_id == self.currency_id)
        # in the order of the table of invoices above them
        return (claimed | own).sorted(
            lambda move: (move.invoice_date_due or move.date, move.id)
        )

    def _own_part(self, claim, kept):
        """Return of an invoice's claim what this notice claims: an instalment that is
        open and not claimed here bears its interest elsewhere.

        :param kept: invoices paid late whose interest a person kept: all of it.
        """
        if claim.move in kept:
            return claim
        own = self.line_ids.filtered("is_claimed").item_id.line_id
        lines = [
            one
            for one in claim.lines
            if one.line in own or not one.plain.owed[PRINCIPAL]
        ]
        return replace(claim, lines=tuple(lines))

    def _accessories_of(self, claims):
        """Return the facts of a notice that claims what ``claims`` bear."""
        stage = self.stage_id
        interest = [one for one in claims if stage.claim_interest]
        indemnity = [one for one in claims if stage.claim_indemnity]
        return {
            "amount_interest": float(sum(one.interest_open for one in interest)),
            "amount_indemnity": float(sum(one.indemnity_open for one in indemnity)),
            "accessories": {
                "interest": self._interest_rows(interest),
                "indemnity": [
                    [one.move.name, str(one.indemnity_open)]
                    for one in indemnity
                    if one.indemnity_open
                ],
            },
            "claim_problem": " ".join(
                dict.fromkeys(one.problem for one in claims if one.problem)
            )
            or False,
        }

    def _interest_rows(self, claims):
        """Return the printed lines: invoice, first and last day, days, base, rate,
        interest; where there are many, one line an invoice without base and rate."""
        rows, count = [], 0
        for claim in claims:
            lines = [
                line for one in claim.lines if one.table for line in one.table.lines
            ]
            count += len(lines)
            rows.append((claim, lines))
        printed = []
        for claim, lines in rows:
            if not claim.interest_open:
                continue
            if count <= PERIODS_SHOWN and claim.interest_open == claim.interest:
                printed += [self._interest_row(claim.move, line) for line in lines]
            else:
                printed.append(
                    [
                        claim.move.name,
                        min(line.start for line in lines).isoformat(),
                        max(line.end for line in lines).isoformat(),
                        sum(line.days for line in lines)
                        if len(claim.lines) == 1
                        else "",
                        "",
                        "",
                        str(claim.interest_open),
                    ]
                )
        return printed

    @api.model
    def _interest_row(self, move, line):
        return [
            move.name,
            line.start.isoformat(),
            line.end.isoformat(),
            line.days,
            str(line.base),
            str(line.rate.normalize()),
            str(line.interest),
        ]

    # -- words for templates -------------------------------------------------

    def _claims_accessories(self):
        """Tell whether this notice claims interest or indemnity."""
        return bool(self.amount_interest or self.amount_indemnity)

    def _interest_day(self):
        """Return the last day of the interest claimed."""
        rows = (self.accessories or {}).get("interest") or []
        return max((fields.Date.to_date(row[2]) for row in rows), default=None)

    def _accessory_rows(self):
        """Return the lines of interest as texts in the debtor's language."""
        return [
            {
                "invoice": name,
                "start": self._day(fields.Date.to_date(start)),
                "end": self._day(fields.Date.to_date(end)),
                "days": days,
                "base": self._money(float(base)) if base else "",
                "rate": self._percent(rate) if rate else "",
                "interest": self._money(float(interest)),
            }
            for name, start, end, days, base, rate, interest in (
                self.accessories or {}
            ).get("interest", [])
        ]

    def _percent(self, rate):
        """Return a rate as the debtor's language writes it."""
        lang = self.env["res.lang"]._get_data(code=self.lang)
        exact = Decimal(rate)
        places = max(2, -exact.as_tuple().exponent)
        point = lang.decimal_point or "."
        return f"{exact:.{places}f}".replace(".", point) + "\N{NO-BREAK SPACE}%"

    def _indemnity_words(self):
        """Return how many indemnities are claimed, and their sum."""
        rows = (self.accessories or {}).get("indemnity") or []
        return {"count": len(rows), "amount": self._euros(self.amount_indemnity)}

    def _euros(self, amount):
        env = self.with_context(lang=self.lang).env
        return self.indemnity_currency_id.with_env(env).format(amount)
