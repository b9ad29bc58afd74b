from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestPolicies(CollectionCommon):
    """Policies are data: what they may say, whom they fit, who plays them."""

    def test_scheduled_action_plays_and_delivers(self):
        self._invoice()
        cron = self.env.ref("account_collection.cron_run").sudo()
        with freeze_time(f"{day(3)} 08:00:00"), self.mock_mail_gateway():
            cron.ir_actions_server_id.run()
        notice = self.env["collection.notice"].search([])
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))

    def test_scheduled_delivery_sends_what_was_left_ready(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        cron = self.env.ref("account_collection.cron_deliver").sudo()
        with freeze_time(f"{day(3)} 09:00:00"), self.mock_mail_gateway():
            cron.ir_actions_server_id.run()
        self.assertEqual(notice.state, "sent")

    def test_policy_of_one_invoice_and_of_one_debtor(self):
        mine, other = self._invoice(), self._invoice()
        mine.collection_policy_id = self._policy(self._stage())
        self.assertEqual(self._play(day(1)).line_ids.move_id, mine)
        self.debtor.with_company(self.company).collection_policy_id = self._policy(
            self._stage(days=2)
        )
        self.assertEqual(self._play(day(2)).line_ids.move_id, other)

    def test_the_policy_of_a_company_is_not_archived(self):
        with self.assertRaisesRegex(ValidationError, self.company.name):
            self.policy.action_archive()
        self.company.sudo().collection_policy_id = self._policy(self._stage())
        self.policy.action_archive()
        self.assertFalse(self.policy.active)

    def test_archived_policy_is_not_played_and_a_branch_follows_its_parent(self):
        mine = self._invoice()
        own = self._policy(self._stage(days=1))
        mine.collection_policy_id = own
        own.active = False
        self.assertFalse(self._play(day(1)))
        self.assertEqual(self._play(day(3)).stage_id.policy_id, self.policy)
        branch = (
            self.env["res.company"]
            .sudo()
            .create({"name": "Branch", "parent_id": self.company.id})
        )
        self.assertEqual(branch._collection_default_policy(), self.policy)

    def test_the_establishment_that_was_invoiced_is_written_to(self):
        shops = [
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": f"Magasin {town}",
                    "parent_id": self.debtor.id,
                    "type": "invoice",
                    "email": f"{town}@debtor.example",
                }
            )
            for town in ("lyon", "nice")
        ]
        self._invoice(debtor=shops[1])
        self.assertEqual(self._play(day(3)).recipient_id, shops[1])
        shops[0].sudo().collection_role = "accounts"
        self.assertEqual(self._play(day(15)).recipient_id, shops[0])

    def test_stage_counted_from_the_previous_departure(self):
        invoice = self._invoice()
        invoice.collection_policy_id = self._policy(
            self._stage(), self._stage(name="Again", days=5, anchor="previous")
        )
        self._play(day(4))
        self.assertFalse(self._play(day(8)))
        self.assertEqual(self._play(day(9)).stage_id.name, "Again")

    def test_visit_departs_when_a_person_went_there(self):
        visit = self._stage(
            days=2,
            channel_ids=[
                Command.set(self.env.ref("account_collection.channel_visit").ids)
            ],
            script_template_id=self.env.ref("account_collection.mail_template_call").id,
        )
        invoice = self._invoice()
        invoice.collection_policy_id = self._policy(self._stage(), visit)
        self._play(day(1))
        notice = self._play(day(2))
        self.assertEqual(notice.state, "ready")
        self._act(day(3))
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))
        self.assertEqual(notice.proof_ids.kind, "visit")

    def test_first_claim_is_never_a_formal_notice_nor_a_handoff(self):
        formal = self._stage(
            phase="formal", is_formal_notice=True, grace_days=8, mode="review"
        )
        with self.assertRaisesRegex(ValidationError, "reminder before it"):
            self._policy(self._stage(days=-5), formal)
        with self.assertRaisesRegex(ValidationError, "reminder before it"):
            self._policy(self._stage(action="handoff", channel_ids=False))

    def test_stages_that_run_backwards_or_say_nothing_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "before the stage above"):
            self._policy(self._stage(days=9), self._stage(days=3))
        with self.assertRaisesRegex(ValidationError, "at least one channel"):
            self._policy(self._stage(channel_ids=False))
        with self.assertRaisesRegex(ValidationError, "choose its text"):
            self._policy(self._stage(mail_template_id=False))

    def test_a_case_is_amicable_until_the_formal_notice(self):
        invoice = self._invoice()
        self._climb(39)
        case = invoice.collection_case_id
        self.assertEqual(case.phase, "amicable")
        self._play_until(day(40), day(40))
        self.assertEqual(case.phase, "formal")

    def test_receipt_of_a_registered_letter_is_recorded(self):
        self._invoice()
        self._climb(40)
        notice = self.env["collection.notice"].search(
            [("stage_id.is_formal_notice", "=", True)]
        )
        self.env["collection.proof"].with_user(self.collector).create(
            {
                "notice_id": notice.id,
                "kind": "received",
                "date": day(43),
                "reference": "1A 234 567 8901 2",
            }
        )
        kinds = notice.proof_ids.sorted("date").mapped("kind")
        self.assertEqual(kinds, ["deposited", "received"])
        self.assertEqual(notice.case_id.proof_ids & notice.proof_ids, notice.proof_ids)

    def test_texts_stay_measured_and_name_what_comes_next(self):
        self._invoice()
        first = self._play(day(3))
        self.assertIn("simple oubli", first.body)
        self._climb(40)
        formal = self.env["collection.notice"].search(
            [("stage_id.is_formal_notice", "=", True)]
        )
        self.assertIn("confier le recouvrement", formal.letter_body)
        self.assertIn("un tiers", formal.letter_body)
        self.assertIn("échéancier", formal.letter_body)
