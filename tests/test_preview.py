from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day


@tagged("post_install", "-at_install")
class TestPreview(CollectionCommon):
    """What would go on a day and what would not, each with its reason; nothing stays
    written."""

    COUNTED = (
        "collection.item",
        "collection.case",
        "collection.notice",
        "collection.delivery",
        "collection.run",
        "collection.run.line",
        "mail.activity",
        "mail.message",
    )

    def _preview(self, on, **vals):
        with freeze_time(f"{on} 08:00:00"):
            preview = self.env["collection.preview"].create(
                {"company_id": self.company.id, "date": on, **vals}
            )
            preview._fill()
        return preview

    def _line(self, preview, invoice):
        return preview.line_ids.filtered(lambda line: line.move_id == invoice)

    def _counts(self):
        return {name: self.env[name].sudo().search_count([]) for name in self.COUNTED}

    def test_nothing_stays_and_no_reference_is_used_up(self):
        self._invoice()
        sequence = self.env.ref("account_collection.sequence_notice").sudo()
        number = sequence.number_next_actual
        before = self._counts()
        preview = self._preview(day(3))
        self.assertEqual(preview.line_ids.outcome, "go")
        self.assertEqual(self._counts(), before)
        sequence.invalidate_recordset()
        self.assertEqual(sequence.number_next_actual, number)

    def test_today_and_tomorrow(self):
        self._invoice()
        self.assertFalse(self._preview(day(2)).line_ids)
        with freeze_time(f"{day(2)} 08:00:00"):
            preview = self.env["collection.preview"].create(
                {"company_id": self.company.id}
            )
            preview.action_tomorrow()
            self.assertEqual(preview.date, day(3))
            self.assertEqual(preview.line_ids.stage_id.name, "First reminder")
            preview.action_today()
            self.assertFalse(preview.line_ids)

    def test_the_guard_withholds_with_its_reason(self):
        self.company.sudo().write(
            {
                "collection_guard": True,
                "collection_guard_day": 1,
                "collection_guard_days_off": "none",
                "collection_guard_opens": 0,
                "collection_guard_closes": 0,
            }
        )
        invoice = self._invoice()
        with freeze_time(f"{day(3)} 07:00:00"):
            case = self.env["collection.case"]._ensure_cases(self.debtor, self.company)[
                self.debtor
            ]
            self.env["collection.contact"].with_user(self.collector).create(
                {"case_id": case.id, "kind": "email"}
            )
        line = self._line(self._preview(day(3)), invoice)
        self.assertEqual(line.outcome, "withheld")
        self.assertIn("limit reached", line.obstacle)
        # The same answer on demand, of the invoice and, once it is on the ladder, of
        # its due item.
        with freeze_time(f"{day(3)} 08:00:00"):
            invoice.invalidate_recordset()
            self.assertIn("limit reached", invoice.collection_why)
            self._play(day(3))
            self.assertIn("limit reached", invoice.collection_item_ids.explanation)

    def test_a_day_off_lets_it_wait(self):
        self.company.sudo().write(
            {
                "collection_guard": True,
                "collection_guard_mails": True,
                "collection_guard_days_off": "sundays",
            }
        )
        invoice = self._invoice(due=day(2))
        # 5 April 2026 is Easter Sunday.
        line = self._line(self._preview(day(5)), invoice)
        self.assertEqual(line.outcome, "wait")
        self.assertIn("day off", line.obstacle)

    def test_unsent_and_silent_and_covered(self):
        self.company.sudo().collection_unsent = "ask"
        invoice = self._invoice()
        line = self._line(self._preview(day(3)), invoice)
        self.assertEqual(line.outcome, "withheld")
        self.assertIn("never sent", line.obstacle)
        self.company.sudo().collection_unsent = "remind"
        self.debtor.sudo().write(
            {"collection_silence": "stop", "collection_silence_reason": "Lettre"}
        )
        line = self._line(self._preview(day(3)), invoice)
        self.assertIn("left alone", line.obstacle)
        self.debtor.sudo().collection_silence = False
        payment = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "partner_id": self.debtor.id,
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "amount": 1000.0,
                    "date": day(1),
                    "company_id": self.company.id,
                }
            )
        )
        payment.action_post()
        line = self._line(self._preview(day(3)), invoice)
        if payment.move_id:
            self.assertIn("Unallocated", line.obstacle)

    def test_the_check_of_wording_holds_back(self):
        stage = self.policy.stage_ids.filtered(lambda one: one.days == 3)
        # The template's own check would refuse it: it came in another way.
        body = "<p>Une saisie sur salaire sera pratiquée.</p>"
        self.env.cr.execute(
            "UPDATE mail_template SET body_html = jsonb_build_object('en_US', %s,"
            " 'fr_FR', %s) WHERE id = %s",
            (body, body, stage.mail_template_id.id),
        )
        self.env.invalidate_all()
        invoice = self._invoice()
        line = self._line(self._preview(day(3)), invoice)
        self.assertEqual(line.outcome, "review")
        self.assertIn("check of the texts", line.obstacle)

    def test_chosen_invoices_cases_and_debtors(self):
        other = self._make_debtor("Autre")
        today = self.company._collection_today()
        mine = self._invoice(due=today - timedelta(days=5))
        self._invoice(debtor=other, due=today - timedelta(days=5))
        user = self.collector
        for action in (
            mine.with_user(user).action_collection_preview(),
            self.debtor.with_user(user).action_collection_preview(),
        ):
            preview = self.env["collection.preview"].browse(action["res_id"])
            self.assertEqual(preview.sudo().line_ids.move_id, mine)
        told = self.debtor.with_user(user).action_collection_run()
        self.assertIn("Notices recorded: 1", told["params"]["message"])
        case = mine.collection_case_id
        action = case.with_user(user).action_preview()
        preview = self.env["collection.preview"].sudo().browse(action["res_id"])
        self.assertEqual(preview.partner_ids, self.debtor)
        self.assertIn(
            "Nothing new", case.with_user(user).action_run()["params"]["message"]
        )
        self.assertFalse(other.collection_case_ids)

    def test_the_rehearsal_stays_in_the_users_companies(self):
        stranger = self.env["res.company"].sudo().create({"name": "Étrangère"})
        run = self.env["collection.run"].with_user(self.collector)
        with self.assertRaises(AccessError):
            run._rehearse(stranger, day(3))
