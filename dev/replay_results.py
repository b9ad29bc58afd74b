"""What a replay shows at its end: tables, and the papers of whole cases."""

import datetime
from collections import defaultdict

from story_host import table
from story_results import documents, write_dossier, write_letters

WITHIN = datetime.timedelta(days=15)
WORST = 10
NOTHING_HANDED_OFF = """
No dossier: every debt was paid before its hand-off was proposed. With
--ignore-payments-after DATE debts stay open from that day on."""


def tables(env, ledger):
    """Return the tables as texts."""
    return [_stages(env, ledger), _worst(env, ledger)]


def _stages(env, ledger):
    by_move = {ledger.moves[row.number]: row for row in ledger.rows}
    rows = []
    for stage in env.company.collection_policy_id.stage_ids.sorted("sequence"):
        lines = env["collection.notice.line"].search(
            [("stage_id", "=", stage.id), ("departed_on", "!=", False)]
        )
        paid = sum(
            _paid_within(ledger, by_move[line.move_id.id], line.departed_on)
            for line in lines
        )
        at = env["collection.item"].search_count([("stage_id", "=", stage.id)])
        notices = len(lines.notice_id.filtered(lambda one, s=stage: one.stage_id == s))
        share = f"{100 * paid / len(lines):.0f} %" if lines else "–"
        rows.append((stage.name, notices, len(lines), share, at))
    return table(
        "Stages",
        (
            "stage",
            "notices",
            "items reached",
            "paid within 15 days",
            "went no further",
        ),
        rows,
    )


def _paid_within(ledger, row, departed):
    settled = ledger.settled(row)
    return bool(settled) and settled <= departed + WITHIN


def _worst(env, ledger):
    """Rank customers by their days late, open debts counted to the last day."""
    late, known, still = defaultdict(list), defaultdict(int), defaultdict(int)
    for row in ledger.rows:
        known[row.customer] += 1
        still[row.customer] += ledger.open_on(row, ledger.last)
        until = ledger.settled(row) or ledger.last
        if until > row.due:
            late[row.customer].append((until - row.due).days)
    worst = sorted(late, key=lambda one: (-sum(late[one]) / known[one], one))[:WORST]
    notices = _notices_of(env, ledger, worst)
    return table(
        "Ten worst payers",
        ("customer", "invoices", "late", "days late per invoice", "open", "notices"),
        [
            (
                customer,
                known[customer],
                len(late[customer]),
                f"{sum(late[customer]) / known[customer]:.1f}",
                f"{still[customer]:.2f}",
                notices[customer],
            )
            for customer in worst
        ],
    )


def _notices_of(env, ledger, customers):
    return {
        customer: env["collection.notice"].search_count(
            [
                ("partner_id", "=", ledger.customers[customer].id),
                ("departed_on", "!=", False),
            ]
        )
        for customer in customers
    }


def choose_cases(env, limit):
    """Return the cases on which a hand-off is proposed, the largest ones first."""
    items = env["collection.item"].search([("stage_id.action", "=", "handoff")])
    cases = items.filtered("is_open").case_id.filtered(
        lambda one: one.phase != "closed"
    )
    return cases.sorted(lambda one: (-len(one.item_ids), one.id))[:limit]


def write_papers(env, out, handed_off, limit):
    """Write the letters of whole cases, and the dossiers of those handed off.

    Where nothing was handed off the cases are shown that had the most notices.

    :return: texts: the list of files, the documents of each dossier.
    """
    cases = handed_off.case_id or _most_told(env, limit)
    notices = cases.notice_ids.filtered("departed_on").sorted("name")
    files = write_letters(notices, out)
    for handoff in handed_off:
        files += write_dossier(handoff, out)
    texts = [documents(handoff) for handoff in handed_off] or [NOTHING_HANDED_OFF]
    return [*texts, table("Files", ("file", "what"), files)]


def _most_told(env, limit):
    counts = env["collection.notice"]._read_group(
        [("departed_on", "!=", False)],
        ["case_id"],
        ["__count"],
        order="__count desc, case_id",
        limit=limit,
    )
    return env["collection.case"].union(*[case for case, _count in counts])
