from odoo import fields, models


class CollectionProofVoidWizard(models.TransientModel):
    """A proof that was recorded wrongly is set aside, with the reason."""

    _name = "collection.proof.void.wizard"
    _description = "Set a Proof Aside"

    proof_id = fields.Many2one("collection.proof", required=True)
    kind = fields.Selection(related="proof_id.kind")
    date = fields.Date(related="proof_id.date")
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Set it aside; the delays that counted from it are counted anew."""
        self.ensure_one()
        self.proof_id._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
