import os
from datetime import timedelta
from decimal import Decimal
from random import Random

from odoo.tests import tagged

from . import second_opinion as naive
from .ledger_stories import LAST, LedgerStories, Story

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
            except AssertionError as error:
                wrong.append(f"seed {seed}, {story.told}: {error}")
        self.assertFalse(wrong, "\n\n".join(wrong))

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
        return debt.amount - gone, naive.lines(debt, day)

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
        cases = self.env["collection.case"].sudo()._ensure_cases(
            story.debtor, self.company
        )
        lines = story.lines()
        items = lines._collection_items()
        fresh = lines.filtered(lambda line: not items[line])
        if fresh:
            fresh._collection_new_items(cases)
        return cases[story.debtor].with_env(self.env)
