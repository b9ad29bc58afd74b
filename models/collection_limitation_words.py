from odoo import api, models
from odoo.tools import format_date

from ..rules.errors import RuleError
from ..rules.limitation import INTERRUPTS, SUSPENDED, SUSPENDS, Interruption, Suspension


class CollectionLimitation(models.AbstractModel):
    """The last day, its reasons and its steps, in words."""

    _inherit = "collection.limitation"

    @api.model
    def _reason(self, found, company):
        """Return in one or two sentences why the last day is this one."""
        if isinstance(found, RuleError):
            return self._unknown_in_words(found, company)
        moved = [
            step
            for step in found.steps
            if step.effect in ("begins_anew", "pending", "suspended")
        ]
        sentences = [self._begin_in_words(found, company)]
        sentences += [self._step_in_words(step) for step in moved[-1:]]
        return " ".join(sentences + self._unknown_class_in_words(found))

    @api.model
    def _steps(self, found, company):
        """Return the way to the last day, a sentence for each step, and what of the law
        nobody has confirmed."""
        if isinstance(found, RuleError):
            return [self._unknown_in_words(found, company)]
        sentences = [
            self._begin_in_words(found, company)
            if step.event is None
            else self._step_in_words(step)
            for step in found.steps
        ]
        doubts = self.env["collection.law"]._doubts(self._rows(found, company))
        return [*sentences, *self._unknown_class_in_words(found), *doubts]

    @api.model
    def _refusal(self, found, company):
        """Return why a prescribed claim is not said any more."""
        return self.env._(
            "Prescribed since %(day)s. %(reason)s Note what interrupted it, or give "
            "the claim up.",
            day=format_date(self.env, found.last_day),
            reason=self._reason(found, company),
        )

    def _rows(self, found, company):
        """Return the rows of law that the last day was made of."""
        law = self._tables(company)
        delays = [(found.delay, found.begins)]
        delays += [
            (SUSPENDED, step.on)
            for step in found.steps
            if isinstance(step.event, Suspension)
        ]
        rows = []
        for code, day in delays:
            try:
                rows.append(law[code].at(day))
            except RuleError:
                # A title came later than its table begins; the other rows still tell.
                continue
        return rows

    def _unknown_in_words(self, error, company):
        country = self._country(company)
        return self.env._(
            "The limitation is unknown. %s",
            self.env["collection.law"]._explain(error, country),
        )

    def _unknown_class_in_words(self, found):
        if not found.reasons:
            return []
        return [self.env._("The debtor's class is unknown: the shortest delay counts.")]

    def _begin_in_words(self, found, company):
        labels = {
            "business": self.env._("business"),
            "consumer": self.env._("consumer"),
            "public": self.env._("public body"),
            "carriage": self.env._("carriage"),
            "listed": self.env._("certain supplies"),
            "title": self.env._("enforceable judgment"),
        }
        begins_with = {
            "due": self.env._("the due date"),
            "service_done": self.env._("the day of the service"),
        }
        sources = [row.source for row in self._rows(found, company)[:1]]
        values = {
            "years": found.years,
            "law": ", ".join([labels[found.delay], *filter(None, sources)]),
            "day": format_date(self.env, found.begins),
            "start": begins_with[found.begins_with],
        }
        if found.delay == "public":
            return self.env._(
                "%(years)s years (%(law)s) from 1 January after %(day)s, %(start)s.",
                **values,
            )
        return self.env._(
            "%(years)s years (%(law)s) from %(day)s, %(start)s.", **values
        )

    # -- one step ------------------------------------------------------------

    def _step_in_words(self, step):
        values = {"what": self._event_in_words(step.event)}
        if step.effect == "pending":
            return self.env._(
                "%(what)s: no delay runs while the proceedings go on.", **values
            )
        if step.effect == "too_late":
            return self.env._("%(what)s: too late, the delay was over.", **values)
        if step.effect == "no_effect":
            why = self._why_nothing(step.event)
            return self.env._("%(what)s: changes nothing%(why)s.", why=why, **values)
        if step.last_day is None:
            return self.env._("%(what)s: the delay stands still.", **values)
        values["last"] = format_date(self.env, step.last_day)
        if step.effect == "suspended":
            return self.env._(
                "%(what)s: the delay stood still, last day %(last)s.", **values
            )
        return self.env._("%(what)s: a new delay begins, last day %(last)s.", **values)

    def _event_in_words(self, event):
        source = event.key
        sent = source is not None and source._name == "collection.notice"
        kinds = self.env["collection.event"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        values = {
            "event": source.stage_id.name if sent else labels[event.kind],
            "day": format_date(self.env, event.on),
            "article": INTERRUPTS.get(event.kind) or SUSPENDS.get(event.kind),
        }
        if values["article"]:
            return self.env._("%(event)s of %(day)s (%(article)s)", **values)
        return self.env._("%(event)s of %(day)s", **values)

    def _why_nothing(self, event):
        if isinstance(event, Interruption) and event.void:
            return self.env._(" (withdrawn, dismissed or noted by mistake)")
        if event.kind == "partial_payment":
            return self.env._(
                " as long as nobody confirms that it acknowledges the debt"
            )
        return self.env._(
            " (a letter interrupts against a public body alone, Cass. com. 18 May "
            "2022, no. 20-23.204)"
        )
