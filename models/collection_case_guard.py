from odoo import fields, models


class CollectionCase(models.Model):
    """The contact guard as the case shows it."""

    _inherit = "collection.case"

    contact_ids = fields.One2many(
        "collection.contact", "case_id", string="Contacts Outside Notices"
    )
    contact_count = fields.Integer(related="partner_id.collection_contact_count")
    contact_not_before = fields.Date(related="partner_id.collection_not_before")
    silence = fields.Selection(related="partner_id.collection_silence")
    silence_date = fields.Date(related="partner_id.collection_silence_date")
    silence_reason = fields.Char(related="partner_id.collection_silence_reason")
    lawyer_id = fields.Many2one(related="partner_id.collection_lawyer_id")

    def action_export_contacts(self):
        """Download the contacts of this case's debtor as a workbook."""
        self.ensure_one()
        return self.partner_id.action_export_contacts()

    def action_export_contacts_csv(self):
        """Download the contacts of this case's debtor as CSV."""
        self.ensure_one()
        return self.partner_id.action_export_contacts_csv()

    def action_record_contact(self):
        """Record a contact that took place outside the notices."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a Contact"),
            "res_model": "collection.contact",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_id": self.id},
        }
