"""What the demo story and the replay share: the database, the days, the people.

Both run beside a server on the same database and play the scheduled action themselves.
"""

import argparse
import contextlib
import logging
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import odoo.init
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

from story_company import DOMAIN

ONE_DAY = timedelta(days=1)
PAPER = ("letter", "registered")
IN_PERSON = ("phone", "visit")


def say(text):
    """Tell on the terminal what is being done."""
    print(f"\033[1m==>\033[0m {text}", file=sys.stderr, flush=True)


def note(text):
    print(f"    {text}", file=sys.stderr, flush=True)


def parser(description):
    """Return the arguments that both commands take."""
    known = argparse.ArgumentParser(description=description)
    known.add_argument("--database", required=True)
    known.add_argument("--out", type=Path, required=True, help="folder of the results")
    known.add_argument(
        "--smtp-port", type=int, required=True, help="catching SMTP server, 127.0.0.1"
    )
    known.add_argument(
        "--server-url",
        required=True,
        help="address of a server on the database: letters are rendered with it",
    )
    return known


@contextlib.contextmanager
def opened(database):
    """Open a database and give its environment, with full rights."""
    config.parse_config(
        ["-d", database, "--no-http", "--log-level=warn"], setup_logging=True
    )
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    threading.current_thread().dbname = database
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "en_US"})


@contextlib.contextmanager
def committed(env):
    """Store what is done inside: what Odoo does at the end of a request."""
    yield env
    env["ir.cron"]._commit_progress()
    env.invalidate_all()


# -- the host --------------------------------------------------------------------------


def reach_host(env, smtp_port, server_url):
    """Send mail to the catching server and let the PDF engine find its style sheets."""
    settings = env["ir.config_parameter"]
    settings.set_param("web.base.url", server_url)
    settings.set_param("web.base.url.freeze", "True")
    settings.set_param("report.url", server_url)
    settings.set_param("report.print_delay", "100")
    env["ir.mail_server"].create(
        {
            "name": "Catching server of the demo",
            "smtp_host": "127.0.0.1",
            "smtp_port": smtp_port,
            "smtp_encryption": "none",
            "from_filter": DOMAIN,
        }
    )


def pay(env, settled):
    """Register payments in one batch and match each with its due item.

    :param settled: tuples ``(receivable line, amount, day)``; the amount in the
        currency of the invoice.
    """
    if not settled:
        return env["account.payment"]
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    payments = env["account.payment"].create(
        [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": line.partner_id.id,
                "amount": amount,
                "currency_id": line.currency_id.id,
                "date": day,
                "journal_id": journal.id,
                "memo": line.move_id.name,
            }
            for line, amount, day in settled
        ]
    )
    payments.action_post()
    pairs = [
        line | payment.move_id.line_ids.filtered(_is_receivable)
        for payment, (line, _amount, _day) in zip(payments, settled, strict=True)
    ]
    env["account.move.line"]._reconcile_plan(pairs)
    return payments


def _is_receivable(line):
    return line.account_type == "asset_receivable"


def due_lines(invoice):
    """Return the instalments of an invoice in the order of their due dates."""
    return invoice.line_ids.filtered(_is_receivable).sorted("date_maturity")


# -- the people ------------------------------------------------------------------------


def ready(env, codes):
    """Return what waits for a person on these channels."""
    return env["collection.delivery"].search(
        [
            ("state", "=", "ready"),
            ("channel_code", "in", codes),
            ("notice_id.state", "!=", "review"),
        ]
    )


def approve(env):
    """A person approves what is to be reviewed."""
    waiting = env["collection.notice"].search([("state", "=", "review")])
    waiting.action_approve()
    return waiting


def print_and_post(env):
    """A person prints the letters that are ready and posts them."""
    letters = ready(env, PAPER)
    if not letters:
        return env["collection.batch"]
    batches = env["collection.batch"]._make(letters)
    batches.action_confirm()
    return batches


def call(env):
    """A person makes the calls."""
    calls = ready(env, IN_PERSON)
    calls.action_done()
    return calls


# -- results ---------------------------------------------------------------------------


class Timer:
    """How long each kind of step took, in seconds."""

    def __init__(self):
        self.spent = {}
        self.started = time.monotonic()

    @contextlib.contextmanager
    def of(self, name):
        before = time.monotonic()
        yield
        self.spent[name] = self.spent.get(name, 0.0) + time.monotonic() - before

    @property
    def total(self):
        return time.monotonic() - self.started

    def rows(self):
        return [(name, f"{spent:.0f} s") for name, spent in self.spent.items()]


def table(title, head, rows):
    """Return a table as text; numbers stand to the right."""
    cells = [tuple(str(cell) for cell in row) for row in (head, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    right = [
        all(isinstance(row[i], (int, float)) or _is_figure(row[i]) for row in rows)
        for i in range(len(head))
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
    rule = "-" * max(len(line) for line in lines)
    return "\n".join(["", title, rule, lines[0], rule, *lines[1:], rule])


def _is_figure(cell):
    return str(cell)[:1] in "0123456789-–" and str(cell)[-1:] in "0123456789%€s–"


def days(first, last):
    """Yield each day from the first to the last."""
    while first <= last:
        yield first
        first += ONE_DAY
