from odoo import fields, models


class CollectionLawImportLine(models.TransientModel):
    """What one line of a file would do."""

    _name = "collection.law.import.line"
    _description = "Line of an Import of the Law"

    import_id = fields.Many2one(
        "collection.law.import", required=True, ondelete="cascade", index=True
    )
    number = fields.Integer(string="Line", aggregator=None)
    state = fields.Selection(
        [("new", "New"), ("changed", "Changed"), ("same", "Same"), ("wrong", "Wrong")]
    )
    table = fields.Char()
    valid_from = fields.Char()
    before = fields.Char(string="Now")
    after = fields.Char(string="Becomes")
    source = fields.Char()
    problem = fields.Char()
