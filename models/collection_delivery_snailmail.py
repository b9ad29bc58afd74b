from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import html2plaintext

from .collection_delivery import MAIL_BATCH

LETTER = "snailmail.letter"
# The account is empty: it concerns every letter, and is over once somebody paid.
NO_CREDIT = ("CREDIT_ERROR", "TRIAL_ERROR")
# The host's queue leaves these alone: what goes out is decided here alone.
OUT_OF_QUEUE = "canceled"


class CollectionDelivery(models.Model):
    """Ordinary letters through the host's own post (``snailmail``), where it is
    installed and the company chose it.

    The host prints what waits in its queue and, where its process dies after the call,
    prints it again. So our letters are never in its queue: each is handed over here, by
    the host's own method, once the delivery is marked and committed. Where nobody can
    know whether the call arrived, a person decides.
    """

    _inherit = "collection.delivery"

    snailmail_id = fields.Integer(
        string="Snailmail Letter", readonly=True, help="Number of the host's letter."
    )

    @api.model
    def _cron_deliver(self):
        # EXTENDS: then the letters of the companies that do not print themselves
        result = super()._cron_deliver()
        companies = self.env["res.company"].search([("collection_active", "=", True)])
        for company in companies.filtered("collection_uses_snailmail"):
            lang = company._collection_lang()
            self.with_company(company).with_context(lang=lang)._deliver_by_snailmail(
                company
            )
        return result

    @api.model
    def _deliver_by_snailmail(self, company):
        seen = self.browse()
        today = company._collection_today()
        while batch := self._next_for_snailmail(company, seen):
            seen |= batch
            going = batch._begin_safely(today)
            if going and not going._leave_by_snailmail(today):
                break
            if not self.env["collection.run"]._commit_progress(len(batch)):
                break

    def _leave_by_snailmail(self, today):
        """Commit that these are under way, then hand them over.

        :return: whether the account has credit left.
        """
        with self._at_work() as mine:
            self.env["collection.run"]._commit_progress()
            return mine._hand_to_snailmail(today)

    @api.model
    def _next_for_snailmail(self, company, seen):
        return self.search(
            [
                ("state", "=", "ready"),
                ("notice_id.state", "!=", "review"),
                ("channel_id.code", "=", "letter"),
                ("company_id", "=", company.id),
                ("id", "not in", seen.ids),
            ],
            limit=MAIL_BATCH,
            order="id",
        )

    # -- one letter ----------------------------------------------------------

    def _hand_to_snailmail(self, today):
        """Hand these over one by one, each committed before and after.

        :return: whether the account has credit left.
        """
        for position, delivery in enumerate(self):
            obstacle = delivery._snailmail_obstacle()
            if obstacle:
                delivery._fail(obstacle, today)
                continue
            letter = delivery._snailmail_letter()
            delivery._record_fact(
                handed_at=fields.Datetime.now(), snailmail_id=letter.id
            )
            self.env["collection.run"]._commit_progress()
            no_credit = delivery._snailmail_print(letter, today)
            self.env["collection.run"]._commit_progress()
            if no_credit:
                self[position + 1 :]._set_state("ready")
                return False
        return True

    def _snailmail_obstacle(self):
        recipient = self.recipient_id
        if self.env[LETTER]._is_valid_address(recipient):
            return ""
        return self.env._(
            "Snailmail needs street, postcode, town and country of %s.",
            recipient.display_name,
        )

    def _snailmail_letter(self):
        """Make the host's letter with our copy, out of the host's queue."""
        letter = (
            self.env[LETTER]
            .sudo()
            .create(
                {
                    "partner_id": self.recipient_id.id,
                    "company_id": self.company_id.id,
                    "model": "collection.case",
                    "res_id": self.case_id.id,
                    "user_id": self.case_id._responsible().id,
                    "state": OUT_OF_QUEUE,
                }
            )
        )
        content = letter._overwrite_margins(self.notice_id.pdf_id.raw)
        if letter.cover:
            content = letter._append_cover_page(content)
        letter.attachment_id = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": self.notice_id.pdf_id.name,
                    "raw": content,
                    "mimetype": "application/pdf",
                    "res_model": LETTER,
                    "res_id": letter.id,
                }
            )
        )
        return letter

    def _snailmail_print(self, letter, today):
        """Let the host hand ``letter`` over, and write down what came of it.

        :return: whether the account is empty.
        """
        try:
            letter._snailmail_print_valid_address()
        except AccessError as error:
            # It may have arrived before the connection broke.
            letter.state = OUT_OF_QUEUE
            self._snailmail_uncertain(str(error))
            return False
        said = html2plaintext(letter.info_msg or "").strip()
        if letter.state == "sent":
            self._finish("printed", today, note=said, user_id=False)
            return False
        code = letter.error_code
        letter.state = OUT_OF_QUEUE
        if code not in NO_CREDIT:
            self._fail(said or code, today)
            return False
        self._set_state("ready", said, handed_at=False, snailmail_id=False)
        self.case_id._ask(
            self.env._("Letters wait: the Snailmail account has no credit."), today
        )
        return True

    def _snailmail_uncertain(self, said):
        self._become_uncertain(
            self.env._(
                "Interrupted while it was handed to Snailmail: it may have left "
                "(%s). Look at the letters of your IAP account.",
                said,
            )
        )

    # -- what was interrupted ------------------------------------------------

    @api.model
    def _find_interrupted(self):
        # EXTENDS: a letter whose process died while the host carried it
        result = super()._find_interrupted()
        stuck = self.search(
            [
                ("state", "=", "sending"),
                ("channel_id.code", "=", "letter"),
                ("batch_id", "=", False),
            ]
        )
        if not stuck:
            return result
        with stuck._at_work() as mine:
            for delivery in mine:
                lang = delivery.company_id._collection_lang()
                own = delivery.with_context(lang=lang)
                if own.handed_at:
                    own._snailmail_uncertain("–")
                else:
                    own._set_state("ready")
            self.env["collection.run"]._commit_progress()
        return result
