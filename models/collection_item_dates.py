from odoo import api, models
from odoo.tools import SQL, format_date


class CollectionItem(models.Model):
    """A due date that is moved takes the history of its due item along: what was said
    of it is not said again, and what holds it still does."""

    _inherit = "collection.item"

    @api.model
    def _follow_dates(self, moves, today):
        """Put the items of invoices whose due dates were moved on the new dates, the
        first on the first. Where fewer instalments are left nobody knows which is
        which: they begin anew.

        :return: the items that were moved.
        """
        moved = self.browse()
        for move in self._find_adrift(moves):
            mine = self.search([("move_id", "=", move.id)])
            found = mine._find_lines()
            mine = mine.filtered(
                lambda item, found=found: not (item in found and found[item].reconciled)
            ).sorted(lambda item: (item.date_due, item.rank))
            lines = move._collection_open_claims()
            if len(mine) <= len(lines):
                moved |= mine._move_to(lines, today)
        return moved

    @api.model
    def _find_adrift(self, moves):
        """Return those of these invoices that have an item on a date they have not."""
        self.flush_model(["move_id", "date_due", "rank"])
        self.env["account.move.line"].flush_model(["move_id", "date_maturity"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT item.move_id
                  FROM collection_item item
                 WHERE item.move_id = ANY(%s)
                   AND item.rank > (
                       SELECT count(*)
                         FROM account_move_line line
                        WHERE line.move_id = item.move_id
                          AND line.date_maturity = item.date_due)
              ORDER BY item.move_id
                """,
                moves.ids,
            )
        )
        return moves.browse([row[0] for row in rows])

    def _move_to(self, lines, today):
        """Put these items on the dates of ``lines``, in this order.

        :return: those that had another.
        """
        places = lines._collection_places()
        moved = []
        for item, line in zip(self, lines, strict=False):
            key = (line.date_maturity, places[line][0])
            if (item.date_due, item.rank) != key:
                moved.append((item, *key))
        # One may take the date another one had: none keeps a place meanwhile.
        for item, _day, _rank in moved:
            item._record_fact(rank=-item.id)
        self.flush_recordset()
        for item, day, rank in moved:
            item.case_id._log_event(
                self.env._(
                    "Invoice %(name)s: due on %(after)s instead of %(before)s.",
                    name=item.move_id.name,
                    after=format_date(self.env, day),
                    before=format_date(self.env, item.date_due),
                )
            )
            item._record_fact(date_due=day, rank=rank)
        items = self.browse().union(*[item for item, *_key in moved])
        items._schedule_at(today)
        return items


class AccountMove(models.Model):
    _inherit = "account.move"

    def _collection_open_claims(self):
        """Return the due items of this invoice that are not settled, in their order."""
        return self.line_ids.filtered(
            lambda line: line._collection_is_claim() and not line.reconciled
        ).sorted(lambda line: (line.date_maturity, line.id))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        # EXTENDS 'account': while an invoice is a draft its lines come and go, which
        # the next run takes up
        result = super().write(vals)
        if vals.get("date_maturity"):
            claims = self.filtered(
                lambda line: (
                    line.parent_state == "posted" and line._collection_is_claim()
                )
            )
            # Whoever keeps the books may move a due date, whether or not he collects.
            items = self.env["collection.item"].sudo()
            for company, mine in claims.sudo().grouped("company_id").items():
                items._follow_dates(mine.move_id, company._collection_today())
        return result
