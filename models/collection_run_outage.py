from odoo import api, models
from odoo.tools import plaintext2html

TYPE = "account_collection.mail_activity_type_outage"


class CollectionRun(models.Model):
    """A mail server that does not answer is one task, not one for each notice."""

    _name = "collection.run"
    _inherit = ["collection.run", "mail.thread", "mail.activity.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        # A run tells of itself by its lines, nobody follows it.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(CollectionRun, quiet).create(vals_list).with_env(self.env)

    @api.model
    def _tell_outage(self, deliveries, reason, today):
        """Ask once for each company; the notices stay ready and leave with the next
        play."""
        for company, mine in deliveries.grouped("company_id").items():
            if self._outages(company):
                continue
            run = mine.notice_id.run_id.sorted("id")[-1:] or self.search(
                [("company_id", "=", company.id)], limit=1
            )
            question = self.env._(
                "The mail server does not answer: the e-mails wait and leave with the "
                "next play."
            )
            if not run:
                mine[0].case_id._ask(question, today)
                continue
            run.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                TYPE,
                date_deadline=today,
                summary=question,
                note=plaintext2html(reason),
                user_id=company._collection_person().id,
            )

    @api.model
    def _close_outage(self, companies):
        """E-mails leave again: the task is done."""
        self._outages(companies).sudo().action_feedback(
            self.env._("The mail server answers again.")
        )

    @api.model
    def _outages(self, companies):
        runs = self._search([("company_id", "in", companies.ids)])
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", runs),
                ("activity_type_id", "=", self.env.ref(TYPE).id),
            ]
        )
