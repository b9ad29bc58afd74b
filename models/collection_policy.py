from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..rules.escalation import build_ladder, next_step
from .collection_stage import MAY_BE_FIRST


class CollectionPolicy(models.Model):
    """Ordered stages for one kind of debtor; the ladder is data, not code."""

    _name = "collection.policy"
    _description = "Collection Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        help="Leave empty to share the policy between all companies.",
    )
    description = fields.Html(translate=True)
    stage_ids = fields.One2many("collection.stage", "policy_id", copy=True)
    stage_count = fields.Integer(compute="_compute_stage_count")

    @api.depends("stage_ids")
    def _compute_stage_count(self):
        for policy in self:
            policy.stage_count = len(policy.stage_ids)

    @api.constrains("stage_ids")
    def _check_ladder(self):
        for policy in self:
            policy._check_order()
            policy._check_first_contact()

    @api.constrains("active")
    def _check_no_default(self):
        """A company whose policy is archived would fall silent."""
        companies = self.env["res.company"].sudo()
        for company in companies.search(
            [
                (
                    "collection_policy_id",
                    "in",
                    self.filtered(lambda one: not one.active).ids,
                )
            ]
        ):
            raise ValidationError(
                self.env._(
                    "“%(policy)s” is the policy of %(company)s: choose another one in "
                    "its settings first.",
                    policy=company.collection_policy_id.name,
                    company=company.name,
                )
            )

    def _check_order(self):
        try:
            self._build_ladder()
        except ValueError as error:
            code, key = error.args
            stage = self.env["collection.stage"].browse(key)
            messages = {
                "backwards": self.env._(
                    "Stage “%s” would come before the stage above it: change its days "
                    "or its place.",
                    stage.name,
                ),
                "no_previous": self.env._(
                    "Stage “%s” is the first one: its days can only count from the due "
                    "date.",
                    stage.name,
                ),
            }
            raise ValidationError(messages[code]) from error

    def _check_first_contact(self):
        """A debtor's first contact is never a formal notice (S4-07)."""
        contacted = False
        for stage in self.stage_ids.filtered(lambda stage: stage.days > 0):
            if contacted:
                return
            if stage.is_formal_notice or stage.action == "handoff":
                raise ValidationError(
                    self.env._(
                        "“%s” would be the first claim a debtor receives: put a "
                        "reminder before it that depends on nothing.",
                        stage.name,
                    )
                )
            contacted = stage.action == "notice" and stage.condition in MAY_BE_FIRST

    def write(self, vals):
        whole = self.with_context(collection_whole_ladder=True)
        result = super(CollectionPolicy, whole).write(vals)
        if "stage_ids" in vals:
            self._reschedule()
        return result

    def _reschedule(self):
        """Write anew when those who stand on this ladder climb."""
        if self.env.context.get("collection_whole_ladder"):
            return
        items = self.env["collection.item"].sudo()
        items.search(
            [("policy_id", "in", self.ids), ("is_open", "=", True)]
        )._schedule()

    def copy_data(self, default=None):
        rows = super().copy_data(default)
        for policy, row in zip(self, rows, strict=True):
            row.setdefault("name", self.env._("%s (copy)", policy.name))
        return rows

    def _ladder(self):
        """Return the policy's rungs for :mod:`rules.escalation`."""
        self.ensure_one()
        return self._kept_ladder() if self.id else self._build_ladder()

    @tools.ormcache("self.id")
    def _kept_ladder(self):
        return self._build_ladder()

    def _ladder_from(self, stage):
        """Return the policy's rungs, ``stage`` among them where it was archived since:
        the next one keeps its distance from it."""
        if not stage or stage.active or stage.policy_id != self:
            return self._ladder()
        try:
            return self._build_ladder(self.stage_ids | stage)
        except ValueError:
            return self._ladder()  # the others were moved since

    def _build_ladder(self, stages=None):
        stages = (stages or self.stage_ids).sorted(
            lambda stage: (stage.sequence, stage.id)
        )
        return build_ladder(
            (stage._origin.id or stage.id, stage.days, stage.anchor, stage.days_kind)
            for stage in stages
        )

    def _rung_of(self, stage):
        """Return ``stage`` as a rung, also when it stands in another policy."""
        if not stage:
            return None
        for rung in stage.policy_id._ladder():
            if rung.key == stage.id:
                return rung
        return stage._archived_rung()

    def _last_rung(self, clock):
        """Return the rung above which the next one is looked for, maybe none."""
        return self._rung_of(clock.stage)

    def _next_step(self, company, clock, holds, today, passable=()):
        """Return the next :class:`rules.escalation.Step` of a due item, or ``None``.

        :param clock: where it stands, a :class:`clock.Clock`.
        :param passable: ids of the stages whose condition does not hold.
        """
        if not self:
            return None
        ladder = self._ladder_from(clock.stage)
        return next_step(
            ladder,
            clock.due,
            self._last_rung(clock),
            clock.departed or None,
            [hold._as_days() for hold in holds],
            today,
            passable,
            self._holidays(ladder, company),
            clock.news,
        )
