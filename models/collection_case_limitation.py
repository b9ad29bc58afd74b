from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .collection_limitation import LEVELS

URGENT = ("prescribed", "close", "near")


class CollectionCase(models.Model):
    """What the law says about the debts of a case: facts, titles, the last day."""

    _inherit = "collection.case"

    event_ids = fields.One2many("collection.event", "case_id", string="Facts of Law")
    open_item_ids = fields.Many2many(
        "collection.item", compute="_compute_limitation", string="Open Due Items"
    )
    limitation_date = fields.Date(
        compute="_compute_limitation",
        search="_search_limitation_date",
        string="Last Day for the Court",
        help="The earliest limitation among what is open.",
    )
    limitation_level = fields.Selection(
        LEVELS, compute="_compute_limitation", string="Limitation"
    )
    limitation_warning = fields.Char(compute="_compute_limitation")

    @api.depends_context("collection_today", "lang")
    @api.depends("item_ids.limitation_date", "item_ids.is_open")
    def _compute_limitation(self):
        order = [level for level, _label in LEVELS]
        for case in self:
            items = case.item_ids.filtered("is_open")
            dated = items.filtered("limitation_date").sorted("limitation_date")
            case.open_item_ids = dated | items
            case.limitation_date = dated[:1].limitation_date
            levels = items.mapped("limitation_level")
            case.limitation_level = min(levels, key=order.index, default=False)
            case.limitation_warning = case._limitation_in_words(dated)

    def _limitation_in_words(self, dated):
        """Return the warning of the banner, empty while there is time."""
        urgent = dated.filtered(lambda item: item.limitation_level in URGENT)
        lost = urgent.filtered(lambda item: item.limitation_level == "prescribed")
        soon = urgent - lost
        words = []
        if lost:
            words.append(
                self.env._(
                    "Prescribed, not claimed any more: %s.",
                    ", ".join(lost.move_id.mapped("name")),
                )
            )
        if soon:
            words.append(
                self.env._(
                    "Go to court before %(day)s is over, or have the debt acknowledged "
                    "in writing: %(invoices)s.",
                    day=format_date(self.env, soon[0].limitation_date),
                    invoices=", ".join(soon.move_id.mapped("name")),
                )
            )
        return " ".join(words)

    @api.model
    def _search_limitation_date(self, operator, value):
        found = Domain("limitation_date", operator, value)
        return Domain("item_ids", "any", list(found))

    def action_record_event(self):
        """Ask for a fact of law about these cases' debts."""
        self.ensure_one()
        return self.env["collection.event.wizard"]._open_for(self)

    def _enforceable_on(self, day, move=None):
        """Return the day from which a judgment could be enforced, or ``None``.

        :param day: judgments that became enforceable later are left out.
        :param move: the invoice in question. Without it only what covers the whole case
            counts: a judgment about one invoice raises nobody else's rate.
        """
        self.ensure_one()
        titles = self.env["collection.event"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "title"),
                ("void", "=", False),
                ("is_current", "=", True),
                ("date", "<=", day),
            ],
            order="date, id",
        )
        if move:
            titles = titles.filtered(lambda title: title._covers(move))
        else:
            titles = titles.filtered(lambda title: not title.move_ids)
        return titles[:1].date or None
