from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("accepted", "Accepted by the mail server"),
    ("printed", "Printed and posted"),
    ("deposited", "Deposited at the post office"),
    ("presented", "First presentation"),
    ("received", "Receipt signed"),
    ("unclaimed", "Unclaimed"),
    ("refused", "Refused by the addressee"),
    ("unknown", "Unknown at the address"),
    ("returned", "Returned to sender"),
    ("bounced", "Undeliverable"),
    ("reply", "Reply"),
    ("sms", "Taken over by the SMS gateway"),
    ("call", "Call"),
    ("visit", "Visit"),
    ("other", "Other"),
]


# What shows that a letter was presented: "unclaimed" and "refused" are what became of
# one that was (Cass. 1re civ. 20 Jan 2021, n° 19-20.680: not claimed, yet valid).
PRESENTATIONS = ("presented", "received", "unclaimed", "refused")
FATES = ("received", "unclaimed", "refused", "unknown", "returned")
CAME_BACK = ("unknown", "returned")
# Who recorded a date wrongly says so; what he had recorded stays readable.
CORRECTION = ("is_void", "void_reason", "void_by_id")


class CollectionProof(models.Model):
    """What is known of a notice after it left: append-only."""

    _name = "collection.proof"
    _description = "Collection Proof"
    _inherit = ["collection.record.mixin"]
    _order = "date desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id", "delivery_id", *CORRECTION})

    notice_id = fields.Many2one(
        "collection.notice", required=True, index=True, ondelete="restrict"
    )
    delivery_id = fields.Many2one(
        "collection.delivery", index="btree_not_null", ondelete="restrict"
    )
    case_id = fields.Many2one(related="notice_id.case_id", store=True, index=True)
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    date = fields.Date(required=True)
    reference = fields.Char(help="Registered number, Message-ID, …")
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Scans")
    user_id = fields.Many2one(
        "res.users", string="Recorded By", default=lambda self: self.env.user
    )

    @api.model
    def _keeping(self, attachments):
        """Return the proofs whose scans are among ``attachments``."""
        return self.search([("attachment_ids", "in", attachments.ids)], limit=1)

    def write(self, vals):
        if not self.env.su or vals.keys() - set(CORRECTION):
            raise UserError(
                self.env._(
                    "A proof is not rewritten: record what you know today as a new one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A proof cannot be deleted."))
