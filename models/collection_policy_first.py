from dataclasses import replace

from odoo import models

from ..rules.escalation import Rung, next_step
from .collection_stage import MAY_BE_FIRST


class CollectionPolicy(models.Model):
    """What a debtor hears first: never a formal notice or a hand-off, whatever became
    of his policy in the meantime; an old debt what a person decided."""

    _inherit = "collection.policy"

    def _reminders(self):
        """Return the rungs that may be the first claim a debtor hears: contacts after
        the due date that depend on nothing, below the first formal step."""
        stages = self.env["collection.stage"]
        found = []
        for rung in self._ladder():
            stage = stages.browse(rung.key)
            if stage.needs_reminder:
                break
            if (
                stage.action == "notice"
                and stage.condition in MAY_BE_FIRST
                and not rung.announces
            ):
                found.append(rung)
        return found

    def _last_rung(self, clock):
        # EXTENDS: below the stage an old debt enters at, whichever policy has it
        if clock.stage or not clock.entry:
            return super()._last_rung(clock)
        return Rung(0, self._rung_of(clock.entry).days - 1, 0)

    def _next_step(self, company, clock, holds, today, passable=()):
        # EXTENDS: what was never claimed hears a reminder first
        if clock.left_out:
            return None
        step = super()._next_step(company, clock, holds, today, passable)
        if not step:
            return None
        stage = self.env["collection.stage"].browse(step.rung.key)
        if stage.needs_reminder and not clock.told:
            step = self._reminder_step(company, clock, holds, today, passable)
        if not step or not step.on or clock.stage or not clock.not_before:
            return step
        return replace(step, on=max(step.on, clock.not_before))

    def _reminder_step(self, company, clock, holds, today, passable):
        ladder = [rung for rung in self._reminders() if rung.key not in passable][-1:]
        return next_step(
            ladder,
            clock.due,
            None,
            clock.departed or None,
            [hold._as_days() for hold in holds],
            today,
            (),
            self._holidays(ladder, company),
            clock.news,
        )
