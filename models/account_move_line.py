from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..rules.clock import is_on_hold
from ..rules.escalation import Step
from .bulk import insert_rows, read_columns

CLAIM_TYPES = ("out_invoice", "out_receipt")


# Silences that a run tells, once the stage's day has come, without asking a person.
TOLD = ("prescribed", "small")

# What a decision depends on in a line and in its invoice.
LINE_KIN = (
    "move_id",
    "company_id",
    "currency_id",
    "date_maturity",
    "parent_state",
    "reconciled",
    "no_followup",
    "amount_residual_currency",
)
MOVE_KIN = ("payment_state",)
# What a due item takes from its journal item.
PLACE = ("move_id", "date_maturity", "company_id", "currency_id")
# What else deciding and recording read of them.
LINE_COLUMNS = (
    "move_id",
    "company_id",
    "currency_id",
    "account_id",
    "move_type",
    "date_maturity",
    "parent_state",
    "reconciled",
    "no_followup",
    "amount_currency",
    "amount_residual",
    "amount_residual_currency",
)
MOVE_COLUMNS = (
    "name",
    "move_type",
    "company_id",
    "commercial_partner_id",
    "partner_id",
    "currency_id",
    "invoice_date",
    "payment_state",
    "delivery_date",
    "is_move_sent",
    "amount_total_signed",
    "collection_policy_id",
    "collection_case_id",
    "collection_stage_id",
)


