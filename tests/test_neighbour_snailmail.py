from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day

IAP = "odoo.addons.snailmail.models.snailmail_letter.iap_tools.iap_jsonrpc"


class Killed(BaseException):
    """The process died here."""


@tagged("post_install", "-at_install")
class TestSnailmail(CollectionCommon):
    """Ordinary letters through the host's own post, where it is installed: once each,
    with what came of it. The call to its server is replaced here."""

    def setUp(self):
        super().setUp()
        if "snailmail.letter" not in self.env:
            self.skipTest("snailmail is not installed")
        self.company.sudo().collection_letter_way = "snailmail"
        self._write_by_letter(self.policy.stage_ids.filtered(lambda one: one.days == 3))
        self.calls = []

    def _answer(self, sent=True, error=None, code=200):
        """Return what the server would say."""

        def answer(_url, params=None, **_kwargs):
            self.calls.append(params)
            documents = [
                {**one, "sent": sent, "send_id": "T-1", "error": error}
                for one in params["documents"]
            ]
            return {
                "request_code": code,
                "total_cost": 1,
                "credit_error": False,
                "request": {"documents": documents},
            }

        return answer

    def _recorded(self, count=1):
        for rank in range(count):
            debtor = self.debtor
            if rank:
                debtor = self._make_debtor(f"Garage {rank}")
            self._invoice(debtor=debtor)
        return self._play(day(3), deliver=False).sorted("id")

    def _cron(self, answer):
        with freeze_time(f"{day(3)} 09:00:00"), patch(IAP, answer):
            self.env["collection.delivery"].sudo()._cron_deliver()

    def _host_letters(self):
        return (
            self.env["snailmail.letter"]
            .sudo()
            .search([("model", "=", "collection.case")])
        )

    def test_a_letter_leaves_once_and_says_so(self):
        notice = self._recorded()
        self._cron(self._answer())
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))
        proof = notice.proof_ids
        self.assertEqual(proof.kind, "printed")
        self.assertIn("T-1", proof.note)
        document = self.calls[0]["documents"][0]
        self.assertEqual(document["address"]["zip"], "69003")
        self.assertTrue(document["pdf_bin"])
        self._cron(self._answer())
        with patch(IAP, self._answer()):
            self.env["snailmail.letter"].sudo()._snailmail_cron(autocommit=False)
        self.assertEqual(len(self.calls), 1)

    def test_who_prints_himself_still_does(self):
        self.company.sudo().collection_letter_way = "print"
        notice = self._recorded()
        self._cron(self._answer())
        self.assertEqual((notice.state, self.calls), ("ready", []))

    def test_a_refused_letter_failed_with_the_reason_and_a_task(self):
        notice = self._recorded()
        self._cron(self._answer(sent=False, error="NO_PRICE_AVAILABLE"))
        self.assertEqual(notice.state, "failed")
        self.assertFalse(notice.departed_on)
        self.assertIn("not covered by Snailmail", notice.delivery_ids.reason)
        self.assertIn("did not leave", notice.case_id.activity_ids.summary)
        # neither we nor the host's own queue try again by themselves
        self._cron(self._answer())
        with patch(IAP, self._answer()):
            self.env["snailmail.letter"].sudo()._snailmail_cron(autocommit=False)
        self.assertEqual(len(self.calls), 1)
        notice.delivery_ids.action_confirm_not_left()
        self._cron(self._answer())
        self.assertEqual((notice.state, len(self.calls)), ("sent", 2))

    def test_without_credit_all_wait_and_one_is_asked(self):
        notices = self._recorded(3)
        self._cron(self._answer(sent=False, error="CREDIT_ERROR"))
        self.assertEqual(len(self.calls), 1)
        self.assertEqual(set(notices.mapped("state")), {"ready"})
        self.assertIn("no credit", notices[0].case_id.activity_ids.summary)
        with patch(IAP, self._answer()):
            self.env["snailmail.letter"].sudo()._snailmail_cron(autocommit=False)
        self.assertEqual(len(self.calls), 1)
        self._cron(self._answer())
        self.assertEqual(set(notices.mapped("state")), {"sent"})
        self.assertEqual(len(self.calls), 4)

    def test_a_connection_that_broke_is_decided_by_a_person(self):
        notice = self._recorded()

        def broken(*_args, **_kwargs):
            self.calls.append(None)
            raise AccessError(IAP)

        self._cron(broken)
        self.assertEqual(notice.state, "uncertain")
        self.assertIn("may have left", notice.delivery_ids.reason)
        self._cron(self._answer())
        with patch(IAP, self._answer()):
            self.env["snailmail.letter"].sudo()._snailmail_cron(autocommit=False)
        self.assertEqual(len(self.calls), 1)
        with freeze_time(f"{day(3)} 10:00:00"):
            notice.delivery_ids.action_confirm_left()
        self.assertEqual(notice.state, "sent")

    def test_killed_while_the_host_carried_it(self):
        notice = self._recorded()

        def die(*_args, **_kwargs):
            raise Killed

        try:
            self._cron(die)
        except Killed:
            self.calls.append("died")
        self.assertEqual((self.calls, notice.state), (["died"], "sending"))
        self._cron(self._answer())
        self.assertEqual(notice.state, "uncertain")
        self.assertEqual(self.calls, ["died"])

    def test_killed_before_it_was_handed_over_leaves_once(self):
        notice = self._recorded()
        model = type(self.env["collection.delivery"])
        with patch.object(model, "_hand_to_snailmail", return_value=False):
            self._cron(self._answer())
        self.assertEqual(notice.state, "sending")
        self._cron(self._answer())
        self.assertEqual((notice.state, len(self.calls)), ("sent", 1))

    def test_an_address_without_country_failed_and_one_paid_is_skipped(self):
        notices = self._recorded(2)
        first, second = notices
        first.recipient_id.sudo().country_id = False
        self._pay(second.line_ids.move_id, 1000.0, day(3))
        self._cron(self._answer())
        self.assertEqual((first.state, second.state), ("failed", "skipped"))
        self.assertIn("country", first.delivery_ids.reason)
        self.assertEqual(self.calls, [])

    def test_where_all_is_paid_nothing_is_handed_over(self):
        notice = self._recorded()
        self._pay(notice.line_ids.move_id, 1000.0, day(3))
        self._cron(self._answer())
        self.assertEqual((notice.state, self.calls), ("skipped", []))

    def test_what_cannot_be_written_does_not_stop_the_others(self):
        first, second = self._recorded(2)
        model = type(first)
        whole = model._freeze

        def freeze(notices, today):
            if first in notices:
                notices.env["collection.batch"]._print(first.delivery_ids.browse())
            return whole(notices, today)

        with patch.object(model, "_freeze", freeze):
            self._cron(self._answer())
        self.assertEqual((first.state, second.state), ("failed", "sent"))

    def test_a_printed_batch_is_left_alone(self):
        notice = self._recorded()
        with freeze_time(f"{day(3)} 09:00:00"):
            self.env["collection.batch"]._make(notice.delivery_ids)
        self._cron(self._answer())
        self.assertEqual((notice.state, self.calls), ("sending", []))
        self.assertFalse(self._host_letters())
