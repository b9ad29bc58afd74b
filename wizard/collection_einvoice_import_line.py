from odoo import fields, models

from ..models.collection_einvoice import STATUSES


class CollectionEinvoiceImportLine(models.TransientModel):
    """What one line of a file would record on one invoice."""

    _name = "collection.einvoice.import.line"
    _description = "Line of an Import of E-invoice Statuses"

    import_id = fields.Many2one(
        "collection.einvoice.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Line", aggregator=None)
    state = fields.Selection([("new", "New"), ("same", "Same"), ("wrong", "Wrong")])
    move_id = fields.Many2one("account.move", string="Invoice")
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Debtor"
    )
    status = fields.Selection(STATUSES)
    label = fields.Char(string="In the File")
    date = fields.Date()
    note = fields.Char(string="Reason Given")
    problem = fields.Text()
