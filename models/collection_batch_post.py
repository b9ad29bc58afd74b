from odoo import api, models
from odoo.exceptions import UserError

from ..export.deposit_slip import write_slip


class CollectionBatch(models.Model):
    """Registered letters at the counter of the post office: the deposit slip, and the
    numbers that come back with it."""

    _inherit = "collection.batch"

    def action_slip(self):
        """Download the deposit slip of these registered letters as CSV."""
        self.ensure_one()
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')}-{self.env._('deposit')}.csv",
                "raw": self._slip(),
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _slip(self):
        """Return the deposit slip as bytes, in the order of the pile.

        :raises UserError: for letters that are not registered, or were all pulled out.
        """
        self.ensure_one()
        if not self.channel_id._carrier()._is_registered:
            raise UserError(
                self.env._(
                    "Batch %s holds ordinary letters: only registered ones have a "
                    "deposit slip.",
                    self.name,
                )
            )
        words = self.with_context(lang=self.company_id._collection_lang())
        letters = words._pile()
        if not letters:
            raise UserError(
                self.env._("No letter of batch %s is left to deposit.", self.name)
            )
        rows = [letter._slip_row(rank) for rank, letter in enumerate(letters, start=1)]
        return write_slip(rows, words._slip_titles())

    def _pile(self):
        """Return the letters of this batch that are or were posted, as printed."""
        kept = self.delivery_ids.filtered(
            lambda one: one.state in ("sending", "sent", "uncertain")
        )
        return kept._in_print_order()

    @api.model
    def _slip_titles(self):
        return (
            self.env._("Rank"),
            self.env._("Registered number"),
            self.env._("Our reference"),
            self.env._("Recipient"),
            self.env._("Contact"),
            self.env._("Street"),
            self.env._("Street2"),
            self.env._("Zip"),
            self.env._("City"),
            self.env._("Country"),
        )

    def action_import_numbers(self):
        """Bring the registered numbers of these letters from a CSV file."""
        return self._open_import("numbers")

    def action_import_receipts(self):
        """Bring acknowledgements of receipt from a CSV file."""
        return self._open_import("receipts")

    def _open_import(self, kind):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_post_import_action"
        )
        action["context"] = {
            "dialog_size": "extra-large",
            "default_kind": kind,
            "default_company_id": self.company_id.id,
        }
        return action
