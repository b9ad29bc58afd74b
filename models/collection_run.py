import time
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from .bulk import insert_rows

MANY = 500
FILLED = (
    "collection.case",
    "collection.item",
    "collection.notice",
    "collection.notice.line",
    "collection.delivery",
    "collection.run.line",
)


class CollectionRun(models.Model):
    """One play of the policies for one company and day, with a reason for every due
    item whose stage fell due."""

    _name = "collection.run"
    _description = "Collection Run"
    _inherit = ["collection.record.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    duration = fields.Float(
        readonly=True, digits=(16, 1), help="Seconds it took to decide and record."
    )
    line_ids = fields.One2many("collection.run.line", "run_id", readonly=True)
    notice_ids = fields.One2many("collection.notice", "run_id", readonly=True)
    line_count = fields.Integer(compute="_compute_counts")
    notice_count = fields.Integer(compute="_compute_counts")
    skipped_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.outcome", "notice_ids")
    def _compute_counts(self):
        lines = dict.fromkeys(self, 0)
        skipped = dict.fromkeys(self, 0)
        mine = [("run_id", "in", self.ids)]
        for run, outcome, count in self.env["collection.run.line"]._read_group(
            mine, ["run_id", "outcome"], ["__count"]
        ):
            lines[run] += count
            skipped[run] += count if outcome == "skipped" else 0
        notices = dict(
            self.env["collection.notice"]._read_group(mine, ["run_id"], ["__count"])
        )
        for run in self:
            run.line_count = lines[run]
            run.skipped_count = skipped[run]
            run.notice_count = notices.get(run, 0)

    # -- the scheduled action ------------------------------------------------

    @api.model
    def _cron_run(self):
        """Play every company that is switched on, each on its own date, then deliver
        what can leave by itself."""
        companies = self.env["res.company"].search([("collection_active", "=", True)])
        failure = None
        for position, company in enumerate(companies, start=1):
            scoped = self.with_company(company).with_context(
                allowed_company_ids=company.ids,
                collection_by_batch=True,
            )
            failure = scoped._play_safely(company) or failure
            self._commit_progress(1, remaining=len(companies) - position)
        self.env["collection.delivery"]._cron_deliver()
        if failure:
            raise failure

    @api.model
    def _commit_progress(self, done=0, remaining=None):
        """Commit what was recorded; a test cannot commit and goes on."""
        if self._is_test():
            return float("inf")
        return self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    # -- one play ------------------------------------------------------------

    @api.model
    def _play_today(self, company, debtors=None):
        """Play the company's day in the language its collectors read, whoever plays:
        what is written down is for them.

        :param debtors: limit the play to these debtors.
        """
        lang = company._collection_lang()
        own = company.with_context(lang=lang)
        return self.with_context(lang=lang)._play(
            own, own._collection_today(), debtors=debtors
        )

    @api.model
    def _play(self, company, today, debtors=None):
        """Decide and record: write down what will be said, to whom, about what.

        A second play of the same day writes nothing: what was recorded pends, what
        departed has climbed.

        :param date today: the company's own date.
        :param debtors: limit the play to these debtors.
        :return: the run, empty when nothing fell due.
        """
        self.check_access("create")
        run = self.browse()
        if not company.collection_active:
            return run
        start = time.monotonic()
        self._open_day(company, today)
        for lines in self._batches(company, today, debtors):
            run = run._play_batch(lines, company, today)
            if self.env.context.get("collection_by_batch"):
                self._commit_progress()
        run._count_anew()
        self._close_day(company, today)
        if run:
            run._record_fact(duration=time.monotonic() - start)
        return run

    def _count_anew(self):
        """Have the database count the tables that many rows were just written to:
        what it believes of an empty one makes the next questions a thousand times as
        slow."""
        if self.line_count < MANY:
            return
        for name in FILLED:
            table = SQL.identifier(self.env[name]._table)
            self.env.cr.execute(SQL("ANALYZE %s", table))

    @api.model
    def _open_day(self, company, today):
        """Take up what happened in the ledger and to holds since the last play."""
        self.env["collection.item"]._forget_ledger()
        self.env["collection.notice"]._drop_settled(company, today)
        self.env["collection.bad.debt"]._adopt_transfers(company, today)
        self.env["collection.item"]._follow_debtors(company, today)
        self.env["collection.item"]._ask_about_taken_back(company, today)
        self.env["collection.hold"]._handle_ends(company, today)
        self.env["collection.handoff"]._ask_about_newcomers(company, today)

    @api.model
    def _close_day(self, company, today):
        self.env["collection.item"]._warn_of_limitation(company, today)
        self.env["collection.case"]._close_settled(company, today)
        self.env["collection.case"]._refresh_phases(company)

    def _play_batch(self, lines, company, today):
        """Decide and record what these due items owe the debtors today.

        :return: the run; it is opened by the first batch that has something to say.
        """
        run = self
        self.env["collection.item"]._follow_dates(lines.move_id, today)
        places = lines._collection_places()
        items = {line: item for line, (_rank, item) in places.items()}
        due = self._find_fallen(lines, today, items)
        if not due:
            return run
        items = self._ensure_items(due, places, company)
        plans = self._plan(due, items)
        news = self._leave_out_known(plans, company, today)
        if news:
            self.env["collection.case"].union(*[plan["case"] for plan in news])._claim()
            run = run or self._open(company, today)
            run._record(news)
        return run

    @api.model
    def _open(self, company, today):
        run = self.sudo().create(
            {"date": today, "company_id": company.id, "user_id": self.env.uid}
        )
        return run.with_env(self.env)

    # -- recording -----------------------------------------------------------

    def _record(self, plans):
        """Write one notice for each plan, or the reason why not."""
        self.ensure_one()
        obstructed = [plan for plan in plans if plan["obstacle"]]
        clear = [plan for plan in plans if not plan["obstacle"]]
        self._tell_obstacles(obstructed)
        self._propose_handoffs([plan for plan in clear if plan["handoff"]])
        self.env["collection.notice"]._record(
            [plan for plan in clear if not plan["handoff"]], self
        )

    def _propose_handoffs(self, plans):
        """Ask a person to hand these items off; nothing is said to the debtor."""
        climbing = defaultdict(list)
        for plan in plans:
            climbing[plan["handoff"]] += [item for item, _stage in plan["staged"]]
        words = {stage: stage._task_words() for stage in climbing}
        self.env["collection.case"]._ask_each(
            [(plan["case"], words[plan["handoff"]]) for plan in plans], self.date
        )
        for stage, items in climbing.items():
            self.env["collection.item"].union(*items)._climb(stage, self.date)
        asked = {
            stage: self.env._("A person is asked. %s", words[stage])
            for stage in climbing
        }
        self._note_all(
            [(plan["staged"], "task", asked[plan["handoff"]], None) for plan in plans]
        )

    def _tell_obstacles(self, plans):
        """Say why nothing is said; a person is asked unless it passes by itself."""
        self._note_all(
            [(plan["staged"], "skipped", plan["obstacle"], None) for plan in plans]
        )
        self.env["collection.case"]._ask_each(
            [
                (plan["case"], plan["obstacle"])
                for plan in plans
                if plan.get("asks", True) and not plan["prescribed"]
            ],
            self.date,
        )

    def _note_all(self, notes):
        """Write the reasons of what happened to due items into the run.

        :param notes: tuples of pairs of item and stage, the outcome, its reason, and
            the notice if there is one.
        """
        insert_rows(
            self.env["collection.run.line"].sudo(),
            [
                {
                    "run_id": self.id,
                    "item_id": item.id,
                    "stage_id": stage.id,
                    "outcome": outcome,
                    "reason": reason,
                    "notice_id": notice.id if notice else None,
                }
                for staged, outcome, reason, notice in notes
                for item, stage in staged
            ],
        )
