from odoo import api, models

from .collection_item import PENDING_STATES

# A kept promise and a plan paid to its end are the best reasons to thank.
WELCOME_HOLDS = ("promise", "plan")


class CollectionCase(models.Model):
    """Thanks to a debtor who paid all that was claimed from him."""

    _inherit = "collection.case"

    @api.model
    def _close_settled(self, company, today):
        # EXTENDS: who paid is thanked before his case closes, and its holds with it
        if company.collection_thanks:
            self._thank_payers(company)
        return super()._close_settled(company, today)

    @api.model
    def _thank_payers(self, company):
        """Record one message for each debtor whose claimed items are all settled."""
        settled = self.env["collection.item"]._newly_settled(company)
        cases = settled.case_id
        chased = cases._still_chased()
        obstacles = (cases - chased)._unthankable()
        paid = settled._paid()
        for case, items in settled.grouped("case_id").items():
            if case in chased:
                continue
            items._record_fact(is_settlement_told=True)
            mine = items & paid
            if not mine:
                continue
            if case in obstacles:
                case._log_event(
                    self.env._("Paid, and not thanked: %s", obstacles[case])
                )
                continue
            self.env["collection.notice"]._record_thanks(case, mine)

    def _still_chased(self):
        """Return those of whose debtor something open was claimed, or is about to be,
        in whichever case: thanks would be absurd there."""
        lines = self.env["collection.notice.line"].search(
            [
                ("item_id.partner_id", "in", self.partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("days_late", ">", 0),
                "|",
                ("departed_on", "!=", False),
                ("notice_id.state", "in", PENDING_STATES),
            ]
        )
        claimed = {
            (item.partner_id, item.company_id) for item in lines.item_id if item.is_open
        }
        chased = self.filtered(
            lambda case: (case.partner_id, case.company_id) in claimed
        )
        return chased | (self - chased)._owing_what_was_claimed()

    def _owing_what_was_claimed(self):
        """Return those whose debtor paid the principal and owes interest or the
        indemnity that a notice claimed; what was never claimed is not chased."""
        claiming = self.filtered(
            lambda case: any(
                notice.departed_on and notice._claims_accessories()
                for notice in case.notice_ids
            )
        )
        owing = self.browse()
        for company, cases in claiming.grouped("company_id").items():
            claims = cases._accessory_claims(company._collection_today())
            owing |= self.browse().union(*claims)
        return owing

    def _unthankable(self):
        """Return ``{case: why its debtor is not thanked}``, in words."""
        chased = self._still_chased()
        reasons = {}
        for case in self:
            holds = case.hold_ids.filtered(
                lambda hold: hold.is_running and hold.kind not in WELCOME_HOLDS
            )
            if case in chased:
                reasons[case] = self.env._("Another debt is claimed by now.")
            elif holds:
                reasons[case] = holds[0]._reason()
            elif case.partner_id._collection_silent():
                reasons[case] = case.partner_id._collection_silent()
        return reasons
