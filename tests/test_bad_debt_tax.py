from datetime import date

from odoo.tests import tagged

from .bad_debt_common import DAY, BadDebtCommon

PROVED = date(2026, 5, 4)
LATER = date(2026, 9, 1)


@tagged("post_install", "-at_install")
class TestBadDebtTax(BadDebtCommon):
    """VAT due on payment: nothing was paid to the state, nothing is recovered, nothing
    stays waiting, and no transfer makes it due.

    1,000.00 at 20 %: the invoice credits 200.00 to 44574 and no box of the return.
    """

    def setUp(self):
        super().setUp()
        self.invoice = self._taxed((1000, self.vat20_paid))
        self.assertEqual(self._balances()["445740"], -200)
        self.assertEqual(self._boxes(), {})

    def _line(self, debt):
        entry = self._steps(debt, "doubtful").entry_ids
        return entry.sudo().line_ids.filtered("debit")

    def _receive(self, amount, on):
        self._unmatched_payment(amount, on)
        self._forget()

    def test_a_transfer_makes_nothing_due(self):
        before = self._balances()
        self._book("doubtful", self.invoice, DAY)
        self.assertEqual(self._change(before), {"411100": -1200, "416000": 1200})
        self.assertFalse(self.invoice.tax_cash_basis_created_move_ids)
        self.assertEqual(self._boxes(), {})

    def test_a_transfer_by_hand_makes_nothing_due(self):
        before = self._balances()
        self._by_hand((self.invoice, 1200), on=DAY)
        self.assertEqual(self._change(before), {"411100": -1200, "416000": 1200})
        self.assertFalse(self.invoice.tax_cash_basis_created_move_ids)
        self.assertEqual(self._boxes(), {})

    def test_a_payment_still_makes_it_due(self):
        self._pay(self.invoice, 480, DAY)
        self._forget()
        self.assertEqual(self._boxes(), {"08_base": -400, "08_taxe": -80, "A1": -400})

    def test_a_company_that_does_not_collect_keeps_the_hosts_way(self):
        self.company.sudo().collection_active = False
        self._by_hand((self.invoice, 1200), on=DAY)
        self.assertEqual(self._boxes()["08_taxe"], -200)

    def test_a_loss_clears_what_waits(self):
        self._book("doubtful", self.invoice, DAY)
        debt = self._book("loss", self.invoice, DAY, **self._proof(PROVED))
        self.assertEqual(
            self._entry(self._steps(debt, "loss").entry_ids),
            [("416000", 0, 1200), ("445740", 200, 0), ("654100", 1000, 0)],
        )
        self.assertNotIn("445740", self._balances())
        self.assertEqual(self._boxes(), {})
        self.assertEqual(debt.amount_tax_recovered, 0)
        self.assertEqual(debt.amount_lost, 1000)
        waiting = self.invoice.sudo().line_ids.filtered(
            lambda line: line.account_id.code == "445740"
        )
        self.assertTrue(waiting.reconciled)

    def test_a_loss_of_what_was_not_paid(self):
        """600.00 were paid: 100.00 fell due and stay so; of the other 600.00, 100.00
        never were due."""
        self._pay(self.invoice, 600, DAY)
        self._forget()
        boxes = {"08_base": -500, "08_taxe": -100, "A1": -500}
        self.assertEqual(self._boxes(), boxes)
        debt = self._book("loss", self.invoice, DAY, **self._proof(PROVED))
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [("411100", 0, 600), ("445740", 100, 0), ("654100", 500, 0)],
        )
        self.assertNotIn("445740", self._balances())
        self.assertEqual(self._boxes(), boxes)

    def test_money_on_the_doubtful_debt_makes_its_tax_due(self):
        """480.00 of 1,200.00: 80.00 of VAT on 400.00. Then 720.00 are lost: 120.00
        never were due."""
        debt = self._book("doubtful", self.invoice, DAY)
        self._money_on(self._line(debt), 480, LATER)
        self.assertEqual(self._boxes(), {})
        before = self._balances()
        debt = self._book("received", self.invoice, LATER)
        self.assertEqual(self._change(before), {"445710": -80, "445740": 80})
        boxes = {"08_base": -400, "08_taxe": -80, "A1": -400}
        self.assertEqual(self._boxes(), boxes)
        debt = self._book("loss", self.invoice, LATER, **self._proof(PROVED))
        self.assertEqual(
            self._entry(self._steps(debt, "loss").entry_ids),
            [("416000", 0, 720), ("445740", 120, 0), ("654100", 600, 0)],
        )
        self.assertNotIn("445740", self._balances())
        self.assertEqual(self._boxes(), boxes)

    def test_three_receipts_make_the_very_tax_due(self):
        """400.00 three times: 66.67, 66.66, 66.67, together 200.00."""
        debt = self._book("doubtful", self.invoice, DAY)
        taxes = []
        for _receipt in range(3):
            self._money_on(self._line(debt), 400, LATER)
            debt = self._book("received", self.invoice, LATER)
            taxes.append(debt.step_ids[-1].amount_tax)
        self.assertEqual(taxes, [66.67, 66.66, 66.67])
        self.assertNotIn("445740", self._balances())
        self.assertEqual(self._boxes()["08_taxe"], -200)
        self.assertEqual(debt.state, "recovered")

    def test_money_after_the_loss_makes_its_tax_due(self):
        debt = self._book("loss", self.invoice, DAY, **self._proof(PROVED))
        self._receive(480, LATER)
        debt = self._book("recovered", self.invoice, LATER)
        self.assertEqual(
            self._entry(self._steps(debt, "recovered").entry_ids),
            [("411100", 480, 0), ("445710", 0, 80), ("758300", 0, 400)],
        )
        self.assertEqual(self._boxes(), {"08_base": -400, "08_taxe": -80, "A1": -400})

    def test_everything_taken_back_leaves_zero(self):
        self._pay(self.invoice, 600, DAY)
        self._forget()
        balances, boxes = self._balances(), self._boxes()
        debt = self._book("doubtful", self.invoice, DAY)
        self._book("loss", self.invoice, DAY, **self._proof(PROVED))
        debt.step_ids.with_user(self.accountant).action_reverse()
        self._forget()
        self.assertEqual(self._balances(), balances)
        self.assertEqual(self._boxes(), boxes)
        self.assertEqual(self.invoice.amount_residual, 600)
        # and what is paid now falls due as if nothing had been
        self._pay(self.invoice, 600, LATER)
        self._forget()
        self.assertNotIn("445740", self._balances())
        self.assertEqual(
            self._boxes(), {"08_base": -1000, "08_taxe": -200, "A1": -1000}
        )

    def test_goods_and_services_in_one_invoice(self):
        """1,000.00 of goods at 20 % (due) and 1,000.00 of services (on payment), all
        lost: 200.00 come back in box 21, 200.00 are only cleared."""
        mixed = self._taxed((1000, self.vat20), (1000, self.vat20_paid))
        boxes = self._boxes()
        debt = self._book("loss", mixed, DAY, **self._proof(PROVED, date(2026, 5, 20)))
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [
                ("411100", 0, 2400),
                ("445710", 200, 0),
                ("445740", 200, 0),
                ("654100", 2000, 0),
            ],
        )
        self.assertEqual(self._boxes(), {**boxes, "21": 200})
        self.assertEqual(debt.amount_tax_recovered, 200)
