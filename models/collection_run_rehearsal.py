from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import AccessError

from .rehearsal import REHEARSAL, Undo


@dataclass(frozen=True)
class Told:
    """What a run would do with one due item.

    ``outcome``: ``go`` (it leaves as its channel allows), ``review`` (a person decides
    first), ``task`` (a person is asked), ``wait`` (the contact guard) or ``withheld``.
    """

    line_id: int
    stage_id: int
    outcome: str
    reason: str


class CollectionRun(models.Model):
    """A run that is played and taken back: the same decisions, the same last looks at
    ledger, guard and wording, and nothing written."""

    _inherit = "collection.run"

    @api.model
    def _rehearse(self, company, day, debtors=None):
        """Say what a run on ``day`` would do.

        :param debtors: limit it to these debtors.
        :return: list of :class:`Told`
        """
        self.check_access("read")
        if company not in self.env.companies:
            raise AccessError(
                self.env._("Choose %s among your companies first.", company.name)
            )
        actor = (
            self.sudo()
            .with_company(company)
            .with_context(
                allowed_company_ids=company.ids,
                collection_today=str(day),
                collection_preview=True,
                collection_rehearsal=REHEARSAL,
                mail_activity_quick_update=True,
                mail_auto_subscribe_no_notify=True,
                tracking_disable=True,
            )
        )
        told = []
        try:
            with self.env.cr.savepoint():
                if not company.collection_active:
                    actor.env["res.company"].browse(company.id).collection_active = True
                for lines in actor._batches(company, day, debtors):
                    told += actor._rehearse_batch(lines, company, day)
                raise Undo
        except Undo:
            self.env.invalidate_all(flush=False)
        return told

    def _rehearse_batch(self, lines, company, day):
        due = self._find_fallen(lines, day)
        items = self._ensure_items(due, lines._collection_places(), company)
        origin = {item: line.id for line, item in items.items()}
        told, speaking = [], []
        for plan in self._plan(due, items):
            if plan["obstacle"]:
                answer = ("withheld", plan["obstacle"])
            elif plan["handoff"]:
                answer = ("task", plan["handoff"]._task_words())
            else:
                speaking.append(plan)
                continue
            told += [
                Told(origin[item], stage.id, *answer) for item, stage in plan["staged"]
            ]
        if speaking:
            run = self._open(company, day)
            notices = self.env["collection.notice"]._record(speaking, run)
            told += notices._rehearse_departure(origin, day)
        return told


class CollectionNotice(models.Model):
    _inherit = "collection.notice"

    def _rehearse_departure(self, origin, day):
        """Take the last look at these notices, as their departure does.

        :param origin: ``{due item: id of its journal item}``
        :return: list of :class:`Told`
        """
        said = [
            (line.notice_id, line.item_id, line.stage_id, line)
            for line in self.line_ids
        ]
        silences = self.line_ids._silences(day)
        silent = {line.item_id: reason for line, reason in silences.items()}
        true = self._check_truth(day)
        ready = true.filtered(lambda one: one.state == "ready").delivery_ids
        ready._guarded(day)
        true._check_wording(day)
        return [
            Told(
                origin[item],
                stage.id,
                *(
                    ("withheld", silent[item])
                    if item in silent
                    else notice._rehearsed()
                ),
            )
            for notice, item, stage, _line in said
        ]

    def _rehearsed(self):
        """Return the outcome of this notice and its reason."""
        if self.state == "skipped":
            return "withheld", self.reason or ""
        if self.state == "review":
            return "review", self.reason or self.env._("A person approves it first.")
        reason = self.wait_reason
        return ("wait", reason) if reason else ("go", "")
