from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from odoo import api, models
from odoo.exceptions import UserError

from .collection_delivery_post import Receipt, number_key

NUMBERS = "numbers"
RECEIPTS = "receipts"
# What our own deposit slip holds besides: read back without being looked at.
SLIP_ONLY = (
    *("rank", "rang", "recipient", "destinataire", "contact", "street", "adresse"),
    *("rue", "street2", "rue2", "complement", "complement_d_adresse", "zip"),
    *("code_postal", "city", "ville", "country", "pays"),
)
COLUMNS = {
    "notice": ("notice", "our_reference", "reference", "relance", "notre_reference"),
    "number": (
        *("number", "registered_number", "numero", "numero_de_recommande"),
        *("n_de_recommande", "n_recommande", "tracking_number", "numero_de_suivi"),
    ),
    "presented": (
        *("presented", "first_presentation", "premiere_presentation"),
        *("date_de_premiere_presentation", "presente_le", "date_de_presentation"),
    ),
    "outcome": ("outcome", "status", "issue", "resultat", "statut"),
    "date": ("date", "outcome_date", "date_de_l_issue", "date_issue", "le"),
    "scan": ("scan", "file", "fichier", "numerisation"),
    "note": ("note", "comment", "observation", "commentaire"),
}
READ = {
    NUMBERS: (("notice", "number"), ("notice", "number")),
    RECEIPTS: (tuple(COLUMNS), ()),
}
WORDS = {
    "received": (
        *("received", "receipt_signed", "delivered", "recu", "remis", "distribue"),
        *("accuse_signe", "ar_signe", "distribue_contre_signature"),
    ),
    "unclaimed": ("unclaimed", "non_reclame", "pli_avise_et_non_reclame"),
    "refused": (
        *("refused", "refused_by_the_addressee", "refuse"),
        *("refuse_par_le_destinataire", "pli_refuse_par_le_destinataire"),
    ),
    "unknown": (
        *("unknown", "unknown_at_the_address", "inconnu", "npai"),
        *("inconnu_a_l_adresse", "destinataire_inconnu_a_l_adresse"),
        *("n_habite_pas_a_l_adresse_indiquee", "defaut_d_acces_ou_d_adressage"),
    ),
    "returned": (
        *("returned", "returned_to_sender", "retour", "retourne"),
        *("retour_a_l_expediteur", "retourne_a_l_expediteur"),
    ),
}
PRESENTED_ONLY = ("", "presented", "presente", "avise", "first_presentation")
FATE_OF = {word: fate for fate, words in WORDS.items() for word in words}


@dataclass
class PostLine:
    """One line of a file: the letter it names, what it would record, or why not."""

    number: int
    cells: dict
    delivery: Any = None
    reference: str = ""
    receipt: Receipt | None = None
    state: str = "new"
    problem: str = ""


