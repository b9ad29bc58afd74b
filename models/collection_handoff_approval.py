from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

# Whoever approved saw these: where they change, he has not approved it.
APPROVED = {"case_id", "recipient_id", "kind", "line_ids"}


class CollectionHandoff(models.Model):
    """Above an amount two people decide on a hand-off: one approves it, another hands
    off. Nobody does both."""

    _inherit = "collection.handoff"

    approval_ids = fields.One2many(
        "collection.approval", "handoff_id", string="Approvals", readonly=True
    )
    approval_limit = fields.Monetary(
        compute="_compute_approval", string="Two People Above"
    )
    needs_approval = fields.Boolean(compute="_compute_approval")
    is_approved = fields.Boolean(compute="_compute_approval", string="Approved")

    @api.depends(
        "amount_total", "recipient_id", "approval_ids.is_void", "approval_ids.amount"
    )
    def _compute_approval(self):
        for handoff in self:
            limit = handoff._approval_limit()
            handoff.approval_limit = limit
            handoff.needs_approval = bool(limit) and (
                handoff.currency_id.compare_amounts(handoff.amount_total, limit) > 0
            )
            handoff.is_approved = bool(handoff._standing_approvals())

    def _approval_limit(self):
        """Return the amount above which two people decide, in this hand-off's
        currency; 0: none. The recipient's own goes before the company's."""
        company = self.company_id
        recipient = self.recipient_id.with_company(company)
        limit = recipient.collection_handoff_limit or company.collection_handoff_limit
        return company.currency_id._convert(
            limit, self.currency_id, company, company._collection_today()
        )

    def _standing_approvals(self):
        """Return the approvals of what is claimed now."""
        return self.approval_ids.filtered(
            lambda one: (
                not one.is_void
                and not self.currency_id.compare_amounts(one.amount, self.amount_total)
            )
        )

    def action_approve(self):
        """Approve these hand-offs as they stand now; another person hands them off."""
        for handoff in self:
            handoff._check_draft()
            handoff._read_again()
            if self.env.user in handoff._standing_approvals().user_id:
                raise UserError(
                    self.env._("You have approved %s already.", handoff.name)
                )
            self.env["collection.approval"].sudo().create(
                {
                    "handoff_id": handoff.id,
                    "user_id": self.env.uid,
                    "approved_at": fields.Datetime.now(),
                    "amount": handoff.amount_total,
                }
            )
            handoff.case_id._log_event(
                self.env._("Hand-off %s approved.", handoff.name)
            )

    def _approval_problems(self):
        """Return why nobody approved this hand-off yet."""
        if not self.needs_approval:
            return []
        others = self._standing_approvals().user_id - self.env.user
        if others:
            return []
        return [
            self.env._(
                "%(name)s claims %(amount)s, above %(limit)s: another person than the "
                "one who hands it off must approve it as it stands.",
                name=self.name,
                amount=self._in_words(self.amount_total),
                limit=self._in_words(self.approval_limit),
            )
        ]

    def _in_words(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def write(self, vals):
        if APPROVED & vals.keys():
            self.sudo().approval_ids.filtered(lambda one: not one.is_void).write(
                {"is_void": True}
            )
        return super().write(vals)


class ResCompany(models.Model):
    _inherit = "res.company"

    collection_handoff_limit = fields.Monetary(
        string="Hand-offs by Two People Above",
        help="A hand-off that claims more is approved by one person and handed off by "
        "another. 0: one person does both.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_handoff_limit = fields.Monetary(
        related="company_id.collection_handoff_limit",
        readonly=False,
        currency_field="collection_currency_id",
    )
    collection_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of Limits"
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    collection_handoff_limit = fields.Float(
        string="Hand-offs by Two People Above",
        company_dependent=True,
        digits=(16, 2),
        help="What is handed off to this recipient and claims more is approved by a "
        "second person. 0: the company's amount.",
    )
