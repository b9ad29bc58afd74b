from odoo import api, models
from odoo.exceptions import UserError

CONTENT = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "checksum",
    "file_size",
    "mimetype",
    "type",
    "url",
    "res_model",
    "res_id",
}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        # EXTENDS 'base'
        if CONTENT & vals.keys():
            self._check_collection_proof()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_collection_proof(self):
        self._check_collection_proof()

    def _check_collection_proof(self):
        """Refuse to touch the copy of a departed notice, a proof, or a delivered
        dossier and its documents, whoever asks."""
        if not self.ids:
            return
        kept = [
            self.env["collection.notice"].sudo()._keeping(self),
            self.env["collection.proof"].sudo()._keeping(self),
            self.env["collection.event"].sudo()._keeping(self),
            self.env["collection.lre.consent"].sudo()._keeping(self),
            self.env["collection.handoff"].sudo()._keeping(self),
            self.env["collection.bad.debt"].sudo()._keeping(self),
            self.env["collection.statement"].sudo()._keeping(self),
        ]
        for record in filter(None, kept):
            raise UserError(
                self.env._(
                    "This file belongs to the proof of %s: it is neither changed nor "
                    "deleted.",
                    record[0].display_name,
                )
            )
