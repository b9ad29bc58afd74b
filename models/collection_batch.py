from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from .client_actions import RELOAD, tell


class CollectionBatch(models.Model):
    """Letters printed as one PDF. They depart when a person confirms the print."""

    _name = "collection.batch"
    _description = "Letter Batch"
    _inherit = ["collection.record.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _plain_fields = frozenset({"delivery_ids"})

    name = fields.Char(string="Reference", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    channel_id = fields.Many2one("collection.channel", required=True, readonly=True)
    channel_code = fields.Char(related="channel_id.code")
    is_registered = fields.Boolean(compute="_compute_is_registered")
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [
            ("printed", "Printed"),
            ("submitting", "Being handed over"),
            ("submitted", "With the provider"),
            ("confirmed", "Departed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="printed",
    )
    delivery_ids = fields.One2many("collection.delivery", "batch_id")
    letter_count = fields.Integer(compute="_compute_letter_count", string="Letters")
    pdf_id = fields.Many2one("ir.attachment", string="PDF", readonly=True)

    @api.depends("channel_id")
    def _compute_is_registered(self):
        for batch in self:
            batch.is_registered = batch.channel_id._carrier()._is_registered

    @api.depends("delivery_ids")
    def _compute_letter_count(self):
        for batch in self:
            batch.letter_count = len(batch.delivery_ids)

    @api.model
    def _print(self, deliveries):
        """Print the letters among ``deliveries`` and show the new batches.

        :return: the action that shows them, or the reason why none was printed.
        :raises UserError: when there is no letter to print among them.
        """
        letters = deliveries.filtered(
            lambda one: one.state == "ready" and one.channel_id._carrier()._on_paper
        )
        if not letters:
            raise UserError(self.env._("There is no letter to print among these."))
        batches = self._make(letters)
        return batches._show() if batches else self._tell_why(letters)

    @api.model
    def _make(self, letters):
        """Freeze the letters that may leave and put them into batches, one per company
        and channel."""
        batches = self.browse()
        for (company, channel), mine in letters.grouped(
            lambda one: (one.company_id, one.channel_id)
        ).items():
            batches |= self._print_one(company, channel, mine)
        return batches

    @api.model
    def _tell_why(self, letters):
        told = letters.mapped("reason") + letters.notice_id.mapped("reason")
        reasons = {reason for reason in told if reason}
        title = self.env._("Nothing was printed")
        return tell(" ".join(sorted(reasons)), title, "warning", then=RELOAD)

    @api.model
    def _print_one(self, company, channel, deliveries):
        today = company._collection_today()
        going = channel._carrier()._reachable(deliveries._begin(today), today)
        return self._put_into(company, channel, going) if going else self.browse()

    @api.model
    def _put_into(self, company, channel, going):
        """Return a new batch of what may leave, with its one PDF."""
        batch = self.sudo().create(
            {
                "name": self.env["ir.sequence"].sudo().next_by_code("collection.batch"),
                "company_id": company.id,
                "channel_id": channel.id,
                "date": company._collection_today(),
            }
        )
        going._record_fact(batch_id=batch.id)
        batch = batch.with_env(self.env)
        batch._bind()
        return batch

    def _bind(self):
        """Make the one PDF of this batch, in the order of the deliveries."""
        ordered = self.delivery_ids._in_print_order()
        content = merge_pdf([one.notice_id.pdf_id.raw for one in ordered])
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self._record_fact(pdf_id=attachment.id)

    def _show(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_batch_action"
        )
        action["domain"] = [("id", "in", self.ids)]
        if len(self) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=self.id)
        return action

    def action_confirm(self):
        """These letters were posted: they depart today.

        A letter whose debt was paid after the print does not: it must be taken out of
        the pile, and whoever stands at it is told.

        :return: a notification that names those letters, if any.
        """
        self.check_access("write")
        out = self.env["collection.delivery"]
        for batch in self.filtered(lambda one: one.state == "printed"):
            today = batch.company_id._collection_today()
            letters = batch.delivery_ids
            leaving = letters._still_to_post(today)
            leaving._finish(batch.channel_id._carrier()._proof_kind, today)
            batch._record_fact(state="confirmed")
            out |= letters - leaving
        return out._tell_taken_out()

    def action_cancel(self):
        """These letters were not posted: they are ready to be printed again."""
        self.check_access("write")
        for batch in self.filtered(lambda one: one.state == "printed"):
            batch.delivery_ids._set_state("ready")
            batch.delivery_ids._record_fact(batch_id=False)
            batch._record_fact(state="cancelled")

    def action_open_pdf(self):
        """Open the PDF to print."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.pdf_id.id}",
            "target": "new",
        }