class CollectionDelivery(models.Model):
    """Registered numbers and acknowledgements from a file.

    The whole file is read and judged before anything is written; one wrong line refuses
    all of it.
    """

    _name = "collection.delivery"
    _inherit = ["collection.delivery", "collection.csv.mixin"]

    @api.model
    def _read_post_file(self, kind, text, company, files=None):
        """Return the :class:`PostLine` s of a CSV text, with nothing written.

        :param kind: ``numbers`` or ``receipts``.
        :param files: the scans, as attachments, that the lines name.
        :raises UserError: when the file as a whole cannot be read.
        """
        files = files or self.env["ir.attachment"]
        names, needed = READ[kind]
        headings = {word: name for name in names for word in COLUMNS[name]}
        headings |= {word: word for word in SLIP_ONLY if word not in headings}
        lines = [
            PostLine(number, cells)
            for number, cells in self._csv_cells(text, headings, needed)
        ]
        if not lines:
            raise UserError(self.env._("The file has no line below its headings."))
        letters = self._letters_of(company, lines)
        seen = {}
        for line in lines:
            try:
                self._find_letter(line, letters, seen)
                if kind == NUMBERS:
                    self._read_number(line, letters, seen)
                else:
                    self._read_receipt(line, company._collection_today(), files)
            except ValueError as error:
                line.state, line.problem = "wrong", str(error)
        self._refuse_loose_scans(lines, files)
        return lines

    @api.model
    def _letters_of(self, company, lines):
        """Return ``{our reference or number: registered letters}``, in one query."""
        notices = {line.cells.get("notice", "").upper() for line in lines} - {""}
        keys = {number_key(line.cells.get("number")) for line in lines} - {""}
        letters = self.search(
            [
                ("company_id", "=", company.id),
                ("is_registered", "=", True),
                "|",
                ("notice_id.name", "in", list(notices)),
                ("number_key", "in", list(keys)),
            ]
        )
        found = defaultdict(lambda: self.browse())
        for letter in letters:
            found["notice", letter.notice_id.name.upper()] |= letter
            if letter.number_key:
                found["number", letter.number_key] |= letter
        return found

    @api.model
    def _find_letter(self, line, letters, seen):
        """Set the letter a line is about.

        :raises ValueError: in words, when it names none, several, or one a line above
            names already.
        """
        cells = line.cells
        if any(cells["more"]):
            raise ValueError(self.env._("more cells than headings"))
        name = cells.get("notice", "").upper()
        key = number_key(cells.get("number"))
        if not name and not key:
            raise ValueError(self.env._("neither our reference nor a number is given"))
        found = letters.get(("notice", name) if name else ("number", key), self)
        if not found:
            raise ValueError(
                self.env._(
                    "no registered letter of this company has the reference or number "
                    "“%s”",
                    name or cells.get("number"),
                )
            )
        if len(found) > 1:
            found = found.filtered(lambda one: one.number_key == key)
        if len(found) != 1:
            raise ValueError(
                self.env._(
                    "several letters have the reference “%s”: give the number", name
                )
            )
        if found in seen:
            raise ValueError(
                self.env._("line %s is about the same letter", seen[found])
            )
        seen[found] = line.number
        line.delivery = found

    @api.model
    def _read_number(self, line, letters, seen):
        number = line.cells["number"]
        key = number_key(number)
        if not key:
            # The slip comes back with some numbers still to be filled in.
            line.state, line.reference = "same", line.delivery.reference or ""
            return
        other = letters.get(("number", key), self) - line.delivery
        if other:
            raise ValueError(
                self.env._(
                    "number %(number)s already stands on the letter of %(notice)s",
                    number=number,
                    notice=other[0].notice_id.name,
                )
            )
        if ("number", key) in seen:
            raise ValueError(
                self.env._("line %s gives the same number", seen["number", key])
            )
        seen["number", key] = line.number
        if line.delivery.state not in ("sending", "sent", "uncertain"):
            raise ValueError(
                self.env._(
                    "the letter of %s was not printed", line.delivery.notice_id.name
                )
            )
        line.reference = number
        if line.delivery.number_key == key:
            line.state = "same"
        elif line.delivery.number_key:
            line.state = "changed"

    @api.model
    def _read_receipt(self, line, today, files):
        cells = line.cells
        line.reference = line.delivery.reference or ""
        key = number_key(cells.get("number"))
        own = line.delivery.number_key
        if cells.get("notice") and key and own and own != key:
            raise ValueError(
                self.env._(
                    "the letter of %(notice)s has number %(number)s",
                    notice=line.delivery.notice_id.name,
                    number=line.delivery.reference,
                )
            )
        line.receipt = Receipt(
            presented=self._day_cell(cells.get("presented")),
            fate=self._fate_cell(cells.get("outcome")),
            day=self._day_cell(cells.get("date")),
            note=cells.get("note") or "",
            files=self._scans_of(line, files),
        )
        problem = line.delivery._receipt_problem(line.receipt, today)
        conflicts = line.delivery._receipt_conflicts(line.receipt)
        if not problem and conflicts:
            problem = line.delivery._conflict_words(conflicts)
        if problem:
            raise ValueError(problem)
        if not line.delivery._receipt_news(line.receipt):
            line.state = "same"

    @api.model
    def _day_cell(self, cell):
        return self._csv_day(cell) if cell else None

    @api.model
    def _fate_cell(self, cell):
        word = self._csv_key(cell or "")
        if word in PRESENTED_ONLY:
            return ""
        if word not in FATE_OF:
            raise ValueError(
                self.env._(
                    "“%(word)s” says not what became of it: write one of %(words)s",
                    word=cell,
                    words=", ".join(WORDS),
                )
            )
        return FATE_OF[word]

    # -- scans ---------------------------------------------------------------

    @api.model
    def _scans_of(self, line, files):
        """Return the scans of a line: the one it names, or those named after its
        registered number or our reference."""
        named = line.cells.get("scan")
        if named:
            found = files.filtered(lambda one: one.name == named)
            if not found:
                raise ValueError(
                    self.env._("its scan “%s” is not among the files", named)
                )
            return found[:1]
        keys = {number_key(line.delivery.notice_id.name), line.delivery.number_key}
        return files.filtered(
            lambda one: number_key(one.name.rsplit(".", 1)[0]) in keys
        )

    @api.model
    def _refuse_loose_scans(self, lines, files):
        """A scan that belongs to no line would be lost silently."""
        if any(line.problem for line in lines):
            return
        used = files.browse().union(
            *[line.receipt.files for line in lines if line.receipt]
        )
        loose = files - used
        if loose:
            raise UserError(
                self.env._(
                    "No line is about these scans: %s. Name them in the column “scan”, "
                    "or name the files after the registered numbers.",
                    ", ".join(loose.mapped("name")),
                )
            )

    # -- writing -------------------------------------------------------------

    @api.model
    def _import_post_lines(self, lines, company):
        """Write what :meth:`_read_post_file` read.

        :return: how many letters changed.
        :raises UserError: naming every line that is wrong; nothing is written.
        """
        problems = [
            self.env._(
                "Line %(number)s: %(problem)s", number=one.number, problem=one.problem
            )
            for one in lines
            if one.problem
        ]
        if problems:
            raise UserError(self.env["collection.law"]._tell_problems(problems))
        done = 0
        for line in lines:
            if line.state == "same":
                continue
            if line.receipt:
                line.delivery._acknowledge(line.receipt, company._collection_today())
            else:
                line.delivery.reference = line.reference
            done += 1
        return done
