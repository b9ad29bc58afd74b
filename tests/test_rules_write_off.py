import doctest
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import write_off
from odoo.addons.account_collection.rules.errors import BadInput

cents = st.integers(0, 10**7).map(lambda n: Decimal(n) / 100)


@tagged("post_install", "-at_install")
class TestRulesWriteOff(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(write_off, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
        self.assertGreater(result.attempted, 10)
        self.assertEqual(result.failed, 0)

    @settings(max_examples=300, deadline=None)
    @given(cents, st.lists(cents, max_size=4), st.integers(0, 10**6))
    def test_price_and_taxes_add_up(self, net, taxes, share):
        """Nothing is lost to rounding, each tax is within half a cent of its share, and
        an invoice wholly unpaid gives back its very taxes."""
        gross = net + sum(taxes, Decimal(0))
        if not gross:
            return
        unpaid = (gross * share / 10**6).quantize(Decimal("0.01"))
        split = write_off.split_unpaid(unpaid, gross, dict(enumerate(taxes)))
        self.assertEqual(split.net + split.tax, unpaid)
        for key, tax in enumerate(taxes):
            off = split.taxes[key] * gross - unpaid * tax
            self.assertLessEqual(abs(off), gross * Decimal("0.005"))
        whole = write_off.split_unpaid(gross, gross, dict(enumerate(taxes)))
        self.assertEqual(whole.net, net)
        self.assertEqual(list(whole.taxes.values()), taxes)

    @settings(max_examples=300, deadline=None)
    @given(cents, cents, st.lists(st.integers(1, 1000), min_size=1, max_size=6))
    def test_receipts_give_in_the_end_what_was_lost(self, net, tax, weights):
        lost = write_off.Split(net, {1: tax})
        if not lost.gross:
            return
        received, total = Decimal(0), Decimal(0)
        for count in range(len(weights)):
            upto = (lost.gross * sum(weights[: count + 1]) / sum(weights)).quantize(
                Decimal("0.01")
            )
            part = write_off.due_again(upto - received, received, lost)
            self.assertEqual(part.gross, upto - received)
            received, total = upto, total + part.taxes[1]
        self.assertEqual(total, tax)

    def test_more_than_was_lost(self):
        lost = write_off.Split(Decimal(100), {1: Decimal(20)})
        self.assertEqual(
            write_off.due_again(Decimal(20), Decimal(100), lost).gross, Decimal(20)
        )
        with self.assertRaises(BadInput):
            write_off.due_again(Decimal("20.01"), Decimal(100), lost)

    def test_percentage_outside(self):
        for percent in (Decimal(-1), Decimal("100.01")):
            with self.assertRaises(BadInput):
                write_off.allowance(Decimal(100), percent)
