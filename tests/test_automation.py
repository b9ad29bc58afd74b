from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestAutomation(CollectionCommon):
    """Buttons are public methods: server actions and automation rules call them."""

    def _server_action(self, model, code):
        return (
            self.env["ir.actions.server"]
            .sudo()
            .create(
                {
                    "name": code,
                    "model_id": self.env["ir.model"]._get_id(model),
                    "state": "code",
                    "code": code,
                }
            )
        )

    def _run_action(self, action, records):
        with freeze_time(f"{day(3)} 09:00:00"), self.mock_mail_gateway():
            return action.with_context(
                active_model=records._name, active_ids=records.ids
            ).run()

    def test_server_action_runs_the_policies_for_chosen_invoices(self):
        mine, other = self._invoice(), self._invoice(debtor=self._make_debtor("Autre"))
        action = self._server_action("account.move", "records.action_collection_run()")
        self._run_action(action, mine)
        self.assertTrue(mine.collection_notice_line_ids)
        self.assertFalse(other.collection_notice_line_ids)

    def test_server_action_sends_two_notices(self):
        self._invoice()
        self._invoice(debtor=self._make_debtor("Autre", email="autre@debtor.example"))
        notices = self._play(day(3), deliver=False)
        self._run_action(
            self._server_action("collection.notice", "records.action_send()"), notices
        )
        self.assertEqual(notices.mapped("state"), ["sent", "sent"])

    def test_automation_rule_sees_a_notice_leave(self):
        if "base.automation" not in self.env:
            self.skipTest("base_automation is not installed")
        tag = self.env["res.partner.category"].sudo().create({"name": "Formal"})
        self.env["base.automation"].sudo().create(
            {
                "name": "Tag the debtor when a notice has left",
                "model_id": self.env["ir.model"]._get_id("collection.notice"),
                "trigger": "on_create_or_write",
                "filter_pre_domain": "[('state', '!=', 'sent')]",
                "filter_domain": "[('state', '=', 'sent')]",
                "action_server_ids": [
                    (
                        6,
                        0,
                        self._server_action(
                            "collection.notice",
                            "record.partner_id.write("
                            f"{{'category_id': [(4, {tag.id})]}})",
                        ).ids,
                    )
                ],
            }
        )
        self._invoice()
        self._play(day(3))
        self.assertIn(tag, self.debtor.category_id)

    def test_automation_rule_closes_a_case(self):
        if "base.automation" not in self.env:
            self.skipTest("base_automation is not installed")
        self._invoice()
        self._play(day(3))
        case = self.env["collection.case"].search([])
        self.env["base.automation"].sudo().create(
            {
                "name": "A case without collector is closed",
                "model_id": self.env["ir.model"]._get_id("collection.case"),
                "trigger": "on_write",
                "filter_domain": "[('user_id', '=', False)]",
                "action_server_ids": [
                    (
                        6,
                        0,
                        self._server_action(
                            "collection.case", "records.action_close()"
                        ).ids,
                    )
                ],
            }
        )
        case.user_id = False
        self.assertEqual(case.phase, "closed")
