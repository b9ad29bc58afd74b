from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .bulk import insert_rows


class CollectionCase(models.Model):
    """The one open case of a debtor: found, opened with many others, claimed by a run,
    taken over by another debtor's."""

    _inherit = "collection.case"

    @api.model
    def _open_cases(self, debtors, companies):
        """Return ``{debtor: open case}`` for those who have one."""
        cases = self.search(
            [
                ("partner_id", "in", debtors.ids),
                ("company_id", "in", companies.ids),
                ("phase", "!=", "closed"),
            ]
        )
        return {case.partner_id: case for case in cases}

    @api.model
    def _ensure_cases(self, debtors, company):
        """Return ``{debtor: case}``, opening a case where there is none."""
        cases = self._open_cases(debtors, company)
        missing = debtors.filtered(lambda debtor: debtor not in cases)
        # A run that opens a hundred cases sends no hundred e-mails to their collector.
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        names = self.env["ir.sequence"]._collection_next(self._name, len(missing))
        rows = [
            {
                "name": name,
                "partner_id": debtor.id,
                "company_id": company.id,
                "user_id": debtor._collection_user(company).id,
            }
            for debtor, name in zip(missing, names, strict=True)
        ]
        try:
            created = insert_rows(quiet, rows).with_env(self.env)
        except UniqueViolation as error:
            # Another run opened one of them meanwhile: the host plays ours again.
            raise ConcurrencyError(str(error)) from error
        created.sudo()._subscribe_collectors()
        return {**cases, **{case.partner_id: case for case in created}}

    def _subscribe_collectors(self):
        """Let the collectors follow these new cases, in two statements."""
        followed = self.filtered("user_id")
        if not followed:
            return
        followers = insert_rows(
            self.env["mail.followers"].sudo(),
            [
                {
                    "res_model": self._name,
                    "res_id": case.id,
                    "partner_id": case.user_id.partner_id.id,
                }
                for case in followed
            ],
        )
        subtypes, _internal, _external = self.env[
            "mail.message.subtype"
        ].default_subtypes(self._name)
        field = followers._fields["subtype_ids"]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s)"
                " SELECT follower, subtype FROM unnest(%s) follower,"
                " unnest(%s) subtype",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                followers.ids,
                subtypes.ids,
            )
        )
        field._invalidate_cache(self.env)

    def _claim(self):
        """Make sure that only one run at a time records notices for these cases.

        A row that another transaction changed since ours began cannot be changed: the
        host then plays ours again, which finds what the other one recorded. A case that
        ours opened is nobody else's yet.
        """
        now = self.env.cr.now()
        known = self.filtered(lambda case: case.create_date != now)
        if known:
            self.env.cr.execute(
                SQL(
                    "UPDATE collection_case SET write_date = write_date WHERE id IN %s",
                    tuple(known.ids),
                )
            )

    @api.model
    def _join(self, debtor, others):
        """Let the open cases of ``others`` go on in that of ``debtor``."""
        cases = self.search(
            [("partner_id", "in", (debtor | others).ids), ("phase", "!=", "closed")]
        )
        for company, mine in cases.grouped("company_id").items():
            kept = mine.filtered(lambda case: case.partner_id == debtor) or mine
            for case in mine - kept[0]:
                case.item_ids._record_fact(case_id=kept[0].id)
                running = case.hold_ids.filtered("is_running")
                running._record_fact(case_id=kept[0].id)
                case._carry_over(kept[0])
                case._log_event(self.env._("Goes on in case %s.", kept[0].name))
                case._close("manual", company._collection_today())
        self.env.flush_all()
