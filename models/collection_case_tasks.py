from markupsafe import Markup

from odoo import api, models


class CollectionCase(models.Model):
    """What people are asked and told about a case, and who they are."""

    _inherit = "collection.case"

    def _log_event(self, text):
        """Note in plain words on the case's chatter what happened."""
        for case in self:
            case.message_post(
                body=Markup("<p>%s</p>") % text,
                message_type="notification",
                subtype_xmlid="mail.mt_note",
            )

    def _ask(self, question, day, once=False):
        """Ask the collector, not again while the same question is open.

        :param once: never again, even when it was answered.
        """
        self._ask_each([(case, question) for case in self], day, once)

    @api.model
    def _ask_each(self, questions, day, once=False):
        """Ask the collectors many questions in one go, as :meth:`_ask` does one.

        :param questions: pairs of a case and what is asked about it.
        """
        cases = self.browse().union(*[case for case, _question in questions])
        asked = {
            (one.res_id, one.summary)
            for one in cases.with_context(active_test=not once).activity_ids
        }
        self._schedule(
            "account_collection.mail_activity_type_collection",
            [
                (case, {"summary": question, "date_deadline": day})
                for case, question in dict.fromkeys(questions)
                if (case.id, question) not in asked
            ],
        )

    @api.model
    def _schedule(self, kind, tasks):
        """Give the collectors tasks on their cases, all in one go.

        :param str kind: external id of the type of activity.
        :param tasks: pairs of a case and the values of its activity.
        """
        activities = self.env["mail.activity"]
        if not tasks or self.env.context.get("mail_activity_automation_skip"):
            return activities
        common = {
            "activity_type_id": self.env.ref(kind).id,
            "automated": True,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
        }
        return activities.with_context(mail_activity_quick_update=True).create(
            [
                {
                    **common,
                    "res_id": case.id,
                    "user_id": case._responsible().id,
                    **values,
                }
                for case, values in tasks
            ]
        )

    def _collector(self):
        """Return who collects here and signs, maybe nobody; who left does not."""
        named = self.user_id.filtered("active")
        return named or self.company_id.collection_user_id.filtered("active")

    def _responsible(self):
        """Return who is asked: a person, also where nobody collects."""
        self.ensure_one()
        return self._collector() or self.company_id._collection_person()
