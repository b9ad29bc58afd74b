from odoo import api, fields, models

CATEGORIES = [
    ("statement", "Statement of account"),
    ("invoice", "Invoice"),
    ("order", "Order"),
    ("contract", "Contract"),
    ("delivery", "Delivery note"),
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
    is_included = fields.Boolean(string="Goes", default=True)
    source = fields.Char(
        string="Found By", readonly=True, help="The source that found it."
    )
    upload = fields.Binary(
        compute="_compute_upload",
        inverse="_inverse_upload",
        help="Add a document from your computer.",
    )
    number = fields.Integer(string="Exhibit", readonly=True)
    category = fields.Selection(CATEGORIES, required=True, default="other")
    name = fields.Char(required=True)
    date = fields.Date()
    res_model = fields.Char(string="Source Model")
    res_id = fields.Many2oneReference(model_field="res_model", string="Source")
    attachment_id = fields.Many2one("ir.attachment", ondelete="set null")
    sha256 = fields.Char(string="SHA-256", readonly=True)
    first_page = fields.Integer(readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True)

    def _compute_upload(self):
        self.upload = False

    def _inverse_upload(self):
        for document in self.filtered("upload"):
            document.attachment_id = self.env["ir.attachment"].create(
                {
                    "name": document.name,
                    "datas": document.upload,
                    "res_model": "collection.handoff",
                    "res_id": document.handoff_id.id,
                }
            )

    @api.onchange("attachment_id")
    def _onchange_attachment_id(self):
        if self.attachment_id and not self.name:
            self.name = self.attachment_id.name

    def _key(self):
        return self._key_of(
            {
                "source": self.source,
                "attachment_id": self.attachment_id.id,
                "res_model": self.res_model,
                "res_id": self.res_id,
                "category": self.category if not self.attachment_id else None,
            }
        )

    @api.model
    def _key_of(self, row):
        """Return what tells one found document from another."""
        attachment = row.get("attachment_id")
        place = (row.get("res_model") or False, row.get("res_id") or False)
        kind = None if attachment else row.get("category")
        return (row["source"], attachment or False, place, kind)

    def _content(self):
        """Return ``(file name, MIME type, bytes)``."""
        self.ensure_one()
        source = self.source or "collection.exhibit.base"
        return self.env[source]._content(self)

    def _category_label(self, lang):
        selection = self.with_context(lang=lang)._fields["category"]
        labels = selection._description_selection(self.with_context(lang=lang).env)
        return dict(labels)[self.category]

    def _note_pages(self, bound, exhibits):
        """Note on each document where it stands in the dossier and what it was."""
        for document, place, exhibit in zip(self, bound, exhibits, strict=True):
            document.write(
                {
                    "number": place.number,
                    "first_page": place.first_page,
                    "page_count": place.pages,
                    "sha256": exhibit.sha256,
                }
            )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.handoff_id._check_draft_lines()
        return rows

    def write(self, vals):
        self.handoff_id._check_draft_lines()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        self.handoff_id._check_draft_lines()

    def action_open(self):
        """Open the file."""
        self.ensure_one()
        if self.attachment_id:
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{self.attachment_id.id}",
                "target": "new",
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model or "collection.handoff",
            "res_id": self.res_id or self.handoff_id.id,
            "view_mode": "form",
        }
