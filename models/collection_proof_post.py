from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .collection_proof import FATES, PRESENTATIONS


class CollectionProof(models.Model):
    """The acknowledgement of a registered letter, and its correction.

    A proof is not rewritten. One that was recorded wrongly is set aside, with who said
    so and why; what counted from it is counted anew.
    """

    _inherit = "collection.proof"

    is_void = fields.Boolean(string="Set Aside", readonly=True, copy=False)
    void_reason = fields.Char(string="Set Aside Because", readonly=True, copy=False)
    void_by_id = fields.Many2one(
        "res.users", string="Set Aside By", readonly=True, copy=False
    )
    can_void = fields.Boolean(compute="_compute_can_void")

    @api.depends("kind", "is_void")
    def _compute_can_void(self):
        for proof in self:
            proof.can_void = not proof.is_void and proof._tells_of_post()

    @api.constrains("kind", "date", "notice_id")
    def _check_after_departure(self):
        for proof in self.filtered(lambda one: one.kind in {*PRESENTATIONS, *FATES}):
            left = proof.notice_id.departed_on
            if left and proof.date < left:
                raise ValidationError(
                    self.env._(
                        "Notice %(notice)s left on %(day)s: it was not presented or "
                        "returned before.",
                        notice=proof.notice_id.name,
                        day=format_date(self.env, left),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        proofs.filtered(lambda one: one._tells_of_post()).notice_id._read_post()
        return proofs

    def _tells_of_post(self):
        return self.kind in {*PRESENTATIONS, *FATES}

    def _standing(self):
        """Return those that nobody set aside."""
        return self.filtered(lambda one: not one.is_void)

    def _first_presentation(self):
        """Return the day these say a letter was first presented, or ``False``: at the
        latest the day it was received, refused or given back unclaimed."""
        telling = self._standing().filtered(lambda one: one.kind in PRESENTATIONS)
        return min(telling.mapped("date"), default=False)

    def action_void(self):
        """Ask why this was recorded wrongly, and set it aside."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Recorded Wrongly"),
            "res_model": "collection.proof.void.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_proof_id": self.id},
        }

    def _void(self, reason):
        """Set these aside: they were recorded wrongly.

        :raises UserError: for one that does not tell what became of a letter, such as
            a deposit: the departure of a notice is not taken back.
        """
        self.check_access("create")
        fixed = self.filtered(lambda one: not one._tells_of_post())
        if fixed:
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Only a presentation or what became of a letter is corrected here, "
                    "not “%s”.",
                    labels[fixed[0].kind],
                )
            )
        standing = self._standing()
        standing._record_fact(is_void=True, void_reason=reason, void_by_id=self.env.uid)
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for proof in standing:
            proof.case_id._log_event(
                self.env._(
                    "%(notice)s, %(kind)s on %(day)s set aside: %(reason)s",
                    notice=proof.notice_id.name,
                    kind=labels[proof.kind],
                    day=format_date(self.env, proof.date),
                    reason=reason,
                )
            )
        standing.notice_id._read_post()
        conditional = standing.sudo().notice_id.line_ids.item_id.filtered(
            lambda item: item.policy_id._conditional_stages()
        )
        conditional._schedule()
