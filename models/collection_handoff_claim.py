from odoo import Command, fields, models

from ..export import dossier_rows


class CollectionHandoff(models.Model):
    """What a hand-off claims beside the principal, and its claim statement."""

    _inherit = "collection.handoff"

    statement_id = fields.Many2one(
        "collection.statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Drawn up with the dossier, issued when it is handed off.",
    )
    amount_interest = fields.Monetary(string="Interest", readonly=True, copy=False)
    amount_indemnity = fields.Monetary(
        string="Indemnity",
        currency_field="indemnity_currency_id",
        readonly=True,
        copy=False,
    )
    indemnity_currency_id = fields.Many2one(
        "res.currency", compute="_compute_indemnity_currency_id"
    )

    def _compute_indemnity_currency_id(self):
        self.indemnity_currency_id = self.env.ref("base.EUR")

    def _read_again(self):
        result = super()._read_again()
        moves = self.line_ids.item_id.move_id
        claims = moves._collection_claims(self._day_of_dossier()).values()
        self._draw_statement(moves)
        self._record_fact(
            statement_id=self.statement_id.id,
            amount_interest=float(sum(one.interest_open for one in claims)),
            amount_indemnity=float(sum(one.indemnity_open for one in claims)),
        )
        return result

    def _draw_statement(self, moves):
        """Draw up the statement of what is handed off, or bring it up to the day."""
        everything = moves == self.case_id.item_ids.move_id
        values = {
            "date": self._day_of_dossier(),
            "lang": self.lang,
            "move_ids": [Command.set([] if everything else moves.ids)],
        }
        if self.statement_id:
            self.statement_id.write(values)
        else:
            statement = self.env["collection.statement"].create(
                {"case_id": self.case_id.id, **values}
            )
            self._record_fact(statement_id=statement.id)

    def _claim_rows(self):
        """Return what is claimed, part by part, as the dossier's front page has it."""
        words = self.with_context(lang=self.lang).env
        code, euro = self.currency_id.name, self.indemnity_currency_id.name
        principal = self._decimal(self.amount_total)
        interest = self._decimal(self.amount_interest)
        indemnity = self._decimal(self.amount_indemnity)
        if not interest and not indemnity:
            return ()
        rows = [(words._("Principal"), principal, code, False)]
        if interest:
            rows.append((words._("Late-payment interest"), interest, code, False))
        if indemnity:
            label = words._("Fixed indemnity for recovery costs")
            rows.append((label, indemnity, euro, False))
        total = principal + interest + (indemnity if code == euro else 0)
        rows.append((words._("Total"), total, code, True))
        return tuple(dossier_rows.ClaimRow(*row) for row in rows)
