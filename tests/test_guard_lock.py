from datetime import date

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, freeze_time, get_db_name, tagged

from odoo.addons.account_collection.models.res_partner_guard_lock import LOCKS

from .common import CollectionCommon, day

TODAY = date(2026, 4, 3)


@tagged("post_install", "-at_install")
class TestGuardLock(CollectionCommon):
    """Two workers and one debtor: the second waits, nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().write(
            {
                "collection_guard": True,
                "collection_guard_days_off": "none",
                "collection_guard_opens": 0,
                "collection_guard_closes": 0,
            }
        )

    def _deliver(self):
        with freeze_time(f"{day(3)} 10:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()

    def test_who_is_being_written_to_waits_and_the_others_do_not(self):
        neighbour = self._make_debtor("Voisin")
        self._invoice()
        self._invoice(debtor=neighbour)
        notices = self._play(day(3), deliver=False)
        mine = notices.filtered(lambda one: one.partner_id == self.debtor)
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        other.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            (self.debtor._collection_guard_key(), self.debtor.id % LOCKS),
        )
        self._deliver()
        self.assertEqual(mine.state, "ready")
        self.assertIn("just leaving", mine.wait_reason)
        self.assertEqual((notices - mine).state, "sent")
        other.rollback()
        self._deliver()
        self.assertEqual(mine.state, "sent")
        self.assertFalse(mine.wait_reason)

    def test_the_lock_is_held_until_the_departure_is_committed(self):
        self._invoice()
        self._play(day(3))
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        other.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)",
            (self.debtor._collection_guard_key(), self.debtor.id % LOCKS),
        )
        self.assertEqual(other.fetchone(), (False,))


@tagged("post_install", "-at_install")
class TestGuardTwoTransactions(BaseCase):
    """Real transactions with real commits: a snapshot that is older than what the other
    worker committed still counts it."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.ours = self.registry.cursor()
        self.addCleanup(self.ours.close)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            debtor = env["res.partner"].create({"name": "Two Transactions"})
            cases = env["collection.case"]._ensure_cases(debtor, env.company)
            self.debtor_id, self.case_id = debtor.id, cases[debtor].id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM collection_contact WHERE case_id = %s", (self.case_id,)
            )
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'collection.case' AND res_id ="
                " %s",
                (self.case_id,),
            )
            cr.execute(
                "DELETE FROM mail_followers WHERE res_model = 'collection.case' AND"
                " res_id = %s",
                (self.case_id,),
            )
            cr.execute("DELETE FROM collection_case WHERE id = %s", (self.case_id,))
            cr.execute("DELETE FROM res_partner WHERE id = %s", (self.debtor_id,))

    def _commit_contact(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """INSERT INTO collection_contact
                       (case_id, company_id, partner_id, kind, at, date, user_id)
                   SELECT id, company_id, partner_id, 'email', %s, %s, 1
                     FROM collection_case
                    WHERE id = %s""",
                (f"{TODAY} 08:00:00", TODAY, self.case_id),
            )

    def test_what_was_committed_after_our_snapshot_counts(self):
        env = api.Environment(self.ours, SUPERUSER_ID, {})
        debtor = env["res.partner"].browse(self.debtor_id)
        self.assertFalse(debtor._collection_contacts(TODAY))
        self._commit_contact()
        # Our snapshot does not see it, the guard does; once.
        self.assertFalse(debtor._collection_contacts(TODAY))
        self.assertEqual(len(debtor._collection_contacts_by_now(TODAY)[debtor]), 1)
        self.ours.commit()
        self.assertEqual(len(debtor._collection_contacts_by_now(TODAY)[debtor]), 1)

    def test_two_cursors_never_hold_one_debtor(self):
        env = api.Environment(self.ours, SUPERUSER_ID, {})
        debtor = env["res.partner"].browse(self.debtor_id)
        self.assertEqual(debtor._collection_take_guard(), debtor)
        self.assertEqual(debtor._collection_take_guard(), debtor)
        with self.registry.cursor() as cr:
            theirs = api.Environment(cr, SUPERUSER_ID, {})["res.partner"]
            again = theirs.browse(self.debtor_id)
            self.assertFalse(again._collection_take_guard())
            self.ours.commit()
            self.assertEqual(again._collection_take_guard(), again)
