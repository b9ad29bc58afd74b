from dataclasses import dataclass

from odoo import models
from odoo.tools import format_date

from ..rules.clock import is_on_hold
from ..rules.escalation import Step
from .bulk import read_columns

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
# The states of an invoice that matter; all others are claimed alike.
STATES_KIN = ("blocked", "in_payment", "paid")
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
    """What the policy wants of a due item on one day, and why."""

    _inherit = "account.move.line"

    def _collection_decide(self, today, items=None):
        """Say for each line what the policy wants on ``today``, and why.

        The run and the question "why was nothing sent?" both ask here.

        :param items: ``{line: item or empty}``, where they are known.
        :return: ``{line: Decision}``
        """
        self._collection_fetch()
        items = self._collection_items() if items is None else items
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
        if all(self._ids):
            self.fetch(LINE_COLUMNS)
            self.move_id.fetch(MOVE_COLUMNS)

    def _collection_kin(self, facts):
        """Return ``{line: all that a decision about it depends on}``: those that have
        it in common are decided once. A line with a fact of its own (a hold, a notice
        on its way …) has ``None``."""
        if not all(self._ids):
            return dict.fromkeys(self)
        moves = self.move_id
        states = {
            move_id: state if state in STATES_KIN else None
            for move_id, (state,) in zip(
                moves._ids, read_columns(moves, MOVE_KIN), strict=True
            )
        }
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
                    item and item._kin(),
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
