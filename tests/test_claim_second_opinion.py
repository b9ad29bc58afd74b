import os
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from odoo.tests import tagged

from odoo.addons.account_collection.export.text import ExportError
from odoo.addons.account_collection.rules.errors import BeforeTables, RateMissing

from . import second_opinion as naive
from .ledger_stories import LAST, LedgerStories, Story

LEGAL = ("legal_other", "legal_private")
# What carries a date in section 1.9 of the law file.
FIGURES = [
    ("margin_business", Decimal(10), "2009-01-01"),
    ("margin_public", Decimal(8), "2013-03-16"),
    ("indemnity_business", Decimal(40), "2013-01-01"),
    ("indemnity_public", Decimal(40), "2013-03-16"),
]
STORIES = int(os.environ.get("COLLECTION_STORIES", "60"))


@tagged("post_install", "-at_install")
class TestClaimSecondOpinion(LedgerStories):
    """Real invoices against a calculator that knows only days and the law's text."""

    def test_random_stories(self):
        wrong = []
        for seed in range(STORIES):
            random = Random(seed)
            story = Story(self, random)
            for _ in range(random.randrange(6)):
                story.act()
            try:
                self._compare(story, random)
            except (AssertionError, ExportError) as error:
                wrong.append(f"seed {seed}, {story.told}: {error}")
        self.assertFalse(wrong, "\n\n".join(wrong))

    def test_shipped_tables(self):
        """Every figure of the law file's table, as it was installed."""
        tables = self.env["collection.law"]._tables(self.env.ref("base.fr"))
        for name, (ecb, other, private) in naive.SEMESTERS.items():
            year, half = name.split("-")
            day = date(int(year), 1 if half == "1" else 7, 1)
            self.assertEqual(tables["ecb"].at(day).value, Decimal(ecb), name)
            if other:
                found = [tables[one].at(day).value for one in LEGAL]
                self.assertEqual(found, [Decimal(other), Decimal(private)], name)
        first = date(2027, 1, 1)
        for code in ("ecb", *LEGAL):
            with self.assertRaises(RateMissing):
                tables[code].at(first)
        for code, value, since in FIGURES:
            day = date.fromisoformat(since)
            self.assertEqual(tables[code].at(day).value, value, code)
            with self.assertRaises(BeforeTables):
                tables[code].at(day - timedelta(days=1))
        doubtful = tables["legal_other"].at(date(2026, 7, 1))
        self.assertEqual(doubtful.confidence, "doubtful")

    def _compare(self, story, random):
        start = story.invoice.invoice_date
        debts = story.debts()
        for turn in range(3):
            day = min(start + timedelta(days=random.randrange(500)), LAST)
            claim = self._claim(story.invoice, day)
            self.assertFalse(claim.problem)
            expected = [self._expected(one, day) for one in debts]
            found = [self._found(one, story.by_law) for one in claim.lines]
            self.assertEqual(found, expected, f"{day}: {debts}")
            self.assertEqual(claim.indemnity, self._forty(story, debts, day))
            if not turn:
                self._compare_statement(story, claim, day)

    def _expected(self, debt, day):
        if debt.interest_first:
            return naive.settle_interest_first(debt, day)
        gone = sum(
            one.amount for one in debt.moves if one.kind == "retro" or one.day <= day
        )
        return max(debt.amount - gone, Decimal(0)), naive.lines(debt, day)

    def _found(self, one, by_law):
        owed = one.claimed.owed
        if by_law:
            return owed["principal"], owed["interest"], one.claimed.interest
        return owed["principal"], [
            (
                line.start,
                line.end,
                line.days,
                line.base,
                line.rate,
                line.divisor,
                line.interest,
            )
            for line in one.claimed.lines
        ]

    def _forty(self, story, debts, day):
        each = [naive.forty(one, day) for one in debts]
        return sum(each) if story.each else max(each)

    def _compare_statement(self, story, claim, day):
        """The claim statement of the case says the same total, and how it follows
        from the ledger."""
        case = self._case(story)
        statement = self.env["collection.statement"].new(
            {"case_id": case.id, "date": day, "lang": "en_US"}
        )
        account = statement._account()
        if story.by_law and story.has_open_payments():
            return  # the law spreads them: see test_claim_findings
        if not account.invoices:
            self.assertEqual(claim.total, Decimal(0))
            return
        total = account.invoices[0].total
        self.assertEqual(total, claim.total)
        for one in account.reconciliations:
            self.assertFalse(
                [row for row in one.differences if "Not explained" in row.label], one
            )

    def _case(self, story):
        cases = (
            self.env["collection.case"].sudo()._ensure_cases(story.debtor, self.company)
        )
        lines = story.lines()
        items = lines._collection_items()
        fresh = lines.filtered(lambda line: not items[line])
        if fresh:
            fresh._collection_new_items(cases)
        return cases[story.debtor].with_env(self.env)
