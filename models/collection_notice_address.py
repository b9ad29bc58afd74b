from odoo import fields, models


class CollectionNotice(models.Model):
    """The address a letter was written to: who moves house meanwhile gets another."""

    _inherit = "collection.notice"

    letter_address = fields.Text(
        readonly=True, copy=False, help="The address in the letter's window."
    )

    def _freeze(self, today):
        frozen = super()._freeze(today)
        for notice in frozen.filtered(lambda one: one._has_letter()):
            notice._record_fact(letter_address=notice._window())
        return frozen

    def _window(self):
        """Return the postal address as it stands now."""
        return "\n".join(self._postal_lines(self.recipient_id))

    def _has_moved(self):
        """Tell whether the letter bears an address he does not have any more."""
        return bool(self.letter_address) and self.letter_address != self._window()


class CollectionDelivery(models.Model):
    _inherit = "collection.delivery"

    def _begin(self, today):
        # EXTENDS: one written when the e-mail left is not written anew
        self.check_access("write")
        stale = self.filtered(
            lambda one: (
                one.state == "ready"
                and one.way == "paper"
                and one.notice_id.departed_on
                and one.notice_id._has_moved()
            )
        )
        stale._put_aside(today)
        return super(CollectionDelivery, self - stale)._begin(today)

    def _still_to_post(self, today):
        # EXTENDS
        printed = self.filtered(lambda one: one.state == "sending")
        printed.filtered(lambda one: one.notice_id._has_moved())._put_aside(today)
        return super()._still_to_post(today)

    def _put_aside(self, today):
        """A letter to an old address stays here; where the debtor heard nothing else
        yet it is printed anew."""
        for delivery in self:
            words = self.env._(
                "The address of %(name)s was changed after letter %(notice)s was "
                "written.",
                name=delivery.partner_id.name,
                notice=delivery.notice_id.name,
            )
            if not delivery.notice_id.departed_on:
                again = self.env._("Print it again.")
                delivery._set_state("ready", f"{words} {again}", batch_id=False)
                continue
            delivery._set_state("skipped", words)
            delivery.case_id._ask(words, today)
