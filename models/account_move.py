from odoo import api, fields, models
from odoo.fields import Domain

from .bulk import update_rows
from .client_actions import show_form, show_list


class AccountMove(models.Model):
    _inherit = "account.move"

    # Plain columns, written only by our own acts: posting and reconciling an invoice
    # cost the same with the add-on as without.
    collection_stage_id = fields.Many2one(
        "collection.stage",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
        help="The most advanced stage of its instalments.",
    )
    collection_last_notice_id = fields.Many2one(
        "collection.notice",
        string="Last Notice",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )
    collection_policy_id = fields.Many2one(
        "collection.policy",
        groups="account_collection.group_collection_readonly",
        index="btree_not_null",
        copy=False,
        check_company=True,
        help="A policy for this invoice only.",
    )
    collection_item_ids = fields.One2many(
        "collection.item",
        "move_id",
        groups="account_collection.group_collection_readonly",
    )
    collection_hold_ids = fields.One2many(
        "collection.hold",
        "move_id",
        groups="account_collection.group_collection_readonly",
    )

    collection_case_id = fields.Many2one(
        "collection.case",
        compute="_compute_collection_case_id",
        compute_sudo=True,
        search="_search_collection_case_id",
    )
    collection_notice_line_ids = fields.One2many(
        "collection.notice.line",
        compute="_compute_collection_notice_line_ids",
        groups="account_collection.group_collection_readonly",
    )
    collection_next_stage_id = fields.Many2one(
        "collection.stage",
        groups="account_collection.group_collection_readonly",
        string="Next Action",
        compute="_compute_collection_next",
        search="_search_collection_next_stage",
    )
    collection_next_date = fields.Date(
        groups="account_collection.group_collection_readonly",
        string="Next Action On",
        compute="_compute_collection_next",
        search="_search_collection_next_date",
    )
    collection_on_hold = fields.Boolean(
        groups="account_collection.group_collection_readonly",
        string="On Hold",
        compute="_compute_collection_hold",
        search="_search_collection_on_hold",
    )
    collection_hold = fields.Char(
        groups="account_collection.group_collection_readonly",
        string="Hold",
        compute="_compute_collection_hold",
    )
    collection_why = fields.Char(
        groups="account_collection.group_collection_readonly",
        string="Why",
        compute="_compute_collection_why",
        help="Why nothing was sent.",
    )
    collection_notice_count = fields.Integer(
        groups="account_collection.group_collection_readonly",
        compute="_compute_collection_notice_count",
    )

    # -- computed, searchable ------------------------------------------------

    @api.depends("collection_item_ids.case_id")
    def _compute_collection_case_id(self):
        for move in self:
            items = move.collection_item_ids.sorted(lambda one: (one.date_due, one.id))
            move.collection_case_id = items[-1:].case_id

    @api.model
    def _search_collection_case_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == "in" and False in value:
            cases = [case for case in value if case]
            nowhere = Domain("collection_item_ids", "=", False)
            return nowhere | Domain("collection_item_ids.case_id", "in", cases)
        return Domain("collection_item_ids.case_id", operator, value)

    @api.depends("collection_item_ids.next_date", "amount_residual")
    def _compute_collection_next(self):
        for move in self:
            waiting = move.collection_item_ids.filtered(
                lambda item: item.next_date and item.is_open
            ).sorted("next_date")[:1]
            move.collection_next_stage_id = waiting.next_stage_id
            move.collection_next_date = waiting.next_date

    @api.model
    def _search_collection_next_date(self, operator, value):
        return self._collection_search_items(Domain("next_date", operator, value))

    @api.model
    def _search_collection_next_stage(self, operator, value):
        return self._collection_search_items(Domain("next_stage_id", operator, value))

    @api.model
    def _collection_search_items(self, domain):
        is_open = Domain("is_open", "=", True)
        return Domain("collection_item_ids", "any", list(domain & is_open))

    @api.depends_context("collection_today", "lang")
    @api.depends(
        "collection_hold_ids.date_to", "collection_item_ids.case_id.hold_ids.date_to"
    )
    def _compute_collection_hold(self):
        for move in self:
            parents = move.collection_document_accessory_ids.move_id
            holds = (
                move | parents
            ).collection_hold_ids | move.collection_case_id.hold_ids.filtered(
                lambda hold, move=move: (
                    not hold.move_id
                    and (not hold.item_id or hold.item_id.move_id == move)
                )
            )
            running = holds.filtered("is_running")
            move.collection_on_hold = bool(running)
            move.collection_hold = ", ".join(one.display_name for one in running)

    @api.model
    def _search_collection_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        holds = self.env["collection.hold"].search([("is_running", "=", True)])
        whole = holds.filtered(lambda hold: not hold.move_id and not hold.item_id)
        domain = Domain(
            "id",
            "in",
            (
                holds.move_id
                | holds.item_id.move_id
                | holds.move_id.collection_accessory_ids.document_id
            ).ids,
        ) | Domain("collection_item_ids.case_id", "in", whole.case_id.ids)
        return domain if True in value else ~domain

    @api.depends_context("collection_today", "lang")
    @api.depends("payment_state", "collection_item_ids.next_date")
    def _compute_collection_why(self):
        self.collection_why = False
        for company, moves in self.grouped("company_id").items():
            lines = moves.line_ids.filtered(lambda line: line._collection_is_claim())
            decisions = lines._collection_decide(company._collection_today())
            reasons = lines._collection_reasons(decisions)
            for line, reason in reasons.items():
                line.move_id.collection_why = reason

    @api.depends("collection_item_ids.notice_line_ids")
    def _compute_collection_notice_line_ids(self):
        for move in self:
            move.collection_notice_line_ids = move.collection_item_ids.notice_line_ids

    @api.depends("collection_notice_line_ids")
    def _compute_collection_notice_count(self):
        for move in self:
            move.collection_notice_count = len(
                move.collection_notice_line_ids.notice_id
            )

    # -- policy --------------------------------------------------------------

    def _collection_policies(self):
        """Return ``{invoice: policy}``."""
        choices = self._collection_choices()
        return {move: policy for move, (policy, _source) in choices.items()}

    def write(self, vals):
        # EXTENDS 'account'
        result = super().write(vals)
        if "collection_policy_id" in vals:
            self.collection_item_ids._schedule()
        return result

    def _collection_legal_pdfs(self):
        """Return ``{invoice: its legal PDF}``; where there is none it is made once,
        through the host's own service, never as a pro-forma."""
        missing = self.filtered(lambda move: not move.invoice_pdf_report_id)
        if missing:
            self.env["account.move.send"].sudo()._generate_and_send_invoices(
                missing, sending_methods={}, extra_edis={}, allow_raising=False
            )
        pdfs = {move: move.sudo().invoice_pdf_report_id for move in self}
        return {move: pdf for move, pdf in pdfs.items() if pdf}

    # -- our own acts --------------------------------------------------------

    def _collection_refresh(self, notices=None):
        """Write the stage of these invoices, and the last notice where one has just
        departed: one statement for all, none where nothing changes."""
        said = notices.line_ids if notices else ()
        last = {line.move_id: line.notice_id for line in said}
        items = self.env["collection.item"].search([("move_id", "in", self.ids)])
        by_move = items.grouped("move_id")
        changed, rows = [], []
        for move in self:
            top = self._collection_top(by_move.get(move, items.browse()).stage_id)
            row = {"collection_stage_id": top.id}
            if notices:
                notice = last.get(move, move.collection_last_notice_id)
                row["collection_last_notice_id"] = notice.id
            if any(move[name].id != value for name, value in row.items()):
                changed.append(move.id)
                rows.append(row)
        update_rows(self.browse(changed), rows)

    @api.model
    def _collection_top(self, stages):
        """Return the most advanced of these stages."""
        return max(stages, key=lambda stage: stage._nominal_day(), default=stages)

    # -- buttons -------------------------------------------------------------

    def action_collection_case(self):
        """Open the case of this invoice."""
        return show_form(self.collection_case_id)

    def action_collection_notices(self):
        """Open the notices that name these invoices."""
        return show_list(
            self.env, "collection_notice_action", [("line_ids.move_id", "in", self.ids)]
        )

    def action_collection_hold(self):
        """Ask for a hold on these invoices."""
        return self.env["collection.hold.wizard"]._open_for(self)

    def action_collection_run(self):
        """Play the policies now for the debtors of these invoices."""
        return self.env["collection.run"]._play_for(self._collection_debtors())
