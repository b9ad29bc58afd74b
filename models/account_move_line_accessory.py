from odoo import models

from .clock import Clock


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _collection_parent_items(self):
        """Return ``{line of a document for interest: the due item it is chased with}``;
        lines of other invoices, and those whose parents are not on the ladder, are
        absent.

        Of several parents it is the open one that was told least: nobody hears sooner
        of the interest than of the debt.
        """
        parents = self.move_id._collection_accessory_parents()
        if not parents:
            return {}
        moves = self.env["account.move"].union(*parents.values())
        items = self.env["collection.item"].search([("move_id", "in", moves.ids)])
        found = {}
        for line in self.filtered(lambda one: one.move_id in parents):
            mine = items.filtered(
                lambda item, line=line: item.move_id in parents[line.move_id]
            )
            least = mine.sorted(
                lambda item: (
                    not item.is_open,
                    item.stage_id._nominal_day() if item.stage_id else -9999,
                    item.id,
                )
            )[:1]
            if least:
                found[line] = least
        return found

    def _collection_clock(self, item, parent):
        """Return this line's clock as :meth:`collection.item._clock` does, also where
        the line is not on the ladder yet."""
        if item:
            return item._clock()
        stages = self.env["collection.stage"]
        vals = self._collection_child_of(parent) if parent else {}
        due = parent.date_due if vals.get("parent_id") else self.date_maturity
        told = bool(vals.get("parent_id")) and parent.was_claimed
        stage = stages.browse(vals.get("stage_id"))
        return Clock(due, stage, vals.get("stage_date"), told)

    def _collection_child_of(self, parent):
        """Return what a document's due item takes from its parent: the clock, and the
        stage and last departure it starts with.

        Where the parent is settled nothing of it is said any more: the gap to the next
        stage counts from the document's own day, when the debtor first hears of it. And
        where he was never told of that debt, the document is one like any other.
        """
        if not parent or not (parent.is_open or parent.stage_id):
            return {}
        if not parent.stage_id:
            return {"parent_id": parent.id}
        told = parent.stage_date
        return {
            "parent_id": parent.id,
            "stage_id": parent.stage_id.id,
            "stage_date": told if parent.is_open else max(told, self.date_maturity),
        }

    def _collection_holding_moves(self):
        """Return the invoices whose holds stop the clock of these lines: their own and
        those these were made for."""
        moves = self.move_id
        return moves | moves.sudo().collection_document_accessory_ids.move_id
