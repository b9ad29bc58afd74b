from odoo import api, fields, models
from odoo.fields import Domain

from ..export import history
from ..export.html_text import html_to_paragraphs


class CollectionExhibitHistory(models.AbstractModel):
    """The history of exchanges: notices, e-mails in and out, calls. Internal notes and
    what the system wrote to itself are never read."""

    _name = "collection.exhibit.history"
    _description = "Exhibit Source: History of Exchanges"
    _inherit = "collection.exhibit.base"

    _sequence = 70

    @api.model
    def _gather(self, handoff):
        return [self._document("history", self.env._("History of exchanges"))]

    @api.model
    def _content(self, document):
        handoff = document.handoff_id
        exchanges = self._notices(handoff) + self._messages(handoff)
        content = history.write_history(
            handoff._dossier_claim(),
            exchanges,
            labels=handoff._labels("HistoryLabels"),
            formats=handoff._formats(),
            typeface=handoff._typeface(),
        )
        return f"{document.name}.pdf", "application/pdf", content

    # -- notices -------------------------------------------------------------

    @api.model
    def _notices(self, handoff):
        return [
            self._exchange_of(handoff, notice)
            for notice in handoff._departed_notices().sorted("departed_on")
        ]

    @api.model
    def _exchange_of(self, handoff, notice):
        words = notice.with_context(lang=handoff.lang)
        return history.Exchange(
            when=notice.departed_on,
            direction=history.SENT,
            channel=words.channel_names or "",
            party=notice.recipient_id.display_name,
            subject=words.env._(
                "%(label)s: %(value)s",
                label=f"{words.stage_id.name} {notice.name}",
                value=notice.subject or "",
            ),
            body=self._paragraphs(notice.letter_body or notice.body),
            attachments=tuple(notice.line_ids.mapped("invoice_name")),
            proof="; ".join(self._proofs(handoff, words)),
            sha256=notice.sha256 or "",
        )

    @api.model
    def _proofs(self, handoff, notice):
        kinds = dict(
            notice.proof_ids._fields["kind"]._description_selection(notice.env)
        )
        for proof in notice.proof_ids._standing().sorted(
            lambda one: (one.date, one.id)
        ):
            parts = (
                handoff._format_day(proof.date),
                kinds[proof.kind],
                proof.reference,
                proof.note,
            )
            yield " – ".join(part for part in parts if part)

    # -- messages ------------------------------------------------------------

    @api.model
    def _message_domain(self, handoff):
        """Return which messages are an exchange with somebody outside: e-mails in and
        out and public comments, on the case and on the claimed invoices."""
        outside = [
            ("is_internal", "=", False),
            ("subtype_id.internal", "=", False),
            ("message_type", "in", ("email", "email_outgoing", "comment")),
            ("id", "not in", handoff.case_id.notice_ids.message_id.ids),
        ]
        invoices = handoff.line_ids.item_id.move_id
        return Domain(outside) & (
            Domain("model", "=", "collection.case")
            & Domain("res_id", "=", handoff.case_id.id)
            | Domain("model", "=", "account.move")
            & Domain("res_id", "in", invoices.ids)
        )

    @api.model
    def _messages(self, handoff):
        messages = self.env["mail.message"].search(
            self._message_domain(handoff), order="date, id"
        )
        return [
            self._exchange_of_message(handoff, message)
            for message in messages
            if self._is_public(message)
        ]

    @api.model
    def _is_public(self, message):
        """A comment without a subtype, or with an internal one, is a note."""
        return bool(message.subtype_id) or message.message_type == "email"

    @api.model
    def _exchange_of_message(self, handoff, message):
        ours = bool(message.author_id.user_ids.filtered(lambda user: not user.share))
        incoming = message.message_type == "email" or not ours
        moment = fields.Datetime.context_timestamp(handoff, message.date)
        return history.Exchange(
            when=moment.replace(tzinfo=None),
            direction=history.RECEIVED if incoming else history.SENT,
            channel=handoff._word("E-mail"),
            party=message.author_id.display_name or message.email_from or "",
            subject=message.subject or message.record_name or "",
            body=self._paragraphs(message.body),
            attachments=tuple(message.attachment_ids.mapped("name")),
            proof=message.message_id or "",
        )

    @api.model
    def _paragraphs(self, body):
        return html_to_paragraphs(body or "")
