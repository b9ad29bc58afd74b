from dataclasses import dataclass
from typing import Any

from odoo import api, models
from odoo.exceptions import UserError

from ..rules.einvoice import StatusRow, read_statuses


@dataclass
class StatusLine:
    """One line of a platform's file: the invoice it names, or what is wrong."""

    number: int
    row: StatusRow | None = None
    move: Any = None
    state: str = "wrong"
    problem: str = ""


class CollectionEinvoice(models.Model):
    """Statuses from a platform's file.

    The whole file is read and judged before anything is written; one wrong line refuses
    all of it.
    """

    _name = "collection.einvoice"
    _inherit = ["collection.einvoice", "collection.csv.mixin"]

    @api.model
    def _read_lines(self, text, company):
        """Return the :class:`StatusLine` s of a CSV text, with nothing written.

        :raises UserError: when the file as a whole cannot be read.
        """
        rows, problems = read_statuses(text)
        if any(code == "header" for _line, code in problems):
            raise UserError(self._words("header"))
        moves = self._invoices_of(rows, company)
        known = self._known(self.env["account.move"].union(*moves.values()))
        lines = [StatusLine(row.line, row, moves.get(row.number)) for row in rows]
        for line in sorted(lines, key=lambda one: one.row.day):
            self._judge(line, known, company)
        lines += [
            StatusLine(number, problem=self._words(code)) for number, code in problems
        ]
        return sorted(lines, key=lambda one: one.number)

    @api.model
    def _invoices_of(self, rows, company):
        """Return ``{number: posted customer invoice}``, in one query."""
        moves = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("name", "in", [row.number for row in rows]),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
            ]
        )
        return {move.name: move for move in moves}

    @api.model
    def _known(self, moves):
        return {
            (one.move_id, one.status, one.date, one.label or "")
            for one in self.search([("move_id", "in", moves.ids)])
        }

    @api.model
    def _judge(self, line, known, company):
        """Tell whether a line is new, or what is wrong with it."""
        row = line.row
        if not line.move:
            line.problem = self.env._(
                "%(company)s has no posted customer invoice “%(number)s”.",
                number=row.number,
                company=company.name,
            )
            return
        key = (line.move, row.status, row.day, row.label)
        line.state = "same" if key in known else "new"
        known.add(key)

    @api.model
    def _import_lines(self, lines):
        """Record what is new.

        :return: the records made.
        :raises UserError: naming each wrong line; nothing is recorded.
        """
        self._csv_refuse_wrong(lines)
        fresh = [line for line in lines if line.state == "new"]
        return self.create(
            [
                {
                    "move_id": line.move.id,
                    "status": line.row.status,
                    "label": line.row.label,
                    "date": line.row.day,
                    "reference": line.row.reference,
                    "note": line.row.note,
                }
                for line in sorted(fresh, key=lambda one: one.row.day)
            ]
        )

    @api.model
    def _words(self, code):
        """Say what cannot be read."""
        return {
            "header": self.env._(
                "The first line must name the columns number (numéro), status "
                "(statut) and date."
            ),
            "number": self.env._("the number is missing."),
            "status": self.env._("the status is missing."),
            "date": self.env._("write the date as 2026-09-30 or 30/09/2026."),
        }[code]
