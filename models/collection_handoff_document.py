from odoo import fields, models

CATEGORIES = [
    ("statement", "Statement of account"),
    ("invoice", "Invoice"),
    ("order", "Order"),
    ("contract", "Contract"),
    ("delivery", "Delivery"),
    ("notice", "Reminder or formal notice"),
    ("history", "History of exchanges"),
    ("other", "Other"),
]


class CollectionHandoffDocument(models.Model):
    """One document of a dossier: where it comes from and, once handed off, what it
    was to the byte."""

    _name = "collection.handoff.document"
    _description = "Hand-off Document"
    _order = "handoff_id, sequence, id"

    handoff_id = fields.Many2one(
        "collection.handoff", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="handoff_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Integer(string="Exhibit")
    category = fields.Selection(CATEGORIES, required=True)
    name = fields.Char(required=True)
    date = fields.Date()
    res_model = fields.Char(string="Source Model")
    res_id = fields.Many2oneReference(model_field="res_model", string="Source")
    attachment_id = fields.Many2one("ir.attachment", ondelete="restrict")
    sha256 = fields.Char(string="SHA-256", readonly=True)
    first_page = fields.Integer(readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)
