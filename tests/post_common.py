"""What the tests of the post share: a formal notice that left as a registered letter,
and files to import."""

import base64

from odoo import Command
from odoo.tests import freeze_time

from .common import CollectionCommon, day

NUMBER = "1A 234 567 8901 2"


class PostCommon(CollectionCommon):
    """The default policy: the formal notice stands on day 40 and grants 8 days, the
    hand-off follows on day 60, twenty days after it."""

    def setUp(self):
        super().setUp()
        self.stage = self.policy.stage_ids.filtered("is_formal_notice")

    def _posted(self, count=1, on=40):
        """Return registered letters of ``count`` debtors, posted on day ``on``."""
        debtors = [self.debtor] + [
            self._make_debtor(f"Garage {rank}", email=f"g{rank}@debtor.example")
            for rank in range(1, count)
        ]
        for debtor in debtors:
            self._invoice(debtor=debtor)
        self._climb(25)
        self._play_until(day(on), day(on))
        return self._letters()

    def _letters(self):
        return self.env["collection.delivery"].search(
            [("is_registered", "=", True)], order="id"
        )

    def _printed(self, count=1):
        """Return a batch of registered letters, printed on day 40 and not posted."""
        for rank in range(count):
            debtor = self.debtor
            if rank:
                debtor = self._make_debtor(
                    f"Garage {rank}", email=f"g{rank}@debtor.example", zip="13001"
                )
            self._invoice(debtor=debtor)
        self._climb(25)
        self._play(day(40))
        with freeze_time(f"{day(40)} 14:00:00"):
            notices = self.env["collection.notice"].search([("state", "=", "review")])
            notices.action_approve()
            return self.env["collection.batch"]._make(notices.delivery_ids)

    def _at(self, offset):
        return freeze_time(f"{day(offset)} 10:00:00")

    def _record(self, letter, on, correction="", **values):
        """Record an acknowledgement by hand, in the form the button opens."""
        with self._at(on):
            action = letter.with_user(self.collector).action_receipt()
            wizard = self._fill_in(action, {"correction": correction, **values})
            return wizard.action_confirm()

    def _wizard(self, kind, text, files=None, **values):
        wizard = (
            self.env["collection.post.import"]
            .with_user(self.collector)
            .create(
                {
                    "kind": kind,
                    "company_id": self.company.id,
                    "data": base64.b64encode(text.encode()),
                    "scan_ids": [Command.set(files.ids if files else [])],
                    **values,
                }
            )
        )
        wizard._onchange_data()
        return wizard

    def _scan(self, name, content=b"%PDF-1.4 scan"):
        return (
            self.env["ir.attachment"]
            .with_user(self.collector)
            .create(
                {"name": name, "raw": content, "res_model": "collection.post.import"}
            )
        )
