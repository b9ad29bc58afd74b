from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..rules.debtor import CONSUMER
from ..rules.indemnity import excess_of_costs
from ..rules.money import ZERO
from .collection_accessory import exact, unit_of

KINDS = [
    ("postage", "Postage"),
    ("agency", "Collection agency"),
    ("bailiff", "Commissaire de justice"),
    ("lawyer", "Lawyer"),
    ("court", "Court"),
    ("other", "Other"),
]


class CollectionCost(models.Model):
    """What the recovery of a debt cost, with its receipts.

    Who bears it is the law's choice. Between professionals and from public bodies only
    the excess over the fixed indemnities may be asked, on receipts (art. L441-10 II C.
    com., L2192-13 CCP). From a consumer nothing, but acts the law prescribes to the
    creditor and what follows an enforceable title (art. L111-8 CPCE).
    """

    _name = "collection.cost"
    _description = "Recovery Cost"
    _inherit = ["collection.record.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id"})

    name = fields.Char(string="Description", required=True)
    case_id = fields.Many2one(
        "collection.case",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    debtor_class = fields.Selection(related="partner_id.collection_class")
    kind = fields.Selection(KINDS, required=True, default="other")
    date = fields.Date(
        required=True, default=lambda self: self.env.company._collection_today()
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
    )
    amount = fields.Monetary(required=True)
    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('move_type', 'in', ('in_invoice', 'in_receipt')), "
        "('company_id', '=', company_id)]",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Receipts")
    is_claimed = fields.Boolean(
        string="Claim It",
        help="Ask it from the debtor, as far as the law lets us.",
    )
    basis = fields.Selection(
        [
            ("recovery", "Ordinary recovery"),
            ("prescribed", "Act prescribed by law"),
            ("title", "After an enforceable title"),
        ],
        required=True,
        default="recovery",
    )
    article = fields.Char(help="The text that prescribes this act to the creditor.")
    user_id = fields.Many2one(
        "res.users",
        string="Recorded By",
        required=True,
        default=lambda self: self.env.user,
    )
    active = fields.Boolean(default=True)

    _positive = models.Constraint("CHECK (amount > 0)", "A cost is positive.")

    # -- what may be asked at all ----------------------------------------------

    @api.constrains(
        "is_claimed", "basis", "article", "attachment_ids", "case_id", "date"
    )
    def _check_claim(self):
        for cost in self:
            problem = cost._problem()
            if problem:
                raise ValidationError(problem)

    def _problem(self):
        """Return in words why this cost must not stand as it is, or an empty text."""
        if self.basis == "prescribed" and not (self.article or "").strip():
            return self.env._(
                "“%s”: name the article that prescribes this act to the creditor.",
                self.name,
            )
        if self.basis == "title" and not self.case_id._enforceable_on(self.date):
            return self.env._(
                "“%s”: no judgment of this case was enforceable on that day. Record it "
                "among the facts of law first.",
                self.name,
            )
        if not self.is_claimed:
            return ""
        if self.debtor_class == CONSUMER and self.basis == "recovery":
            return self.env._(
                "“%s” cannot be asked from a consumer: without an enforceable title "
                "recovery costs stay with the creditor (art. L111-8 of the Code of "
                "Civil Enforcement Procedures), and asking for them is an offence "
                "(art. L121-21 of the Consumer Code). Only an act the law prescribes "
                "to the creditor can be.",
                self.name,
            )
        if not self.attachment_ids:
            return self.env._(
                "“%s”: it is claimed on receipts, attach them.", self.name
            )
        return ""

    @api.model
    def _has_any(self, case):
        """Tell whether costs are recorded on a case."""
        return bool(case.cost_ids)

    # -- what may be asked in all ----------------------------------------------

    @api.model
    def _claimable(self, case, indemnity, day):
        """Return what may be asked of the costs of a case, and why no more, in words.

        :param indemnity: fixed indemnities of the invoices claimed, in EUR.
        :return: amount in EUR and a sentence.
        """
        euro = self.env.ref("base.EUR")
        costs = case.cost_ids.filtered(
            lambda one: one.is_claimed and one.date <= day and one.attachment_ids
        )
        debtor_class = case.debtor_class
        if debtor_class == CONSUMER:
            costs = costs.filtered(lambda one: one.basis != "recovery")
        receipts = [cost._in(euro) for cost in costs]
        spent = sum(receipts, ZERO)
        if not debtor_class:
            return ZERO, self.env._("The debtor's class is not known.")
        if debtor_class == CONSUMER:
            return spent, self.env._(
                "From a consumer only acts prescribed by law and what follows an "
                "enforceable title (art. L111-8 of the Code of Civil Enforcement "
                "Procedures)."
            )
        award = excess_of_costs(debtor_class, receipts, indemnity, unit_of(euro))
        return award.amount, self.env._(
            "%(spent)s on receipts, of which only the excess over the fixed "
            "indemnities of %(indemnity)s (%(article)s).",
            spent=formatLang(self.env, float(spent), currency_obj=euro),
            indemnity=formatLang(self.env, float(indemnity), currency_obj=euro),
            article=self._excess_article(debtor_class),
        )

    @api.model
    def _excess_article(self, debtor_class):
        if debtor_class == "public":
            return self.env._("art. L2192-13 of the Public Procurement Code")
        return self.env._("art. L441-10 II of the Commercial Code")

    def _in(self, currency):
        """Return this cost in ``currency``, at the rate of its day."""
        amount = self.currency_id._convert(
            self.amount, currency, self.company_id, self.date
        )
        return exact(amount, currency)

    # -- receipts --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        costs._own_receipts()
        return costs

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_receipts()
        return result

    def _own_receipts(self):
        """A receipt uploaded before its cost was saved belongs to nobody: only the one
        who uploaded it would see it."""
        for cost in self:
            loose = cost.sudo().attachment_ids.filtered(lambda one: not one.res_id)
            loose.write({"res_model": self._name, "res_id": cost.id})
