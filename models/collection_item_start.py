from odoo import fields, models


class CollectionItem(models.Model):
    """An old debt enters where a person decided it does, or stays out."""

    _inherit = "collection.item"

    start_id = fields.Many2one(
        "collection.start",
        string="Entered By",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
        help="The decision on old debts that let it in, or left it out.",
    )
    start_stage_id = fields.Many2one(
        "collection.stage",
        string="Enters At",
        readonly=True,
        ondelete="set null",
        help="The stages before this one are not said.",
    )
    start_date = fields.Date(
        string="First Departure From",
        readonly=True,
        help="The first departures of old debts were spread over several days.",
    )
    is_left_out = fields.Boolean(
        string="Left Out",
        readonly=True,
        help="It was left out when collections began: nothing is sent about it.",
    )

    def _clock(self):
        # EXTENDS: where and when an old debt enters
        return (
            super()
            ._clock()
            ._replace(
                entry=self.start_stage_id or None,
                not_before=self.start_date or None,
                left_out=self.is_left_out,
            )
        )

    def _left_out_words(self):
        return self.env._(
            "It was left out when collections began: take it in to go on."
        )

    def action_take_in(self):
        """Take debts that were left out onto the ladder."""
        self.check_access("write")
        ours = self.filtered("is_left_out")
        ours._record_fact(is_left_out=False, start_date=False)
        ours._schedule()
        for case, items in ours.grouped("case_id").items():
            case._log_event(
                self.env._(
                    "Taken in, though left out at first: %s",
                    ", ".join(items.mapped("display_name")),
                )
            )
