from odoo import models

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
            "title": ", ".join(self.channel_ids.mapped("name")),
        }

    def _icons(self):
        """Return the Font Awesome classes that stand for what this stage does."""
        if self.action == "handoff":
            return ["fa-share-square-o"]
        return [icon for icon in self.channel_ids.mapped("icon") if icon]
