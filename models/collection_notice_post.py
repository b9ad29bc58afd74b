from odoo import api, fields, models
from odoo.tools import format_date

from .collection_proof import CAME_BACK, FATES, KINDS


class CollectionNotice(models.Model):
    """What the post tells of a registered letter, and until when the debtor may pay.

    A delay runs from the first presentation of the letter, not from the day it was
    posted: the debtor cannot comply with what nobody has brought him yet. Until the
    presentation is known it counts from the departure, as the letter says it; nothing
    is guessed. The deadline is never before the day the letter names.
    """

    _inherit = "collection.notice"

    date_presented = fields.Date(string="First Presented", readonly=True, copy=False)
    post_fate = fields.Selection(
        [kind for kind in KINDS if kind[0] in FATES],
        string="Acknowledgement",
        readonly=True,
        copy=False,
        help="What became of the registered letter.",
    )
    post_fate_date = fields.Date(string="Acknowledged On", readonly=True, copy=False)
    post_asked = fields.Boolean(
        readonly=True, copy=False, help="A person was asked for news of the letter."
    )
    deadline_on = fields.Date(
        compute="_compute_deadline_on",
        store=True,
        string="Delay Ends",
        help="Last day of the delay granted, counted from the first presentation of a "
        "registered letter.",
    )
    deadline_reason = fields.Char(
        compute="_compute_deadline_reason", string="Deadline: Why"
    )

    @api.model
    def _prepare(self, plan, run):
        # EXTENDS: until it left, the delay ends as the letter says it
        values = super()._prepare(plan, run)
        return {**values, "deadline_on": values["date_deadline"]}

    @api.depends("date_deadline", "grace_days", "date_presented", "post_fate")
    def _compute_deadline_on(self):
        for notice in self:
            end = notice.grace_days and notice.date_deadline
            if end and notice.date_presented:
                after = fields.Date.add(notice.date_presented, days=notice.grace_days)
                end = max(end, after)
            elif notice.post_fate in CAME_BACK:
                end = False
            notice.deadline_on = end

    @api.depends_context("lang")
    @api.depends("deadline_on", "departed_on", "delivery_ids.state", "post_fate")
    def _compute_deadline_reason(self):
        for notice in self:
            notice.deadline_reason = notice.grace_days and notice._deadline_words()

    def _deadline_words(self):
        days = self.grace_days
        if not self.departed_on:
            return self.env._("%s days from its departure.", days)
        if self.date_presented:
            return self.env._(
                "%(days)s days from the first presentation on %(day)s.",
                days=days,
                day=format_date(self.env, self.date_presented),
            )
        if self.post_fate in CAME_BACK:
            return self.env._(
                "The letter came back without having been presented: no delay runs."
            )
        left = format_date(self.env, self.departed_on)
        if self._registered_legs():
            return self.env._(
                "%(days)s days from the departure on %(day)s, as long as the first "
                "presentation is not known.",
                days=days,
                day=left,
            )
        return self.env._(
            "%(days)s days from the departure on %(day)s.", days=days, day=left
        )

    def _registered_legs(self):
        """Return the deliveries of this notice that travel, or travelled, as
        registered letters."""
        return self.delivery_ids.filtered(
            lambda one: (
                one.state not in ("skipped", "failed")
                and one.channel_id._carrier()._is_registered
            )
        )

    def _post_departure(self):
        """Return the day the registered letter of this notice left, or ``False``."""
        days = self._registered_legs().mapped("departed_on")
        return max(filter(None, days), default=self.departed_on)

    # -- news ----------------------------------------------------------------

    def _read_post(self):
        """Write anew what is known of these letters, after a proof came in or was set
        aside, and move the clocks that count from it."""
        for notice in self:
            proofs = notice.proof_ids._standing()
            fates = proofs.filtered(lambda one: one.kind in FATES)
            fate = fates.sorted(lambda one: (one.date, one.id))[-1:]
            notice._record_fact(
                date_presented=proofs._first_presentation(),
                post_fate=fate.kind,
                post_fate_date=fate.date,
            )
        items = self.sudo().line_ids.item_id
        items.filtered(lambda item: item.post_notice_id in self)._schedule()

    @api.model
    def _ask_for_news(self, company, today):
        """Ask the collector, once for each, about registered letters of which nothing
        was heard in the days the company allows."""
        silent = self.search(
            [
                ("company_id", "=", company.id),
                ("post_asked", "=", False),
                ("date_presented", "=", False),
                ("post_fate", "=", False),
                ("case_id.phase", "!=", "closed"),
                (
                    "delivery_ids",
                    "any",
                    [
                        ("channel_id", "in", self._registered_channels().ids),
                        ("state", "=", "sent"),
                        ("departed_on", "<=", company._collection_post_horizon(today)),
                    ],
                ),
            ]
        )
        self.env["collection.case"]._ask_each(
            [(notice.case_id, notice._news_question()) for notice in silent], today
        )
        silent._record_fact(post_asked=True)

    def _news_question(self):
        numbers = ", ".join(filter(None, self._registered_legs().mapped("reference")))
        return self.env._(
            "No news of registered letter %(notice)s (%(number)s), posted on %(day)s: "
            "look up its number and record the first presentation.",
            notice=self.name,
            number=numbers or self.env._("number not recorded"),
            day=format_date(self.env, self._post_departure()),
        )

    @api.model
    def _registered_channels(self):
        channels = self.env["collection.channel"].search_fetch([], ["code"])
        return channels.filtered(lambda one: one._carrier()._is_registered)
