from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bad_debt_common import DAY, BadDebtCommon

PROVED = date(2026, 5, 4)
SENT = date(2026, 5, 20)


@tagged("post_install", "-at_install")
class TestBadDebts(BadDebtCommon):
    """The entries of each step, to the cent, and back to zero."""

    def test_doubtful(self):
        """1,000.00 at 20 %: all 1,200.00 are moved, tax included."""
        invoice = self._taxed((1000, self.vat20))
        debt = self._book("doubtful", invoice, DAY)
        entry = debt.step_ids.entry_ids
        self.assertEqual(self._entry(entry), [("411100", 0, 1200), ("416000", 1200, 0)])
        self.assertEqual(entry.journal_id.code, "DOUT")
        self.assertEqual(entry.date, DAY)
        self.assertEqual(debt.state, "doubtful")
        self.assertEqual(debt.amount_open, 1200)
        self.assertEqual(debt.amount_open_net, 1000)
        self.assertTrue(invoice._collection_claim_lines().reconciled)

    def test_doubtful_of_what_is_left(self):
        """300.00 of 1,200.00 were paid: 900.00 are moved; of them 750.00 are price."""
        invoice = self._taxed((1000, self.vat20))
        self._pay(invoice, 300, DAY)
        debt = self._book("doubtful", invoice, DAY)
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [("411100", 0, 900), ("416000", 900, 0)],
        )
        self.assertEqual(debt.amount_open_net, 750)

    def test_allowance_is_without_tax_and_changes(self):
        """30 % of 1,000.00 are 300.00; 80 % later add 500.00; 50 % release 300.00."""
        invoice = self._taxed((1000, self.vat20))
        self._book("doubtful", invoice, DAY)
        for percent, expected in (
            (30, [("491000", 0, 300), ("681740", 300, 0)]),
            (80, [("491000", 0, 500), ("681740", 500, 0)]),
            (50, [("491000", 300, 0), ("781740", 0, 300)]),
        ):
            debt = self._book(
                "allowance", invoice, DAY, percent=percent, reason="Two bounced cheques"
            )
            self.assertEqual(self._entry(debt.step_ids[-1].entry_ids), expected)
        self.assertEqual(debt.amount_allowance, 500)
        self.assertEqual(debt.state, "allowance")
        with self.assertRaisesRegex(UserError, "is that already"):
            self._book("allowance", invoice, DAY, percent=50, reason="Again")

    def test_allowance_proposes_the_end_of_the_year_being_closed(self):
        """In February the last year is closed; in October the running one will be."""
        invoice = self._taxed((1000, self.vat20))
        self._book("doubtful", invoice, DAY)
        for today, end in (
            (date(2027, 2, 10), date(2026, 12, 31)),
            (date(2026, 10, 10), date(2026, 12, 31)),
        ):
            wizards = self.env["collection.bad.debt.wizard"].sudo()
            played = wizards.with_context(collection_today=today)
            wizard = played.create(
                {
                    "kind": "allowance",
                    "company_id": self.company.id,
                    "move_ids": [(6, 0, invoice.ids)],
                }
            )
            self.assertEqual(wizard.date, end)

    def test_allowance_needs_a_reason_and_a_doubtful_debt(self):
        invoice = self._taxed((1000, self.vat20))
        with self.assertRaisesRegex(UserError, "doubtful debts first"):
            self._book("allowance", invoice, DAY, percent=50, reason="Late")
        self._book("doubtful", invoice, DAY)
        with self.assertRaisesRegex(UserError, "at risk"):
            self._book("allowance", invoice, DAY, percent=50, reason=" ")

    def test_loss_of_the_year_with_tax_and_release(self):
        """Invoice of 1 March 2026, lost on 30 June 2026: 6541. 300.00 of allowance are
        released. Box 21 of the return takes the 200.00 back."""
        invoice = self._taxed((1000, self.vat20))
        self._book("doubtful", invoice, DAY)
        self._book("allowance", invoice, DAY, percent=30, reason="Receivership")
        before = self._boxes()
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        loss, release = self._steps(debt, "loss").entry_ids.sorted("id")
        self.assertEqual(
            self._entry(loss),
            [("416000", 0, 1200), ("445710", 200, 0), ("654100", 1000, 0)],
        )
        self.assertEqual(self._entry(release), [("491000", 300, 0), ("781740", 0, 300)])
        after = self._boxes()
        self.assertEqual(after.pop("21"), 200)
        self.assertEqual(after, before)
        self.assertEqual(debt.state, "lost")
        self.assertEqual(debt.amount_lost, 1000)
        self.assertEqual(debt.amount_tax_recovered, 200)
        self.assertEqual(debt.amount_open, 0)
        self.assertEqual(debt.amount_allowance, 0)

    def test_loss_of_an_earlier_year_straight_from_the_invoice(self):
        invoice = self._taxed((1000, self.vat20), due=date(2025, 12, 31))
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [("411100", 0, 1200), ("445710", 200, 0), ("654400", 1000, 0)],
        )

    def test_loss_of_two_rates_partly_paid(self):
        """2,255.00 (1,000 at 20 %, 1,000 at 5.5 %), 1,255.00 paid, 1,000.00 lost.
        VAT: 1000 × 200 / 2255 = 88.691… → 88.69; 1000 × 55 / 2255 = 24.390… → 24.39;
        price: 1000 − 113.08 = 886.92."""
        invoice = self._taxed((1000, self.vat20), (1000, self.vat55))
        self._pay(invoice, 1255, DAY)
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [
                ("411100", 0, 1000),
                ("445710", 24.39, 0),
                ("445710", 88.69, 0),
                ("654100", 886.92, 0),
            ],
        )

    def test_loss_after_a_credit_note_of_one_rate(self):
        """The part at 20 % was credited in full: what is lost is at 5.5 % only, so
        55.00 of VAT and 1,000.00 of price."""
        invoice = self._taxed((1000, self.vat20), (1000, self.vat55))
        wizard = (
            self.env["account.move.reversal"]
            .sudo()
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": DAY})
        )
        note = self.env["account.move"].browse(wizard.refund_moves()["res_id"]).sudo()
        note.invoice_line_ids.filtered(lambda line: line.tax_ids == self.vat55).unlink()
        note.action_post()
        (note.line_ids | invoice.sudo().line_ids).filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        self._forget()
        self.assertEqual(invoice.amount_residual, 1055)
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [("411100", 0, 1055), ("445710", 55, 0), ("654100", 1000, 0)],
        )

    def test_loss_without_the_tax(self):
        """Without duplicate the VAT stays owed: all 1,200.00 are lost."""
        invoice = self._taxed((1000, self.vat20))
        boxes = self._boxes()
        debt = self._book(
            "loss", invoice, DAY, recovers_tax=False, **self._proof(PROVED)
        )
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [("411100", 0, 1200), ("654100", 1200, 0)],
        )
        self.assertEqual(self._boxes(), boxes)

    def test_loss_in_another_currency(self):
        """1,200 USD at 2 USD for 1 EUR: 600.00 EUR, of which 100.00 are VAT."""
        dollar = self.env.ref("base.USD").sudo()
        dollar.active = True
        self.env["res.currency.rate"].sudo().search(
            [("currency_id", "=", dollar.id)]
        ).unlink()
        self.env["res.currency.rate"].sudo().create(
            [
                {
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                    "name": on,
                    "rate": rate,
                }
                for on, rate in (("2026-01-01", 2.0), ("2026-06-01", 1.25))
            ]
        )
        invoice = self._taxed((1000, self.vat20), currency_id=dollar.id)
        before = self._balances()
        self._book("doubtful", invoice, DAY)
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        loss = self._steps(debt, "loss").entry_ids
        self.assertEqual(
            self._entry(loss),
            [("416000", 0, 600), ("445710", 100, 0), ("654100", 500, 0)],
        )
        self.assertEqual(
            sorted(loss.sudo().line_ids.mapped("amount_currency")),
            [-1200, 200, 1000],
        )
        self.assertEqual(loss.sudo().line_ids.currency_id, dollar)
        # no difference of exchange: nothing was paid
        self.assertEqual(
            self._change(before), {"411100": -600, "445710": 100, "654100": 500}
        )

    # -- refusals ------------------------------------------------------------------

    def test_loss_needs_proof(self):
        invoice = self._taxed((1000, self.vat20))
        before = self._balances()
        proof = self._proof(PROVED, SENT)
        for missing, words in (
            ("proof_attachment_ids", "proof that the claim"),
            ("proof_kind", "proof that the claim"),
            ("proof_date", "proof that the claim"),
            ("duplicate_sent_on", "n° 320470"),
            ("duplicate_attachment_ids", "n° 320470"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._book("loss", invoice, DAY, **{**proof, missing: False})
        with self.assertRaisesRegex(UserError, "dated after"):
            self._book("loss", invoice, date(2026, 5, 3), **proof)
        with self.assertRaisesRegex(UserError, "sent after"):
            self._book("loss", invoice, date(2026, 5, 19), **proof)
        self.assertFalse(invoice.collection_bad_debt_ids)
        self.assertEqual(self._balances(), before)

    def test_only_an_accountant_books(self):
        invoice = self._taxed((1000, self.vat20))
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                invoice.with_user(user).action_collection_doubtful()
            wizard = (
                self.env["collection.bad.debt.wizard"]
                .with_user(user)
                .create({"kind": "doubtful", "move_ids": [(6, 0, invoice.ids)]})
            )
            with self.assertRaises(AccessError):
                wizard.action_confirm()
        debt = self._book("doubtful", invoice, DAY)
        for user in (self.collector, self.manager):
            with self.assertRaises(AccessError):
                debt.step_ids.with_user(user).action_reverse()
        with self.assertRaises(AccessError):
            debt.with_user(self.accountant).state = "lost"
        with self.assertRaises(AccessError):
            debt.step_ids.with_user(self.accountant).write({"amount_gross": 1})

    def test_a_missing_account_is_named(self):
        other = self.env.ref("base.be")
        self.company.sudo().account_fiscal_country_id = other
        self.company.sudo().root_id.chart_template = "generic_coa"
        invoice = self._invoice(1200)
        with self.assertRaisesRegex(UserError, "Doubtful Debts Account"):
            self._book("doubtful", invoice, DAY)
        account = (
            self.env["account.account"]
            .sudo()
            .create(
                {
                    "name": "Doubtful",
                    "code": "407000",
                    "account_type": "asset_current",
                    "reconcile": True,
                    "company_ids": [(6, 0, self.company.ids)],
                }
            )
        )
        self.company.sudo().collection_account_doubtful_id = account
        debt = self._book("doubtful", invoice, DAY)
        self.assertEqual(
            self._entry(debt.step_ids.entry_ids),
            [("407000", 1200, 0), ("411100", 0, 1200)],
        )

    def test_lock_date_is_the_hosts_and_moves_nothing(self):
        invoice = self._taxed((1000, self.vat20))
        self.company.sudo().fiscalyear_lock_date = date(2026, 6, 30)
        before = self._balances()
        with self.assertRaisesRegex(UserError, "prior to and inclusive of"):
            self._book("doubtful", invoice, DAY)
        self.assertEqual(self._balances(), before)
        debt = self._book("doubtful", invoice, date(2026, 7, 1))
        self.assertEqual(debt.step_ids.entry_ids.date, date(2026, 7, 1))

    def test_tax_lock_date(self):
        invoice = self._taxed((1000, self.vat20))
        self.company.sudo().tax_lock_date = date(2026, 6, 30)
        with self.assertRaisesRegex(UserError, "tax statement"):
            self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))

    def test_proof_of_a_loss_no_longer_changes(self):
        invoice = self._taxed((1000, self.vat20))
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        debt = debt.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "no longer"):
            debt.proof_date = DAY
        with self.assertRaisesRegex(UserError, "proof"):
            debt.proof_attachment_ids.unlink()

    # -- back to zero --------------------------------------------------------------

    def test_every_step_taken_back_leaves_zero(self):
        invoice = self._taxed((1000, self.vat20), (1000, self.vat55))
        self._pay(invoice, 1255, DAY)
        balances, boxes = self._balances(), self._boxes()
        self._book("doubtful", invoice, DAY)
        self._book("allowance", invoice, DAY, percent=40, reason="Receivership")
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        steps = debt.step_ids.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Take back what came after"):
            steps[0].action_reverse()
        for step, state in zip(
            steps[::-1], ("allowance", "doubtful", "released"), strict=True
        ):
            step.action_reverse()
            self._forget()
            self.assertEqual(debt.state, state)
        self.assertEqual(self._balances(), balances)
        self.assertEqual(self._boxes(), boxes)
        self.assertEqual(invoice.amount_residual, 1000)
        self.assertEqual(invoice.payment_state, "partial")
        with self.assertRaisesRegex(UserError, "taken back already"):
            steps[0].action_reverse()
        # and it can begin again
        self._book("doubtful", invoice, DAY)
        self.assertEqual(debt.state, "doubtful")

    def test_reversed_by_hand(self):
        """The host's own button takes a step back as well."""
        invoice = self._taxed((1000, self.vat20))
        debt = self._book("doubtful", invoice, DAY)
        debt.step_ids.entry_ids.sudo()._reverse_moves([{"date": DAY}], cancel=True)
        self._forget()
        self.env["collection.bad.debt"].sudo()._adopt_transfers(self.company, DAY)
        self.assertEqual(debt.state, "released")
        self.assertEqual(invoice.amount_residual, 1200)

    # -- money after all -------------------------------------------------------------

    def test_money_on_the_doubtful_debt(self):
        """480.00 of 1,200.00 come in: 40 % of the allowance of 500.00 are released;
        the tax was due already. The rest empties everything."""
        invoice = self._taxed((1000, self.vat20))
        self._book("doubtful", invoice, DAY)
        debt = self._book("allowance", invoice, DAY, percent=50, reason="Late")
        line = debt.step_ids[0].entry_ids.sudo().line_ids.filtered("debit")
        self._money_on(line, 480, date(2026, 7, 6))
        self.assertEqual(debt.amount_unbooked, 480)
        debt = self._book("received", invoice, date(2026, 7, 6))
        self.assertEqual(
            self._entry(debt.step_ids[-1].entry_ids),
            [("491000", 200, 0), ("781740", 0, 200)],
        )
        self.assertEqual(debt.amount_unbooked, 0)
        self.assertEqual(debt.amount_open, 720)
        with self.assertRaisesRegex(UserError, "No money came in"):
            self._book("received", invoice, date(2026, 7, 6))
        self._money_on(line, 720, date(2026, 8, 3))
        debt = self._book("received", invoice, date(2026, 8, 3))
        self.assertEqual(
            self._entry(debt.step_ids[-1].entry_ids),
            [("491000", 300, 0), ("781740", 0, 300)],
        )
        self.assertEqual(debt.state, "recovered")
        balances = self._balances()
        self.assertNotIn("416000", balances)
        self.assertNotIn("491000", balances)

    def test_money_after_the_loss(self):
        """1,200.00 lost, 200.00 of VAT recovered. 480.00 come in: VAT due again
        480 × 200 / 1200 = 80.00, in box 15; 400.00 are income."""
        invoice = self._taxed((1000, self.vat20))
        debt = self._book("loss", invoice, DAY, **self._proof(PROVED, SENT))
        boxes = self._boxes()
        self._unmatched_payment(480, date(2026, 9, 1))
        debt = self._book("recovered", invoice, date(2026, 9, 1))
        entry = self._steps(debt, "recovered").entry_ids
        self.assertEqual(
            self._entry(entry),
            [("411100", 480, 0), ("445710", 0, 80), ("758300", 0, 400)],
        )
        self.assertEqual(self._boxes(), {**boxes, "15": -80})
        self.assertEqual(debt.state, "recovered")
        self.assertEqual(debt.amount_received, 480)
        self.assertNotIn("411100", self._balances())
        with self.assertRaisesRegex(UserError, "nothing came in"):
            self._book("recovered", invoice, date(2026, 9, 2))
