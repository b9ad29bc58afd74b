import logging

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from .post_parcel import Parcel, ParcelLetter, PostError

_logger = logging.getLogger(__name__)


class CollectionBatch(models.Model):
    """A batch that a provider carries: handed over once, and settled by what he tells.

    It is marked ``submitting`` and committed before anything is handed over. Where a
    process died in between, the provider is asked whether it arrived; where he cannot
    know, a person is, and nothing is handed over a second time.
    """

    _inherit = "collection.batch"
    _plain_fields = frozenset({"delivery_ids", "provider_id"})

    provider_id = fields.Many2one(
        "collection.post.provider",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('company_id', '=', company_id), ('service', '=', service)]",
    )
    service = fields.Char(compute="_compute_service")
    can_submit = fields.Boolean(compute="_compute_can_submit")
    submitted_at = fields.Datetime(string="Handed Over", readonly=True, copy=False)
    problem = fields.Char(readonly=True, copy=False)
    deposit_asked = fields.Boolean(readonly=True, copy=False)

    @api.depends("channel_id")
    def _compute_service(self):
        for batch in self:
            batch.service = batch.channel_id._carrier()._post_service

    @api.depends("state", "channel_id", "company_id")
    def _compute_can_submit(self):
        for batch in self:
            batch.can_submit = batch.state == "printed" and bool(batch._providers())

    @api.constrains("provider_id", "channel_id")
    def _check_provider(self):
        for batch in self.filtered("provider_id"):
            if batch.provider_id.service != batch.service:
                raise ValidationError(
                    self.env._(
                        "%(provider)s does not carry what batch %(batch)s holds "
                        "(%(channel)s).",
                        provider=batch.provider_id.name,
                        batch=batch.name,
                        channel=batch.channel_id.name,
                    )
                )

    def write(self, vals):
        if "provider_id" in vals and not self.env.su:
            gone = self.filtered(lambda one: one.state != "printed")
            if gone:
                raise UserError(
                    self.env._(
                        "Batch %s was handed over or posted: its provider stays.",
                        gone[0].name,
                    )
                )
        return super().write(vals)

    def _providers(self):
        """Return who could carry this batch."""
        self.ensure_one()
        return self.company_id._collection_post_providers(self.service)

    # -- handing over --------------------------------------------------------

    def action_submit(self):
        """Hand these batches to the provider; the letters depart when he confirms the
        deposit."""
        self.check_access("write")
        for batch in self.filtered(lambda one: one.state == "printed"):
            if not batch.provider_id:
                batch._choose_provider()
            batch._submit()
            if batch.problem:
                raise UserError(batch.problem)

    def _choose_provider(self):
        providers = self._providers()
        if len(providers) != 1:
            raise UserError(
                self.env._("Choose the provider of batch %s first.", self.name)
                if providers
                else self.env._(
                    "No provider carries such letters: set one up under "
                    "Configuration, or post them yourself."
                )
            )
        self._record_fact(provider_id=providers.id)

    def _choose_lre_provider(self):
        """Take the first provider of the company, in the order a manager gave them."""
        self._record_fact(provider_id=self._providers()[:1].id)

    def _submit(self):
        """Look at the ledger a last time, and hand over what is still true.

        :return: whether it was handed over.
        """
        self.ensure_one()
        if self.state != "printed" or not self.try_lock_for_update():
            return False
        today = self.company_id._collection_today()
        letters = self.delivery_ids._still_to_post(today)._still_sendable(today)
        if not letters:
            self._record_fact(state="cancelled")
            return False
        with letters._at_work() as mine:
            if mine != letters:
                return False
            self._record_fact(
                state="submitting", submitted_at=fields.Datetime.now(), problem=False
            )
            self.env["collection.run"]._commit_progress()
            return self._hand_over(letters)

    def _hand_over(self, letters):
        provider = self.provider_id
        try:
            provider._service()._submit(provider, self._parcel(letters))
        except PostError as error:
            # Nothing was handed over: it is tried again by the scheduled action.
            self._record_fact(state="printed", submitted_at=False, problem=str(error))
            provider._report(
                self.env._("Batch %s was not handed over", self.name), [str(error)]
            )
            self.env["collection.run"]._commit_progress()
            return False
        self._record_fact(state="submitted")
        self.env["collection.run"]._commit_progress()
        return True

    def _parcel_name(self):
        return self.name.replace("/", "-")

    def _parcel(self, letters):
        """Return these letters as the provider gets them, in the order of the pile."""
        sender = self.company_id.partner_id
        return Parcel(
            name=self._parcel_name(),
            service=self.service,
            sender=sender._collection_post_address(),
            letters=tuple(
                ParcelLetter(
                    reference=one.notice_id.name,
                    content=one.notice_id.pdf_id.raw,
                    recipient=one._post_recipient(),
                )
                for one in letters._in_print_order()
            ),
        )

    # -- what was interrupted, what waits ------------------------------------

    @api.model
    def _settle_submitting(self):
        """Find out what became of batches whose handing over was interrupted."""
        for batch in self.search([("state", "=", "submitting")]):
            letters = batch.delivery_ids.filtered(lambda one: one.state == "sending")
            if not letters:
                batch._record_fact(state="submitted")
                batch._refresh_submitted()
                continue
            with letters._at_work() as mine:
                if mine == letters:
                    batch._settle_one(letters)
                    self.env["collection.run"]._commit_progress()

    def _settle_one(self, letters):
        provider = self.provider_id
        try:
            known = provider._service()._was_submitted(provider, self._parcel_name())
        except (PostError, UserError) as error:
            provider._cannot_be_reached(str(error))
            return
        if known is False:
            interrupted = self.env._("It was interrupted before it was handed over.")
            self._record_fact(state="printed", submitted_at=False, problem=interrupted)
            return
        self._record_fact(state="submitted")
        if known is None:
            letters._unknown_to_provider()

    @api.model
    def _submit_waiting(self):
        """Hand over the batches that could not be before, and the electronic ones whose
        process died before it came to it."""
        waiting = self.search(
            [
                ("state", "=", "printed"),
                ("provider_id", "!=", False),
                ("company_id.collection_active", "=", True),
                "|",
                ("problem", "!=", False),
                ("channel_id.way", "=", "auto"),
            ]
        )
        for batch in waiting:
            lang = batch.company_id._collection_lang()
            try:
                batch.with_context(lang=lang)._submit()
            except UserError as error:
                batch._record_fact(problem=str(error))
                _logger.warning("Batch %s: %s", batch.name, error)

    def action_deposited(self):
        """A person found that the provider deposited what he has told nothing of."""
        self.check_access("write")
        for batch in self.filtered(lambda one: one.state == "submitted"):
            waiting = batch.delivery_ids.filtered(
                lambda one: one.state in ("sending", "uncertain")
            )
            note = self.env._("Confirmed by %s.", self.env.user.name)
            waiting._finish("deposited", batch._submission_day(), note=note)
            batch._refresh_submitted()

    @api.model
    def _ask_for_deposits(self, company, today):
        """Tell once for each batch that its provider has confirmed nothing for as many
        days as the company waits for news of a letter."""
        silent = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "submitted"),
                ("deposit_asked", "=", False),
            ]
        ).filtered(
            lambda one: (
                one._submission_day() <= company._collection_post_horizon(today)
                and "sending" in one.delivery_ids.mapped("state")
            )
        )
        for batch in silent:
            waiting = batch.delivery_ids.filtered(lambda one: one.state == "sending")
            words = self.env._(
                "Letters handed over on %(day)s and not confirmed: %(count)s. Ask the "
                "provider, then press “Deposited” on the batch.",
                count=len(waiting),
                day=format_date(self.env, batch._submission_day()),
            )
            batch.provider_id._report(
                self.env._("Batch %s: no deposit confirmed", batch.name), [words]
            )
        silent._record_fact(deposit_asked=True)

    def _submission_day(self):
        """Return the company's date of the handing over."""
        moment = pytz.utc.localize(self.submitted_at)
        return moment.astimezone(self.company_id._collection_zone()).date()

    def _refresh_submitted(self):
        """A batch of which every letter is settled is done."""
        for batch in self.filtered(lambda one: one.state == "submitted"):
            open_ones = batch.delivery_ids.filtered(
                lambda one: one.state in ("sending", "uncertain")
            )
            if not open_ones:
                batch._record_fact(state="confirmed")
