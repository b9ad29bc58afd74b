from odoo import models


class CollectionNoticeLine(models.Model):
    """The last look: a stage that became a formal one while its notice waited."""

    _inherit = "collection.notice.line"

    def _silences(self, today):
        silences = super()._silences(today)
        for line in self:
            if (
                line not in silences
                and line.stage_id._is_formal_step()
                and not line.notice_id.departed_on
                and (words := line.item_id._never_claimed_words())
            ):
                silences[line] = words
        return silences
