from odoo import api, fields, models
from odoo.exceptions import UserError

PHASE_OF_KIND = {"agency": "agency"}


class CollectionHandoff(models.Model):
    """Chosen due items of a case given to a third party, with the documents that went.

    While it is out, our own notices for the whole case stop through a hold; what falls
    due later stays with us, held, with a task.
    """

    _name = "collection.handoff"
    _description = "Hand-off"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Reference", required=True, readonly=True)
    case_id = fields.Many2one(
        "collection.case",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    recipient_id = fields.Many2one("res.partner", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("agency", "Collection agency"),
            ("bailiff", "Commissaire de justice"),
            ("lawyer", "Lawyer"),
            ("insurer", "Credit insurer"),
            ("court", "Court"),
        ],
        required=True,
        default="agency",
        tracking=True,
    )
    phase = fields.Selection(
        [("agency", "Agency"), ("legal", "Legal")], compute="_compute_phase"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("delivered", "Handed off"), ("closed", "Closed")],
        required=True,
        default="draft",
        tracking=True,
        index=True,
    )
    date = fields.Date(string="Handed Off On", readonly=True)
    lang = fields.Char(required=True)
    line_ids = fields.One2many("collection.handoff.line", "handoff_id")
    document_ids = fields.One2many("collection.handoff.document", "handoff_id")
    currency_id = fields.Many2one("res.currency", required=True)
    amount_total = fields.Monetary(string="Claimed", readonly=True)
    pdf_id = fields.Many2one("ir.attachment", string="Dossier", readonly=True)
    zip_id = fields.Many2one("ir.attachment", string="Archive", readonly=True)
    pdf_sha256 = fields.Char(string="SHA-256 of the Dossier", readonly=True)
    zip_sha256 = fields.Char(string="SHA-256 of the Archive", readonly=True)

    @api.depends("kind")
    def _compute_phase(self):
        for handoff in self:
            handoff.phase = PHASE_OF_KIND.get(handoff.kind, "legal")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        if any(handoff.state != "draft" for handoff in self):
            raise UserError(self.env._("A hand-off that took place is not deleted."))
