"""The books of a replay: customers, invoices, payments of the file, on their days."""

from collections import defaultdict

import odoo.init

from story_host import due_lines, pay

DISPUTE_DAYS = 14


class Ledger:
    """Writes what the file says into Odoo's ledger, each thing on its own day."""

    def __init__(self, env, rows, first, last, ignore_after=None):
        """Take the invoices dated from ``first`` to ``last``.

        :param ignore_after: payments after this day never arrive.
        """
        self.env = env
        self.rows = [row for row in rows if first <= row.invoiced <= last]
        self.left_out = len(rows) - len(self.rows)
        self.ignore_after = ignore_after
        self.first, self.last = first, last
        self.posted = 0
        self.by_day = {"invoiced": self._by(lambda row: row.invoiced)}
        self.by_day["settled"] = self._by(self.settled)
        self.by_day["disputed"] = self._by(
            lambda row: row.due if row.disputed else None
        )

    def _by(self, day_of):
        groups = defaultdict(list)
        for row in self.rows:
            groups[day_of(row)].append(row)
        return groups

    def settled(self, row):
        """Return the day on which the payment of ``row`` arrives in this replay, or
        ``None``."""
        if row.settled is None or row.settled > self.last:
            return None
        if self.ignore_after and row.settled > self.ignore_after:
            return None
        return row.settled

    def open_on(self, row, day):
        """Return what is open of ``row`` at the end of ``day``, from the file alone."""
        settled = self.settled(row)
        if row.invoiced > day or (settled and settled <= day):
            return 0
        return row.amount

    # -- into the ledger ---------------------------------------------------------------

    def create_customers(self):
        """Create one business per customer of the file."""
        first = {row.customer: row for row in reversed(self.rows)}
        partners = self.env["res.partner"].create(
            [self._customer(row, rank) for rank, row in enumerate(first.values())]
        )
        self.customers = dict(zip(first, partners, strict=True))

    def _customer(self, row, rank):
        return {
            "name": f"Client {row.customer}",
            "ref": row.customer,
            "is_company": True,
            "street": f"{1 + rank} rue du Relais",
            "zip": f"75{1 + rank % 20:03}",
            "city": "Paris",
            "country_id": self.env.ref("base.fr").id,
            "phone": f"+33 1 {int(row.country or 0) % 100:02} 00 00 {rank % 100:02}",
            "email": f"compta@{row.customer.lower()}.example",
            "lang": "fr_FR",
            "collection_class": "business",
            "invoice_sending_method": "manual" if row.paper else "email",
        }

    def create_invoices(self):
        """Create all invoices as drafts: in one go that takes a fifth of the time, and
        nothing sees a draft.

        They keep the file's numbers, whatever year seems to stand in them.
        """
        self.env["ir.config_parameter"].set_param(
            "sequence.mixin.constraint_start_date", "2999-12-31"
        )
        moves = self.env["account.move"].create(
            [self._invoice(row) for row in self.rows]
        )
        self.moves = {
            row.number: move.id for row, move in zip(self.rows, moves, strict=True)
        }

    def post_invoices(self, day):
        """Post the invoices of ``day``."""
        rows = self.by_day["invoiced"].get(day, [])
        self.posted += len(rows)
        moves = self.env["account.move"].union(*[self.move(row) for row in rows])
        moves.action_post()

    def _invoice(self, row):
        line = {
            "name": "Prestations",
            "quantity": 1,
            "price_unit": float(row.amount),
            "tax_ids": [],
        }
        return {
            "move_type": "out_invoice",
            "name": row.number,
            "partner_id": self.customers[row.customer].id,
            "invoice_date": row.invoiced,
            "invoice_date_due": row.due,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [odoo.Command.create(line)],
        }

    def register_payments(self, day):
        """Register what arrives on ``day``."""
        rows = self.by_day["settled"].get(day, [])
        pay(
            self.env,
            [(due_lines(self.move(row)), float(row.amount), day) for row in rows],
        )

    def hold_disputes(self, day):
        """The clock of what is disputed stops for 14 days from its due date."""
        rows = self.by_day["disputed"].get(day, [])
        moves = [self.move(row) for row in rows if self.open_on(row, day)]
        if not moves:
            return
        self.env["collection.hold.wizard"].create(
            {
                "kind": "dispute",
                "reason": "Contestée (selon le fichier)",
                "date_from": day,
                "date_to": odoo.fields.Date.add(day, days=DISPUTE_DAYS - 1),
                "scope": "invoice",
                "move_ids": [odoo.Command.set([move.id for move in moves])],
            }
        ).action_confirm()

    def move(self, row):
        return self.env["account.move"].browse(self.moves[row.number])
