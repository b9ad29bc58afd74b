import hashlib
import hmac

from odoo import api, fields, models
from odoo.tools import SQL

QUARTER = 15
# Wrong codes in one quarter: from one address, and from all together.
PER_ADDRESS = 10
ALL_TOGETHER = 500
# Answers to one letter in one quarter.
PER_NOTICE = 5
ALL = "all"


class CollectionCheckCounter(models.Model):
    """How often wrong codes were typed on the page of genuine letters.

    One row for each address and quarter of an hour, and one for all addresses together.
    An address is kept as a keyed hash and forgotten after a day.
    """

    _name = "collection.check.counter"
    _description = "Counter of Wrong Codes"
    _order = "quarter desc, id desc"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    quarter = fields.Datetime(required=True, readonly=True)
    count = fields.Integer(required=True, readonly=True)

    _once = models.UniqueIndex("(key, quarter)")

    @api.model
    def _key_of(self, address):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hmac.new(
            (secret or "").encode(), (address or "").encode(), hashlib.sha256
        ).hexdigest()[:32]

    @api.model
    def _quarter(self):
        now = fields.Datetime.now()
        minute = now.minute - now.minute % QUARTER
        return now.replace(minute=minute, second=0, microsecond=0)

    @api.model
    def _is_closed(self, address):
        """Tell whether this address, or the whole page, has to wait."""
        key = self._key_of(address)
        rows = self.sudo().search_read(
            [("quarter", "=", self._quarter()), ("key", "in", (key, ALL))],
            ["key", "count"],
        )
        counts = {row["key"]: row["count"] for row in rows}
        return counts.get(key, 0) >= PER_ADDRESS or counts.get(ALL, 0) >= ALL_TOGETHER

    @api.model
    def _count_wrong(self, address):
        """Count a wrong code of this address."""
        for key in (self._key_of(address), ALL):
            self._count(key)

    @api.model
    def _may_answer(self, notice):
        """Count an answer to a notice; tell whether it is one of the first ones."""
        return self._count(f"notice {notice.id}") <= PER_NOTICE

    @api.model
    def _count(self, key):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO collection_check_counter (key, quarter, count)
                     VALUES (%s, %s, 1)
                ON CONFLICT (key, quarter)
                  DO UPDATE SET count = collection_check_counter.count + 1
                  RETURNING count
                """,
                key,
                self._quarter(),
            )
        )
        self.invalidate_model(["count"], flush=False)
        return self.env.cr.fetchone()[0]

    @api.autovacuum
    def _gc_counters(self):
        """Forget addresses after a day."""
        old = self.sudo().search(
            [("quarter", "<", fields.Datetime.subtract(fields.Datetime.now(), days=1))],
            limit=10000,
        )
        old.unlink()
        return len(old), 0
