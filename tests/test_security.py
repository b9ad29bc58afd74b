from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CollectionCommon, day

ROLES = {
    "none": "account.group_account_invoice",
    "readonly": "account_collection.group_collection_readonly",
    "user": "account_collection.group_collection_user",
    "manager": "account_collection.group_collection_manager",
}
# model: role that may (read, write, create, unlink)
RIGHTS = {
    "collection.policy": ("readonly", "manager", "manager", "manager"),
    "collection.stage": ("readonly", "manager", "manager", "manager"),
    "collection.approval": ("readonly", None, None, None),
    "collection.policy.rule": ("readonly", "manager", "manager", "manager"),
    "collection.channel": ("readonly", "manager", None, None),
    "collection.case": ("readonly", "user", "user", None),
    "collection.item": ("readonly", "user", "user", None),
    "collection.hold": ("readonly", "user", "user", None),
    "collection.notice": ("readonly", "user", "user", None),
    "collection.notice.line": ("readonly", "user", "user", "user"),
    "collection.delivery": ("readonly", "user", "user", None),
    "collection.batch": ("readonly", "user", "user", None),
    "collection.proof": ("readonly", None, "user", None),
    "collection.check.counter": ("manager", None, None, None),
    "collection.contact": ("readonly", None, "user", None),
    "collection.event": ("readonly", None, "user", None),
    "collection.run": ("readonly", "user", "user", None),
    "collection.run.line": ("readonly", "user", "user", None),
    "collection.handoff": ("readonly", "user", "user", None),
    "collection.handoff.line": ("readonly", "user", "user", "user"),
    "collection.handoff.document": ("readonly", "user", "user", "user"),
    "collection.accessory": ("readonly", None, "user", None),
    "collection.bad.debt": ("readonly", "user", None, None),
    "collection.bad.debt.step": ("readonly", None, None, None),
    "collection.bad.debt.wizard": ("user",) * 4,
    "collection.statement": ("readonly", "user", "user", "user"),
    "collection.accessory.wizard": ("user",) * 4,
    "collection.accessory.wizard.line": ("user",) * 4,
    "collection.cost": ("readonly", "user", "user", None),
    "collection.law": ("readonly", "manager", "manager", "manager"),
    "collection.law.row": ("readonly", "manager", "manager", "manager"),
    "collection.reason": ("readonly", "manager", "manager", "manager"),
    "collection.message.wizard": ("user",) * 4,
    "collection.outcome.wizard": ("user",) * 4,
    "collection.hold.wizard": ("user",) * 4,
    "collection.event.wizard": ("user",) * 4,
    "collection.skip.wizard": ("user",) * 4,
    "collection.handoff.wizard": ("user",) * 4,
    "collection.post.provider": ("readonly", "manager", "manager", "manager"),
    "collection.lre.consent": ("readonly", None, "user", None),
    "collection.receipt.wizard": ("user",) * 4,
    "collection.proof.void.wizard": ("user",) * 4,
    "collection.post.import": ("user",) * 4,
    "collection.post.import.line": ("user",) * 4,
    "collection.law.import": ("manager",) * 4,
    "collection.law.import.line": ("manager",) * 4,
    "collection.einvoice": ("readonly", None, "user", None),
    "collection.einvoice.import": ("user",) * 4,
    "collection.einvoice.import.line": ("user",) * 4,
    "collection.start": ("readonly", None, None, None),
    "collection.start.wizard": ("manager",) * 4,
    "collection.start.wizard.line": ("manager",) * 4,
    "collection.preview": ("user",) * 4,
    "collection.preview.line": ("user",) * 4,
}
RANK = ["none", "readonly", "user", "manager"]


@tagged("post_install", "-at_install")
class TestSecurity(CollectionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: cls._user(f"role_{role}", groups) for role, groups in ROLES.items()
        }

    def test_rights_of_each_role_on_each_model(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("collection.") and not model._abstract
        }
        self.assertEqual(models, set(RIGHTS))
        for name, roles in RIGHTS.items():
            for operation, least in zip(
                ("read", "write", "create", "unlink"), roles, strict=True
            ):
                for role, user in self.users.items():
                    allowed = least and RANK.index(role) >= RANK.index(least)
                    self.assertEqual(
                        self.env[name].with_user(user).has_access(operation),
                        bool(allowed),
                        (name, operation, role),
                    )

    def test_collector_cannot_change_a_policy(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.users["user"]).stage_ids[0].days = 1

    def test_accountant_without_role_still_opens_invoices(self):
        invoice = self._invoice()
        self._play(day(3))
        plain = invoice.with_user(self.users["none"])
        plain.invalidate_recordset()
        self.assertEqual(plain.read(["amount_residual"])[0]["amount_residual"], 1000.0)
        form = self.env["account.move"].with_user(self.users["none"])
        self.assertNotIn("collection_why", form.fields_get())

    def test_collector_does_the_daily_work(self):
        self._invoice()
        collector = self.users["user"]
        self.env["collection.run"].with_user(collector)._play(self.company, day(3))
        notice = self.env["collection.notice"].with_user(collector).search([])
        with self.mock_mail_gateway():
            notice.action_send()
        self.assertEqual(notice.state, "sent")

    def test_companies_do_not_see_each_other(self):
        other = self.env(su=True)["res.company"].create({"name": "Other"})
        stranger = self._user("stranger", ROLES["manager"], other)
        self._invoice()
        self._play(day(3))
        hold = self.env["collection.hold"].create(
            {
                "reason": "x",
                "case_id": self.env["collection.case"].search([]).id,
                "date_from": day(3),
            }
        )
        records = [
            self.env[name].search([])
            for name in (
                "collection.case",
                "collection.item",
                "collection.notice",
                "collection.notice.line",
                "collection.delivery",
                "collection.proof",
                "collection.run",
                "collection.run.line",
            )
        ] + [hold]
        for mine in records:
            with self.subTest(mine._name):
                self.assertTrue(mine)
                seen = mine.with_user(stranger).search([("id", "in", mine.ids)])
                self.assertFalse(seen)
                with self.assertRaises(AccessError):
                    mine.with_user(stranger).check_access("read")
