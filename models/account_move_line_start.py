from odoo import models

from .account_move_line_decide import Decision


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _collection_decide_one(self, facts):
        # EXTENDS: an old debt that was left out is not claimed, whatever its policy
        decision = super()._collection_decide_one(facts)
        item = facts["items"][self]
        if item.is_left_out and decision.kind not in ("off", "settled"):
            return Decision("excluded", item._left_out_words())
        return decision
