from odoo import api, fields, models
from odoo.tools import format_date


class ResCompany(models.Model):
    """How careful this company is with what the ledger does not tell yet."""

    _inherit = "res.company"

    collection_credit = fields.Selection(
        [
            ("mention", "Mention it; nothing leaves when it covers the claim"),
            ("deduct", "Deduct it; nothing leaves when it covers the claim"),
            ("skip", "Send nothing until it is matched"),
        ],
        string="Unmatched Payments and Credit Notes",
        default="mention",
        required=True,
    )
    collection_unsent = fields.Selection(
        [
            ("ask", "Not reminded: a person is asked"),
            ("remind", "Reminded like the others"),
        ],
        string="Invoices Never Sent",
        default="remind",
        required=True,
        help="Posted invoices that the host does not know as sent.",
    )
    collection_bank_days = fields.Integer(
        string="Bank Entries Older Than",
        default=7,
        help="Warn the collector when the last bank entry is older than so many days. "
        "0: never.",
    )
    collection_bank_warning = fields.Char(compute="_compute_collection_bank_warning")

    @api.depends_context("collection_today", "lang")
    @api.depends("collection_bank_days")
    def _compute_collection_bank_warning(self):
        for company in self:
            late = company._collection_late_banks(company._collection_today())
            company.collection_bank_warning = (
                self._collection_bank_words(late) if late else False
            )

    def _collection_late_banks(self, today):
        """Return ``{bank journal: day of its last entry}`` of those not fresh.

        A journal that never had an entry is not followed in the books.
        """
        self.ensure_one()
        if self.collection_bank_days <= 0:
            return {}
        oldest = fields.Date.subtract(today, days=self.collection_bank_days)
        rows = (
            self.env["account.bank.statement.line"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.id),
                    ("journal_id.type", "=", "bank"),
                    ("journal_id.active", "=", True),
                    ("move_id.state", "=", "posted"),
                ],
                ["journal_id"],
                ["date:max"],
            )
        )
        return {journal: last for journal, last in rows if last < oldest}

    @api.model
    def _collection_bank_words(self, late):
        return self.env._(
            "The last bank entries may be missing, and payments with them: %s.",
            ", ".join(
                f"{journal.name} → {format_date(self.env, last)}"
                for journal, last in late.items()
            ),
        )

    def _collection_warn_of_bank(self, today):
        """Ask a person, once per last entry, to bring the bank up to date."""
        for journal, last in self._collection_late_banks(today).items():
            question = self.env._(
                "Reminders go out, but the last bank entry is of %s: import what "
                "came in since.",
                format_date(self.env, last),
            )
            asked = journal.with_context(active_test=False).activity_ids
            if question not in asked.mapped("summary"):
                journal.with_context(mail_activity_quick_update=True).activity_schedule(
                    "account_collection.mail_activity_type_collection",
                    date_deadline=today,
                    summary=question,
                    user_id=self._collection_person().id,
                )
