import logging
import zlib
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.sql_db import db_connect
from odoo.tools import SQL

from .collection_notice import STATES

_logger = logging.getLogger(__name__)
MAIL_BATCH = 50


class CollectionDelivery(models.Model):
    """One notice on one channel: ready, under way, gone, or why not.

    It is marked ``sending`` and committed before the outside world is touched. A crash
    in between leaves it ``uncertain``, which a person decides; nothing is ever sent a
    second time by itself.
    """

    _name = "collection.delivery"
    _description = "Collection Delivery"
    _inherit = ["collection.record.mixin"]
    _order = "id desc"
    _rec_name = "notice_id"
    _check_company_auto = True
    _plain_fields = frozenset({"reference"})

    notice_id = fields.Many2one(
        "collection.notice", required=True, index=True, ondelete="cascade"
    )
    channel_id = fields.Many2one(
        "collection.channel", required=True, index=True, ondelete="restrict"
    )
    channel_code = fields.Char(related="channel_id.code", store=True, index=True)
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="notice_id.partner_id")
    case_id = fields.Many2one(related="notice_id.case_id")
    recipient_id = fields.Many2one(related="notice_id.recipient_id")
    stage_id = fields.Many2one(related="notice_id.stage_id")
    currency_id = fields.Many2one(related="notice_id.currency_id")
    amount_total = fields.Monetary(related="notice_id.amount_total")
    state = fields.Selection(
        [state for state in STATES if state[0] != "review"],
        required=True,
        default="ready",
        index=True,
    )
    reason = fields.Char()
    departed_on = fields.Date(readonly=True)
    reference = fields.Char(help="Number of the registered letter.")
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null")
    message_uid = fields.Char(string="Message-ID", readonly=True)
    handed_at = fields.Datetime(
        readonly=True, help="Just before it was given to the mail server."
    )
    put_off_at = fields.Datetime(
        readonly=True, help="Since when the mail server asks to try again later."
    )
    batch_id = fields.Many2one(
        "collection.batch", index="btree_not_null", ondelete="restrict"
    )
    notice_state = fields.Selection(related="notice_id.state", string="Notice State")
    way = fields.Selection(related="channel_id.way")

    _once = models.UniqueIndex(
        "(notice_id, channel_id)", "A notice takes each channel only once."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A delivery is part of the history: skip it."))

    @api.model
    def _prepare(self, channel, notice):
        """Return the values of the delivery by ``channel`` of a notice to be recorded.

        :param notice: the values of that notice.
        """
        return {
            "channel_id": channel.id,
            "channel_code": channel.code,
            "company_id": notice["company_id"],
        }

    def _set_state(self, state, reason=False, **vals):
        self._record_fact(state=state, reason=reason, **vals)
        self.notice_id._refresh_state()

    # -- departure -----------------------------------------------------------

    def _begin(self, today):
        """Lock these deliveries, look at the ledger a last time, freeze what leaves.

        :return: those that may leave now, marked ``sending``.
        """
        self.check_access("write")
        locked = self.try_lock_for_update()
        notices = locked.notice_id.try_lock_for_update()
        mine = locked.filtered(
            lambda delivery: (
                delivery.state == "ready"
                and delivery.notice_id in notices
                and delivery.notice_id.state != "review"
            )
        )._guarded(today)
        first = mine.notice_id.filtered(lambda notice: not notice.departed_on)
        true = first._check_truth(today)._check_wording(today)
        frozen = true._freeze(today)
        mine.filtered(lambda one: one.notice_id in true - frozen)._not_printed(today)
        again = (mine.notice_id - first)._still_true(today)
        stale = mine.filtered(lambda one: one.notice_id not in first | again)
        stale._stay_behind()
        going = mine.filtered(lambda one: one.notice_id in frozen | again)
        going._set_state("sending")
        return going

    def _stay_behind(self):
        """Skip those whose notice left on another channel and is not true any more."""
        self._set_state(
            "skipped",
            self.env._("The ledger changed after the notice left on another channel."),
        )

    def _not_printed(self, today):
        """Their letters could not be printed: a person is told, the others leave."""
        for delivery in self:
            words = self.env._(
                "Letter %s could not be printed: correct its text or the invoices it "
                "encloses, then try again.",
                delivery.notice_id.name,
            )
            delivery._set_state("failed", words)
            delivery.case_id._ask(words, today)

    def _finish(self, kind, today, **proof):
        """Record that these left: state, proof, and the climb of their due items."""
        self._set_state("sent", departed_on=today)
        self.notice_id._depart(today)
        self.env["collection.proof"].sudo().create(
            [
                {
                    "notice_id": delivery.notice_id.id,
                    "delivery_id": delivery.id,
                    "kind": kind,
                    "date": today,
                    "reference": delivery.reference or delivery.message_uid,
                    **proof,
                }
                for delivery in self
            ]
        )

    def _deliver_now(self):
        """Deliver those whose channel leaves by itself, in small batches.

        :return: pairs of channel and company whose way is closed for now.
        """
        closed = set()
        ready = self.filtered(lambda delivery: delivery.state == "ready")
        for channel, deliveries in ready.grouped("channel_id").items():
            carrier = channel._carrier()
            for company, mine in deliveries.grouped("company_id").items():
                if carrier._leaves_by_itself and carrier._deliver(
                    mine, company._collection_today()
                ):
                    closed.add((channel, company))
        return closed

    # -- the scheduled action ------------------------------------------------

    @api.model
    def _cron_deliver(self):
        """Deliver what is ready, small batch by small batch, each committed."""
        commit = self.env["collection.run"]._commit_progress
        self._find_interrupted()
        # Each batch reads the ledger in a snapshot of its own.
        commit()
        seen, closed = self.browse(), set()
        while batch := self._next_batch(seen, closed):
            seen |= batch
            for company, mine in batch.grouped("company_id").items():
                lang = company._collection_lang()
                closed |= mine.with_context(lang=lang)._deliver_now()
            if not commit(len(batch)):
                break

    @api.model
    def _next_batch(self, seen, closed=()):
        """Return the next deliveries that leave by themselves; one failed or locked
        is not tried twice in one go, and nothing where the way is closed."""
        domain = Domain(
            [
                ("state", "=", "ready"),
                ("notice_id.state", "!=", "review"),
                ("channel_id.way", "=", "auto"),
                ("company_id.collection_active", "=", True),
                ("id", "not in", seen.ids),
            ]
        )
        for channel, company in closed:
            domain &= ~(
                Domain("channel_id", "=", channel.id)
                & Domain("company_id", "=", company.id)
            )
        return self.search(domain, limit=MAIL_BATCH, order="id")

    @api.model
    def _find_interrupted(self):
        """Settle what is ``sending`` without anybody at work on it.

        What was never handed over is ready again; of the rest the host knows whether it
        left, or nobody does and a person decides.
        """
        stuck = self.search(
            [("state", "=", "sending"), ("channel_id.code", "=", "email")]
        )
        if not stuck:
            return
        with stuck._at_work() as mine:
            for delivery in mine:
                lang = delivery.company_id._collection_lang()
                try:
                    with self.env.cr.savepoint():
                        delivery.with_context(lang=lang)._settle_interrupted()
                except Exception:
                    # One that cannot be settled does not keep the others back.
                    _logger.exception("Delivery %s cannot be settled", delivery.id)
            self.env["collection.run"]._commit_progress()

    def _settle_interrupted(self):
        if not self.handed_at:
            self._take_back()
            return
        today = self.company_id._collection_today()
        self.channel_id._carrier()._record_fates(self, today)

    @contextmanager
    def _at_work(self):
        """Work on these deliveries, those left out that somebody else works on.

        A lock of the session, not of the transaction: it outlives the commits between
        writing and handing over, and dies with the process.
        """
        table = zlib.crc32(self._table.encode()) - 2**31
        # On a connection of its own: ours cannot unlock after a failed query.
        with db_connect(self.env.cr.dbname).cursor() as locks:
            locks.execute(
                SQL(
                    """
                    SELECT id
                      FROM unnest(%s) id
                     WHERE pg_try_advisory_lock(%s, id)
                    """,
                    self.ids,
                    table,
                )
            )
            mine = self.browse([row[0] for row in locks.fetchall()])
            locks.commit()
            # What whoever had the lock before has done is only seen in a new snapshot.
            self.env["collection.run"]._commit_progress()
            mine.invalidate_recordset(["state", "handed_at"])
            try:
                yield mine
            finally:
                locks.execute("SELECT pg_advisory_unlock_all()")

    def _become_uncertain(self):
        self._set_state(
            "uncertain",
            self.env._(
                "Interrupted while it was handed over: it may have left. Look for "
                "Message-ID %s in the mail server's log.",
                self.message_uid or self.reference or "–",
            ),
        )
        self.case_id._ask(
            self.env._("Did notice %s leave? Decide.", self.notice_id.name),
            self.company_id._collection_today(),
        )

    # -- what a person decides -----------------------------------------------

    def action_confirm_left(self):
        """A person found that these did leave."""
        self.check_access("write")
        for delivery in self.filtered(lambda one: one.state == "uncertain"):
            note = self.env._("Confirmed by %s.", self.env.user.name)
            # It is no more in the host's queue of e-mails to be sent.
            delivery.mail_id.sudo().write({"state": "sent"})
            delivery._finish(
                "other", delivery.company_id._collection_today(), note=note
            )
            delivery.notice_id._close_question()

    def action_confirm_not_left(self):
        """A person found that these did not leave, or wants to try again."""
        self.check_access("write")
        stuck = self.filtered(lambda one: one.state in ("uncertain", "failed"))
        # Another e-mail is written: the host's queue must not send this one as well.
        mails = stuck.mail_id.sudo().filtered(lambda mail: mail.state != "sent")
        mails.write({"state": "cancel"})
        void = stuck.notice_id.filtered(
            lambda one: one.message_id in mails.mail_message_id
        )
        void._record_fact(message_id=False)
        stuck._set_state("ready", mail_id=False, message_uid=False, handed_at=False)
        for notice in stuck.notice_id:
            notice._close_question()

    def action_deliver(self):
        """Let these leave now."""
        self._deliver_now()

    def action_done(self):
        """A person called or went there: close the activity, which departs these."""
        waiting = self.filtered(lambda one: one.state == "ready")
        activities = self.env["mail.activity"].search(
            [("collection_delivery_id", "in", waiting.ids)]
        )
        activities.action_feedback()
        (waiting - activities.collection_delivery_id)._done_by_person()

    def _done_by_person(self, feedback=False):
        for delivery in self.filtered(lambda one: one.state == "ready"):
            delivery.channel_id._carrier()._done(delivery, feedback)

    def action_view_notice(self):
        """Open the notice of this delivery."""
        self.ensure_one()
        return self.notice_id._open_form()

    def action_print(self):
        """Print these letters as one PDF; they depart when the print is confirmed."""
        return self.env["collection.batch"]._print(self)

    def _drop_question(self):
        for delivery in self:
            delivery.channel_id._carrier()._drop_question(delivery)

    # -- letters -------------------------------------------------------------

    def _still_to_post(self, today):
        """Return the printed letters that still say the truth; the others must be
        taken out of the pile, and are skipped with the reason."""
        printed = self.filtered(lambda one: one.state == "sending")
        true = printed.notice_id._still_true(today)
        stale = printed.filtered(lambda one: one.notice_id not in true)
        for delivery in stale:
            delivery._pull_out(today)
        return printed - stale

    def _pull_out(self, today):
        silences = self.notice_id.line_ids._silences(today)
        why = " ".join(sorted(set(silences.values())))
        reason = self.env._(
            "Taken out of the pile: %s",
            why or self.env._("the ledger changed after the print."),
        )
        if not self.notice_id.departed_on:
            self._set_state("ready", reason, batch_id=False)
            self.notice_id._check_truth(today)
            return
        self._set_state("skipped", reason)

    def _tell_taken_out(self):
        """Name the printed letters that must not be posted, and why."""
        if not self:
            return None
        letters = [
            f"{one.notice_id.name} ({one.partner_id.name}): {one.reason}"
            for one in self
        ]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Take these letters out of the pile"),
                "message": " ".join(letters),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
