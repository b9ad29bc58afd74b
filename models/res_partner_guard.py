from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..rules.contacts import MONTH, Contact, first_day, within_caps
from .collection_contact import VOICE
from .collection_notice_purposes import UNCOUNTED
from .public_holidays import known_holidays


class ResPartner(models.Model):
    """What protects a debtor: the one counter of contacts, and his silence."""

    _inherit = "res.partner"

    collection_silence = fields.Selection(
        [
            ("stop", "Asked to be left alone"),
            ("lawyer", "Named a lawyer"),
        ],
        string="Silence",
        tracking=True,
        help="Nothing leaves to him any more, in any company. With a lawyer, notices "
        "go to the lawyer once he is entered, else to nobody. A person is asked.",
    )
    collection_silence_date = fields.Date(string="Silent Since", tracking=True)
    collection_silence_reason = fields.Char(
        string="Why Silent", tracking=True, help="Who asked for it, and how."
    )
    collection_lawyer_id = fields.Many2one(
        "res.partner",
        string="Debtor's Lawyer",
        tracking=True,
        help="Receives the notices instead of the debtor. Empty: nobody does.",
    )
    collection_contact_count = fields.Integer(
        compute="_compute_collection_contacts",
        string="Contacts in 30 Days",
        help="All channels, persons and companies together.",
    )
    collection_not_before = fields.Date(
        compute="_compute_collection_contacts",
        string="No Contact Before",
        help="The first day on which the contact guard allows one more.",
    )

    @api.depends_context("company", "collection_today")
    @api.depends("collection_class")
    def _compute_collection_contacts(self):
        company = self.env.company
        today = company._collection_today()
        debtors = self.commercial_partner_id
        counts = debtors._collection_contacts(today)
        days = debtors._collection_first_days(company, today)
        for partner in self:
            debtor = partner.commercial_partner_id
            first = days.get(debtor, today)
            partner.collection_contact_count = len(counts.get(debtor, ()))
            partner.collection_not_before = first if first > today else False

    # -- the counter ---------------------------------------------------------

    def _collection_contacts(self, today):
        """Return ``{debtor: contacts of the last 30 days}`` in one query.

        All companies count, whoever asks: with full rights, and only numbers and dates
        come out. A notice counts once a day, whichever channels it takes. What is under
        way (printed, handed to the mail server) counts as today's. Thanks and
        cancellations do not count: they ask for nothing.
        """
        if not self.ids:
            return {}
        self.env["collection.delivery"].flush_model()
        self.env["collection.notice"].flush_model(["purpose"])
        self.env["collection.contact"].flush_model()
        rows = self.env.execute_query(self._collection_contacts_query(today))
        return self._collection_told(rows)

    def _collection_told(self, rows):
        """Return ``{debtor: contacts}``, each once: what several transactions saw."""
        found = defaultdict(list)
        for partner_id, day, is_call, notice_id in sorted(set(rows)):
            found[self.browse(partner_id)].append(Contact(day, is_call, notice_id))
        return found

    def _collection_contacts_query(self, today):
        """Return the SQL of those contacts; one outside the notices has the negative
        of its own id where a notice has its id."""
        since = fields.Date.subtract(today, days=MONTH - 1)
        return SQL(
            """
                SELECT notice.partner_id,
                       COALESCE(one.departed_on, %(today)s) AS day,
                       bool_or(one.channel_code = ANY(%(voice)s)),
                       one.notice_id
                  FROM collection_delivery one
                  JOIN collection_notice notice ON notice.id = one.notice_id
                 WHERE notice.partner_id = ANY(%(debtors)s)
                   AND (one.departed_on BETWEEN %(since)s AND %(today)s
                        OR (one.departed_on IS NULL
                            AND one.state IN ('sending', 'uncertain')))
                   AND (notice.purpose IS NULL OR notice.purpose <> ALL(%(uncounted)s))
              GROUP BY notice.partner_id, day, one.notice_id
             UNION ALL
                SELECT partner_id, date, kind = ANY(%(voice)s), -id
                  FROM collection_contact
                 WHERE partner_id = ANY(%(debtors)s)
                   AND date BETWEEN %(since)s AND %(today)s
            """,
            today=today,
            since=since,
            voice=list(VOICE),
            uncounted=list(UNCOUNTED),
            debtors=self.ids,
        )

    def _collection_first_days(self, company, today, calling=()):
        """Return ``{debtor: first day one more contact is allowed}``, days off
        included.

        :param calling: the debtors to be called or visited.
        """
        if not company.collection_guard:
            return dict.fromkeys(self, today)
        facts = self._collection_guard_facts(company, today, calling)
        return {
            debtor: first_day(guard, every, today, off, calls)
            for debtor, (guard, every, calls, off) in facts.items()
        }

    def _collection_capped(self, company, today, calling=()):
        """Return ``{debtor: first day allowed}`` of those contacted so often that
        nothing more is said today, whatever the day and hour."""
        if not company.collection_guard:
            return {}
        facts = self._collection_guard_facts(company, today, calling)
        return {
            debtor: first_day(guard, every, today, off, calls)
            for debtor, (guard, every, calls, off) in facts.items()
            if not within_caps(guard, every, today, calls)
        }

    def _collection_guard_facts(self, company, today, calling):
        """Return ``{debtor: (his limits, days of all contacts, days of the calls where
        one more call is asked about, public holidays)}``."""
        contacts = self._collection_contacts(today)
        holidays = self._collection_days_off(company)
        facts = {}
        for debtor in self:
            said = contacts.get(debtor, ())
            facts[debtor] = (
                company._collection_guard_of(debtor.collection_class),
                [one.day for one in said],
                [one.day for one in said if one.is_call and debtor in calling],
                holidays[debtor],
            )
        return facts

    def _collection_days_off(self, company):
        """Return ``{debtor: public holidays}`` of his country, of the company's where
        he has none; nothing for a country the library does not know."""
        home = company.country_id or company.account_fiscal_country_id
        return {
            debtor: known_holidays((debtor.country_id or home).code) for debtor in self
        }

    # -- silence -------------------------------------------------------------

    def _collection_silent(self):
        """Say in words why nothing is said to this debtor, or an empty text."""
        debtor = self.commercial_partner_id
        if not debtor.collection_silence:
            return ""
        since = debtor.collection_silence_date
        words = {
            "name": debtor.name,
            "day": format_date(self.env, since) if since else "…",
            "reason": debtor.collection_silence_reason or "–",
        }
        if debtor.collection_silence == "stop":
            return self.env._(
                "%(name)s asked to be left alone since %(day)s (%(reason)s): decide "
                "how to go on.",
                **words,
            )
        if (
            debtor.collection_silence == "lawyer"
            and not debtor._collection_represented()
        ):
            return self.env._(
                "%(name)s named a lawyer on %(day)s (%(reason)s): enter the lawyer, "
                "or decide how to go on.",
                **words,
            )
        return ""

    def _collection_represented(self):
        """Return the lawyer who is written to instead of this debtor, maybe nobody: one
        who was archived is not."""
        debtor = self.commercial_partner_id
        if debtor.collection_silence == "lawyer":
            return debtor.collection_lawyer_id.filtered("active")
        return self.browse()

    def _collection_contact(self, role="accounts", invoices=None):
        # EXTENDS: a represented debtor is reached through his lawyer only
        return self._collection_represented() or super()._collection_contact(
            role, invoices
        )

    def write(self, vals):
        if vals.get("collection_silence") and "collection_silence_date" not in vals:
            today = self.env.company._collection_today()
            vals = {**vals, "collection_silence_date": today}
        elif "collection_silence" in vals and not vals["collection_silence"]:
            vals = {"collection_silence_date": False, **vals}
        result = super().write(vals)
        if vals.get("collection_silence"):
            self._collection_fall_silent()
        return result

    def _collection_fall_silent(self):
        """Take back what waits to leave, in every company, and ask a person."""
        notices = (
            self.env["collection.notice"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("state", "in", ("review", "ready")),
                    ("departed_on", "=", False),
                ]
            )
        )
        for notice in notices:
            notice._skip(
                notice.partner_id._collection_silent()
                or self.env._("%s named a lawyer.", notice.partner_id.name)
            )
        cases = (
            self.env["collection.case"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("phase", "!=", "closed"),
                ]
            )
        )
        for case in cases:
            reason = case.partner_id._collection_silent()
            if reason:
                case._ask(reason, case.company_id._collection_today())
