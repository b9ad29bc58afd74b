from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..export import claim, claim_frozen, claim_sheet, text

FROZEN = {
    "case_id",
    "move_ids",
    "date",
    "lang",
    "currency_id",
    "data",
    "sha256",
    "pdf_id",
    "xlsx_id",
    "issued_on",
    "issued_by",
    "amount_total",
}
FACTS = FROZEN - {"case_id", "move_ids", "date", "lang"} | {"state", "name"}


class CollectionStatement(models.Model):
    """The claim statement (décompte) of a case or of some of its invoices at a day.

    While it is a draft it follows the ledger; once issued it is frozen with its hash:
    the same ledger and date give the same figures.
    """

    _name = "collection.statement"
    _description = "Claim Statement"
    _inherit = ["collection.record.mixin", "collection.paper.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True
    _fact_fields = FACTS

    name = fields.Char(string="Reference", required=True, readonly=True, copy=False)
    case_id = fields.Many2one(
        "collection.case",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        check_company=True,
        domain="[('collection_case_id', '=', case_id)]",
        help="Empty: all invoices of the case.",
    )
    date = fields.Date(
        required=True,
        string="Up To",
        help="The last day that interest is counted for; past days are possible.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    issued_on = fields.Datetime(readonly=True, copy=False)
    issued_by = fields.Many2one("res.users", readonly=True, copy=False)
    data = fields.Text(
        readonly=True, copy=False, help="The figures as they were issued, frozen."
    )
    sha256 = fields.Char(string="SHA-256", readonly=True, copy=False)
    pdf_id = fields.Many2one("ir.attachment", string="PDF", readonly=True, copy=False)
    xlsx_id = fields.Many2one(
        "ir.attachment", string="Spreadsheet", readonly=True, copy=False
    )
    amount_total = fields.Monetary(
        readonly=True,
        copy=False,
        string="Claimed",
        help="All of it in company currency, at the rates of that day.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # -- CRUD ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            case = self.env["collection.case"].browse(vals.get("case_id"))
            if case and not vals.get("date"):
                vals["date"] = case.company_id._collection_today()
            if case and not vals.get("lang"):
                vals["lang"] = case.partner_id._collection_lang()
            self._check_facts(vals.keys())
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            vals["name"] = sequence.next_by_code("collection.statement")
        # The reference is a fact; everything else was checked above.
        created = super(CollectionStatement, self.sudo()).create(vals_list)
        created.with_env(self.env).check_access("create")
        return created.with_env(self.env)

    def write(self, vals):
        issued = self.filtered(lambda one: one.state == "issued")
        if issued and FROZEN & vals.keys():
            raise UserError(
                self.env._(
                    "Statement %s was issued: its figures are frozen. Make another one "
                    "for another day.",
                    issued[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(one.state == "issued" for one in self):
            raise UserError(
                self.env._("A statement that was issued is part of the history.")
            )

    @api.constrains("move_ids", "case_id")
    def _check_invoices(self):
        for one in self:
            strange = one.move_ids - one.case_id.item_ids.move_id
            if strange:
                raise UserError(
                    self.env._(
                        "%(invoices)s: not an invoice of case %(case)s.",
                        invoices=", ".join(strange.mapped("name")),
                        case=one.case_id.name,
                    )
                )

    # -- what it shows -------------------------------------------------------

    @api.depends_context("lang")
    @api.depends("case_id", "move_ids", "date", "lang", "state")
    def _compute_preview(self):
        for one in self:
            drawn = one.state == "issued" or (one.case_id and one.date and one.lang)
            one.preview = one._as_screen() if drawn else False

    def _as_screen(self):
        try:
            account = self._frozen() or self._account()
        except (text.ExportError, UserError) as error:
            return self.env["ir.qweb"]._render(
                "account_collection.statement_problem", {"problem": str(error)}
            )
        return self._render_screen(account)

    def _frozen(self):
        """Return the rows as they were issued, or ``None``.

        :raises ExportError: the data is not what was frozen.
        """
        if self.state != "issued":
            return None
        return claim_frozen.thaw(self.data.encode(), self.sha256)

    # -- issuing -------------------------------------------------------------

    def action_issue(self):
        """Freeze these statements: figures, PDF, spreadsheet, hash."""
        self.check_access("write")
        for one in self.filtered(lambda each: each.state == "draft"):
            one.sudo()._issue(self.env.user)

    def _issue(self, user):
        try:
            account = claim_frozen.sealed(self._account())
            files = self._write_files(account)
        except text.ExportError as error:
            raise UserError(str(error)) from error
        attachments = self._attach_files(files)
        self._record_fact(
            state="issued",
            data=claim_frozen.freeze(account).decode(),
            sha256=account.sha256,
            pdf_id=attachments[0].id,
            xlsx_id=attachments[1].id,
            issued_on=fields.Datetime.now(),
            issued_by=user.id,
            amount_total=self._total_in_company_currency(account),
        )
        self.case_id._log_event(
            self.env._(
                "Claim statement %(name)s up to %(day)s issued.",
                name=self.name,
                day=self._format_day(self.date),
            )
        )

    def _write_files(self, account):
        words = self._labels("ClaimLabels")
        formats = self._formats()
        return {
            "pdf": claim.write_claim_pdf(account, words, formats, self._typeface()),
            "xlsx": claim_sheet.write_claim_xlsx(account, words),
        }

    def _total_in_company_currency(self, account):
        currencies = self.env["res.currency"].with_context(active_test=False)
        return sum(
            currencies.search([("name", "=", code)], limit=1)._convert(
                float(account.total(code).total),
                self.currency_id,
                self.company_id,
                self.date,
            )
            for code in account.currencies
        )

    @api.model
    def _keeping(self, attachments):
        """Return the issued statements whose files are among ``attachments``."""
        return self.search(
            [
                ("state", "=", "issued"),
                "|",
                ("pdf_id", "in", attachments.ids),
                ("xlsx_id", "in", attachments.ids),
            ],
            limit=1,
        )

    # -- buttons -------------------------------------------------------------

    def action_open_pdf(self):
        """Open the PDF that was issued."""
        self.ensure_one()
        return self._download(self.pdf_id)

    def action_open_xlsx(self):
        """Open the spreadsheet that was issued."""
        self.ensure_one()
        return self._download(self.xlsx_id)

    @api.model
    def _open_for(self, case, moves=None):
        """Open a new draft for a case, or for some of its invoices."""
        draft = self.create(
            {
                "case_id": case.id,
                "move_ids": [Command.set(moves.ids)] if moves else [],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Claim Statement"),
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }
