"""Does the result of a replay say what the file says? Each check reads the database in
SQL or the file alone, never the add-on's own figures."""

from collections import defaultdict
from decimal import Decimal

from story_host import committed

DEPARTED = """
    SELECT item.move_id, line.item_id, line.stage_id, line.amount_residual,
           delivery.departed_on
      FROM collection_notice_line line
      JOIN collection_item item ON item.id = line.item_id
      JOIN collection_notice notice ON notice.id = line.notice_id
      JOIN collection_delivery delivery ON delivery.notice_id = notice.id
     WHERE delivery.departed_on IS NOT NULL
"""
TWICE = """
    SELECT count(*)
      FROM (SELECT 1
              FROM collection_notice_line line
              JOIN collection_notice notice ON notice.id = line.notice_id
             WHERE notice.departed_on IS NOT NULL
          GROUP BY line.item_id, line.stage_id
            HAVING count(*) > 1) twice
"""
CLIMB = """
    SELECT item.move_id, line.item_id, stage.sequence, notice.departed_on
      FROM collection_notice_line line
      JOIN collection_item item ON item.id = line.item_id
      JOIN collection_notice notice ON notice.id = line.notice_id
      JOIN collection_stage stage ON stage.id = line.stage_id
     WHERE notice.departed_on IS NOT NULL
  ORDER BY line.item_id, notice.departed_on, stage.sequence
"""
LEDGER = """
    SELECT line.move_id, sum(line.amount_residual)
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
     WHERE account.account_type = 'asset_receivable'
       AND line.parent_state = 'posted'
  GROUP BY line.move_id
"""
AFTER_HANDOFF = """
    SELECT count(*)
      FROM collection_delivery delivery
      JOIN collection_notice notice ON notice.id = delivery.notice_id
      JOIN collection_handoff handoff ON handoff.case_id = notice.case_id
     WHERE handoff.state = 'delivered'
       AND delivery.departed_on > handoff.date
"""
WRITTEN = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
      FROM pg_stat_xact_user_tables
"""


def rows_written_by_second_run(env):
    """Play a day that was played already, in a transaction of its own.

    :return: how many rows of any table it inserted, changed or deleted.
    """
    with committed(env):
        company = env.company
    # the counters may still hold what the server has not collected of the day itself
    before = _value(env, WRITTEN)
    env["collection.run"]._play(company, company._collection_today())
    env.flush_all()
    return _value(env, WRITTEN) - before


def run(env, ledger, repeated):
    """Check the result.

    :param repeated: ``{day: rows written by a second run}``
    :return: pairs of check and ``OK`` or ``FAILED: …``
    """
    env.flush_all()
    by_move = {ledger.moves[row.number]: row for row in ledger.rows}
    departed = _rows(env, DEPARTED)
    return [
        _result(
            f"no notice for an item paid on that day ({len(departed)} departures)",
            _paid_before(ledger, by_move, departed),
        ),
        _result("no item with two notices of one stage", _value(env, TWICE)),
        _result("no item that skipped a stage", _skipped(env, ledger, by_move)),
        _result(
            "amounts in notices are the file's on that day",
            _wrong_amounts(ledger, by_move, departed),
        ),
        _result("what is open at the end is the file's", _wrong_residuals(env, ledger)),
        _result("the cases' balances are the ledger's", _wrong_balances(env, ledger)),
        _result(
            f"a second run of a day writes nothing ({len(repeated)} days)",
            sum(repeated.values()),
        ),
        _result("each invoice bears the file's number", _renamed(env, ledger)),
        _result("no notice of ours after a hand-off", _value(env, AFTER_HANDOFF)),
        _result("no e-mail failed or is uncertain", _stuck(env)),
    ]


def _result(name, errors):
    return name, "OK" if not errors else f"FAILED: {errors}"


def _rows(env, query, parameters=()):
    env.cr.execute(query, parameters)
    return env.cr.fetchall()


def _value(env, query):
    return int(_rows(env, query)[0][0])


def _paid_before(ledger, by_move, departed):
    return sum(
        not ledger.open_on(by_move[move], day)
        for move, _item, _stage, _amount, day in departed
    )


def _wrong_amounts(ledger, by_move, departed):
    return sum(
        Decimal(str(amount)) != ledger.open_on(by_move[move], day)
        for move, _item, _stage, amount, day in departed
    )


def _skipped(env, ledger, by_move):
    """Count the items whose departures do not follow the ladder rung by rung.

    The announcement alone may be missing, where the due date had passed before the
    invoice could be seen.
    """
    stages = env.company.collection_policy_id.stage_ids
    ladder = sorted(
        stages.filtered(lambda one: one.action == "notice").mapped("sequence")
    )
    climbs = defaultdict(list)
    for move, item, sequence, _day in _rows(env, CLIMB):
        climbs[move, item].append(sequence)
    return sum(
        climb != _expected(ladder, climb, ledger, by_move[move])
        for (move, _item), climb in climbs.items()
    )


def _expected(ladder, climb, ledger, row):
    seen_from = max(row.invoiced, ledger.first)
    start = 1 if seen_from > row.due else 0
    return ladder[start : start + len(climb)]


def _wrong_residuals(env, ledger):
    residuals = dict(_rows(env, LEDGER))
    return sum(
        Decimal(str(residuals[ledger.moves[row.number]]))
        != ledger.open_on(row, ledger.last)
        for row in ledger.rows
    )


def _wrong_balances(env, ledger):
    """Compare the open cases' balances with the file, customer by customer."""
    expected = defaultdict(Decimal)
    for row in ledger.rows:
        expected[ledger.customers[row.customer].id] += ledger.open_on(row, ledger.last)
    cases = env["collection.case"].search([("phase", "!=", "closed")])
    return sum(
        round(Decimal(case.amount_due), 2) != expected[case.partner_id.id]
        for case in cases
    )


def _renamed(env, ledger):
    env.cr.execute("SELECT id, name FROM account_move WHERE move_type = 'out_invoice'")
    names = dict(env.cr.fetchall())
    return sum(names[ledger.moves[row.number]] != row.number for row in ledger.rows)


def _stuck(env):
    return env["collection.delivery"].search_count(
        [("state", "in", ("failed", "uncertain", "sending"))]
    )
