import re
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


@tagged("post_install", "-at_install")
class TestButtonsOfReaders(CollectionCommon):
    """Every button is a public method: whoever only reads may press it through RPC, and
    nothing is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._user(
            "reader",
            "account_collection.group_collection_readonly,"
            "account.group_account_readonly",
        )
        cls.passing = {
            model._table
            for model in cls.env.registry.values()
            if model._transient and not model._abstract
        }

    def _records(self):
        """Return, model by model, what a case looks like when much has happened."""
        invoice = self._invoice()
        self._climb(25)
        # The formal notice waits for a reviewer, the letter of day 15 is printed.
        self._play(day(40))
        self._invoice(due=day(37), debtor=self._make_debtor("Garage"))
        waiting = self._play(day(40), deliver=False)
        waiting.delivery_ids.sudo()._set_state("uncertain")
        case = invoice.collection_case_id
        self.env["collection.hold"].sudo().create(
            {
                "kind": "reply",
                "reason": "Read me",
                "case_id": case.id,
                "date_from": day(40),
                "date_to": day(60),
            }
        )
        recipient = self._make_debtor("Recouvreur")
        self.env["collection.handoff"].sudo().create(
            {
                "case_id": case.id,
                "recipient_id": recipient.id,
                "currency_id": invoice.currency_id.id,
                "lang": "fr_FR",
            }
        )
        self.env["collection.einvoice"].sudo().create(
            {"move_id": invoice.id, "status": "available", "date": day(1)}
        )
        names = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("collection.")
            and not model._abstract
            and not model._transient
        ]
        records = [self.env[name].sudo().search([]) for name in names]
        self.env.flush_all()
        return [one.with_user(self.reader) for one in (invoice, self.debtor, *records)]

    def _buttons(self, records):
        return sorted(
            {
                name
                for model in type(records).mro()
                if model.__module__.startswith("odoo.addons.account_collection")
                for name in vars(model)
                if name.startswith("action_")
            }
        )

    def _written(self, press):
        """Return the tables that a button writes to, those of wizards left out;
        nothing where it refuses, which takes back what it wrote."""
        tables = set()
        execute = Cursor.execute

        def told(cursor, query, *args, **kwargs):
            found = WRITES.match(getattr(query, "code", query))
            if found:
                tables.add(found[1])
            return execute(cursor, query, *args, **kwargs)

        try:
            with self.env.cr.savepoint(), patch.object(Cursor, "execute", told):
                press()
                self.env.flush_all()
        except (AccessError, UserError):
            return set()
        return tables - self.passing

    def test_no_button_writes_for_a_reader(self):
        pressed, everything = set(), self._records()
        with freeze_time(f"{day(41)} 10:00:00"), self.mock_mail_gateway():
            for records in everything:
                for name in self._buttons(records):
                    for record in records:
                        with self.subTest(f"{record}.{name}"):
                            pressed.add(f"{records._name}.{name}")
                            self.assertFalse(self._written(getattr(record, name)))
            self.assertFalse(self._mails)
        # Those that would do most harm were among them.
        self.assertLessEqual(
            {
                "account.move.action_collection_mark_sent",
                "collection.batch.action_confirm",
                "collection.case.action_reply_read",
                "collection.delivery.action_confirm_left",
                "collection.handoff.action_deliver",
                "collection.hold.action_end",
                "collection.notice.action_send",
            },
            pressed,
        )
