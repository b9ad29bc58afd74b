from collections import defaultdict

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
        plans = self._set_withheld_apart(super()._plan(due, items))
        speaking = [
            plan for plan in plans if not plan["handoff"] and not plan["obstacle"]
        ]
        for plan in speaking:
            plan["obstacle"] = plan["case"].partner_id._collection_silent()
        self._guard([plan for plan in speaking if not plan["obstacle"]])
        return plans

    @api.model
    def _set_withheld_apart(self, plans):
        """Give what must not be said a plan of its own, with the reason."""
        moves = self.env["account.move"].union(
            *[item.move_id for plan in plans for item, _stage in plan["staged"]]
        )
        withheld = moves._collection_withheld()
        if not withheld:
            return plans
        kept = []
        for plan in plans:
            if plan["obstacle"] or plan["handoff"]:
                kept.append(plan)
                continue
            groups = defaultdict(list)
            for item, stage in plan["staged"]:
                groups[withheld.get(item.move_id)].append((item, stage))
            for reason, staged in groups.items():
                told = {"obstacle": reason.text, "asks": reason.asks} if reason else {}
                kept.append({**plan, "staged": staged, **told})
        return kept

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
                    plan["asks"] = False

    @api.model
    def _is_voice(self, stage):
        """Tell whether a stage is only said by a person: a call or a visit."""
        return set(stage.channel_ids.mapped("way")) == {"person"}
