from odoo import api, fields, models


class CollectionCase(models.Model):
    """What the screens show of a case beside its own record."""

    _name = "collection.case"
    _inherit = ["collection.case", "collection.sum.mixin"]

    _ledger_sums = ("amount_overdue", "amount_due", "amount_unallocated")

    next_icons = fields.Char(
        compute="_compute_next_icons",
        help="Font Awesome classes of the next stage's channels.",
    )
    review_count = fields.Integer(compute="_compute_review_count", string="To Review")

    @api.depends("item_ids.next_date")
    def _compute_next_icons(self):
        for case in self:
            case.next_icons = " ".join(case.next_stage_id._icons())

    @api.depends("notice_ids.state")
    def _compute_review_count(self):
        for case in self:
            waiting = case.notice_ids.filtered(lambda one: one.state == "review")
            case.review_count = len(waiting)

    # -- the debtor's class, which a collector is asked for ------------------

    def action_class_business(self):
        """Note that these debtors are businesses."""
        self._set_debtor_class("business")

    def action_class_consumer(self):
        """Note that these debtors are consumers."""
        self._set_debtor_class("consumer")

    def action_class_public(self):
        """Note that these debtors are public bodies."""
        self._set_debtor_class("public")

    def _set_debtor_class(self, debtor_class):
        # A collector answers this question without rights on all contacts.
        self.check_access("write")
        self.partner_id.sudo().collection_class = debtor_class
        for case in self:
            label = case.partner_id._fields["collection_class"].convert_to_export(
                debtor_class, case.partner_id
            )
            case._log_event(self.env._("Debtor class: %s", label))

    def action_view_unallocated(self):
        """Open the debtor's open receivable entries, to match his payments."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Entries of %s", self.partner_id.name),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("partner_id", "child_of", self.partner_id.ids),
            ],
            "context": {"create": False},
        }
