from odoo import api, models
from odoo.tools import format_date

from ..rules.errors import BadInput, BeforeTables, FactMissing, RateMissing, Refused


class CollectionLaw(models.Model):
    """What the rules refuse or do not know, in words for the person who can act."""

    _inherit = "collection.law"

    @api.model
    def _explain(self, error, country=None):
        """Return one sentence in the user's language for an error of ``rules``.

        It names what is missing and where to enter it.

        :param country: whose law was asked; default: the company's.
        """
        country = country or self.env.company.account_fiscal_country_id
        if isinstance(error, RateMissing | BeforeTables):
            return self._explain_table(error, country)
        if isinstance(error, FactMissing):
            return self._explain_fact(error)
        if isinstance(error, Refused):
            return self._explain_refusal(error)
        if isinstance(error, BadInput):
            return self._explain_input(error)
        return self.env._("This cannot be computed: %s", error)

    @api.model
    def _explain_table(self, error, country):
        data = error.data
        if not self._has_tables(country):
            return self._explain_country(country)
        law = self._named(data["table"], country)
        values = {"law": law.name or data["table"], "menu": self._menu_path()}
        if isinstance(error, RateMissing):
            return self.env._(
                "%(law)s: the value for %(semester)s is not known yet. Enter it under "
                "%(menu)s.",
                semester=data["semester"],
                **values,
            )
        if not data["first"]:
            return self.env._(
                "%(law)s: the table is empty. Enter what stands under %(menu)s.",
                **values,
            )
        return self.env._(
            "%(law)s: the tables begin on %(first)s and do not say what stood on "
            "%(day)s. If you know the law of that day, enter it under %(menu)s.",
            first=format_date(self.env, data["first"]),
            day=format_date(self.env, data["day"]),
            **values,
        )

    @api.model
    def _explain_fact(self, error):
        facts = {
            "debtor_class": self.env._(
                "Nobody has said whether the debtor is a business, a consumer or a "
                "public body: set his class on the contact."
            ),
            "formal_notice": self.env._(
                "A consumer owes interest from the formal notice only, and none was "
                "sent: send it first."
            ),
            "contract_on": self.env._(
                "The law of a public contract goes by the day it was concluded, which "
                "is not known: enter it on the invoice or the contact."
            ),
        }
        unknown = self.env._("A fact of the file is missing: %s", error.data["fact"])
        return facts.get(error.data["fact"], unknown)

    @api.model
    def _explain_refusal(self, error):
        rules = {
            "agreed_years": self.env._(
                "Parties may agree on a limitation of 1 to 10 years only"
            ),
            "agreed_limitation": self.env._(
                "Only businesses may agree on another limitation"
            ),
        }
        rule = error.data["rule"]
        return self.env._(
            "%(rule)s (%(article)s).",
            rule=rules.get(rule, self.env._("The law forbids this: %s", rule)),
            article=error.data["article"],
        )

    @api.model
    def _explain_input(self, error):
        return self.env._(
            "What is recorded contradicts itself (%(what)s: %(value)s): correct it, "
            "then compute again.",
            what=error.data["what"],
            value=error.data["value"],
        )

    @api.model
    def _explain_country(self, country):
        """Return the sentence for a country whose law is not there."""
        if not country:
            return self.env._("The company has no country: set it in its settings.")
        return self.env._(
            "There are no tables of law for %(country)s: enter them under %(menu)s.",
            country=country.name,
            menu=self._menu_path(),
        )

    @api.model
    def _has_tables(self, country):
        return bool(country) and any(self._read_tables(country.id))

    @api.model
    def _named(self, code, country):
        """Return the table with a code, which may be one of ``rules.limitation``."""
        codes = [code, f"limitation_{code}"]
        return self.sudo().search(
            [("code", "in", codes), ("country_id", "=", country.id)], limit=1
        )

    @api.model
    def _menu_path(self):
        menu = self.env.ref("account_collection.menu_collection_law").sudo()
        names, one = [], menu
        while one:
            names.append(one.name)
            one = one.parent_id
        return " ‣ ".join(reversed(names))

    @api.model
    def _doubts(self, rows):
        """Return a warning sentence for each doubtful row among ``rows``.

        :param rows: :class:`LawRow` as the tables return them, repeated or not.
        """
        doubtful = dict.fromkeys(
            row.row_id for row in rows if getattr(row, "is_doubtful", False)
        )
        records = self.env["collection.law.row"].sudo().browse(doubtful).exists()
        return [
            self.env._(
                "Not confirmed yet: %(law)s, %(value)s from %(day)s (%(article)s).",
                law=row.law_id.name,
                value=row.value_text,
                day=format_date(self.env, row.valid_from),
                article=row.source,
            )
            for row in records
        ]
