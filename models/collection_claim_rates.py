from decimal import Decimal

from odoo import models

from ..rules.debtor import BUSINESS, CONSUMER, PUBLIC
from ..rules.errors import BeforeTables, RuleError
from ..rules.rates import (
    BusinessDefault,
    ContractRate,
    LegalMultiple,
    LegalRate,
    PublicBody,
    below_floor,
)


class CollectionClaim(models.AbstractModel):
    """At what rate an instalment bears interest, and from which facts."""

    _inherit = "collection.claim"

    def _exact_rate(self, rate):
        return Decimal(f"{rate:.4f}").normalize()

    def _number(self, value):
        """Return a rate as the reader writes it."""
        return self.env["collection.law.row"]._number(value)

    def _law(self, tables, code):
        """Return a table of law.

        :raises BeforeTables: the country has no such table.
        """
        if code not in tables:
            raise BeforeTables(code, None, None)
        return tables[code]

    def _regime(self, line, first, facts):
        """Return the regime of an instalment as :mod:`rules.rates`, and its words.

        :raises RuleError: its table is missing.
        """
        debtor = line.move_id.commercial_partner_id
        if debtor.collection_class == CONSUMER:
            return self._legal_regime(line, facts)
        if debtor.collection_class == PUBLIC:
            return self._public_regime(line, first, facts)
        return self._business_regime(debtor, facts)

    def _legal_regime(self, line, facts):
        tables = facts["tables"]
        # The creditor is a business: the column of "all other cases" (L313-2 CMF).
        legal = self._law(tables, "legal_other")
        title = facts["titles"].get(line.move_id)
        words = self.env._("Legal interest rate (art. 1231-6 of the Civil Code)")
        if not title:
            return LegalRate(legal), words
        surcharge = self._law(tables, "judgment_surcharge")
        months = self._law(tables, "judgment_surcharge_months").at(title).value
        return (
            LegalRate(legal, title, surcharge, int(months)),
            self.env._(
                "%s, raised two months after the enforceable judgment (art. L313-3 of "
                "the Monetary and Financial Code)",
                words,
            ),
        )

    def _public_regime(self, line, first, facts):
        tables = facts["tables"]
        rates = PublicBody(
            self._law(tables, "ecb"),
            self._law(tables, "margin_public"),
            line.move_id._collection_contract_on(),
            first,
        )
        return rates, self.env._(
            "ECB rate of the semester in which interest began + 8 points (art. "
            "R2192-31 of the Public Procurement Code)"
        )

    def _business_regime(self, debtor, facts):
        tables, company = facts["tables"], facts["company"]
        kind, rate = debtor._collection_agreed_rate(company)
        if kind == "contract":
            exact = self._exact_rate(rate)
            return ContractRate(exact), self.env._(
                "Agreed rate: %s %% a year", self._number(exact)
            )
        if kind == "multiple":
            exact = self._exact_rate(rate)
            return (
                LegalMultiple(self._law(tables, "legal_other"), exact),
                self.env._("Agreed rate: %s times the legal rate", self._number(exact)),
            )
        return (
            BusinessDefault(
                self._law(tables, "ecb"), self._law(tables, "margin_business")
            ),
            self.env._(
                "ECB rate + 10 points, re-set each semester (art. L441-10 II of the "
                "Commercial Code)"
            ),
        )

    # -- facts ---------------------------------------------------------------

    def _presented(self, lines):
        """Return ``{journal item: day its formal notice was first presented}``.

        Only a proof counts: what was merely posted may not have arrived.
        """
        consumers = lines.filtered(
            lambda line: line.move_id.commercial_partner_id.collection_class == CONSUMER
        )
        if not consumers:
            return {}
        items = consumers._collection_items()
        by_item = {item: line for line, item in items.items() if item}
        said = (
            self.env["collection.notice.line"]
            .sudo()
            .search(
                [
                    ("item_id", "in", [item.id for item in by_item]),
                    ("departed_on", "!=", False),
                    ("stage_id.is_formal_notice", "=", True),
                ]
            )
        )
        presented = {}
        for one in said:
            days = [
                one.notice_id.proof_ids._first_presentation(),
                presented.get(by_item[one.item_id]),
            ]
            first = min(filter(None, days), default=None)
            if first:
                presented[by_item[one.item_id]] = first
        return presented

    def _titles(self, moves, day):
        """Return ``{invoice: day a judgment for it became enforceable}``.

        Only for consumers: the surcharge raises the legal rate alone.
        """
        titles = {}
        for move in moves:
            if move.commercial_partner_id.collection_class != CONSUMER:
                continue
            case = move.collection_case_id
            since = case and case._enforceable_on(day, move)
            if since:
                titles[move] = since
        return titles

    # -- warnings ----------------------------------------------------------------

    def _breaches(self, move, claims, facts):
        """Say where an agreed rate lies below the law's minimum; it is reported, never
        corrected."""
        debtor = move.commercial_partner_id
        kind, rate = debtor._collection_agreed_rate(facts["company"])
        lines = [line for one in claims if one.table for line in one.table.lines]
        tables = facts["tables"]
        if debtor.collection_class != BUSINESS or kind == "law" or not lines:
            return []
        try:
            breaches = below_floor(
                self._exact_rate(rate),
                min(line.start for line in lines),
                max(line.end for line in lines),
                tables["legal_other"],
                tables["rate_floor_multiple"],
                is_multiple=kind == "multiple",
            )
        except KeyError:
            return []
        except RuleError as error:
            return [
                self.env._(
                    "The agreed rate cannot be compared with the law's minimum: %s",
                    self.env["collection.law"]._explain(error),
                )
            ]
        return [
            self.env._(
                "The agreed rate of %(rate)s %% is below the minimum of %(floor)s %% "
                "in %(semester)s (three times the legal rate, art. L441-10 II of the "
                "Commercial Code).",
                rate=self._number(breach.rate.normalize()),
                floor=self._number(breach.floor.normalize()),
                semester=breach.semester.label,
            )
            for breach in breaches
        ]
