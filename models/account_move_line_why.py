from odoo import models


class AccountMoveLine(models.Model):
    """Why a stage that is due is not said: what a run would meet now."""

    _inherit = "account.move.line"

    def _collection_reasons(self, decisions):
        # EXTENDS: the contact guard and what else stands in the way today
        reasons = super()._collection_reasons(decisions)
        due = {
            line: decision
            for line, decision in decisions.items()
            if decision.kind == "due"
        }
        for line, obstacle in self._collection_obstacles(due).items():
            if obstacle not in reasons[line]:
                reasons[line] = f"{reasons[line]} {obstacle}".strip()
        return reasons

    def _collection_obstacles(self, due):
        """Return ``{line: why a run would not say its due stage now}``, in words.

        :param due: ``{line: Decision}``
        """
        lines = self.env["account.move.line"].union(*due)
        items = lines._collection_items()
        known = {line: decision for line, decision in due.items() if items[line]}
        found = {}
        for plan in self.env["collection.run"]._plan(known, items):
            if plan["obstacle"]:
                mine = {item for item, _stage in plan["staged"]}
                found.update(
                    (line, plan["obstacle"]) for line in known if items[line] in mine
                )
        fresh = lines.filtered(lambda line: not items[line])
        found.update(fresh._collection_newcomer_obstacles())
        return found

    def _collection_newcomer_obstacles(self):
        """Return the same for those that are not on the ladder yet: their debtor fell
        silent, is written to often enough, or the invoice is withheld."""
        withheld = self.move_id._collection_withheld()
        found = {}
        for company, lines in self.grouped("company_id").items():
            debtors = lines.move_id.commercial_partner_id
            days = debtors._collection_capped(company, company._collection_today())
            for line in lines:
                debtor = line.move_id.commercial_partner_id
                reason = debtor._collection_silent()
                if not reason and line.move_id in withheld:
                    reason = withheld[line.move_id].text
                if not reason and debtor in days:
                    reason = self.env["collection.notice"]._guard_words(days[debtor])
                if reason:
                    found[line] = reason
        return found
