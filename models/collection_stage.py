from odoo import api, fields, models
from odoo.exceptions import ValidationError

PHASES = [
    ("amicable", "Amicable"),
    ("formal", "Formal notice"),
    ("agency", "Agency"),
    ("legal", "Legal"),
    ("closed", "Closed"),
]


ALWAYS = "always"
# Which facts of a due item let a stage with that condition be said.
CONDITIONS = [
    (ALWAYS, "Always"),
    ("no_answer", "The debtor did not answer"),
    ("refused", "The debtor refuses to pay"),
    ("broken", "A promise was broken"),
    ("bounced", "The last notice was undeliverable"),
    ("unclaimed", "The last letter came back or was not claimed"),
]
# Nothing has been said yet: these may nevertheless be the first thing that is.
MAY_BE_FIRST = (ALWAYS, "no_answer")
LADDER_FIELDS = {
    "days",
    "days_kind",
    "anchor",
    "sequence",
    "policy_id",
    "active",
    "condition",
}


class CollectionStage(models.Model):
    """One rung of a policy: when, by which channel, with which text, who approves."""

    _name = "collection.stage"
    _description = "Collection Stage"
    _order = "policy_id, sequence, id"
    _rec_names_search = ["name"]

    policy_id = fields.Many2one(
        "collection.policy",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    phase = fields.Selection(
        [phase for phase in PHASES if phase[0] != "closed"],
        required=True,
        default="amicable",
        help="What a debt at this stage belongs to. An early stage is not contentious.",
    )

    # -- when ----------------------------------------------------------------
    days = fields.Integer(
        required=True,
        help="Days after the due date, negative before it; or days after the "
        "departure of the stage before.",
    )
    anchor = fields.Selection(
        [("due", "from the due date"), ("previous", "from the previous stage")],
        required=True,
        default="due",
    )

    # -- what ----------------------------------------------------------------
    action = fields.Selection(
        [
            ("notice", "Contact the debtor"),
            ("task", "Ask a person"),
            ("handoff", "Propose the hand-off"),
        ],
        required=True,
        default="notice",
    )
    channel_ids = fields.Many2many("collection.channel", string="Channels")
    mode = fields.Selection(
        [
            ("auto", "Automatic"),
            ("review", "Reviewed"),
            ("double", "Approved by two people"),
        ],
        required=True,
        default="auto",
        help="Automatic: it leaves as its channel allows. Reviewed: only once a person "
        "has approved it; or two, of whom the second is not the first.",
    )
    is_formal_notice = fields.Boolean(
        string="Formal Notice",
        help="The notice demands payment within a delay and states the consequences "
        "(mise en demeure, art. 1344 C. civ.). Never sent to a debtor of unknown "
        "class.",
    )
    grace_days = fields.Integer(
        string="Delay Granted",
        help="Days the debtor is given to pay, counted from the letter's date.",
    )
    claim_interest = fields.Boolean(
        help="The notice claims late-payment interest with the principal, line by "
        "line: between professionals and from public bodies by operation of law, "
        "from a consumer only once a formal notice was presented.",
    )
    claim_indemnity = fields.Boolean(
        string="Claim Fixed Indemnity",
        help="The notice claims 40 EUR for each late invoice, never from a consumer.",
    )
    attach_invoices = fields.Boolean(default=True)
    mail_template_id = fields.Many2one(
        "mail.template",
        string="E-mail",
        domain=[("model", "=", "collection.notice")],
        ondelete="restrict",
    )
    letter_template_id = fields.Many2one(
        "mail.template",
        string="Letter",
        domain=[("model", "=", "collection.notice")],
        ondelete="restrict",
    )
    script_template_id = fields.Many2one(
        "mail.template",
        string="Script",
        domain=[("model", "=", "collection.notice")],
        ondelete="restrict",
        help="What to say on the phone or on the spot.",
    )

    @api.constrains(
        "action", "channel_ids", "is_formal_notice", "grace_days", "mode", "task"
    )
    def _check_channels(self):
        for stage in self:
            stage._check_one()

    def _check_one(self):
        if self.action == "notice" and not self.channel_ids:
            raise ValidationError(
                self.env._("Choose at least one channel for stage “%s”.", self.name)
            )
        if self.action == "task" and not self.task:
            raise ValidationError(
                self.env._("Say what a person is asked to do at stage “%s”.", self.name)
            )
        if self.is_formal_notice and self.grace_days < 1:
            raise ValidationError(
                self.env._(
                    "The formal notice “%s” must grant the debtor a delay of at least "
                    "one day.",
                    self.name,
                )
            )

    @api.constrains(
        "days",
        "days_kind",
        "anchor",
        "sequence",
        "action",
        "is_formal_notice",
        "condition",
        "active",
    )
    def _check_ladder(self):
        # A form writes its stages one by one: it is checked when all are written.
        if not self.env.context.get("collection_whole_ladder"):
            self.policy_id._check_ladder()

    @api.constrains(
        "channel_ids", "mail_template_id", "letter_template_id", "sms_template_id"
    )
    def _check_texts(self):
        for stage in self:
            for channel in stage.channel_ids:
                field = channel._carrier()._text_field
                if stage.action == "notice" and field and not stage[field]:
                    raise ValidationError(
                        self.env._(
                            "Stage “%(stage)s” goes by %(channel)s: choose its text.",
                            stage=stage.name,
                            channel=channel.name,
                        )
                    )

    # -- whatever changes the ladder moves those who stand on it -------------

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self.env.registry.clear_cache()
        stages.policy_id._reschedule()
        return stages

    def write(self, vals):
        before = self.policy_id
        result = super().write(vals)
        if vals.keys() & LADDER_FIELDS:
            self.env.registry.clear_cache()
            (before | self.policy_id)._reschedule()
        return result

    def unlink(self):
        policies = self.policy_id
        result = super().unlink()
        self.env.registry.clear_cache()
        if not self.env.context.get("collection_whole_ladder"):
            policies._check_ladder()
        policies._reschedule()
        return result

    def _text_for(self, channel):
        """Return the ``mail.template`` that says this stage on ``channel``."""
        self.ensure_one()
        field = channel._carrier()._text_field
        return self[field] if field else self.env["mail.template"]

    def _claims_accessories(self):
        """Tell whether notices at this stage claim more than the principal."""
        self.ensure_one()
        return self.claim_interest or self.claim_indemnity

    def _nominal_day(self):
        """Return the day of this stage, counted from the due date."""
        self.ensure_one()
        return self.policy_id._rung_of(self).days
