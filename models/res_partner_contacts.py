import pytz

from odoo import models
from odoo.exceptions import UserError

from ..export.contacts import ContactRow, write_contacts_csv, write_contacts_xlsx

ROLE = "account_collection.group_collection_readonly"


class ResPartner(models.Model):
    """The contacts of one debtor as evidence."""

    _inherit = "res.partner"

    def action_export_contacts(self):
        """Download the contacts of this debtor as a workbook."""
        return self._collection_contacts_link("xlsx")

    def action_export_contacts_csv(self):
        """Download the contacts of this debtor as CSV."""
        return self._collection_contacts_link("csv")

    def _collection_contacts_link(self, form):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/collection/contacts/{self.commercial_partner_id.id}/{form}",
            "target": "download",
        }

    def _collection_contacts_file(self, form):
        """Return the contacts of this debtor as bytes.

        :param form: ``xlsx`` or ``csv``.
        :raises AccessError: for whoever has no role in collections.
        """
        self.ensure_one()
        self.check_access("read")
        self.env["collection.contact"].check_access("read")
        rows = self._collection_contact_rows()
        titles = (
            self.env._("Date"),
            self.env._("Time"),
            self.env._("Channel"),
            self.env._("Company"),
            self.env._("Notice"),
        )
        if form == "csv":
            return write_contacts_csv(rows, titles)
        if form == "xlsx":
            return write_contacts_xlsx(rows, titles, self.env._("Contacts"))
        raise UserError(self.env._("Contacts are exported as xlsx or csv."))

    def _collection_contact_rows(self):
        """Return the contacts, oldest first. Of a company the user does not work in,
        only the date, the channel and a number are told."""
        debtor = self.commercial_partner_id
        deliveries = (
            self.env["collection.delivery"]
            .sudo()
            .search([("partner_id", "=", debtor.id), ("departed_on", "!=", False)])
        )
        by_hand = (
            self.env["collection.contact"]
            .sudo()
            .search([("partner_id", "=", debtor.id)])
        )
        names = self._collection_company_names(
            deliveries.company_id | by_hand.company_id
        )
        kinds = dict(by_hand._fields["kind"]._description_selection(self.env))
        mine = self.env.user.company_ids
        rows = [
            ContactRow(
                one.departed_on,
                self._collection_clock_words(one.handed_at, one.company_id),
                one.channel_id.with_context(lang=self.env.lang).name,
                names[one.company_id],
                one.notice_id.name if one.company_id in mine else "",
            )
            for one in deliveries
        ] + [
            ContactRow(
                one.date,
                self._collection_clock_words(one.at, one.company_id),
                kinds[one.kind],
                names[one.company_id],
                "",
            )
            for one in by_hand
        ]
        return sorted(rows, key=lambda row: (row.day, row.time))

    def _collection_company_names(self, companies):
        mine = self.env.user.company_ids
        others = (companies - mine).sorted("id")
        names = {company: company.name for company in companies & mine}
        for number, company in enumerate(others, start=1):
            names[company] = self.env._("Other company %s", number)
        return names

    def _collection_clock_words(self, moment, company):
        if not moment:
            return ""
        zone = company._collection_zone()
        return pytz.utc.localize(moment).astimezone(zone).strftime("%H:%M")
