from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang


class CollectionPolicyRule(models.Model):
    """One line of the table that chooses a policy: its conditions, all of which must
    hold, and the policy it gives. The first line that fits an invoice decides."""

    _name = "collection.policy.rule"
    _description = "Collection Policy Rule"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    policy_id = fields.Many2one(
        "collection.policy",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Leave empty to use the rule in all companies.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    # -- conditions ----------------------------------------------------------
    debtor_class = fields.Selection(
        [
            ("business", "Businesses"),
            ("consumer", "Consumers"),
            ("public", "Public bodies"),
        ],
        help="Empty: whichever the debtor is.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Debtor Tags",
        help="The debtor has one of these tags. Empty: whichever he has.",
    )
    country_ids = fields.Many2many(
        "res.country",
        string="Countries",
        help="The debtor is in one of these countries. Empty: wherever he is.",
    )
    amount_from = fields.Monetary(
        string="From",
        help="The invoice's total, in the currency of its company, is at least this.",
    )
    amount_below = fields.Monetary(
        string="Below",
        help="The invoice's total, in the currency of its company, is less than this. "
        "0: no upper bound.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for rule in self:
            company = rule.company_id or self.env.company
            rule.currency_id = company.currency_id

    @api.constrains("amount_from", "amount_below")
    def _check_bracket(self):
        for rule in self:
            low, high = rule.amount_from, rule.amount_below
            if low < 0 or high < 0 or (high and high <= low):
                raise ValidationError(
                    self.env._(
                        "No invoice is at least %(low)s and less than %(high)s: "
                        "correct the amounts of the rule.",
                        low=rule._in_words(low),
                        high=rule._in_words(high),
                    )
                )

    @api.constrains("policy_id", "company_id")
    def _check_policy(self):
        for rule in self:
            if rule.policy_id.company_id and not rule.company_id:
                raise ValidationError(
                    self.env._(
                        "Policy “%(policy)s” belongs to %(company)s: say that the rule "
                        "does too.",
                        policy=rule.policy_id.name,
                        company=rule.policy_id.company_id.name,
                    )
                )

    @api.depends(
        "debtor_class", "category_ids", "country_ids", "amount_from", "amount_below"
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule._conditions()

    def _conditions(self):
        """Return the conditions in words, such as "consumers, below 500.00 €"."""
        labels = dict(self._fields["debtor_class"]._description_selection(self.env))
        words = [labels[self.debtor_class].lower()] if self.debtor_class else []
        for several in (self.category_ids, self.country_ids):
            words.append(" / ".join(several.sorted("name").mapped("name")))
        words.append(self._bracket_words())
        return ", ".join(filter(None, words)) or self.env._("all invoices")

    def _bracket_words(self):
        low, high = map(self._in_words, (self.amount_from, self.amount_below))
        if self.amount_from and self.amount_below:
            return self.env._("from %(low)s to below %(high)s", low=low, high=high)
        if self.amount_below:
            return self.env._("below %s", high)
        return self.env._("from %s", low) if self.amount_from else ""

    def _in_words(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    # -- what a rule changes moves those who stand on a ladder ---------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._reschedule(rules.company_id, any(not one.company_id for one in rules))
        return rules

    def write(self, vals):
        before, shared = self.company_id, any(not one.company_id for one in self)
        result = super().write(vals)
        shared = shared or any(not one.company_id for one in self)
        self._reschedule(before | self.company_id, shared)
        return result

    def unlink(self):
        companies, shared = self.company_id, any(not one.company_id for one in self)
        result = super().unlink()
        self._reschedule(companies, shared)
        return result

    @api.model
    def _reschedule(self, companies, shared):
        """Write anew when those climb whom a changed rule may touch.

        :param shared: a rule of all companies is among the changed ones.
        """
        domain = [("is_open", "=", True)]
        if not shared:
            domain.append(("company_id", "child_of", companies.ids))
        self.env["collection.item"].sudo().search(domain)._schedule()

    # -- choosing ------------------------------------------------------------

    @api.model
    def _table_of(self, company):
        """Return the rules ``company`` uses, in their order; one whose policy is
        archived is left out."""
        return (
            self.sudo()
            .search(
                [
                    ("company_id", "in", [False, *company.sudo().parent_ids.ids]),
                    ("policy_id.active", "=", True),
                ]
            )
            .with_env(self.env)
        )

    def _fits(self, move):
        """Tell whether all conditions hold for an invoice."""
        self.ensure_one()
        debtor = move.commercial_partner_id
        amount = move.amount_total_signed
        compare = move.company_id.currency_id.compare_amounts
        return (
            (not self.debtor_class or self.debtor_class == debtor.collection_class)
            and (not self.category_ids or self.category_ids & debtor.category_id)
            and (not self.country_ids or debtor.country_id in self.country_ids)
            and (not self.amount_from or compare(amount, self.amount_from) >= 0)
            and (not self.amount_below or compare(amount, self.amount_below) < 0)
        )
