from odoo import fields, models
from odoo.tools import format_date


class CollectionItem(models.Model):
    """The clock after a registered letter.

    What follows a registered letter counts from its first presentation. Before that is
    known the clock counts from the departure, and yet nothing follows until either the
    post has told what became of the letter, or so many days without news have passed
    that waiting on would be neglect (``collection_post_days`` of the company). The
    collector is then asked to look the number up, and the policy goes on: a letter
    whose slip was lost must not leave a debt at rest for ever. Fifteen days by default:
    the post's tracking tells of a presentation within days of it, so that after two
    weeks without news it is the looking up that is missing.
    """

    _inherit = "collection.item"

    post_notice_id = fields.Many2one(
        "collection.notice",
        string="Registered Letter",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The registered letter that brought the due item to its stage.",
    )

    def _climb(self, stage, day, notices=None):
        # EXTENDS: a registered letter is remembered, its presentation is waited for
        none = self.env["collection.notice"]
        posted = (notices or none).filtered(lambda one: one._registered_legs())
        registered = {line.item_id: line.notice_id for line in posted.line_ids}
        for notice, items in self.grouped(
            lambda item: registered.get(item, none)
        ).items():
            moved = items.filtered(lambda item, new=notice: item.post_notice_id != new)
            if moved:
                moved._record_fact(post_notice_id=notice.id)
        return super()._climb(stage, day, notices)

    def _registered_notice(self):
        """Return the registered letter this clock counts from, maybe none: an undone
        departure counts no more."""
        notice = self.post_notice_id
        same = notice and notice.departed_on in (False, self.stage_date)
        return notice if same and self.stage_date else notice.browse()

    def _clock(self):
        # EXTENDS: from the first presentation; nothing before there is news of it
        clock = super()._clock()
        if not self.post_notice_id:
            return clock
        presented = self._registered_notice().date_presented
        if presented:
            return clock._replace(departed=max(presented, self.stage_date))
        return clock._replace(news=self._not_before_news())

    def _kin(self):
        # EXTENDS: the answer names the registered letter
        return (*super()._kin(), self._registered_notice())

    def _not_before_news(self):
        """Return the day up to which news of the last letter is waited for, or
        ``None`` where there is nothing to wait for."""
        notice = self._registered_notice()
        if not notice or notice.date_presented or notice.post_fate:
            return None
        if not notice._registered_legs():
            return None
        left = notice._post_departure() or self.stage_date
        return fields.Date.add(left, days=self.company_id.collection_post_days)

    def _post_words(self):
        """Say how a registered letter moves this clock, or an empty text."""
        notice = self._registered_notice()
        if not notice:
            return ""
        if notice.date_presented:
            return self.env._(
                "It counts from the first presentation of %(notice)s on %(day)s.",
                notice=notice.name,
                day=format_date(self.env, notice.date_presented),
            )
        until = self._not_before_news()
        return until and self.env._(
            "Nobody has recorded when registered letter %(notice)s was presented: "
            "without news the policy goes on from %(day)s.",
            notice=notice.name,
            day=format_date(self.env, until),
        )
