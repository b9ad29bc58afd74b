"""What both sides of the benchmark share: a database, a clock, a line of figures."""

import argparse
import contextlib
import os
import resource
import threading
import time

import odoo.init
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import code_translations

from story_host import committed

TODAY = "2026-11-20"
PATIENCE = 300
"""Seconds to wait for other sessions of the database server."""


def _copy_expert(cursor, *args):
    """A COPY is a query too, though the host does not count it."""
    cursor.sql_log_count += 1
    return cursor._obj.copy_expert(*args)


odoo.sql_db.Cursor.copy_expert = _copy_expert


def arguments(phases):
    """Return the command line: a phase and the number of overdue items."""
    known = argparse.ArgumentParser(description=__doc__)
    known.add_argument("--database", required=True)
    known.add_argument("phase", choices=phases)
    known.add_argument("items", type=int)
    known.add_argument("--limit", type=int, default=0)
    known.add_argument("--smtp-port", type=int)
    known.add_argument("--server-url")
    return known.parse_args()


@contextlib.contextmanager
def opened(database):
    """Open a database with full rights, as of the benchmark's day."""
    options = ["-d", database, "--no-http", "--log-level=error"]
    more = os.environ.get("AC_BENCH_ADDONS")
    config.parse_config(options, setup_logging=True)
    if more:
        config["addons_path"] = [*config["addons_path"], more]
        odoo.modules.module.initialize_sys_path()
    threading.current_thread().dbname = database
    with Registry(database).cursor() as cr:
        context = {"lang": "fr_FR", "collection_today": TODAY}
        # A server has read its languages long before.
        for module in ("base", "mail", "account", "account_collection"):
            code_translations.get_python_translations(module, "fr_FR")
        yield api.Environment(cr, odoo.SUPERUSER_ID, context)


def wait_for_others(env):
    """Wait until every transaction has ended that is open now in this database server.

    As long as one is, in whichever database, PostgreSQL does not use the indexes that
    were made after it began (``pg_index.indcheckxmin``): each query reads whole tables.

    :raise SystemExit: one stays open too long; no figure would be worth anything.
    """
    with committed(env):
        env.cr.execute("SELECT pg_current_xact_id()::text::bigint")
        (mine,) = env.cr.fetchone()
    for _attempt in range(PATIENCE):
        with committed(env):
            env.cr.execute(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
            )
            (oldest,) = env.cr.fetchone()
        if oldest > mine:
            return
        time.sleep(1)
    raise SystemExit(
        "another session keeps a transaction open: end it, then start anew"
    )


@contextlib.contextmanager
def figures(env, what, items):
    """Print a line of figures about what is done inside, committed at its end."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    with committed(env):
        yield
    seconds = time.perf_counter() - start
    queries = env.cr.sql_log_count - queries
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:34} {items:8} {seconds:9.2f} {queries:9} {peak:9.0f}", flush=True)
