from odoo import api, fields, models


class CollectionPolicy(models.Model):
    """The ladder of tones: courtesy, friendly, firm, formal, never down again."""

    _inherit = "collection.policy"

    tone_warning = fields.Char(compute="_compute_tone_warning", string="Tone")

    @api.depends(
        "stage_ids.tone",
        "stage_ids.action",
        "stage_ids.sequence",
        "stage_ids.name",
        "stage_ids.active",
    )
    @api.depends_context("lang")
    def _compute_tone_warning(self):
        for policy in self:
            falls = policy._falling_tones()
            policy.tone_warning = (
                self.env._("The tone falls: %s.", ", ".join(falls)) if falls else False
            )

    def _falling_tones(self):
        """Return in words the stages that speak more softly than one before them."""
        labels = dict(
            self.env["collection.stage"]
            ._fields["tone"]
            ._description_selection(self.env)
        )
        order = list(labels)
        stages = self.stage_ids.filtered(lambda one: one.action == "notice").sorted(
            lambda one: (one.sequence, one._origin.id or 0)
        )
        falls, highest = [], stages[:1]
        for stage in stages:
            if order.index(stage.tone) >= order.index(highest.tone):
                highest = stage
                continue
            falls.append(
                self.env._(
                    "“%(stage)s” (%(tone)s) after “%(before)s” (%(higher)s)",
                    stage=stage.name,
                    tone=labels[stage.tone],
                    before=highest.name,
                    higher=labels[highest.tone],
                )
            )
        return falls
