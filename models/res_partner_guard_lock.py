import zlib
from collections import defaultdict

from odoo import models
from odoo.sql_db import db_connect
from odoo.tools import SQL

# As many locks as one transaction takes at most: a pile of letters to thousands of
# debtors must not use up the server's. Debtors that share one wait for each other.
LOCKS = 512


class ResPartner(models.Model):
    """Two workers never count the contacts of one debtor at the same time.

    Whoever lets something leave holds the debtor's lock until he commits, and counts
    what is committed by then beside what his own transaction knows: its snapshot may
    be older than the departure before. Locks are tried for, never waited for, so that
    no two workers can wait for each other.
    """

    _inherit = "res.partner"

    def _collection_take_guard(self):
        """Return the debtors whose lock this transaction holds, until it ends."""
        keys = {partner: partner.id % LOCKS for partner in self}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key
                  FROM unnest(%s) key
                 WHERE pg_try_advisory_xact_lock(%s, key)
                """,
                sorted(set(keys.values())),
                self._collection_guard_key(),
            )
        )
        held = {row[0] for row in rows}
        return self.filtered(lambda partner: keys[partner] in held)

    def _collection_guard_key(self):
        # A signed 32-bit number, as the lock's first key must be.
        return zlib.crc32(b"collection guard") - 2**31

    def _collection_contacts_by_now(self, today):
        """Return ``{debtor: contacts of the last 30 days}``, those that others have
        committed since this transaction began included."""
        found = defaultdict(list, self._collection_contacts(today))
        if not self.ids:
            return found
        query = self._collection_contacts_query(today)
        with db_connect(self.env.cr.dbname).cursor() as fresh:
            fresh.execute(query)
            others = self._collection_told(fresh.fetchall())
        for debtor, contacts in others.items():
            known = {(one.notice_id, one.day) for one in found[debtor]}
            found[debtor] += [
                one for one in contacts if (one.notice_id, one.day) not in known
            ]
        return found
