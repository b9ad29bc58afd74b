from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .account_move_line_decide import TOLD
from .bulk import read_columns
from .collection_item import PENDING_LINES

BATCH = 5000
"""Due items decided and recorded together: memory is bounded by it. All that one debtor
owes is in one batch."""


class CollectionRun(models.Model):
    """What falls due on a day: found batch by batch, put on the ladder, grouped into
    what will be said."""

    _inherit = "collection.run"

    # -- what may fall due ---------------------------------------------------

    @api.model
    def _batches(self, company, today, debtors=None):
        """Yield the due items whose day may have come, all of a debtor together; what
        was read for one batch is forgotten before the next."""
        batch = []
        for _debtor, ids in self._candidates(company, today, debtors):
            if batch and len(batch) + len(ids) > BATCH:
                yield self.env["account.move.line"].browse(batch)
                self.env.invalidate_all()
                batch = []
            batch += ids
        if batch:
            yield self.env["account.move.line"].browse(batch)

    @api.model
    def _candidates(self, company, today, debtors=None):
        """Return ``(debtor id, ids of his lines)`` of what may fall due: newcomers, and
        due items whose day has come and that no notice on its way names."""
        horizon = fields.Date.add(today, days=self._longest_lead(company))
        fresh = self.env["account.move.line"]._collection_newcomers(company, horizon)
        # a list made once: a search item by item is slow on a table just filled
        pending = self.env["collection.notice.line"].sudo()._search(PENDING_LINES)
        waiting = self.env["collection.item"].search(
            Domain(
                [
                    ("company_id", "=", company.id),
                    ("next_date", "<=", today),
                    ("is_open", "=", True),
                ]
            )
            & Domain("id", "not in", pending.subselect("item_id"))
        )
        lines = [*fresh.ids, *(line.id for line in waiting._find_lines().values())]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.commercial_partner_id,
                       array_agg(line.id ORDER BY line.date_maturity, line.id)
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.id = ANY(%s)
              GROUP BY move.commercial_partner_id
              ORDER BY move.commercial_partner_id
                """,
                lines,
            )
        )
        wanted = None if debtors is None else set(debtors.ids)
        return [row for row in rows if wanted is None or row[0] in wanted]

    @api.model
    def _longest_lead(self, company):
        """Return how many days before the due date the earliest stage stands."""
        early = self.env["collection.stage"].search(
            [
                ("days", "<", 0),
                ("policy_id.active", "=", True),
                ("company_id", "in", [False, *company.parent_ids.ids]),
            ]
        )
        return early._lead_days()

    @api.model
    def _find_due(self, company, today):
        """Return ``{line: Decision}`` of the due items to be said today."""
        return {
            line: decision
            for lines in self._batches(company, today)
            for line, decision in self._find_fallen(lines, today).items()
            if decision.kind == "due"
        }

    @api.model
    def _find_fallen(self, lines, today, items=None):
        """Return ``{line: Decision}`` of those whose stage is due today: those to be
        said, and the prescribed ones, which a person is asked about."""
        return {
            line: decision
            for line, decision in lines._collection_decide(today, items).items()
            if decision.kind == "due"
            or (decision.kind in TOLD and decision.fell_due(today))
        }

    # -- onto the ladder -----------------------------------------------------

    @api.model
    def _ensure_items(self, due, places, company):
        """Return ``{line: item}`` of what is due, putting newcomers on the ladder, and
        those right whose next step is another than was foreseen.

        :param places: what ``_collection_places`` of the lines found.
        """
        lines = self.env["account.move.line"].union(*due)
        items = {line: places[line][1] for line in lines}
        fresh = lines.filtered(lambda line: not items[line])
        known = lines - fresh
        cases = self.env["collection.case"]._ensure_cases(
            fresh.move_id.commercial_partner_id, company
        )
        created = fresh._collection_new_items(cases, due, places)
        items.update(zip(fresh, created, strict=True))
        self.env["collection.item"].union(*items.values())._read_ledger(
            {item: line for line, item in items.items()}
        )
        self._move_to_open_case({line: items[line] for line in known}, company)
        for line in known:
            items[line]._foresee(due[line].step)
        created.filtered("stage_id").move_id._collection_refresh()
        return items

    @api.model
    def _move_to_open_case(self, items, company):
        """An item whose case was closed goes on in the debtor's open case."""
        stray = self.env["collection.item"].union(
            *[item for item in items.values() if item.case_id.phase == "closed"]
        )
        cases = self.env["collection.case"]._ensure_cases(stray.partner_id, company)
        for item in stray:
            item._record_fact(case_id=cases[item.partner_id].id)

    # -- who is told what ----------------------------------------------------

    @api.model
    def _plan(self, due, items):
        """Group what is due into one notice per debtor and currency, and a proposal
        per item that reached the hand-off.

        :return: list of dicts with ``case``, ``currency``, ``staged`` (pairs of item
            and stage), ``handoff``, ``prescribed`` and ``obstacle`` (why it cannot be
            said, in words).
        """
        stages = self.env["collection.stage"].browse(
            {decision.step.rung.key for decision in due.values()}
        )
        by_id = {stage.id: stage for stage in stages}
        silent = set(stages.filtered(lambda stage: stage.action != "notice").ids)
        groups = self._group(due, items, silent)
        cases = self.env["collection.case"].browse({place[0] for place in groups})
        case_of = {case.id: case for case in cases}
        unmatched = cases._unallocated()
        currencies = self.env["res.currency"]
        claimed = defaultdict(set)
        for case_id, currency_id, *_rest in groups:
            claimed[case_of[case_id]].add(currencies.browse(currency_id))
        at_hand = cases._at_hand(unmatched, claimed)
        plans = []
        for (case_id, currency_id, proposal, too_late), staged in groups.items():
            plan = {
                "case": case_of[case_id],
                "currency": currencies.browse(currency_id),
                "handoff": by_id.get(proposal),
                "prescribed": too_late,
                "staged": [(item, by_id[key]) for item, key in staged],
            }
            place = (plan["case"], plan["currency"])
            plan["credit"] = unmatched.get(place, 0.0)
            plan["at_hand"] = at_hand.get(plan["case"])
            plan["obstacle"] = too_late or (
                not proposal and self.env["collection.notice"]._obstacle(plan)
            )
            plans.append(plan)
        return plans

    @api.model
    def _group(self, due, items, silent):
        """Return ``{(case, currency, stage that only proposes, why it is too late):
        [(item, stage)]}``; but for the items, all by their ids.

        :param silent: ids of the stages that say nothing to the debtor.
        """
        groups = defaultdict(list)
        lines = self.env["account.move.line"].union(*due)
        mine = self.env["collection.item"].union(*[items[line] for line in lines])
        for line, item, (currency_id,), (case_id,) in zip(
            lines,
            mine,
            read_columns(lines, ("currency_id",)),
            read_columns(mine, ("case_id",)),
            strict=True,
        ):
            decision = due[line]
            key = decision.step.rung.key
            proposal = key if key in silent else None
            too_late = decision.kind in TOLD and decision.reason
            groups[case_id, currency_id, proposal, too_late].append((item, key))
        return groups

    @api.model
    def _leave_out_known(self, plans, company, today):
        """Leave out the obstacles this day's runs have told already: a second play of
        the same day writes nothing."""
        lines = self.env["collection.run.line"].search(
            [
                ("run_id.date", "=", today),
                ("run_id.company_id", "=", company.id),
                ("outcome", "=", "skipped"),
            ]
        )
        told = {(line.item_id, line.stage_id, line.reason) for line in lines}
        return [
            plan
            for plan in plans
            if not plan["obstacle"]
            or any((*pair, plan["obstacle"]) not in told for pair in plan["staged"])
        ]