@dataclass(frozen=True)
class Decision:
    """What the policy says of one due item on one day, and why, in words.

    ``kind`` is ``due`` when a departure is to be recorded; every other kind is a
    silence: ``off``, ``settled``, ``excluded``, ``no_policy``, ``pending``, ``top``,
    ``held``, ``prescribed``, ``waiting``, ``small`` or ``skipped``.
    """

    kind: str
    reason: str
    step: Step | None = None

    def fell_due(self, today):
        """Tell whether the next stage's day has come."""
        return bool(self.step and self.step.on and self.step.on <= today)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # -- which lines are due items -------------------------------------------

    @api.model
    def _collection_domain(self):
        """Return the domain of open due items, excluded ones left out."""
        return Domain(
            [
                ("account_type", "=", "asset_receivable"),
                ("move_type", "in", CLAIM_TYPES),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual_currency", ">", 0),
                ("date_maturity", "!=", False),
                ("no_followup", "=", False),
                ("move_id.payment_state", "!=", "blocked"),
            ]
        )

    @api.model
    def _collection_newcomers(self, company, horizon):
        """Return the open lines due up to ``horizon`` that have no item yet."""
        domain = self._collection_domain() & Domain(
            [("company_id", "=", company.id), ("date_maturity", "<=", horizon)]
        )
        query = self._search(domain)
        table = SQL.identifier(query.table)
        query.add_where(
            SQL(
                """NOT EXISTS (
                    SELECT 1
                      FROM collection_item item
                     WHERE item.move_id = %(line)s.move_id
                       AND item.date_due = %(line)s.date_maturity
                       AND item.rank = 1 + (
                           SELECT count(*)
                             FROM account_move_line other
                             JOIN account_account ON account_account.id
                                  = other.account_id
                            WHERE other.move_id = %(line)s.move_id
                              AND other.date_maturity = %(line)s.date_maturity
                              AND other.id < %(line)s.id
                              AND account_account.account_type = 'asset_receivable')
                )""",
                line=table,
            )
        )
        lines = self.browse(query) | self._collection_doubtful_newcomers(
            company, horizon
        )
        return lines.sorted(lambda line: (line.date_maturity, line.id))

    def _collection_is_claim(self):
        """Tell whether this journal item is a due item, open or not."""
        self.ensure_one()
        return (
            self.account_type == "asset_receivable"
            and self.move_type in CLAIM_TYPES
            and bool(self.date_maturity)
        )

    @api.model
    def _collection_ranks(self, moves):
        """Return ``(line id, rank, item id or None)`` for all receivable lines of these
        invoices; the rank counts the lines of one invoice and date."""
        if not moves.ids:
            return []
        self.flush_model(["move_id", "account_id", "date_maturity"])
        self.env["collection.item"].flush_model(["move_id", "date_due", "rank"])
        return self.env.execute_query(
            SQL(
                """
                SELECT line.id, line.rank, item.id
                  FROM (SELECT one.id, one.move_id, one.date_maturity,
                               row_number() OVER (
                                   PARTITION BY one.move_id, one.date_maturity
                                   ORDER BY one.id) AS rank
                          FROM account_move_line one
                          JOIN account_account account ON account.id = one.account_id
                         WHERE one.move_id = ANY(%s)
                           AND account.account_type = 'asset_receivable') line
             LEFT JOIN collection_item item
                    ON item.move_id = line.move_id
                   AND item.date_due = line.date_maturity
                   AND item.rank = line.rank
              ORDER BY line.id
                """,
                list(moves.ids),
            )
        )

    def _collection_items(self):
        """Return ``{line: its item, or an empty recordset}``."""
        items = self.env["collection.item"]
        ranks = self._collection_ranks(self.move_id)
        known = {line_id: item_id for line_id, _rank, item_id in ranks}
        return {line: items.browse(known.get(line._origin.id)) for line in self}

    # -- what is to be done --------------------------------------------------

    def _collection_decide(self, today):
        """Say for each line what the policy wants on ``today``, and why.

        The run and the question "why was nothing sent?" both ask here.

        :return: ``{line: Decision}``
        """
        self._collection_fetch()
        items = self._collection_items()
        known = self.env["collection.item"].union(*items.values())
        facts = {
            "items": items,
            "policies": self.move_id._collection_policies(),
            "holds": self.env["collection.hold"]._for_lines(items),
            "pending": known._pending_notices(),
            "standings": self._collection_standings(),
            "parents": self._collection_parent_items(),
            "prescribed": self._collection_prescribed(today),
            "today": today,
        }
        facts["passable"] = self._collection_passable(
            items, facts["policies"], facts["holds"], today
        )
        decisions, alike = {}, {}
        for line, kin in self._collection_kin(facts).items():
            decision = alike.get(kin)
            if decision is None:
                decision = line._collection_decide_one(facts)
                if kin:
                    alike[kin] = decision
            decisions[line] = decision
        return self._collection_terms(decisions, today)

    def _collection_fetch(self):
        """Read at once what deciding needs: a line and its invoice have two hundred
        columns, of which these few matter."""
        if self.ids == list(self._ids):
            self.fetch(LINE_COLUMNS)
            self.move_id.fetch(MOVE_COLUMNS)

    def _collection_kin(self, facts):
        """Return ``{line: all that a decision about it depends on}``: those that have
        it in common are decided once. A line with a fact of its own (a hold, a notice
        on its way …) has ``None``."""
        if self.ids != list(self._ids):
            return dict.fromkeys(self)
        moves = self.move_id
        states = dict(zip(moves._ids, read_columns(moves, MOVE_KIN), strict=True))
        policies = {move.id: policy for move, policy in facts["policies"].items()}
        kin = {}
        for line, row in zip(self, read_columns(self, LINE_KIN), strict=True):
            item = facts["items"][line]
            own = (
                facts["holds"][line]
                or facts["pending"].get(item)
                or line in facts["standings"]
                or line in facts["parents"]
                or line in facts["prescribed"]
            )
            kin[line] = (
                None
                if own
                else (
                    (*row[1:-1], row[-1] > 0),
                    states[row[0]],
                    policies[row[0]].id,
                    facts["passable"].get(line),
                    item and (*item._clock(), item.retry_date),
                )
            )
        return kin

    def _collection_reasons(self, decisions):
        """Return ``{line: answer to "why was nothing sent?"}``.

        A stage may be due and yet impossible to say: then what the last run found in
        its way is part of the answer.
        """
        due = self.filtered(lambda line: decisions[line].kind == "due")
        items = due._collection_items()
        told = self.env["collection.item"].union(*items.values())._last_obstacles()
        return {
            line: f"{decision.reason} {told.get(items.get(line), '')}".strip()
            for line, decision in decisions.items()
        }

    def _collection_decide_one(self, facts):
        item = facts["items"][self]
        policy, today = facts["policies"][self.move_id], facts["today"]
        doubtful = self in facts["standings"] and facts["standings"][self].amount
        closed = self._collection_exclusion(doubtful) or self._collection_obstruction(
            policy, facts["pending"].get(item)
        )
        if closed:
            return closed
        holds = facts["holds"][self]
        clock = self._collection_clock(item, facts["parents"].get(self))
        passable = facts["passable"].get(self, ())
        step = policy._next_step(self.company_id, clock, holds, today, passable)
        decision = self._collection_judge(step, item, policy, holds, today)
        too_late = facts["prescribed"].get(self)
        if too_late and decision.kind != "held":
            return Decision("prescribed", too_late, step)
        return decision

    def _collection_exclusion(self, doubtful=0.0):
        """Return why this line is not claimed at all, whatever the policy says.

        :param doubtful: what of it is open as a doubtful debt: the host calls the
            invoice paid, the debtor owes it as before.
        """
        preview = self.env.context.get("collection_preview")
        if not self.company_id.collection_active and not preview:
            return Decision(
                "off", self.env._("Collections are switched off in this company.")
            )
        settled = self._collection_settled(doubtful)
        if settled:
            return Decision("settled", settled)
        if self.no_followup:
            return Decision(
                "excluded", self.env._("The invoice is excluded from follow-up.")
            )
        if self.move_id.payment_state == "blocked":
            return Decision(
                "excluded", self.env._("The payment of the invoice is blocked.")
            )
        return None

    def _collection_settled(self, doubtful):
        """Return why nothing is owed any more, in words."""
        nothing = self.env._("Nothing is open on this due item.")
        if self.parent_state != "posted":
            return nothing
        if doubtful > 0:
            return ""
        if self.reconciled:
            return nothing
        if self.currency_id.compare_amounts(self.amount_residual_currency, 0) <= 0:
            return nothing
        if self.move_id.payment_state in ("in_payment", "paid"):
            return self.env._("The payment is under way.")
        return ""

    def _collection_obstruction(self, policy, notice):
        """Return why the clock is not asked: no policy, or a notice under way."""
        if not policy:
            return Decision(
                "no_policy", self.env._("No policy applies to this debtor.")
            )
        if notice:
            return Decision(
                "pending",
                self.env._("Notice %(name)s waits: %(state)s.", **notice._as_words()),
            )
        return None

    def _collection_judge(self, step, item, policy, holds, today):
        held = [hold for hold in holds if is_on_hold(today, [hold._as_days()])]
        if held:
            return Decision("held", held[0]._reason(), step)
        if step is None:
            return Decision(
                "top", self.env._("The policy “%s” has no further stage.", policy.name)
            )
        stage = self.env["collection.stage"].browse(step.rung.key)
        if step.on is None or step.on > today:
            return Decision("waiting", self._collection_wait(step, stage), step)
        if item.retry_date and item.retry_date > today:
            return Decision(
                "skipped",
                self.env._(
                    "A person skipped this departure until %s.",
                    format_date(self.env, item.retry_date),
                ),
                step,
            )
        return Decision("due", self.env._("Stage “%s” is due.", stage.name), step)

    def _collection_wait(self, step, stage):
        if step.on is None:
            return self.env._("A hold without end stops the clock.")
        return self.env._(
            "Stage “%(stage)s” falls due on %(day)s.",
            stage=stage.name,
            day=format_date(self.env, step.on),
        )

    def _collection_new_items(self, cases, decisions=None):
        """Put these lines on the ladder, each in its debtor's case.

        :param cases: ``{debtor: case}``
        :param decisions: ``{line: Decision}``, where it is known what comes next.
        """
        ranks = {
            line_id: rank
            for line_id, rank, _item in self._collection_ranks(self.move_id)
        }
        parents = self._collection_parent_items()
        policies = self.move_id._collection_policies()
        by_move = {
            move.id: (move.commercial_partner_id, policies[move])
            for move in self.move_id
        }
        rows = []
        columns = read_columns(self, PLACE)
        for line, (move_id, due, company_id, currency_id) in zip(
            self, columns, strict=True
        ):
            debtor, policy = by_move[move_id]
            step = decisions[line].step if decisions else None
            parent = parents.get(line)
            rows.append(
                {
                    "parent_id": None,
                    "stage_id": None,
                    "stage_date": None,
                    **(line._collection_child_of(parent) if parent else {}),
                    "move_id": move_id,
                    "date_due": due,
                    "rank": ranks[line.id],
                    "company_id": company_id,
                    "partner_id": debtor.id,
                    "currency_id": currency_id,
                    "case_id": cases[debtor].id,
                    "policy_id": policy.id,
                    "next_stage_id": step and step.rung.key,
                    "next_date": step and step.on,
                }
            )
        return insert_rows(self.env["collection.item"].sudo(), rows).with_env(self.env)
