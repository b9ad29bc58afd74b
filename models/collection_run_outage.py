from odoo import api, models
from odoo.tools import plaintext2html

TYPE = "account_collection.mail_activity_type_outage"


class CollectionRun(models.Model):
    """A mail server or gateway that does not answer is one task, not one for each
    notice."""

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
        play.

        :param deliveries: all of one channel.
        """
        channel = deliveries.channel_id
        question = channel._carrier()._outage_words()
        for company, mine in deliveries.grouped("company_id").items():
            if self._outages(company, channel):
                continue
            run = mine.notice_id.run_id.sorted("id")[-1:] or self.search(
                [("company_id", "=", company.id)], limit=1
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
                collection_channel_id=channel.id,
            )

    @api.model
    def _close_outage(self, deliveries):
        """These leave, all by one channel: the task is done."""
        self._outages(
            deliveries.company_id, deliveries.channel_id
        ).sudo().action_feedback(self.env._("It answers again."))

    @api.model
    def _outages(self, companies, channel):
        runs = self._search([("company_id", "in", companies.ids)])
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", runs),
                ("activity_type_id", "=", self.env.ref(TYPE).id),
                ("collection_channel_id", "=", channel.id),
            ]
        )
