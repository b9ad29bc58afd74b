from contextlib import contextmanager, suppress
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import day
from .sms_common import SmsCommon


@tagged("post_install", "-at_install")
class TestSms(SmsCommon):
    """SMS through the host's outbox: once, to whom wants one, at hours of the day."""

    @contextmanager
    def _gateway(self, state="success", error=None):
        """The gateway of the host, which answers ``state`` for each number."""
        asked = []

        def send(_api, messages, delivery_reports_url=False):
            if error:
                raise error
            numbers = [one for message in messages for one in message["numbers"]]
            asked.extend((one["number"], messages[0]["content"]) for one in numbers)
            return [{"uuid": one["uuid"], "state": state} for one in numbers]

        path = "odoo.addons.sms.tools.sms_api.SmsApi._send_sms_batch"
        with patch(path, send):
            yield asked

    def _deliver(self, moment=None, **gateway):
        with (
            freeze_time(moment or f"{day(3)} 10:00:00"),
            self.mock_mail_gateway(),
            self._gateway(**gateway) as asked,
        ):
            self.env["collection.delivery"].sudo()._cron_deliver()
        return asked

    def _ready(self):
        self.invoice = self._invoice()
        return self._play(day(3), deliver=False)

    # -- leaving -------------------------------------------------------------

    def test_it_leaves_once_in_the_debtors_language_and_moves_the_clock(self):
        notice = self._ready()
        asked = self._deliver()
        self.assertEqual([number for number, _body in asked], ["+33612345678"])
        self.assertIn("000,00", asked[0][1])
        self.assertNotIn("<", asked[0][1])
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(3)))
        self.assertEqual(notice.sms_body, asked[0][1])
        self.assertEqual(notice.proof_ids.kind, "sms")
        item = self.invoice.collection_item_ids
        self.assertEqual(item.stage_id, self.stage)
        self.assertEqual(self._deliver(), [])
        # The host's own queue leaves it alone.
        with self._gateway() as again:
            self.env["sms.sms"].sudo()._process_queue()
        self.assertEqual(again, [])

    def test_interrupted_while_it_was_handed_over_a_person_decides(self):
        notice = self._ready()
        carrier = type(self.env["collection.channel.sms"])
        with patch.object(carrier, "_hand_over", lambda *_args: None):
            self._deliver()
        self.assertEqual(notice.state, "sending")
        self.assertEqual(self._deliver(), [])
        self.assertEqual(notice.state, "uncertain")

    def test_interrupted_after_the_gateway_answered_is_known(self):
        for state, fate in (("success", "sent"), ("insufficient_credit", "skipped")):
            notice = self._ready()
            carrier = type(self.env["collection.channel.sms"])
            with (
                patch.object(carrier, "_record_fate", side_effect=ZeroDivisionError),
                suppress(ZeroDivisionError),
            ):
                self._deliver(state=state)
            self.assertEqual(notice.state, "sending")
            self.assertEqual(self._deliver(error=AssertionError("asked again")), [])
            text = notice.delivery_ids.sorted("id")[0]
            self.assertEqual((text.channel_code, text.state), ("sms", fate))
            notice.case_id.action_close()
            self.debtor = self._make_debtor("Garage", phone="06 98 76 54 32")

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_a_gateway_that_breaks_off_is_uncertain_never_sent_again(self):
        notice = self._ready()
        self._deliver(error=ConnectionError("broken"))
        self.assertEqual(notice.state, "uncertain")
        self.assertEqual(self._deliver(), [])

    def test_another_gateway_that_tells_of_a_broken_line_as_a_failure(self):
        from odoo.addons.sms.tools.sms_api import SmsApi, SmsApiBase

        def fail(_api, messages, delivery_reports_url=False):
            numbers = [one for message in messages for one in message["numbers"]]
            return [{"uuid": one["uuid"], "state": "server_error"} for one in numbers]

        class Other(SmsApiBase):
            _send_sms_batch = fail

        class Own(SmsApi):
            _send_sms_batch = fail

        company = self.env.registry["res.company"]
        for gateway, fate in ((Other, "uncertain"), (Own, "skipped")):
            notice = self._ready()
            with patch.object(company, "_get_sms_api_class", lambda _c, g=gateway: g):
                self._deliver()
            self.assertEqual(notice.delivery_ids.sorted("id")[0].state, fate)
            notice.case_id.action_close()
            self.debtor = self._make_debtor("Garage", phone="06 98 76 54 32")

    # -- refused -------------------------------------------------------------

    def test_what_the_gateway_refuses_goes_by_e_mail_instead(self):
        notice = self._ready()
        self._deliver(state="insufficient_credit")
        text, mail = notice.delivery_ids.sorted("id")
        self.assertEqual((text.state, text.channel_code), ("skipped", "sms"))
        self.assertIn("Insufficient Credit", text.reason)
        self.assertEqual(mail.channel_code, "email")
        self._deliver()
        self.assertEqual((notice.state, mail.state), ("sent", "sent"))

    def test_no_mobile_number_and_no_consent(self):
        carrier = self.env["collection.channel.sms"]
        self.assertFalse(carrier._obstacle(self.debtor))
        self.env["phone.blacklist"].sudo()._add(["+33612345678"])
        self.assertIn("does not want SMS", carrier._obstacle(self.debtor))
        self.debtor.sudo().phone = "04 72 00 00 00"
        self.assertIn("no mobile number", carrier._obstacle(self.debtor))
        # Said by e-mail, for which the stage has a text.
        self._ready()
        notice = self.invoice.collection_notice_line_ids.notice_id
        self.assertEqual(notice.delivery_ids.channel_code, "email")

    def test_opted_out_between_queueing_and_departure(self):
        notice = self._ready()
        self.env["phone.blacklist"].sudo()._add(["+33612345678"])
        self.assertEqual(self._deliver(), [])
        self.assertEqual(notice.delivery_ids.sorted("id")[0].state, "skipped")

    def test_a_report_that_it_did_not_arrive(self):
        notice = self._ready()
        self._deliver()
        tracker = (
            self.env["sms.tracker"]
            .sudo()
            .search([("sms_uuid", "=", notice.delivery_ids.message_uid)])
        )
        tracker._action_update_from_provider_error("invalid_destination")
        self._deliver(f"{day(3)} 12:00:00")
        proof = notice.proof_ids.filtered(lambda one: one.kind == "bounced")
        self.assertEqual(proof.reference, "+33612345678")
        self.assertIn("did not arrive", notice.case_id.activity_ids[-1:].summary)
        self._deliver(f"{day(3)} 13:00:00")
        self.assertEqual(
            len(notice.proof_ids.filtered(lambda one: one.kind == "bounced")), 1
        )

    # -- the guard and the law -----------------------------------------------

    def test_an_sms_keeps_the_hours_like_a_call_and_counts(self):
        self.company.sudo().write(
            {
                "collection_guard": True,
                "collection_guard_mails": False,
                "collection_guard_opens": 9.0,
                "collection_guard_closes": 18.0,
                "collection_guard_days_off": "none",
            }
        )
        notice = self._ready()
        # 20:30 in Paris.
        self.assertEqual(self._deliver(f"{day(3)} 18:30:00"), [])
        self.assertIn("quiet hours", notice.wait_reason)
        self.assertEqual(len(self._deliver(f"{day(4)} 08:00:00")), 1)
        self.assertEqual(len(self.debtor._collection_contacts(day(4))[self.debtor]), 1)

    def test_a_formal_notice_does_not_go_by_sms(self):
        formal = self.policy.stage_ids.filtered("is_formal_notice")
        with self.assertRaisesRegex(ValidationError, "does not go by SMS"):
            formal.write(
                {
                    "sms_template_id": self.stage.sms_template_id.id,
                    "channel_ids": [Command.link(self.sms.id)],
                }
            )

    def test_a_stage_by_sms_needs_a_text(self):
        with self.assertRaisesRegex(ValidationError, "choose its text"):
            self.stage.sms_template_id = False

    def test_without_the_hosts_module_it_says_so(self):
        carrier = self.env["collection.channel.sms"]
        with patch.object(type(carrier), "_available", lambda _self: False):
            self.assertIn("not installed", carrier._obstacle(self.debtor))
