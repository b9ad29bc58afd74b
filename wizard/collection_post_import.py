from odoo import api, fields, models
from odoo.tools import format_date

from ..models.collection_delivery_import import NUMBERS, RECEIPTS


class CollectionPostImport(models.TransientModel):
    """Registered numbers or acknowledgements from a CSV file: look first, then
    import."""

    _name = "collection.post.import"
    _description = "Import from the Post"
    _inherit = ["collection.import.mixin"]

    kind = fields.Selection(
        [
            (NUMBERS, "Registered numbers"),
            (RECEIPTS, "Acknowledgements of receipt"),
        ],
        required=True,
        default=NUMBERS,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    scan_ids = fields.Many2many("ir.attachment", string="Scans")
    line_ids = fields.One2many("collection.post.import.line", "import_id")

    @api.onchange("data", "kind", "scan_ids", "company_id")
    def _onchange_data(self):
        self._look()

    def _read(self):
        letters = self.env["collection.delivery"]
        return letters._read_post_file(
            self.kind,
            letters._csv_text(self.data),
            self.company_id,
            self.scan_ids._origin,
        )

    def _preview(self, line):
        letter = line.delivery
        quoted = line.cells.get("notice") or line.cells.get("number")
        return {
            "number": line.number,
            "state": line.state,
            "quoted": quoted,
            "notice_id": letter.notice_id.id if letter else False,
            "partner_id": letter.partner_id.id if letter else False,
            "reference": line.reference,
            "told": self._told(line.receipt),
            "problem": line.problem,
        }

    def _told(self, receipt):
        """Return an acknowledgement in words."""
        if not receipt:
            return False
        labels = dict(
            self.env["collection.proof"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        said = [("presented", receipt.presented), (receipt.fate, receipt.day)]
        words = [
            f"{labels.get(kind, kind)}: {format_date(self.env, day)}"
            for kind, day in said
            if day
        ]
        return ", ".join([*words, *receipt.files.mapped("name")])

    def action_import(self):
        """Write what is new; one wrong line refuses the whole file."""
        self.ensure_one()
        self._check_chosen()
        letters = self.env["collection.delivery"]
        done = letters._import_post_lines(self._read(), self.company_id)
        return self._imported(
            self.env._("Registered Letters"), self.env._("%s letters updated.", done)
        )
