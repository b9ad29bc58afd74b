"""One phase of the benchmark on the side of OCA's account_credit_control.

python dev/bench_oca.py --database DB PHASE ITEMS
"""

import datetime

import bench_host
import bench_ledger
from story_host import committed

TODAY = datetime.date.fromisoformat(bench_host.TODAY)
PHASES = ("grow", "compute", "ready", "group")


def grow(env, options):
    policy = env.ref("account_credit_control.credit_control_3_time")
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable")]
    )
    policy.account_ids = accounts
    env.company.credit_policy_id = policy
    with committed(env):
        bench_ledger.Ledger(env, TODAY).grow(options.items)
    bench_host.wait_for_others(env)


def compute(env, options):
    policy = env.ref("account_credit_control.credit_control_3_time")
    run = env["credit.control.run"].create(
        {"date": TODAY, "policy_ids": policy.ids, "company_id": env.company.id}
    )
    with bench_host.figures(env, "  OCA: compute", options.items):
        run.generate_credit_lines()
    print(f"    {len(run.line_ids)} lines", flush=True)


def ready(env, options):
    run = env["credit.control.run"].search([], limit=1)
    with bench_host.figures(env, "  OCA: set ready", options.items):
        run.set_to_ready_lines()


def group(env, options):
    run = env["credit.control.run"].search([], limit=1)
    lines = run.line_ids.filtered(lambda line: line.state == "to_be_sent")
    letters = env["credit.control.communication"]
    with bench_host.figures(env, "  OCA: group", options.items):
        letters._generate_comm_from_credit_lines(lines)


def main():
    options = bench_host.arguments(PHASES)
    with bench_host.opened(options.database) as env:
        globals()[options.phase](env, options)


if __name__ == "__main__":
    main()
