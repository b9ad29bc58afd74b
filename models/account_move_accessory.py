from odoo import api, fields, models


class AccountMove(models.Model):
    """What an invoice bears beside its principal, and the invoices made for it."""

    _inherit = "account.move"

    collection_accessory_ids = fields.One2many(
        "collection.accessory",
        "move_id",
        string="Decisions on Interest",
        groups="account_collection.group_collection_readonly",
    )
    collection_document_accessory_ids = fields.One2many(
        "collection.accessory",
        "document_id",
        string="Made for",
        groups="account_collection.group_collection_readonly",
    )
    collection_document_count = fields.Integer(
        groups="account_collection.group_collection_readonly",
        compute="_compute_collection_document_count",
    )
    collection_parent_count = fields.Integer(
        groups="account_collection.group_collection_readonly",
        compute="_compute_collection_document_count",
    )

    @api.depends("collection_accessory_ids", "collection_document_accessory_ids")
    def _compute_collection_document_count(self):
        for move in self:
            move.collection_document_count = len(
                move.collection_accessory_ids.document_id
            )
            move.collection_parent_count = len(
                move.collection_document_accessory_ids.move_id
            )

    # -- an invoice made for interest and indemnity --------------------------

    def _collection_accessory_parents(self):
        """Return ``{document: the invoices it was made for}``; the others are absent.

        In one query for all.
        """
        made = self.env["collection.accessory"].sudo()
        groups = made._read_group(
            [("document_id", "in", self.ids)], ["document_id"], ["move_id:recordset"]
        )
        return {
            document.with_env(self.env): parents.with_env(self.env)
            for document, parents in groups
        }

    # -- buttons -------------------------------------------------------------

    def action_collection_accessory(self):
        """Ask whether interest and indemnity of these invoices are kept, waived or
        posted."""
        return self.env["collection.accessory.wizard"]._open_for(self)

    def action_collection_documents(self):
        """Open the invoices made for interest and indemnity of these ones."""
        return self.collection_accessory_ids.document_id._collection_open()

    def action_collection_parents(self):
        """Open the invoices these ones were made for."""
        return self.collection_document_accessory_ids.move_id._collection_open()

    def _collection_open(self):
        action = {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "domain": [("id", "in", self.ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
            "name": self.env._("Invoices"),
        }
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")])
        return action
