from odoo import api, fields, models

from .collection_stage_picture import ROW_HEIGHT

# A label needs this share of the width; closer neighbours are drawn one row lower.
LABEL_WIDTH = 15.0


class CollectionPolicy(models.Model):
    """The ladder as a picture: its stages on a time axis around the due date."""

    _inherit = "collection.policy"

    ladder_html = fields.Html(
        compute="_compute_ladder_html", sanitize=False, string="Ladder"
    )
    item_count = fields.Integer(compute="_compute_item_count", string="Open Due Items")

    @api.depends("stage_ids")
    def _compute_item_count(self):
        counts = dict(
            self.env["collection.item"]._read_group(
                [("policy_id", "in", self.ids), ("is_open", "=", True)],
                ["policy_id"],
                ["__count"],
            )
        )
        for policy in self:
            policy.item_count = counts.get(policy._origin, 0)

    @api.depends(
        "stage_ids.sequence",
        "stage_ids.name",
        "stage_ids.days",
        "stage_ids.anchor",
        "stage_ids.phase",
        "stage_ids.action",
        "stage_ids.channel_ids",
        "stage_ids.days_kind",
        "stage_ids.condition",
        "stage_ids.mode",
        "stage_ids.ceiling_amount",
        "stage_ids.task",
    )
    @api.depends_context("lang")
    def _compute_ladder_html(self):
        for policy in self:
            policy.ladder_html = policy._draw_ladder()

    def _draw_ladder(self):
        """Return the picture as markup, or nothing while the days make no ladder."""
        stages = self.stage_ids.sorted(lambda one: (one.sequence, one._origin.id or 0))
        try:
            days = [rung.days for rung in self._ladder()]
        except ValueError:
            return False
        if not days:
            return False
        low, high = min([0, *days]), max([0, *days])
        width = (high - low) or 1
        places = [100.0 * (day - low) / width for day in days]
        rows = self._label_rows(places)
        marks = [
            stage._ladder_mark(*fact)
            for stage, *fact in zip(stages, days, places, rows, strict=True)
        ]
        return self.env["ir.qweb"]._render(
            "account_collection.policy_ladder",
            {
                "marks": marks,
                "zero": 100.0 * -low / width,
                "height": 6.5 + ROW_HEIGHT * max(rows),
            },
            minimal_qcontext=True,
        )

    @api.model
    def _label_rows(self, places):
        """Return for each place, in per cent of the width, the first row in which its
        label covers no other.

        >>> _label_rows([0, 8, 20])
        [0, 1, 0]
        """
        last, rows = [], []
        for place in places:
            free = (row for row, end in enumerate(last) if place - end >= LABEL_WIDTH)
            row = next(free, len(last))
            last[row : row + 1] = [place]
            rows.append(row)
        return rows

    def action_view_items(self):
        """Open the due items on this policy."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_item_action"
        )
        action["domain"] = [("policy_id", "in", self.ids)]
        return action
