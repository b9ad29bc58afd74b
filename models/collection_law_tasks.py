from datetime import date, timedelta

from odoo import api, models

from ..rules.errors import DataMissing
from ..rules.tables import CHANGES, LAW, SEMESTER, Semester

TASK = "account_collection.mail_activity_type_law"
AHEAD = {SEMESTER: 45, CHANGES: 15}
"""Days before a half-year begins on which a person is asked for its value."""
REVIEWED = ("amount", "threshold", "delay", "wording", "court")


class CollectionLaw(models.Model):
    """Somebody is asked for the next value before it is needed.

    A task names the table, the half-year and the menu. There is never a second one
    while it is open, and it closes by itself when the value is there. Only countries
    of companies that are switched on are looked at.
    """

    _inherit = "collection.law"

    @api.model
    def _cron_tasks(self):
        """Look ahead for every country in which somebody collects."""
        companies = self.env["res.company"].search([("collection_active", "=", True)])
        grouped = companies.grouped("account_fiscal_country_id")
        for country, those in grouped.items():
            company = those[0]
            self.with_company(company).with_context(
                lang=company._collection_lang()
            )._look_ahead(country, those, company._collection_today())

    @api.model
    def _look_ahead(self, country, companies, today):
        laws = self.search([("country_id", "=", country.id)])
        user = self._task_user(companies)
        for law in laws:
            for anchor in law._wanted(today):
                law._ask_for(anchor, user, today)
        if today.month == 12:
            laws._ask_for_review(date(today.year + 1, 1, 1), user)

    @api.model
    def _task_user(self, companies):
        """Return who can enter a value: the collector who is a manager, else any."""
        group = self.env.ref("account_collection.group_collection_manager").sudo()
        managers = group.all_user_ids.filtered(
            lambda user: user.active and not user.share and user.company_ids & companies
        )
        collectors = companies.collection_user_id
        return (collectors & managers or managers.sorted("id") or collectors)[:1]

    def _wanted(self, today):
        """Return the first days of the half-years whose value is missing: the one that
        runs, and the next when it is near enough."""
        self.ensure_one()
        if self.cadence == LAW:
            return []
        semester = Semester.of(today)
        anchors = [semester.start]
        coming = semester.next().start
        if today >= coming - timedelta(days=AHEAD[self.cadence]):
            anchors.append(coming)
        return [anchor for anchor in anchors if not self._reaches(anchor)]

    def _reaches(self, day):
        try:
            return bool(self._as_table().at(day))
        except DataMissing:
            return False

    def _ask_for(self, anchor, user, today):
        semester = Semester.of(anchor).label
        self._ask(
            anchor,
            max(anchor, today),
            user,
            self.env._("Enter the value for %s", semester),
            self.env._(
                "%(law)s: the value that stands on %(day)s is not known. Enter it "
                "under %(menu)s; until then nothing can be computed for %(semester)s.",
                law=self.name,
                day=anchor,
                menu=self._menu_path(),
                semester=semester,
            ),
        )

    def _ask_for_review(self, anchor, user):
        """Ask once, in December, to look through what changes with a law only."""
        laws = self.filtered(lambda law: law.cadence == LAW and law.kind in REVIEWED)
        first = laws.sorted(lambda law: REVIEWED.index(law.kind))[:1]
        if first.with_context(active_test=False)._tasks(anchor):
            return
        first._ask(
            anchor,
            anchor - timedelta(days=1),
            user,
            self.env._("Review the tables of law for %s", anchor.year),
            self.env._(
                "Look through the amounts, thresholds, delays, wordings and courts "
                "under %(menu)s: what changes on 1 January %(year)s?",
                menu=self._menu_path(),
                year=anchor.year,
            ),
        )

    def _ask(self, anchor, deadline, user, summary, note):
        """Make the task for one day of this table, unless it is there."""
        if not self or self._tasks(anchor):
            return
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            TASK,
            date_deadline=deadline,
            summary=summary,
            note=note,
            user_id=(user or self.env.user).id,
            collection_law_on=anchor,
        )

    def _tasks(self, anchor=None):
        """Return our open tasks of these tables, ended ones too without
        ``active_test``."""
        kind = self.env.ref(TASK, raise_if_not_found=False)
        activities = self.env["mail.activity"].sudo()
        if not kind or not self:
            return activities
        found = activities.with_context(
            active_test=self.env.context.get("active_test", True)
        ).search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
        if anchor is None:
            return found
        return found.filtered(lambda one: one.collection_law_on == anchor)

    def _close_tasks(self):
        """End the tasks whose value has come."""
        laws = {law.id: law for law in self}
        for task in self._tasks():
            law = laws[task.res_id]
            if law.cadence != LAW and law._reaches(task.collection_law_on):
                task.action_feedback(feedback=self.env._("The value is there."))
