from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.collection_delivery_post import Receipt
from ..models.collection_proof import FATES, KINDS


class CollectionReceiptWizard(models.TransientModel):
    """The acknowledgement of receipt of one registered letter, by hand."""

    _name = "collection.receipt.wizard"
    _description = "Acknowledgement of Receipt"

    delivery_id = fields.Many2one("collection.delivery", string="Letter", required=True)
    notice_id = fields.Many2one(related="delivery_id.notice_id")
    reference = fields.Char(related="delivery_id.reference")
    departed_on = fields.Date(related="delivery_id.departed_on", string="Posted On")
    presented = fields.Date(
        string="First Presentation",
        compute="_compute_known",
        store=True,
        readonly=False,
        help="The first day the post tried to hand it over: delays run from it, "
        "whether the debtor claims the letter or not.",
    )
    fate = fields.Selection(
        [kind for kind in KINDS if kind[0] in FATES],
        string="What Became of It",
        compute="_compute_known",
        store=True,
        readonly=False,
    )
    day = fields.Date(string="On", compute="_compute_known", store=True, readonly=False)
    note = fields.Text()
    scan_ids = fields.Many2many("ir.attachment", string="Scans")
    conflict = fields.Char(compute="_compute_conflict")
    correction = fields.Char(string="Why It Is Corrected")

    @api.depends("delivery_id")
    def _compute_known(self):
        for wizard in self:
            notice = wizard.delivery_id.notice_id
            known = notice.proof_ids._standing().filtered(
                lambda one: one.kind == "presented"
            )
            wizard.presented = known[:1].date
            wizard.fate = notice.post_fate
            wizard.day = notice.post_fate_date

    @api.depends("delivery_id", "presented", "fate", "day")
    def _compute_conflict(self):
        """Say what is on record otherwise, so that nothing is corrected unnoticed."""
        for wizard in self:
            letter = wizard.delivery_id
            conflicts = letter._receipt_conflicts(wizard._receipt())
            words = letter._conflict_words(conflicts) if conflicts else False
            wizard.conflict = words

    def _receipt(self):
        return Receipt(
            presented=self.presented or None,
            fate=self.fate or "",
            day=self.day or None,
            note=self.note or "",
            files=self.scan_ids,
        )

    def action_confirm(self):
        """Record it, with the scans as proof."""
        self.ensure_one()
        letter = self.delivery_id
        today = letter.company_id._collection_today()
        done = letter._acknowledge(self._receipt(), today, self.correction or "")
        if not done:
            raise UserError(self.env._("Nothing is new: all of this is on record."))
        return {"type": "ir.actions.act_window_close"}
