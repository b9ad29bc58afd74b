import json
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import day
from .loopback import serve
from .sms_common import SmsCommon

IAP = "odoo.addons.iap.tools.iap_tools"
LOGGERS = (IAP, "odoo.addons.sms.models.sms_sms")


class _Gateway(BaseHTTPRequestHandler):
    """Answers with the server's ``status``; 0: hangs up when it has heard all."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        heard = json.loads(self.rfile.read(length))
        self.server.heard.append(heard)
        if not self.server.status:
            self.close_connection = True
            return
        numbers = [
            {"uuid": number["uuid"], "state": "success"}
            for message in heard["params"]["messages"]
            for number in message["numbers"]
        ]
        answer = {"jsonrpc": "2.0", "id": heard["id"], "result": numbers}
        answer.update(self.server.more)
        body = json.dumps(answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestSmsGateway(SmsCommon):
    """A gateway on this machine, asked over the network by the host's own code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls._make_debtor("Garage", phone="06 98 76 54 32")
        cls._invoice(100.0)
        cls._invoice(200.0, debtor=other)

    def setUp(self):
        super().setUp()
        self.gateway = self._serve()
        self.notices = self._play(day(3), deliver=False)
        self.assertEqual(self.notices.mapped("state"), ["ready", "ready"])

    def _serve(self, port=0):
        server = serve(_Gateway, self.addCleanup, port)
        server.status, server.more, server.heard = 200, {}, []
        return server

    def _stop(self):
        self.gateway.shutdown()
        self.gateway.server_close()

    @mute_logger(*LOGGERS)
    def _deliver(self, on=3):
        settings = self.env["ir.config_parameter"].sudo()
        address = f"http://127.0.0.1:{self.gateway.server_port}"
        settings.set_param("sms.endpoint", address)
        # In a test the host asks nobody: here it is told that this is none.
        outside = SimpleNamespace(module=SimpleNamespace(current_test=False))
        with (
            freeze_time(f"{day(on)} 10:00:00"),
            self.mock_mail_gateway(),
            patch(f"{IAP}.modules", outside),
        ):
            self.env["collection.delivery"].sudo()._cron_deliver()
        return len(self.gateway.heard)

    def _states(self):
        return self.notices.mapped("state")

    def test_all_leave_in_one_request(self):
        self.assertEqual(self._deliver(), 1)
        self.assertEqual(self._states(), ["sent", "sent"])

    def test_not_reached_all_wait_with_one_task_and_leave_later(self):
        self._stop()
        self._deliver()
        self.assertEqual(self._states(), ["ready", "ready"])
        task = self.run.activity_ids
        self.assertEqual(len(task), 1)
        self.assertIn("SMS gateway", task.summary)
        self.assertEqual(task.user_id, self.collector)
        # Nothing of them is left in the host's outbox.
        self.assertFalse(self.env["sms.sms"].sudo().search([("state", "=", "process")]))
        # Still away: still one task. An e-mail that leaves is no answer of the gateway.
        run = self.run
        by_mail = self._make_debtor("Par e-mail", phone=False)
        self._invoice(50.0, debtor=by_mail)
        mail = self._play(day(4), deliver=False)
        self._deliver(4)
        self.assertEqual(mail.state, "sent")
        self.assertEqual(run.activity_ids, task)
        self.gateway = self._serve()
        self.assertEqual(self._deliver(5), 1)
        self.assertEqual(self._states(), ["sent", "sent"])
        self.assertFalse(run.activity_ids)

    def test_refused_as_a_whole_all_wait(self):
        self.gateway.status = 403
        self.assertEqual(self._deliver(), 1)
        self.assertEqual(self._states(), ["ready", "ready"])
        self.assertIn("403", self.run.activity_ids.note)

    def test_no_credit_all_wait(self):
        data = {"name": "odoo.exceptions.InsufficientCreditError", "message": "Empty"}
        self.gateway.more = {"error": {"data": data}}
        self.assertEqual(self._deliver(), 1)
        self.assertEqual(self._states(), ["ready", "ready"])
        self.assertIn("Empty", self.run.activity_ids.note)

    def test_hung_up_after_it_heard_all_is_uncertain_never_sent_again(self):
        self.gateway.status = 0
        self.assertEqual(self._deliver(), 1)
        self.assertEqual(self._states(), ["uncertain", "uncertain"])
        self.gateway.status = 200
        self.assertEqual(self._deliver(4), 1)

    def test_an_error_of_the_gateway_itself_is_uncertain(self):
        self.gateway.status = 502
        self.assertEqual(self._deliver(), 1)
        self.assertEqual(self._states(), ["uncertain", "uncertain"])

    def test_an_answer_that_cannot_be_read_is_uncertain(self):
        self.gateway.more = {"error": {"data": {"name": "ValueError"}}}
        self.assertEqual(self._deliver(), 1)
        self.assertEqual(self._states(), ["uncertain", "uncertain"])
