from datetime import date

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .accessory_common import FORTY, LATER, PAID, AccessoryCommon, D
from .common import day


@tagged("post_install", "-at_install")
class TestAccessoryChase(AccessoryCommon):
    """The invoice for interest is chased with its parent; a person sees it first."""

    def test_chased_together_with_its_parent(self):
        invoice = self._invoice()
        self._climb(15)
        document = self._post(invoice, on=day(20))
        parent = invoice.collection_item_ids
        child = document.collection_item_ids
        self.assertEqual(child.parent_id, parent)
        self.assertEqual(child.stage_id, parent.stage_id)
        self.assertEqual(child.stage_date, parent.stage_date)
        self.assertEqual((child.next_date, parent.next_date), (day(25), day(25)))
        for offset in range(20, 25):
            self.assertFalse(self._play(day(offset)))
        notice = self._play(day(25))
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.line_ids.move_id, invoice | document)
        # 1000 + interest of 20 days, 1000 × 12.15 × 20 ÷ 36500 = 6.6575 → 6.66, + 40
        self.assertEqual(notice.amount_total, 1046.66)

    def test_posted_on_the_day_of_the_next_stage_goes_along(self):
        invoice = self._invoice()
        self._climb(15)
        document = self._post(invoice, on=day(25))
        notice = self._play(day(25))
        self.assertEqual(notice.line_ids.move_id, invoice | document)
        # Interest of 25 days: 1000 × 12.15 × 25 ÷ 36500 = 8.3219 → 8.32
        self.assertEqual(notice.amount_total, 1048.32)

    def test_document_of_a_settled_debt_waits_for_the_gap(self):
        invoice = self._paid_late()
        document = self._post(invoice)
        child = document.collection_item_ids
        self.assertEqual(child.stage_id.name, "First reminder")
        # Its parent is paid and says nothing more: the 12 days to the second reminder
        # count from the day the debtor was invoiced.
        self.assertEqual(child.stage_date, LATER)
        self.assertEqual(child.next_date, date(2026, 7, 22))

    def test_document_of_a_debt_nobody_was_told_of_is_one_like_any_other(self):
        invoice = self._invoice()
        self._play(date(2026, 3, 26), deliver=False)
        self._pay(invoice, 1000.0, PAID)
        self.assertFalse(invoice.collection_item_ids.stage_id)
        child = self._post(invoice).collection_item_ids
        self.assertFalse(child.parent_id)
        self.assertEqual(child.case_id, invoice.collection_case_id)
        # Due today: it can still be announced, as any invoice due today.
        self.assertEqual(child.next_stage_id.name, "Courtesy message")
        self._play(date(2026, 7, 13))
        # That day its own first reminder is due, not one of a debt long overdue.
        self.assertEqual(child.stage_id.name, "First reminder")

    def test_hold_on_the_parent_covers_the_document(self):
        invoice = self._invoice()
        self._climb(15)
        document = self._post(invoice, on=day(20))
        hold = self.env["collection.hold"].create(
            {
                "kind": "dispute",
                "reason": "Goods damaged",
                "case_id": invoice.collection_case_id.id,
                "move_id": invoice.id,
                "date_from": day(21),
            }
        )
        child = document.collection_item_ids
        self.assertTrue(hold._covers(child))
        self.assertFalse(child.next_date)
        self.assertFalse(self._play(day(25)))
        with freeze_time(f"{day(25)} 10:00:00"):
            document.invalidate_recordset()
            self.assertTrue(document.collection_on_hold)
            held = self.env["account.move"].search([("collection_on_hold", "=", True)])
        self.assertIn(document, held)

    def test_document_enters_the_ladder_with_a_parent_that_was_not_on_it(self):
        invoice = self._invoice()
        document = self._post(invoice, on=day(2))
        self.assertFalse(document.collection_item_ids)
        self.assertEqual(self._play(day(3)).line_ids.move_id, invoice)
        # Its first stage would have been on its own fifth day, 3 days after its date.
        self.assertFalse(self._play(day(5)))
        notice = self._play(day(15))
        self.assertEqual(notice.line_ids.move_id, invoice | document)

    # -- the wizard --------------------------------------------------------------

    def test_wizard_shows_what_it_will_make(self):
        first, second = self._paid_late(), self._paid_late(500.0)
        case = first.collection_case_id
        with freeze_time(f"{LATER} 10:00:00"), self.mock_mail_gateway():
            action = case.with_user(self.collector).action_accessory_post()
            wizard = (
                self.env["collection.accessory.wizard"]
                .with_user(self.collector)
                .browse(action["res_id"])
            )
            self.assertEqual(wizard.line_ids.move_id, first | second)
            for text in ("763100", "758000", "30.29", first.name, "Out of Scope"):
                self.assertIn(text, wizard.documents)
            wizard.line_ids.filtered(
                lambda line: line.move_id == second
            ).is_chosen = False
            self.assertNotIn(second.name, wizard.documents)
            made = wizard.action_confirm()
        document = self.env["account.move"].browse(made["res_id"])
        self.assertEqual(document.amount_total, 70.29)
        self.assertEqual(self._open(second), (D("15.15"), FORTY))

    def test_wizard_opens_only_where_something_is_open(self):
        invoice = self._invoice()
        with freeze_time(f"{day(-3)} 10:00:00"), self.assertRaises(UserError):
            invoice.action_collection_accessory()
