from datetime import date, timedelta

from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingHttpCommon

from .common import CollectionCommon


@tagged("post_install", "-at_install")
class TestTours(CollectionCommon, AccountTestInvoicingHttpCommon):
    """What a person does in the browser, as a person does it.

    A browser lives today, so the days count back from today here.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = date.today()
        cls.debtor.name = "Menuiserie du Tour"

    def _climb_to(self, stage_name, late):
        """Bring an invoice that is ``late`` days late to the stage before the named
        one, and let today's run record that stage.

        :return: the notice.
        """
        invoice = self._invoice(due=self.today - timedelta(days=late))
        self._run_today()
        item = invoice.collection_item_ids
        stages = self.policy.stage_ids
        target = stages.filtered(lambda stage: stage.name == stage_name)
        below = stages.filtered(lambda stage: stage.days < target.days)[-1:]
        first = self.env["collection.notice"].search(
            [("line_ids.item_id", "=", item.id)]
        )
        before = self.today - timedelta(days=target.days - below.days)
        first.delivery_ids._set_state("sent", departed_on=before)
        first._depart(before)
        item._climb(below, before)
        self._run_today()
        return self.env["collection.notice"].search(
            [("line_ids.item_id", "=", item.id), ("stage_id", "=", target.id)]
        )

    def _run_today(self):
        company = self.company.with_env(self.env)
        self.env["collection.run"]._play(company, self.today)

    def test_collector_sets_and_ends_a_hold(self):
        invoice = self._invoice(due=self.today - timedelta(days=5))
        self._run_today()
        self.start_tour(
            "/odoo/collection-cases",
            "collection_hold_tour",
            login=self.collector.login,
        )
        hold = invoice.collection_case_id.hold_ids
        self.assertRecordValues(
            hold, [{"kind": "dispute", "reason": "The goods came damaged"}]
        )
        self.assertFalse(hold.is_running)
        self.assertTrue(hold.end_handled)

    def test_collector_plays_the_whole_company(self):
        invoice = self._invoice(due=self.today - timedelta(days=5))
        self.start_tour(
            "/odoo/collection-runs", "collection_run_tour", login=self.collector.login
        )
        notice = invoice.collection_notice_line_ids.notice_id
        self.assertEqual(notice.run_id.user_id, self.collector)

    def test_manager_reviews_a_formal_notice(self):
        notice = self._climb_to("Formal notice", 45)
        self.assertEqual(notice.state, "review")
        self.start_tour(
            "/odoo/collection-outbox",
            "collection_review_tour",
            login=self.manager.login,
        )
        self.assertRecordValues(
            notice, [{"state": "ready", "approved_by": self.manager.id}]
        )

    def test_collector_prints_and_posts_letters(self):
        notice = self._climb_to("Second reminder", 20)
        self.start_tour(
            "/odoo/collection-letters",
            "collection_letters_tour",
            login=self.collector.login,
        )
        letter = notice.delivery_ids.filtered(lambda one: one.channel_code == "letter")
        self.assertRecordValues(letter, [{"state": "sent", "departed_on": self.today}])
        self.assertEqual(letter.batch_id.state, "confirmed")

    def test_collector_records_a_promise_on_the_phone(self):
        notice = self._climb_to("Phone call", 30)
        self.assertEqual(notice.delivery_ids.channel_code, "phone")
        self.start_tour(
            "/odoo/collection-calls",
            "collection_call_tour",
            login=self.collector.login,
        )
        self.assertRecordValues(
            notice.case_id.hold_ids,
            [{"kind": "promise", "amount": 600.0, "date_to": date(2099, 12, 31)}],
        )
        self.assertRecordValues(
            notice.proof_ids,
            [{"kind": "call", "outcome": "promised", "note": "By transfer"}],
        )
