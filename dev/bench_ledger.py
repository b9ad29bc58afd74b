"""A large ledger in seconds: a few invoices made by the ORM, multiplied by SQL.

Each template is posted, paid, credited by Odoo itself; its rows are then copied with
other customers, numbers and dates. The copies pass the host's own checks: entries
balance, residuals agree with the matchings, names are unique.
"""

import contextlib
from dataclasses import dataclass

from odoo import Command
from odoo.tools import SQL

# What becomes of a hundred copies of each template.
SHARES = (
    ("open", 20),
    ("part", 6),
    ("dollar", 4),
    ("paid", 70),
)
OPEN_SHARE = 30
PER_DEBTOR = 5
OLDEST = 400
CREDITS_EVERY = 25
FILLED = (
    "res_partner",
    "account_move",
    "account_move_line",
    "account_partial_reconcile",
)


@dataclass(frozen=True)
class Template:
    """Moves made by the ORM that are copied together, and the payment if there is
    one."""

    kind: str
    moves: tuple
    payments: tuple = ()


class Ledger:
    """Grows the ledger of one company to so many overdue items."""

    def __init__(self, env, today):
        self.env = env
        self.company = env.company
        self.today = today
        self.journal = env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)], limit=1
        )

    def grow(self, overdue):
        """Post invoices until ``overdue`` of them are open and late.

        :return: the ids of the customers.
        """
        invoices = self._invoices(overdue)
        templates = [self._template(kind) for kind, _share in SHARES]
        credit = self._credit(templates[0])
        with self._bare_tables():
            debtors = self._customers(max(overdue // PER_DEBTOR, 1))
            start = 0
            for template, (_kind, share) in zip(templates, SHARES, strict=True):
                count = invoices * share // 100
                self._multiply(template, count, start, debtors)
                start += count
            self._credits(credit, debtors)
        return debtors

    def grow_history(self, overdue, times):
        """Post ``times`` as many invoices more as :meth:`grow` did, all paid."""
        invoices = self._invoices(overdue)
        template = self._template("paid")
        count = max(overdue // PER_DEBTOR, 1)
        last = self.env["res.partner"].search([], order="id desc", offset=1, limit=1)
        debtors = range(last.id + 1 - count, last.id + 1)
        with self._bare_tables():
            self._multiply(template, times * invoices, invoices, debtors)

    def _invoices(self, overdue):
        return overdue * 100 // OPEN_SHARE

    # -- a few by the ORM ----------------------------------------------------

    def _template(self, kind):
        ours = "collection_class" in self.env["res.partner"]._fields
        customer = self.env["res.partner"].create(
            {
                **({"collection_class": "business"} if ours else {}),
                "name": f"Template {kind}",
                "is_company": True,
                "email": "compta@customer.example",
                "street": "12 rue des Lilas",
                "zip": "69003",
                "city": "Lyon",
                "country_id": self.env.ref("base.fr").id,
                "lang": "fr_FR",
            }
        )
        invoice = self._invoice(customer, dollar=kind == "dollar")
        if kind not in ("part", "paid"):
            return Template(kind, (invoice,))
        amount = invoice.amount_total if kind == "paid" else 400.0
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = register.create({"amount": amount, "payment_date": self.today})
        payment = wizard._create_payments()
        return Template(kind, (invoice, payment.move_id), (payment,))

    def _invoice(self, customer, dollar):
        currency = self.env.ref("base.USD" if dollar else "base.EUR")
        currency.active = True
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": self.today,
                "invoice_date_due": self.today,
                "invoice_payment_term_id": False,
                "journal_id": self.journal.id,
                "currency_id": currency.id,
                "invoice_line_ids": [
                    Command.create({"name": "Service", "price_unit": 1000.0})
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _credit(self, template):
        """Return a payment that is not matched with an invoice."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": template.moves[0].partner_id.id,
                "amount": 50.0,
                "date": self.today,
            }
        )
        payment.action_post()
        return Template("credit", (payment.move_id,))

    # -- the rest by SQL -----------------------------------------------------

    @contextlib.contextmanager
    def _bare_tables(self):
        """Fill the tables without their indexes and foreign keys: the database makes
        the ones and checks the others again in one go."""
        tables = list(FILLED)
        indexes = self.env.execute_query(
            SQL(
                """
                SELECT name.relname, pg_get_indexdef(one.indexrelid)
                  FROM pg_index one
                  JOIN pg_class name ON name.oid = one.indexrelid
             LEFT JOIN pg_constraint rule ON rule.conindid = one.indexrelid
                 WHERE one.indrelid = ANY(%s::regclass[])
                   AND NOT one.indisprimary
                   AND rule.oid IS NULL
                """,
                tables,
            )
        )
        keys = self.env.execute_query(
            SQL(
                """
                SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid)
                  FROM pg_constraint
                 WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])
                """,
                tables,
            )
        )
        cr = self.env.cr
        self.env.flush_all()
        for name, table, _definition in keys:
            cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cr.execute(f'DROP INDEX "{name}"')
        yield
        cr.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, definition in indexes:
            cr.execute(definition)
        for name, table, definition in keys:
            cr.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        self.env.invalidate_all()
        cr.execute("ANALYZE")

    def _customers(self, count):
        """Copy the first template's customer; return the ids."""
        model = self.env["res.partner"]
        first = self._next_id("res_partner")
        template = model.search([("name", "=", "Template open")], limit=1)
        self._copy(
            "res_partner",
            template.id,
            count,
            {
                "id": SQL("%s + n", first),
                "name": SQL("'Customer ' || n"),
                "complete_name": SQL("'Customer ' || n"),
                "commercial_partner_id": SQL("%s + n", first),
                "commercial_company_name": SQL("'Customer ' || n"),
                "email": SQL("'compta' || n || '@customer.example'"),
                "email_normalized": SQL("'compta' || n || '@customer.example'"),
            },
        )
        self._set_sequence("res_partner")
        return range(first, first + count)

    def _multiply(self, template, count, start, debtors):
        """Copy a template's entries ``count`` times."""
        if not count:
            return
        partner = SQL("%s + (n %% %s)", debtors.start, len(debtors))
        due = SQL("%s::date - (1 + n * 7 %% %s)::int", self.today, OLDEST)
        moves = self._copy_moves(template, count, start, partner, due)
        lines = self._copy_lines(template, count, partner, due, moves)
        self._copy_partials(template, count, lines)
        for table in ("account_move", "account_move_line", "account_partial_reconcile"):
            self._set_sequence(table)

    def _copy_moves(self, template, count, start, partner, due):
        """Copy the entries; return ``{template move id: first id of its copies}``."""
        firsts = {}
        for move in template.moves:
            first = firsts[move.id] = self._next_id("account_move")
            invoice = move.move_type == "out_invoice"
            name = "BENCH" if invoice else "BENCHP"
            values = {
                "id": SQL("%s + n", first),
                "name": SQL("%s || (%s + n)", f"{name}/{self.today.year}/", start),
                "sequence_prefix": SQL("%s", f"{name}/{self.today.year}/"),
                "sequence_number": SQL("%s + n", start),
                "partner_id": partner,
                "commercial_partner_id": partner,
                "partner_shipping_id": partner,
                "date": SQL("%s - 30", due) if invoice else SQL("%s", self.today),
                "access_token": SQL("NULL"),
                "origin_payment_id": SQL("NULL"),
                "payment_reference": SQL("NULL"),
            }
            if invoice:
                values |= {
                    "invoice_date": SQL("%s - 30", due),
                    "invoice_date_due": due,
                }
            self._copy("account_move", move.id, count, values)
        return firsts

    def _copy_lines(self, template, count, partner, due, moves):
        firsts = {}
        for move in template.moves:
            invoice = move.move_type == "out_invoice"
            for line in move.line_ids:
                first = firsts[line.id] = self._next_id("account_move_line")
                values = {
                    "id": SQL("%s + n", first),
                    "move_id": SQL("%s + n", moves[move.id]),
                    "partner_id": partner,
                    "payment_id": SQL("NULL"),
                    "full_reconcile_id": SQL("NULL"),
                    "move_name": SQL(
                        "(SELECT name FROM account_move WHERE id = %s + n)",
                        moves[move.id],
                    ),
                    "date": SQL("%s - 30", due) if invoice else SQL("%s", self.today),
                }
                if invoice and line.account_id.account_type == "asset_receivable":
                    values["date_maturity"] = due
                self._copy("account_move_line", line.id, count, values)
        return firsts

    def _copy_partials(self, template, count, lines):
        partials = self.env["account.move.line"].browse(lines).matched_credit_ids
        for partial in partials:
            values = {
                "id": SQL("%s + n", self._next_id("account_partial_reconcile")),
                "debit_move_id": SQL("%s + n", lines[partial.debit_move_id.id]),
                "credit_move_id": SQL("%s + n", lines[partial.credit_move_id.id]),
                "full_reconcile_id": SQL("NULL"),
            }
            self._copy("account_partial_reconcile", partial.id, count, values)

    def _credits(self, one, debtors):
        """Give some debtors a payment that is not matched with an invoice."""
        count = len(debtors) // CREDITS_EVERY
        partner = SQL("%s + n * %s", debtors.start, CREDITS_EVERY)
        today = SQL("%s::date", self.today)
        moves = self._copy_moves(one, count, 10**8, partner, today)
        self._copy_lines(one, count, partner, today, moves)
        for table in ("account_move", "account_move_line"):
            self._set_sequence(table)

    def _copy(self, table, source, count, values):
        """Insert copies of the row ``source``, counted by ``n`` from 0."""
        columns = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT column_name FROM information_schema.columns"
                    " WHERE table_name = %s AND is_generated = 'NEVER'",
                    table,
                )
            )
        ]
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        cells = SQL(", ").join(
            values.get(name) or SQL.identifier("source", name) for name in columns
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s source,"
                " generate_series(0, %s) n WHERE source.id = %s",
                SQL.identifier(table),
                names,
                cells,
                SQL.identifier(table),
                count - 1,
                source,
            )
        )

    def _next_id(self, table):
        query = SQL("SELECT COALESCE(max(id), 0) + 1 FROM %s", SQL.identifier(table))
        return self.env.execute_query(query)[0][0]

    def _set_sequence(self, table):
        self.env.cr.execute(
            SQL(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM"
                " %s))",
                table,
                SQL.identifier(table),
            )
        )


def check(env):
    """Return what the host would not accept in the ledger; empty when it is sound."""
    queries = {
        "entries that do not balance": """
            SELECT move_id FROM account_move_line GROUP BY move_id
            HAVING abs(sum(balance)) > 0.005""",
        "residuals that the matchings do not explain": """
            SELECT line.id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE account.account_type = 'asset_receivable'
               AND abs(line.balance - line.amount_residual
                       - COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                                    WHERE debit_move_id = line.id), 0)
                       + COALESCE((SELECT sum(amount) FROM account_partial_reconcile
                                    WHERE credit_move_id = line.id), 0)) > 0.005""",
        "invoices without their line": """
            SELECT move.id FROM account_move move
             WHERE move.move_type = 'out_invoice' AND move.state = 'posted'
               AND NOT EXISTS (SELECT 1 FROM account_move_line line
                                WHERE line.move_id = move.id
                                  AND line.date_maturity = move.invoice_date_due)""",
    }
    found = {}
    for words, query in queries.items():
        env.cr.execute(query + " LIMIT 5")
        rows = [row[0] for row in env.cr.fetchall()]
        if rows:
            found[words] = rows
    return found
