from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..rules.credited import left_after_credit
from ..rules.money import ZERO

DECISIONS = [
    ("keep", "Kept"),
    ("waive", "Waived"),
    ("post", "Posted"),
]
NO_SUMS = {
    "interest_posted": ZERO,
    "interest_waived": ZERO,
    "indemnity_posted": ZERO,
    "indemnity_waived": ZERO,
    "kept": False,
}


def unit_of(currency):
    """Return the smallest unit of a currency."""
    return Decimal(1).scaleb(-currency.decimal_places)


def exact(amount, currency):
    """Return a monetary field's value with its digits."""
    return Decimal(str(amount)).quantize(unit_of(currency))


class CollectionAccessory(models.Model):
    """What a person decided about the interest and the 40 EUR of one invoice.

    They survive the principal: they remain a claim until somebody posts or waives
    them. Kept is a decision too: the claim stays in its case and nobody is asked again.
    """

    _name = "collection.accessory"
    _description = "Decision on Interest and Indemnity"
    _inherit = ["collection.record.mixin"]
    _order = "id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id",
        string="Debtor",
        store=True,
        index=True,
    )
    case_id = fields.Many2one(
        "collection.case",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    decision = fields.Selection(DECISIONS, required=True, readonly=True)
    date = fields.Date(
        required=True, readonly=True, help="Interest is counted up to this day."
    )
    user_id = fields.Many2one(
        "res.users", string="Decided By", required=True, readonly=True
    )
    reason = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    indemnity_currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True
    )
    amount_interest = fields.Monetary(string="Interest", readonly=True)
    amount_indemnity = fields.Monetary(
        string="Indemnity", currency_field="indemnity_currency_id", readonly=True
    )

    # -- the invoice that was made -------------------------------------------
    document_id = fields.Many2one(
        "account.move",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The invoice for interest and indemnity.",
    )
    interest_line_id = fields.Many2one(
        "account.move.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    indemnity_line_id = fields.Many2one(
        "account.move.line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    standing = fields.Selection(
        [
            ("stands", "Stands"),
            ("partly", "Partly credited"),
            ("void", "No longer counts"),
        ],
        compute="_compute_standing",
        help="A posted invoice that was cancelled, reset to draft or credited gives "
        "the claim back.",
    )

    _amounts = models.Constraint(
        "CHECK (amount_interest >= 0 AND amount_indemnity >= 0)",
        "What is decided on cannot be negative.",
    )
    _waiver_reason = models.Constraint(
        "CHECK (decision <> 'waive' OR COALESCE(reason, '') <> '')",
        "Say why it is waived: the waiver is part of the history.",
    )

    @api.depends("move_id.name", "decision")
    def _compute_display_name(self):
        labels = dict(self._fields["decision"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{one.move_id.name} – {labels.get(one.decision)}"

    @api.depends("document_id.state", "document_id.reversal_move_ids.state")
    def _compute_standing(self):
        left = self._left()
        for one in self:
            said = one._amounts_said()
            if left[one] == said:
                one.standing = "stands"
            else:
                one.standing = "partly" if any(left[one]) else "void"

    # -- what counts ---------------------------------------------------------

    @api.model
    def _sums(self, moves, day=None):
        """Return what was decided about some invoices, as far as it still counts.

        The number of queries does not grow with that of invoices.

        :param day: only what was decided, and credited, up to that day.
        :return: ``{move: {"interest_posted", "interest_waived", "indemnity_posted",
            "indemnity_waived": Decimal, "kept": bool}}``; interest in the invoice's
            currency, the indemnity in that of the law
        """
        sums = {move: dict(NO_SUMS) for move in moves}
        domain = Domain("move_id", "in", moves.ids)
        if day:
            domain &= Domain("date", "<=", day)
        decisions = self.sudo().search(domain, order="id")
        left = decisions._left(day)
        by_id = {move.id: move for move in moves}
        for one in decisions:
            row = sums[by_id[one.move_id.id]]
            # What was kept and then posted has a decision of its own from then on.
            row["kept"] = one.decision == "keep" or (
                row["kept"] and one.decision != "post"
            )
            if one.decision != "keep":
                done = "posted" if one.decision == "post" else "waived"
                interest, indemnity = left[one]
                row[f"interest_{done}"] += interest
                row[f"indemnity_{done}"] += indemnity
        return sums

    def _amounts_said(self):
        return (
            exact(self.amount_interest, self.currency_id),
            exact(self.amount_indemnity, self.indemnity_currency_id),
        )

    def _left(self, day=None):
        """Return ``{decision: (interest, indemnity)}`` that still count.

        Of a posted invoice it is what its lines say today, less what was credited.
        """
        posted = self.sudo().filtered("document_id")
        lines = posted._left_of_lines(day)
        left = {one: one._amounts_said() for one in self}
        for one in posted:
            left[one] = (
                lines.get(one.interest_line_id, ZERO),
                lines.get(one.indemnity_line_id, ZERO),
            )
        return {one: left[one] for one in self}

    def _left_of_lines(self, day):
        """Return ``{line of a posted document: what is left of it}``."""
        documents = self.document_id.filtered(lambda one: one.state == "posted")
        named, unnamed = self._credits(documents, day)
        every = self.interest_line_id | self.indemnity_line_id
        every.fetch(["name", "price_subtotal"])
        left = {}
        for document in documents:
            mine = self.filtered(lambda one, doc=document: one.document_id == doc)
            lines = mine.interest_line_id | mine.indemnity_line_id
            parts = {
                line: exact(line.price_subtotal, document.currency_id) for line in lines
            }
            left.update(
                left_after_credit(
                    parts,
                    {line: named[document, line.name] for line in lines},
                    unnamed[document]
                    + sum(
                        amount
                        for (doc, name), amount in named.items()
                        if doc == document and name not in lines.mapped("name")
                    ),
                    unit_of(document.currency_id),
                )
            )
        return left

    @api.model
    def _credits(self, documents, day):
        """Return what was credited: ``{(document, label): amount}`` by the host's own
        reversal, ``{document: amount}`` by another credit note matched with it."""
        named, unnamed = defaultdict(Decimal), defaultdict(Decimal)
        known = Domain("date", "<=", day) if day else Domain.TRUE
        refunds = self.env["account.move"].search(
            known
            & Domain("reversed_entry_id", "in", documents.ids)
            & Domain("move_type", "=", "out_refund")
            & Domain("state", "=", "posted")
        )
        for line in refunds.invoice_line_ids:
            document = line.move_id.reversed_entry_id
            amount = exact(line.price_subtotal, line.currency_id)
            named[document, line.name] += amount
        other = Domain("move_type", "=", "out_refund") & known
        partials = self.env["account.partial.reconcile"].search(
            Domain("debit_move_id.move_id", "in", documents.ids)
            & Domain("credit_move_id.move_id", "any", other)
            & Domain(
                "credit_move_id.move_id.reversed_entry_id", "not in", documents.ids
            )
        )
        for partial in partials:
            amount = exact(partial.debit_amount_currency, partial.debit_currency_id)
            unnamed[partial.debit_move_id.move_id] += amount
        return named, unnamed

    # -- protection ----------------------------------------------------------

    def write(self, vals):
        # A case may go on in another one; what was decided in it is not rewritten.
        if vals.keys() - {"case_id"}:
            raise UserError(
                self.env._(
                    "A decision is not rewritten: take a new one, or credit the "
                    "invoice that was made."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A decision on interest cannot be deleted."))
