import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import credited

cents = st.integers(0, 100_000).map(lambda number: Decimal(number) / 100)


@tagged("post_install", "-at_install")
class TestCredited(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(credited)
        self.assertGreater(result.attempted, 2)
        self.assertEqual(result.failed, 0)

    @given(
        st.dictionaries(st.integers(), cents, min_size=1, max_size=5),
        st.dictionaries(st.integers(), cents, max_size=5),
        cents,
    )
    def test_not_a_cent_is_lost_or_made(self, parts, named, unnamed):
        """What is left and what was credited make the document, to the cent."""
        named = {key: amount for key, amount in named.items() if key in parts}
        left = credited.left_after_credit(parts, named, unnamed)
        taken = sum(named.values()) + unnamed
        self.assertEqual(sum(left.values()), max(sum(parts.values()) - taken, 0))
        for key, amount in left.items():
            self.assertLessEqual(0, amount)
            self.assertLessEqual(amount, parts[key])
