from odoo import models
from odoo.fields import Domain

from .account_move_line_decide import Decision


class AccountMoveLine(models.Model):
    """What the terms of a stage say of a due item: too small, or passed over."""

    _inherit = "account.move.line"

    def _collection_passable(self, items, policies, holds, today):
        """Return ``{line: ids of the stages whose condition does not hold}``.

        Of a line that is not on the ladder yet nothing was said: whatever waits for an
        outcome but its absence does not hold.
        """
        if not any(policy._conditional_stages() for policy in set(policies.values())):
            return {}
        known = self.env["collection.item"].union(*items.values())
        by_item = known._passable(
            policies, {items[line]: holds[line] for line in self if items[line]}, today
        )
        unsaid = {
            policy: frozenset(
                policy._conditional_stages()
                .filtered(lambda stage: stage.condition != "no_answer")
                .ids
            )
            for policy in set(policies.values())
        }
        return {
            line: by_item.get(items[line], frozenset())
            if items[line]
            else unsaid[policies[line.move_id]]
            for line in self
        }

    def _collection_terms(self, decisions, today):
        """Return the decisions once the terms of their stages are asked too.

        :param decisions: ``{line: Decision}``
        """
        debts = self._collection_small_debts(decisions, today)
        if not debts and not any(
            decision.step and decision.step.passed for decision in decisions.values()
        ):
            return decisions
        return {
            line: line._collection_terms_one(decision, debts.get(line))
            for line, decision in decisions.items()
        }

    def _collection_terms_one(self, decision, debt):
        if debt is not None and decision.kind == "due":
            stage = self.env["collection.stage"].browse(decision.step.rung.key)
            return Decision(
                "small", stage._floor_words(debt, self.company_id), decision.step
            )
        passed = decision.step and decision.step.passed
        if not passed or decision.kind not in ("due", "waiting"):
            return decision
        words = [
            self.env._(
                "Stage “%(stage)s” was passed over: it waits until %(condition)s.",
                stage=stage.name,
                condition=stage._condition_words(),
            )
            for stage in self.env["collection.stage"].browse(passed)
        ]
        reason = " ".join([decision.reason, *words])
        return Decision(decision.kind, reason, decision.step)

    def _collection_small_debts(self, decisions, today):
        """Return ``{line: what its debtor owes overdue}`` for the due ones below the
        floor of their stage, in the company's currency; one query for all."""
        stages = self.env["collection.stage"].browse(
            {one.step.rung.key for one in decisions.values() if one.kind == "due"}
        )
        by_stage = {stage.id: stage.floor_amount for stage in stages}
        floors = {
            line: floor
            for line, decision in decisions.items()
            if decision.kind == "due" and (floor := by_stage[decision.step.rung.key])
        }
        if not floors:
            return {}
        lines = self.browse().union(*floors)
        debts = lines._collection_overdue_debts(today)
        return {
            line: debt
            for line, floor in floors.items()
            if line.company_id.currency_id.compare_amounts(
                debt := max(debts[line], line.amount_residual), floor
            )
            < 0
        }

    def _collection_overdue_debts(self, today):
        """Return ``{line: what its debtor owes overdue in its company}``; what is open
        as a doubtful debt included."""
        debtors = self.move_id.commercial_partner_id
        sums = {}
        for company, debtor, amount in self.env["account.move.line"]._read_group(
            self._collection_domain()
            & self._collection_overdue_domain(debtors, self.company_id, today),
            ["company_id", "partner_id"],
            ["amount_residual:sum"],
        ):
            sums[company, debtor] = amount
        standings = self._collection_standings()
        return {
            line: sums.get((line.company_id, line.move_id.commercial_partner_id), 0.0)
            + (standings[line].amount_company if line in standings else 0.0)
            for line in self
        }

    def _collection_overdue_domain(self, debtors, companies, today):
        return Domain(
            [
                ("partner_id", "in", debtors.ids),
                ("company_id", "in", companies.ids),
                ("date_maturity", "<", today),
            ]
        )
