from odoo import api, fields, models


class CollectionBadDebt(models.Model):
    """What only the screens of a bad debt show."""

    _inherit = "collection.bad.debt"

    date_booked = fields.Date(
        compute="_compute_date_booked",
        search="_search_date_booked",
        string="Booked On",
        help="Day of the last step that stands.",
    )
    line_ids = fields.One2many(
        "account.move.line", compute="_compute_line_ids", string="Journal Items"
    )
    amount_unbooked = fields.Monetary(
        compute="_compute_amount_unbooked", string="Money to Book"
    )

    @api.depends("step_ids")
    def _compute_date_booked(self):
        for debt in self:
            debt.date_booked = max(debt.step_ids._live().mapped("date"), default=False)

    @api.model
    def _search_date_booked(self, operator, value):
        return [("step_ids.date", operator, value)]

    @api.depends("step_ids")
    def _compute_line_ids(self):
        for debt in self:
            entries = debt.step_ids._all_entries()
            debt.line_ids = entries.line_ids.sorted(lambda line: (line.date, line.id))

    @api.depends("step_ids")
    def _compute_amount_unbooked(self):
        for debt in self:
            if debt.state in ("lost", "released"):
                debt.amount_unbooked = 0.0
                continue
            booked = debt.step_ids._live()._sum_of("received", "amount_gross")
            debt.amount_unbooked = float(debt._received_on_doubtful()) - booked
