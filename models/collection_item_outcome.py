from collections import defaultdict

from odoo import models

ANSWERS = ("dispute", "promise", "plan", "insolvency", "over_indebtedness", "document")
PROOFS = {
    "bounced": "bounced",
    "unclaimed": "unclaimed",
    "returned": "unclaimed",
    "refused": "unclaimed",
    "unknown": "unclaimed",
}


class CollectionItem(models.Model):
    """What came of what was said, as the conditions of stages ask for it."""

    _inherit = "collection.item"

    def _passable(self, policies, holds, today):
        """Return ``{item: ids of the stages whose condition does not hold}``; items on
        a policy without conditions are absent.

        :param policies: ``{invoice: policy}``
        :param holds: ``{item: holds}``, ended ones included.
        """
        stages = {
            policy: policy._conditional_stages()
            for policy in set(policies.values())
            if policy
        }
        asked = self.filtered(lambda item: stages.get(policies.get(item.move_id)))
        if not asked:
            return {}
        outcomes = asked._outcomes(holds, today)
        return {
            item: frozenset(
                stage.id
                for stage in stages[policies[item.move_id]]
                if stage.condition not in outcomes[item]
            )
            for item in asked
        }

    def _outcomes(self, holds, today):
        """Return ``{item: conditions that hold}``, from holds, proofs and the debtor's
        attitude.

        An answer is a reply, a refusal, or a hold that only the debtor's word explains.
        He refuses as long as that is his last word. What came back counts where it was
        the last notice. A promise is broken once its day has passed without the sum.
        """
        found = {item: set() for item in self}
        proofs = self._told_by_proofs()
        broken = self.env["collection.hold"].union(*holds.values())._broken(today)
        for item in self:
            kinds = {hold.kind for hold in holds[item]}
            refused = item.case_id.stance == "refusal"
            if refused:
                found[item].add("refused")
            elif not kinds & set(ANSWERS) and "reply" not in proofs[item]:
                found[item].add("no_answer")
            if broken and holds[item] & broken:
                found[item].add("broken")
            found[item] |= proofs[item] - {"reply"}
        return found

    def _told_by_proofs(self):
        """Return ``{item: {"reply" from any notice, what became of the last one}}``."""
        lines = self.env["collection.notice.line"].search(
            [("item_id", "in", self.ids), ("departed_on", "!=", False)],
            order="departed_on, id",
        )
        last = {line.item_id: line.notice_id for line in lines}
        kinds = defaultdict(set)
        for proof in self.env["collection.proof"].search(
            [
                ("notice_id", "in", lines.notice_id.ids),
                ("kind", "in", ["reply", *PROOFS]),
                ("is_void", "=", False),
            ]
        ):
            kinds[proof.notice_id].add(proof.kind)
        told = defaultdict(set)
        for line in lines:
            told[line.item_id] |= kinds[line.notice_id] & {"reply"}
        for item, notice in last.items():
            told[item] |= {PROOFS[kind] for kind in kinds[notice] if kind in PROOFS}
        return told
