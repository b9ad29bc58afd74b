"""What one process of the crash test does, in a fork that is killed while it works.

prepare  a ledger of overdue invoices and a policy that uses e-mail, letters and
         registered letters
work     the scheduled action, then what people do that day: approve, print, post, call
decide   a person decides what is uncertain, with the mail server's log
"""

import datetime
import json
import sys
import traceback

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError
from odoo.modules.registry import Registry

from crash_points import Trace, arm, watch
from story_host import PAPER, approve, call, committed, ready

GAVE_WAY = 3
FIRST = datetime.date(2026, 11, 20)
NO_MAIL_EVERY = 7


def on(env, day):
    return env(context={"collection_today": day, "lang": "fr_FR"})


# -- prepare ---------------------------------------------------------------------------


def prepare(env, options):
    import bench_ledger
    import bench_ours

    bench_ours.set_up_company(env)
    env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
    env["ir.mail_server"].create(
        {
            "name": "Catcher",
            "smtp_host": "127.0.0.1",
            "smtp_port": options.smtp_port,
            "smtp_encryption": "none",
        }
    )
    _set_up_policy(env)
    with committed(env):
        debtors = bench_ledger.Ledger(env, FIRST).grow(options.debtors * 5)
        env.cr.execute(
            "UPDATE res_partner SET email = NULL, email_normalized = NULL"
            " WHERE id = ANY(%s)",
            ([one for one in debtors if one % NO_MAIL_EVERY == 0],),
        )
        bench_ours.switch_on(env)


def _set_up_policy(env):
    """The second reminder goes by e-mail and by post: its letter is attached."""
    stages = env.ref("account_collection.policy_default").stage_ids
    stages.attach_invoices = False
    letter = env.ref("account_collection.mail_template_letter_reminder")
    channels = env["collection.channel"].search([("code", "in", ("email", "letter"))])
    reminders = stages.filtered(
        lambda one: one.mail_template_id and one.days > 0 and not one.is_formal_notice
    )
    reminders.sorted("sequence")[1:].write(
        {"channel_ids": [(6, 0, channels.ids)], "letter_template_id": letter.id}
    )


# -- work ------------------------------------------------------------------------------


def work(env, options):
    trace = Trace(options.trace)
    watch(env.registry, trace)
    if options.point:
        arm(env.registry, trace, options.point, options.nth)
    trace.tell("begin")
    env = on(env, options.day)
    with committed(env):
        env["collection.run"]._cron_run()
    for act in (_post, approve, _post, call):
        with committed(env):
            act(env)
    # what a person approved leaves with the next play of the day
    with committed(env):
        env["collection.run"]._cron_run()
    trace.tell("end")


def _post(env):
    """A person posts what lies printed, then prints what is ready and posts it."""
    with committed(env):
        env["collection.batch"].search([("state", "=", "printed")]).action_confirm()
    with committed(env):
        letters = ready(env, PAPER)
        batches = env["collection.batch"]._make(letters) if letters else None
    if batches:
        batches.action_confirm()


# -- decide ----------------------------------------------------------------------------


def decide(env, options):
    """Write down the names of what is uncertain, and decide it by what arrived."""
    env = on(env, options.day)
    with committed(env):
        env["collection.delivery"]._find_interrupted()
    unsure = env["collection.delivery"].search([("state", "=", "uncertain")])
    options.out.write_text(json.dumps(unsure.notice_id.mapped("name")))
    left = unsure.filtered(lambda one: one.notice_id.id in options.arrived)
    with committed(env):
        left.action_confirm_left()
        (unsure - left).action_confirm_not_left()


def run(database, phase, options):
    """Do one phase.

    :param options: a namespace with ``day``, ``trace``, ``point``, ``nth``, ``out``,
        ``debtors``, ``smtp_port`` and ``arrived``, as far as the phase needs them.
    :return: the exit code.
    """
    try:
        with Registry(database).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            globals()[phase](env, options)
    except (psycopg2.OperationalError, psycopg2.IntegrityError, LockError) as error:
        # Two at once: the host's scheduler tries again later, so does the test.
        print(f"gave way: {error}", file=sys.stderr, flush=True)
        return GAVE_WAY
    except Exception:
        traceback.print_exc()
        return 1
    return 0
