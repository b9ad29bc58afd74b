import doctest
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.account_collection.rules import indemnity
from odoo.addons.account_collection.rules.errors import (
    BadInput,
    BeforeTables,
    FactMissing,
)
from odoo.addons.account_collection.rules.indemnity import (
    Instalment,
    excess_of_costs,
    fixed_indemnity,
)

from .law_tables import INDEMNITY_BUSINESS, INDEMNITY_PUBLIC

TODAY = date(2026, 11, 21)
DUE = date(2026, 3, 31)


def award(debtor, *instalments, amounts=INDEMNITY_BUSINESS, **facts):
    return fixed_indemnity(
        debtor, instalments, amounts, facts.pop("on", TODAY), **facts
    )


@tagged("post_install", "-at_install")
class TestRulesIndemnity(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(indemnity, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
        self.assertGreater(result.attempted, 3)
        self.assertEqual(result.failed, 0)

    def test_once_for_a_late_invoice(self):
        late, later = Instalment(DUE), Instalment(date(2026, 4, 30))
        self.assertEqual(award("business", late).amount, 40)
        self.assertEqual(award("business", late, later).amount, 40)
        both = award("business", later, late, per_instalment=True)
        self.assertEqual((both.amount, both.dues), (80, (DUE, later.due)))

    def test_late_from_the_day_after(self):
        late = Instalment(DUE)
        self.assertEqual(award("business", late, on=DUE).reason, "not_late")
        self.assertEqual(award("business", late, on=date(2026, 4, 1)).amount, 40)

    def test_also_when_it_has_been_paid_late(self):
        self.assertEqual(award("business", Instalment(DUE, DUE)).amount, 0)
        late = Instalment(DUE, date(2026, 4, 1))
        self.assertEqual(award("business", late).amount, 40)
        self.assertEqual(award("business", late, on=DUE).amount, 0)

    def test_never_from_a_consumer_or_somebody_unknown(self):
        for debtor, reason in (
            ("consumer", "consumer"),
            (False, "class_unknown"),
            (None, "class_unknown"),
        ):
            found = award(debtor, Instalment(DUE))
            self.assertEqual((found.amount, found.reason), (0, reason))
            costs = excess_of_costs(debtor, [Decimal(90)], Decimal(0))
            self.assertEqual((costs.amount, costs.reason), (0, reason))
        with self.assertRaises(BadInput):
            award("company", Instalment(DUE))

    def test_public_body_by_the_day_of_its_contract(self):
        contract = {"amounts": INDEMNITY_PUBLIC, "contract_on": date(2013, 3, 16)}
        self.assertEqual(award("public", Instalment(DUE), **contract).amount, 40)
        with self.assertRaises(BeforeTables):
            contract["contract_on"] = date(2013, 3, 15)
            award("public", Instalment(DUE), **contract)
        with self.assertRaises(FactMissing):
            award("public", Instalment(DUE), amounts=INDEMNITY_PUBLIC)

    def test_not_before_2013(self):
        first = Instalment(date(2013, 1, 1))
        self.assertEqual(award("business", first).amount, 40)
        with self.assertRaises(BeforeTables) as caught:
            award("business", Instalment(date(2012, 12, 31)))
        self.assertEqual(caught.exception.data["first"], date(2013, 1, 1))

    def test_not_where_insolvency_forbade_to_pay(self):
        judged = {"insolvency_on": DUE}
        self.assertEqual(
            award("business", Instalment(DUE), **judged).reason, "insolvency"
        )
        before = Instalment(date(2026, 3, 30))
        self.assertEqual(award("business", before, **judged).amount, 40)
        both = award("business", before, Instalment(DUE), per_instalment=True, **judged)
        self.assertEqual((both.amount, both.dues), (40, (before.due,)))

    def test_only_the_excess_of_proved_costs(self):
        receipts = [Decimal("39.99"), Decimal("0.02")]
        self.assertEqual(
            excess_of_costs("business", receipts, Decimal(40)).amount, Decimal("0.01")
        )
        exactly = excess_of_costs("public", [Decimal(40)], Decimal(40))
        self.assertEqual((exactly.amount, exactly.reason), (0, "within_indemnity"))
        with self.assertRaises(BadInput):
            excess_of_costs("business", [Decimal(-1)], Decimal(40))
