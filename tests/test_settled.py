from odoo import Command
from odoo.tests import tagged

from .bad_debt_common import BadDebtCommon
from .common import day


@tagged("post_install", "-at_install")
class TestSettled(BadDebtCommon):
    """Settled is not paid: what a transfer, a loss and a set-off mean for a debt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A consumer: what is paid late bears nothing that a person must decide about.
        cls.debtor = cls._make_debtor("Jeanne Petit", collection_class="consumer")

    def _item(self, invoice):
        self._forget()
        return self.env["collection.item"].search([("move_id", "=", invoice.id)])

    def _set_off(self, invoice, amount, on):
        """Compensate with what we owe the debtor."""
        claim = invoice._collection_claim_lines()
        payable = self.company_data["default_account_payable"]
        entry = self._misc_entry(
            on, (payable, amount, 0.0), (claim.account_id, 0.0, amount)
        )
        (
            entry.line_ids.filtered("credit") | invoice.sudo()._collection_claim_lines()
        ).reconcile()
        self._forget()
        return entry

    # -- doubtful: still chased ------------------------------------------------

    def _story(self, transfer):
        """Follow a debt that is moved to 416 after the second reminder."""
        invoice = self._invoice(1000)
        self._play_until(day(-6), day(16))
        item = self._item(invoice)
        stage, case = item.stage_id, item.case_id
        self.assertEqual(stage.sequence, case.item_ids.stage_id.sequence)
        transfer(invoice)
        self.assertEqual(invoice.payment_state, "paid")
        item = self._item(invoice)
        self.assertEqual(
            (item.settled_as, item.is_open, item.amount_residual),
            ("doubtful", True, 1000),
        )
        self.assertEqual(item.doubtful_line_id.account_id.code, "416000")
        history = self._play_until(day(17), day(45))
        return invoice, stage, case, history

    def test_moved_by_the_wizard_it_is_still_chased(self):
        invoice, stage, case, history = self._story(
            lambda invoice: self._book("doubtful", invoice, day(16))
        )
        self._check_chased(invoice, stage, case, history)

    def test_moved_by_hand_it_is_still_chased(self):
        invoice, stage, case, history = self._story(
            lambda invoice: self._by_hand((invoice, 1000), on=day(16))
        )
        self._check_chased(invoice, stage, case, history)
        debt = invoice.collection_bad_debt_ids
        self.assertEqual(debt.state, "doubtful")
        self.assertIn("by hand", debt.step_ids.reason)

    def _check_chased(self, invoice, stage, case, history):
        """The ladder goes on where it stood: reminders at 25, formal notice at 40; no
        first notice again, the amounts unchanged, the case open."""
        told = self._stages(history)
        self.assertEqual([offset for offset, _name in told], [25, 40])
        self.assertNotIn(stage.name, [name for _offset, name in told])
        lines = self.env["collection.notice.line"].search(
            [("move_id", "=", invoice.id)], order="id"
        )
        self.assertEqual(
            set(lines.mapped("amount_residual")), {1000.0}, "all that is owed"
        )
        self.assertEqual(len(lines.stage_id), len(lines), "no stage twice")
        self.assertNotEqual(case.phase, "closed")
        self.assertEqual(case.amount_overdue, 1000)
        self.assertEqual(case.amount_due, 1000)
        self.assertEqual(self._item(invoice).case_id, case)

    def test_moved_before_it_was_ever_chased(self):
        """A claim in 416 that has no due item yet enters at the first stage."""
        invoice = self._invoice(1000)
        self._by_hand((invoice, 1000), on=day(2))
        history = self._play_until(day(3), day(4))
        self.assertEqual([offset for offset, _name in self._stages(history)], [3])
        self.assertEqual(self._item(invoice).settled_as, "doubtful")

    def test_money_on_416_closes_as_settled(self):
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        debt = self._book("doubtful", invoice, day(4))
        line = debt.step_ids.entry_ids.sudo().line_ids.filtered("debit")
        self._money_on(line, 400, day(5))
        self._play(day(5))
        self._play(day(6))
        asked = debt.case_id.activity_ids.filtered(
            lambda one: "Money came in" in (one.summary or "")
        )
        self.assertEqual(len(asked), 1, "asked once, whatever the runs")
        item = self._item(invoice)
        self.assertEqual(
            (item.settled_as, item.amount_residual, item.amount_collected),
            ("doubtful", 600, 400),
        )
        self._money_on(line, 600, day(6))
        item = self._item(invoice)
        self.assertEqual(
            (item.settled_as, item.is_open, item.amount_collected),
            ("paid", False, 1000),
        )
        self._play(day(7))
        self.assertEqual(item.case_id.outcome, "settled")

    def test_two_invoices_in_one_line_the_oldest_is_paid_first(self):
        old = self._invoice(1000)
        young = self._invoice(500, due=day(10))
        self._play_until(day(13), day(13))
        entry = self._by_hand((young, 500), (old, 1000), on=day(14))
        line = entry.line_ids.filtered("debit")
        self.assertEqual(line.debit, 1500)
        for paid, of_old, of_young in ((700, 300, 500), (400, 0, 400), (400, 0, 0)):
            self._money_on(line, paid, day(15))
            self.assertEqual(self._item(old).amount_residual, of_old)
            self.assertEqual(self._item(young).amount_residual, of_young)
            is_open = self.env["collection.item"].search([("is_open", "=", True)])
            expected = {inv for inv, left in ((old, of_old), (young, of_young)) if left}
            self.assertEqual(set(is_open.move_id & (old | young)), expected)
        self.assertEqual(self._item(old).settled_as, "paid")
        self.assertEqual(self._item(young).amount_collected, 500)

    def test_a_transfer_of_several_debtors(self):
        """One entry at the year's end, one doubtful line each: they do not mix."""
        other = self._make_debtor("Paul Roux", collection_class="consumer")
        mine, his = self._invoice(1000), self._invoice(700, debtor=other)
        self._play_until(day(3), day(3))
        account = self.company._collection_account("doubtful")
        entry = (
            self.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "entry",
                    "date": day(4),
                    "journal_id": self.company_data["default_journal_misc"].id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account_id,
                                "partner_id": partner.id,
                                "balance": balance,
                            }
                        )
                        for partner, amount in ((self.debtor, 1000), (other, 700))
                        for account_id, balance in (
                            (mine._collection_claim_lines().account_id.id, -amount),
                            (account.id, amount),
                        )
                    ],
                }
            )
        )
        entry.action_post()
        for invoice in (mine, his):
            (
                entry.line_ids.filtered(
                    lambda line, of=invoice: (
                        line.credit and line.partner_id == of.partner_id
                    )
                )
                | invoice.sudo()._collection_claim_lines()
            ).reconcile()
        line = entry.line_ids.filtered(
            lambda one: one.debit and one.partner_id == other
        )
        self._money_on(line, 200, day(5), partner=other)
        self.assertEqual(self._item(mine).amount_residual, 1000)
        self.assertEqual(self._item(his).amount_residual, 500)

    def test_taken_back_it_is_open_on_the_invoice_again(self):
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        debt = self._book("doubtful", invoice, day(4))
        debt.step_ids.with_user(self.accountant).action_reverse()
        item = self._item(invoice)
        self.assertEqual(
            (item.settled_as, item.amount_residual, item.amount_doubtful),
            ("open", 1000, 0),
        )

    # -- lost and set off --------------------------------------------------------

    def test_a_lost_debt_leaves_as_lost(self):
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        case = self._item(invoice).case_id
        self._book("doubtful", invoice, day(4))
        proof = self._proof(day(5))
        self._book("loss", invoice, day(6), recovers_tax=False, **proof)
        item = self._item(invoice)
        self.assertEqual(
            (item.settled_as, item.is_open, item.amount_collected), ("lost", False, 0)
        )
        history = self._play_until(day(7), day(16))
        self.assertFalse(history)
        self.assertEqual((case.phase, case.outcome), ("closed", "lost"))

    def test_a_loss_booked_by_hand(self):
        """Dr 654 / Cr 411 in the journal is a loss too."""
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        account = self.company._collection_account("loss")
        self._by_hand_to(account, invoice, 1000, day(4))
        self.assertEqual(self._item(invoice).settled_as, "lost")

    def _by_hand_to(self, account, invoice, amount, on):
        claim = invoice._collection_claim_lines()
        entry = self._misc_entry(
            on, (account, amount, 0.0), (claim.account_id, 0.0, amount)
        )
        (entry.line_ids.filtered("credit") | claim.sudo()).reconcile()
        self._forget()
        return entry

    def test_a_set_off_leaves_as_settled_by_set_off(self):
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        item = self._item(invoice)
        self._set_off(invoice, 1000, day(4))
        item = self._item(invoice)
        self.assertEqual(
            (item.settled_as, item.amount_collected, item.is_open),
            ("set_off", 0, False),
        )
        self._play(day(5))
        self.assertEqual(item.case_id.outcome, "set_off")

    def test_paid_and_set_off_is_settled(self):
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        self._set_off(invoice, 300, day(4))
        self._pay(invoice, 700, day(4))
        item = self._item(invoice)
        self.assertEqual((item.settled_as, item.amount_collected), ("paid", 700))
        self._play(day(5))
        self.assertEqual(item.case_id.outcome, "settled")

    def test_a_credited_debt(self):
        invoice = self._invoice(1000)
        self._play_until(day(3), day(3))
        wizard = (
            self.env["account.move.reversal"]
            .sudo()
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": day(4)})
        )
        wizard.modify_moves()
        item = self._item(invoice)
        self.assertEqual((item.settled_as, item.amount_collected), ("credited", 0))

    def test_what_came_in_on_416_is_said_whichever_invoice_is_read(self):
        """700.00 came in on a line of 1,000.00 and 500.00: all of it is the older
        one's, also where only the younger one is read; a loss lessens no claim."""
        old = self._invoice(1000)
        young = self._invoice(500, due=day(10))
        entry = self._by_hand((young, 500), (old, 1000), on=day(14))
        self._money_on(entry.line_ids.filtered("debit"), 700, day(15))
        for moves in (young, old, young | old):
            claims = moves.sudo()._collection_claims(day(20))
            for move, claim in claims.items():
                self.assertEqual(claim.principal, 300 if move == old else 500)
