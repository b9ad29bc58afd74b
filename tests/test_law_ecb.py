import socket
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CollectionCommon
from .loopback import serve

HEAD = "KEY,FREQ,CURRENCY,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
KEY = "FM.B.U2.EUR.4F.KR.MRR_FR.LEV,B,EUR"


def series(*points):
    return HEAD + "".join(f"{KEY},{day},{rate},A\n" for day, rate in points)


class _Portal(BaseHTTPRequestHandler):
    def do_GET(self):
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@tagged("post_install", "-at_install")
class TestLawEcb(CollectionCommon):
    """The ECB's rates are read from a server on this machine."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = serve(_Portal, cls.addClassCleanup)
        cls._set_address(f"http://127.0.0.1:{cls.server.server_port}/series")
        cls.ecb = cls.env["collection.law"].search(
            [("code", "=", "ecb"), ("country_id", "=", cls.env.ref("base.fr").id)]
        )

    @classmethod
    def _set_address(cls, address):
        cls.env["ir.config_parameter"].sudo().set_param(
            "account_collection.ecb_address", address
        )

    def _update(self, text, status=200, today="2026-12-28"):
        self.server.answer = (status, text.encode())
        return (
            self.ecb.sudo()
            .with_context(collection_today=today)
            .action_update_from_ecb()
        )

    def _refused(self, words, text, **kwargs):
        before = self.ecb.row_ids.mapped(lambda row: (row.valid_from, row.value))
        with self.assertRaisesRegex(UserError, words) as caught:
            self._update(text, **kwargs)
        rows = self.ecb.row_ids.mapped(lambda row: (row.valid_from, row.value))
        self.assertEqual(rows, before)
        self.assertFalse(self.ecb.known_until)
        return str(caught.exception)

    def test_changes_are_added_and_nothing_else(self):
        count = len(self.ecb.row_ids)
        self._update(
            series(
                # Fixed-rate tenders of 1999: before the gap, not compared.
                ("1999-01-01", "3"),
                ("2008-10-15", "3.75"),
                ("2008-11-11", "3.75"),
                ("2026-06-17", "2.4"),
                ("2026-09-15", "2.40"),
                ("2026-09-16", "2.65"),
                ("2026-12-22", "2.65"),
                ("2026-12-23", "2.90"),
                ("2026-12-24", "2.90"),
                ("2026-12-25", ""),
            ).replace(f"{KEY},2008-11-11,3.75,A\n", FIRST_YEARS)
        )
        new = self.ecb.row_ids.filtered(lambda row: row.valid_from.year == 2026)
        self.assertEqual(len(self.ecb.row_ids), count + 1)
        self.assertEqual(
            sorted((str(row.valid_from), row.value) for row in new),
            [("2026-06-17", 2.4), ("2026-09-16", 2.65), ("2026-12-23", 2.9)],
        )
        added = self.ecb.row_ids.filtered(
            lambda row: row.valid_from == date(2026, 12, 23)
        )
        self.assertEqual(added.source, "ECB data portal, read on 2026-12-28")
        self.assertEqual(added.confidence, "confirmed")
        self.assertIn("127.0.0.1", added.evidence)
        self.assertEqual(self.ecb.known_until, date(2026, 12, 24))
        table = self.ecb._as_table()
        self.assertEqual(table.at(date(2026, 12, 24)).value, Decimal("2.90"))

    def test_second_update_changes_nothing(self):
        text = series(("2026-09-16", "2.65"), ("2026-12-28", "2.65"))
        self._update(text)
        count = len(self.ecb.row_ids)
        self.assertEqual(self.ecb.known_until, date(2026, 12, 28))
        self._update(text)
        self.assertEqual(len(self.ecb.row_ids), count)
        # An older answer takes nothing back.
        self._update(series(("2026-09-16", "2.65"), ("2026-12-24", "2.65")))
        self.assertEqual(self.ecb.known_until, date(2026, 12, 28))

    def test_rate_looked_up_on_1_january_ends_the_task(self):
        sudo = self.env(su=True)["collection.law"]
        sudo.with_context(collection_today="2026-12-17")._cron_tasks()
        self.assertTrue(self.ecb._tasks(date(2027, 1, 1)))
        self._update(series(("2027-01-04", "2.65")), today="2027-01-04")
        self.assertFalse(self.ecb._tasks(date(2027, 1, 1)))
        self.assertEqual(
            self.ecb._as_table().at(date(2027, 1, 1)).value, Decimal("2.65")
        )

    def test_contradiction_names_both_values(self):
        told = self._refused("2.65 %", series(("2026-09-16", "2.60")))
        self.assertIn("2.60 %", told)
        # Our row of 17 June, where the ECB's rate went on unchanged.
        told = self._refused(
            "2.40 %", series(("2025-06-11", "2.15"), ("2026-09-16", "2.65"))
        )
        self.assertIn("2.15 %", told)
        # A change between our rows that we do not have.
        told = self._refused(
            "2.50 %", series(("2025-06-11", "2.15"), ("2026-08-03", "2.5"))
        )
        self.assertIn("2.40 %", told)

    def test_odd_answers(self):
        for text in (
            "",
            "<html><body>Maintenance</body></html>",
            '{"errors": []}',
            "TIME_PERIOD;OBS_VALUE\n2026-12-23;2.9\n",
            HEAD,
            series(("2026-12-23", "n/a")),
            series(("23/12/2026", "2.9")),
            series(("2026-12-23", "-1")),
            series(("2026-12-23", "265")),
            series(("2026-12-23", "Infinity")),
            series(("2099-01-01", "2.9")),
            series(("2026-12-23", "2.9"), ("2026-12-23", "2.8")),
            "TIME_PERIOD,OBS_VALUE\n2026-12-23\n",
            "\x00\x01\x02" * 100,
        ):
            with self.subTest(text=text[-40:]):
                self._refused("not the series", text)

    def test_answer_that_never_ends(self):
        self._refused("too long", HEAD + "x" * 5_000_001)

    def test_server_says_no(self):
        for status in (404, 500, 503):
            self._refused("could not be asked", "sorry", status=status)

    def test_no_network(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        self._set_address(f"http://127.0.0.1:{port}/series")
        self._refused("could not be asked", "")
        self._set_address("not an address")
        self._refused("could not be asked", "")
        self._set_address(False)
        self._refused("not set", "")

    def test_collector_may_not(self):
        with self.assertRaises(AccessError):
            self.ecb.with_user(self.collector).action_update_from_ecb()


# What the ECB's series says between the first and the last points of the story.
FIRST_YEARS = "".join(
    f"{KEY},{day},{rate},A\n"
    for day, rate in (
        point.split()
        for point in """
    2008-11-12 3.25; 2008-12-10 2.5; 2009-01-21 2; 2009-03-11 1.5; 2009-04-08 1.25;
    2009-05-13 1; 2011-04-13 1.25; 2011-07-13 1.5; 2011-11-09 1.25; 2011-12-14 1;
    2012-07-11 0.75; 2013-05-08 0.5; 2013-11-13 0.25; 2014-06-11 0.15; 2014-09-10 0.05;
    2016-03-16 0; 2022-07-27 0.5; 2022-09-14 1.25; 2022-11-02 2; 2022-12-21 2.5;
    2023-02-08 3; 2023-03-22 3.5; 2023-05-10 3.75; 2023-06-21 4; 2023-08-02 4.25;
    2023-09-20 4.5; 2024-06-12 4.25; 2024-09-18 3.65; 2024-10-23 3.4; 2024-12-18 3.15;
    2025-02-05 2.9; 2025-03-12 2.65; 2025-04-23 2.4; 2025-06-11 2.15
""".split(";")
    )
)
