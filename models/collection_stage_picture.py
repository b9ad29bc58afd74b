from odoo import models
from odoo.tools import formatLang

from ..rules.escalation import CALENDAR
from .collection_stage import ALWAYS

COLORS = {
    "amicable": "info",
    "formal": "warning",
    "agency": "danger",
    "legal": "danger",
}
# Height of one row of labels in the picture, in rem.
ROW_HEIGHT = 3.6


class CollectionStage(models.Model):
    """One rung as it stands in the picture of its policy."""

    _inherit = "collection.stage"

    def _ladder_mark(self, day, place, row):
        """Return what the picture shows of this stage.

        :param day: nominal day, counted from the due date.
        :param place: where on the axis, in per cent.
        :param row: in which row its label stands.
        """
        return {
            "left": place,
            "drop": 0.4 + ROW_HEIGHT * row,
            "icons": self._icons() or ["fa-circle"],
            "color": COLORS.get(self.phase, "secondary"),
            "day": self.env._("D%s", f"{day:+d}" if day else ""),
            "name": self.name or "",
            "title": ". ".join(filter(None, self._ladder_words())),
            "terms": [icon for icon, _words in self._terms()],
        }

    def _ladder_words(self):
        """Return what the picture says of this stage when it is pointed at."""
        channels = ", ".join(self.channel_ids.mapped("name"))
        return [channels or self.task, *[words for _icon, words in self._terms()]]

    def _terms(self):
        """Return ``[(Font Awesome class, words)]`` for the terms that are not plain:
        the days that count, the condition, who approves."""
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("days_kind", "condition", "mode")
        }
        marks = []
        if self.days_kind != CALENDAR:
            words = f"{self.days} {labels['days_kind'][self.days_kind]}"
            marks.append(("fa-calendar-check-o", words))
        if self.condition != ALWAYS:
            words = self.env._("Only if: %s", self._condition_words())
            marks.append(("fa-code-fork", words))
        if self.action == "notice" and self.mode != "auto":
            icon = "fa-users" if self.mode == "double" else "fa-user"
            marks.append((icon, labels["mode"][self.mode]))
        elif self.action == "notice" and self.ceiling_amount:
            ceiling = formatLang(
                self.env, self.ceiling_amount, currency_obj=self.currency_id
            )
            marks.append(("fa-user", self.env._("Approved above %s", ceiling)))
        return marks

    def _icons(self):
        """Return the Font Awesome classes that stand for what this stage does."""
        if self.action == "handoff":
            return ["fa-share-square-o"]
        if self.action == "task":
            return ["fa-hand-paper-o"]
        return [icon for icon in self.channel_ids.mapped("icon") if icon]
