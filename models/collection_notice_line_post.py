from odoo import models
from odoo.tools import format_date


class CollectionNoticeLine(models.Model):
    """The last look at departure: the letter before may have been presented later than
    it seemed when this was recorded."""

    _inherit = "collection.notice.line"

    def _silence(self, holds, today):
        return super()._silence(holds, today) or self._before_its_day(today)

    def _before_its_day(self, today):
        item = self.item_id
        if self.notice_id.departed_on or not item.post_notice_id:
            return ""
        if item.next_stage_id != self.stage_id or not item.next_date:
            return ""
        if item.next_date <= today:
            return ""
        return self.env._(
            "Stage “%(stage)s” now falls due on %(day)s. %(why)s",
            stage=self.stage_id.name,
            day=format_date(self.env, item.next_date),
            why=item._post_words(),
        )
