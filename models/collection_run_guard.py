from odoo import api, models


class CollectionRun(models.Model):
    """The contact guard at recording.

    Where the limit is reached nothing is recorded: what is due by the first day allowed
    then goes in one notice, with that day's amounts, instead of a queue of notices. The
    clock loses nothing, for a stage counts from its departure. Once recorded, a notice
    waits (see ``collection.delivery``).
    """

    _inherit = "collection.run"

    @api.model
    def _plan(self, due, items):
        plans = super()._plan(due, items)
        speaking = [
            plan for plan in plans if not plan["handoff"] and not plan["obstacle"]
        ]
        for plan in speaking:
            plan["obstacle"] = plan["case"].partner_id._collection_silent()
        self._guard([plan for plan in speaking if not plan["obstacle"]])
        return plans

    @api.model
    def _guard(self, plans):
        """Put off the plans whose debtor was contacted as often as the house allows."""
        notices = self.env["collection.notice"]
        cases = self.env["collection.case"].union(*[plan["case"] for plan in plans])
        for company, mine in cases.grouped("company_id").items():
            today = company._collection_today()
            calling = self.env["res.partner"].union(
                *[
                    plan["case"].partner_id
                    for plan in plans
                    if self._is_voice(notices._highest(plan["staged"]))
                ]
            )
            days = mine.partner_id._collection_capped(company, today, calling)
            for plan in plans:
                day = days.get(plan["case"].partner_id)
                if day and plan["case"].company_id == company:
                    plan["obstacle"] = notices._guard_words(day)
                    plan["guarded"] = True

    def _tell_obstacle(self, plan):
        # EXTENDS: a limit passes by itself, nobody has to be asked
        if plan.get("guarded"):
            self._note(plan["staged"], "skipped", plan["obstacle"])
        else:
            super()._tell_obstacle(plan)

    @api.model
    def _is_voice(self, stage):
        """Tell whether a stage is only said by a person: a call or a visit."""
        return set(stage.channel_ids.mapped("way")) == {"person"}
