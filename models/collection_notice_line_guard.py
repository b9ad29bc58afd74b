from odoo import models


class CollectionNoticeLine(models.Model):
    _inherit = "collection.notice.line"

    def _silences(self, today):
        # EXTENDS: a debtor who fell silent hears nothing more
        silences = super()._silences(today)
        for line in self:
            reason = line.notice_id._silenced()
            if reason:
                silences[line] = reason
        return silences
