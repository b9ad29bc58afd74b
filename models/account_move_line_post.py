from dataclasses import replace

from odoo import models


class AccountMoveLine(models.Model):
    """Why the stage after a registered letter waits."""

    _inherit = "account.move.line"

    def _collection_judge(self, step, item, policy, holds, today):
        # EXTENDS: from what the clock counts is part of the answer
        decision = super()._collection_judge(step, item, policy, holds, today)
        words = item._post_words() if decision.kind == "waiting" and item else ""
        if not words:
            return decision
        return replace(decision, reason=f"{decision.reason} {words}")
