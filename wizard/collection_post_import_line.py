from odoo import fields, models


class CollectionPostImportLine(models.TransientModel):
    """What one line of a file would do to one registered letter."""

    _name = "collection.post.import.line"
    _description = "Line of an Import from the Post"

    import_id = fields.Many2one(
        "collection.post.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Line", aggregator=None)
    state = fields.Selection(
        [("new", "New"), ("changed", "Changed"), ("same", "Same"), ("wrong", "Wrong")]
    )
    quoted = fields.Char(string="In the File")
    notice_id = fields.Many2one("collection.notice")
    partner_id = fields.Many2one("res.partner", string="Debtor")
    reference = fields.Char(string="Registered Number")
    told = fields.Text(string="Says")
    problem = fields.Text()
