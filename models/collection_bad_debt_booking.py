from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


class CollectionBadDebt(models.Model):
    """What was planned is shown, then posted as shown, and recorded as a step."""

    _inherit = "collection.bad.debt"

    # -- posting -----------------------------------------------------------------

    def _book(self, kind, values):
        """Post the entries of a step and record it; return the step."""
        self.ensure_one()
        self._check_accountant()
        plan = self._plan(kind, values)
        moves = self._post_entries(plan, values["date"])
        step = (
            self.env["collection.bad.debt.step"]
            .sudo()
            .create(
                {
                    "bad_debt_id": self.id,
                    "kind": kind,
                    "date": values["date"],
                    "user_id": self.env.uid,
                    "reason": values.get("reason"),
                    "percent": values.get("percent") or 0.0,
                    "recovers_tax": bool(values.get("recovers_tax")),
                    "entry_ids": [fields.Command.set(moves.ids)],
                    "amount_gross": float(plan.gross),
                    "amount_net": float(plan.net),
                    "amount_tax": float(plan.tax),
                    "tax_shares": plan.tax_shares,
                }
            )
        )
        self._after_step(step)
        return step.with_env(self.env)

    def _post_entries(self, plan, day):
        moves = self.env["account.move"].create(
            [self._entry_values(entry, day) for entry in plan.entries]
        )
        self._check_locks(moves)
        moves._post(soft=False)
        for entry, move in zip(plan.entries, moves, strict=True):
            lines = move.line_ids.sorted("sequence")
            for position, line in entry.matches:
                # A transfer or a loss is no payment: no tax falls due by it.
                pair = (lines[position] | line).with_context(no_cash_basis=True)
                pair.reconcile()
        return moves

    def _entry_values(self, entry, day):
        return {
            "move_type": "entry",
            "journal_id": self.company_id._collection_journal("bad_debts").id,
            "company_id": self.company_id.id,
            "date": day,
            "ref": entry.label,
            "collection_bad_debt_id": self.id,
            "line_ids": [
                fields.Command.create({**values, "sequence": position})
                for position, values in enumerate(entry.lines)
            ],
        }

    @api.model
    def _check_locks(self, moves):
        """Refuse a locked date with the host's words; the host would quietly move the
        entry to another day, and a year's end is that day or none."""
        moves._check_fiscal_lock_dates()
        for move in moves:
            locks = move._get_violated_lock_dates(move.date, move._affect_tax_report())
            if locks:
                raise UserError(
                    self.env._(
                        "The entry would change a tax statement that was issued. "
                        "Change its date, or these lock dates: %s",
                        self.env["res.company"]._format_lock_dates(locks),
                    )
                )

    def _after_step(self, step):
        self.env["collection.item"]._forget_ledger()
        self.invalidate_recordset()
        self._refresh_state()
        self.case_id._log_event(
            self.env._(
                "%(invoice)s: %(step)s, %(amount)s, entries of %(day)s.",
                invoice=self.move_id.name,
                step=step.display_name,
                amount=self.currency_id.format(step.amount_gross),
                day=format_date(self.env, step.date),
            )
        )

    # -- preview -----------------------------------------------------------------

    def _as_preview(self, entry, day):
        """Return an entry as the host's preview of entries shows it."""
        accounts = self.env["account.account"]
        lines = [
            {
                "account_id": accounts.browse(values["account_id"]).display_name,
                "name": values["name"],
                "debit": self._shown(max(values["balance"], 0.0)),
                "credit": self._shown(max(-values["balance"], 0.0)),
            }
            for values in entry.lines
        ]
        return {
            "group_name": f"{format_date(self.env, day)}, {entry.label}",
            "items_vals": [(0, 0, line) for line in lines],
        }

    def _shown(self, amount):
        if not amount:
            return ""
        return formatLang(self.env, amount, currency_obj=self.currency_id)
