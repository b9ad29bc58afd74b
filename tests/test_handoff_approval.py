from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestHandoffApproval(CollectionCommon):
    """Above an amount one person approves a hand-off and another hands it off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().collection_handoff_limit = 999.99
        cls.agency = cls._make_debtor("Agence Rhône")

    def _prepare(self, *amounts):
        invoices = self.env["account.move"].union(
            *[self._invoice(amount=amount) for amount in amounts]
        )
        self._play(day(3))
        case = invoices.collection_case_id
        wizard = self.env["collection.handoff.wizard"].create(
            {
                "case_id": case.id,
                "recipient_id": self.agency.id,
                "item_ids": [Command.set(case.item_ids.ids)],
            }
        )
        handoff = self.env["collection.handoff"].browse(
            wizard.action_prepare()["res_id"]
        )
        return handoff, invoices

    def _hand_off(self, handoff, user):
        with freeze_time(f"{day(4)} 09:00:00"):
            handoff.with_user(user).action_deliver()

    def _approve(self, handoff, user):
        with freeze_time(f"{day(4)} 08:00:00"):
            handoff.with_user(user).action_approve()

    def test_one_person_cannot_do_both(self):
        handoff, _invoices = self._prepare(1000.0)
        self.assertTrue(handoff.needs_approval)
        with self.assertRaisesRegex(UserError, "another person"):
            self._hand_off(handoff, self.collector)
        self._approve(handoff, self.collector)
        with self.assertRaisesRegex(UserError, "another person"):
            self._hand_off(handoff, self.collector)
        with self.assertRaisesRegex(UserError, "approved .* already"):
            self._approve(handoff, self.collector)
        self._hand_off(handoff, self.manager)
        self.assertEqual(handoff.state, "delivered")
        self.assertRecordValues(
            handoff.approval_ids,
            [
                {
                    "user_id": self.collector.id,
                    "amount": 1000.0,
                    "company_id": self.company.id,
                    "is_void": False,
                }
            ],
        )

    def test_up_to_the_amount_one_person_is_enough(self):
        handoff, _invoices = self._prepare(999.99)
        self.assertFalse(handoff.needs_approval)
        self._hand_off(handoff, self.collector)
        self.assertEqual(handoff.state, "delivered")

    def test_the_recipients_own_amount_goes_first(self):
        self.agency.with_company(self.company).collection_handoff_limit = 2000.0
        handoff, _invoices = self._prepare(1500.0)
        self.assertFalse(handoff.needs_approval)
        self.agency.with_company(self.company).collection_handoff_limit = 100.0
        handoff.invalidate_recordset(["needs_approval"])
        self.assertTrue(handoff.needs_approval)

    def test_what_changed_is_approved_anew(self):
        handoff, invoices = self._prepare(1000.0, 800.0)
        self._approve(handoff, self.collector)
        self._pay(invoices[0], 300.0, day(4))
        with self.assertRaisesRegex(UserError, "another person"):
            self._hand_off(handoff, self.manager)
        self._approve(handoff, self.collector)
        other = self._make_debtor("Autre agence")
        handoff.recipient_id = other
        self.assertTrue(all(handoff.approval_ids.mapped("is_void")))
        with self.assertRaisesRegex(UserError, "another person"):
            self._hand_off(handoff, self.manager)

    def test_nobody_writes_an_approval_by_hand(self):
        handoff, _invoices = self._prepare(1000.0)
        with self.assertRaises(AccessError):
            self.env["collection.approval"].with_user(self.collector).create(
                {
                    "handoff_id": handoff.id,
                    "user_id": self.manager.id,
                    "approved_at": "2026-04-04 08:00:00",
                }
            )
