from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .bulk import insert_rows, read_columns

CLAIM_TYPES = ("out_invoice", "out_receipt")
RECEIVABLE = "asset_receivable"
# What is asked of a journal item before anything else.
LINE_READ = (
    "account_id",
    "company_id",
    "date_maturity",
    "move_id",
    "parent_state",
    "reconciled",
)
# What a due item takes from its journal item.
PLACE = ("move_id", "date_maturity", "company_id")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # -- which lines are due items -------------------------------------------

    @api.model
    def _collection_domain(self):
        """Return the domain of open due items, excluded ones left out."""
        return Domain(
            [
                ("account_id", "in", self._collection_accounts()),
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
    def _collection_accounts(self):
        """Return the ids of the receivable accounts: the index of open lines begins
        with the account, so nobody need read the others."""
        accounts = self.env["account.account"].sudo().with_context(active_test=False)
        return accounts.search([("account_type", "=", RECEIVABLE)]).ids

    @api.model
    def _collection_newcomers(self, company, horizon):
        """Return the open lines due up to ``horizon`` that have no item yet."""
        strangers = self._collection_strangers(company, horizon)
        fresh = self.search(Domain("id", "in", strangers) & self._collection_domain())
        return fresh | self._collection_doubtful_newcomers(company, horizon)

    @api.model
    def _collection_strangers(self, company, horizon):
        """Return the ids of open receivable lines due up to ``horizon`` without an
        item, whatever else forbids to claim them.

        On most days there are few: what else is asked of a due item is only read of
        these.
        """
        self.flush_model([*LINE_READ, "amount_residual_currency"])
        self.env["collection.item"].flush_model(["move_id", "date_due", "rank"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id
                  FROM (SELECT one.id, one.move_id, one.date_maturity,
                               (SELECT count(*)
                                  FROM account_move_line other
                                 WHERE other.move_id = one.move_id
                                   AND other.date_maturity = one.date_maturity
                                   AND other.account_id = ANY(%(accounts)s)
                                   AND other.id < one.id) AS before
                          FROM account_move_line one
                         WHERE one.account_id = ANY(%(accounts)s)
                           AND one.reconciled IS NOT TRUE
                           AND one.parent_state = 'posted'
                           AND one.amount_residual_currency > 0
                           AND one.company_id = %(company)s
                           AND one.date_maturity <= %(horizon)s
                        OFFSET 0) line
                 WHERE NOT EXISTS (
                       SELECT 1
                         FROM collection_item item
                        WHERE item.move_id = line.move_id
                          AND item.date_due = line.date_maturity
                          AND item.rank = line.before + 1)
                """,
                accounts=self._collection_accounts(),
                company=company.id,
                horizon=horizon,
            )
        )
        return [row[0] for row in rows]

    def _collection_is_claim(self):
        """Tell whether this journal item is a due item, open or not."""
        self.ensure_one()
        return (
            self.account_type == RECEIVABLE
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
                         WHERE one.move_id = ANY(%s)
                           AND one.account_id = ANY(%s)) line
             LEFT JOIN collection_item item
                    ON item.move_id = line.move_id
                   AND item.date_due = line.date_maturity
                   AND item.rank = line.rank
              ORDER BY line.id
                """,
                list(moves.ids),
                self._collection_accounts(),
            )
        )

    def _collection_places(self):
        """Return ``{line: (rank, its item or an empty recordset)}``."""
        items = self.env["collection.item"]
        known = {row[0]: row[1:] for row in self._collection_ranks(self.move_id)}
        ids = [item_id for _rank, item_id in known.values() if item_id]
        found = {item.id: item for item in items.browse(ids)}
        nowhere = (None, None)
        return {
            line: (rank, found.get(item_id, items))
            for line in self
            for rank, item_id in [known.get(line._origin.id, nowhere)]
        }

    def _collection_items(self):
        """Return ``{line: its item, or an empty recordset}``."""
        places = self._collection_places()
        return {line: item for line, (_rank, item) in places.items()}

    # -- onto the ladder -----------------------------------------------------

    def _collection_new_items(self, cases, decisions=None, places=None):
        """Put these lines on the ladder, each in its debtor's case.

        :param cases: ``{debtor: case}``
        :param decisions: ``{line: Decision}``, where it is known what comes next.
        :param places: what :meth:`_collection_places` found, where it was asked.
        """
        places = places or self._collection_places()
        parents = self._collection_parent_items()
        debtors = {move.id: move.commercial_partner_id for move in self.move_id}
        steps = {decision.step.rung.key for decision in (decisions or {}).values()}
        stages = self.env["collection.stage"].browse(steps)
        policies = {stage.id: stage.policy_id.id for stage in stages}
        rows = []
        columns = read_columns(self, PLACE)
        for line, (move_id, due, company_id) in zip(self, columns, strict=True):
            debtor = debtors[move_id]
            step = decisions and decisions[line].step
            parent = parents.get(line)
            rows.append(
                {
                    "parent_id": None,
                    "stage_id": None,
                    "stage_date": None,
                    **(line._collection_child_of(parent) if parent else {}),
                    "move_id": move_id,
                    "date_due": due,
                    "rank": places[line][0],
                    "company_id": company_id,
                    "case_id": cases[debtor].id,
                    "policy_id": step and policies[step.rung.key],
                    "next_stage_id": step and step.rung.key,
                    "next_date": step and step.on,
                }
            )
        return insert_rows(self.env["collection.item"].sudo(), rows).with_env(self.env)
