from odoo import models


class CollectionNoticeLine(models.Model):
    _inherit = "collection.notice.line"

    def _silences(self, today):
        # EXTENDS: a debtor who fell silent hears nothing more; what is being paid or
        # was never sent is not claimed
        silences = super()._silences(today)
        withheld = self.move_id._collection_withheld()
        for line in self:
            reason = line.notice_id._silenced()
            if reason:
                silences[line] = reason
            elif line.move_id in withheld:
                silences.setdefault(line, withheld[line.move_id].text)
        return silences
