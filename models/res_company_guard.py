import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.contacts import Guard
from ..rules.errors import BadInput

DAYS_OFF = [
    ("none", "None"),
    ("sundays", "Sundays and public holidays"),
    ("weekends", "Weekends and public holidays"),
]
FIGURES = ("day", "week", "month", "calls", "opens", "closes", "days_off")
HOUSE_RULE = "A rule of the house: no law sets a number. 0: no limit."


class ResCompany(models.Model):
    """How often and when this company contacts a debtor: rules of the house, which no
    law puts into figures, stricter for consumers."""

    _inherit = "res.company"

    collection_guard = fields.Boolean(
        string="Contact Guard",
        default=True,
        help="Limits how often and when a debtor is contacted, by whichever channel, "
        "person or company.",
    )
    collection_guard_mails = fields.Boolean(
        string="E-mails Too",
        help="E-mails keep the hours and days off as well. Otherwise only calls do: "
        "nobody is woken by an e-mail. The limits hold for all.",
    )
    collection_guard_day = fields.Integer(
        string="Contacts a Day",
        default=2,
        help=HOUSE_RULE,
    )
    collection_guard_week = fields.Integer(
        string="Contacts in 7 Days",
        default=5,
        help=HOUSE_RULE,
    )
    collection_guard_month = fields.Integer(
        string="Contacts in 30 Days",
        default=12,
        help=HOUSE_RULE,
    )
    collection_guard_calls = fields.Integer(
        string="Calls and Visits in 30 Days",
        default=4,
        help=HOUSE_RULE,
    )
    collection_guard_opens = fields.Float(
        string="Not Before", default=9.0, help="Where the debtor is."
    )
    collection_guard_closes = fields.Float(
        string="Not After", default=18.0, help="Where the debtor is."
    )
    collection_guard_days_off = fields.Selection(
        DAYS_OFF,
        string="Days Off",
        default="sundays",
        required=True,
        help="Public holidays of the debtor's country, or of the company's.",
    )
    # Who has no class yet is treated as a consumer.
    collection_guard_consumer_day = fields.Integer(
        string="Contacts a Day (consumers)",
        default=1,
        help=HOUSE_RULE,
    )
    collection_guard_consumer_week = fields.Integer(
        string="Contacts in 7 Days (consumers)",
        default=2,
        help=HOUSE_RULE,
    )
    collection_guard_consumer_month = fields.Integer(
        string="Contacts in 30 Days (consumers)",
        default=4,
        help=HOUSE_RULE,
    )
    collection_guard_consumer_calls = fields.Integer(
        string="Calls and Visits in 30 Days (consumers)",
        default=2,
        help=HOUSE_RULE,
    )
    collection_guard_consumer_opens = fields.Float(
        string="Not Before (consumers)", default=10.0, help="Where the debtor is."
    )
    collection_guard_consumer_closes = fields.Float(
        string="Not After (consumers)", default=18.0, help="Where the debtor is."
    )
    collection_guard_consumer_days_off = fields.Selection(
        DAYS_OFF,
        string="Days Off (consumers)",
        default="weekends",
        required=True,
        help="Public holidays of the debtor's country, or of the company's.",
    )

    @api.constrains(
        *(f"collection_guard_{name}" for name in FIGURES),
        *(f"collection_guard_consumer_{name}" for name in FIGURES),
    )
    def _check_collection_guard(self):
        for company in self:
            try:
                company._collection_guard_of("business")
                company._collection_guard_of("consumer")
            except BadInput as error:
                raise ValidationError(
                    self.env._(
                        "Contact guard: limits are 0 or more, and the hours lie "
                        "between 0:00 and 24:00, the first before the last."
                    )
                ) from error

    def _collection_guard_of(self, debtor_class):
        """Return the :class:`rules.contacts.Guard` for debtors of that class."""
        self.ensure_one()
        known = debtor_class in ("business", "public")
        prefix = "collection_guard_" if known else "collection_guard_consumer_"
        figure = {name: self[f"{prefix}{name}"] for name in FIGURES}
        return Guard(
            per_day=figure["day"],
            per_week=figure["week"],
            per_month=figure["month"],
            calls=figure["calls"],
            opens=round(figure["opens"] * 60),
            closes=round(figure["closes"] * 60),
            days_off=figure["days_off"],
        )

    def _collection_zone(self, debtor=None):
        """Return the time zone of a debtor, else that of the company."""
        self.ensure_one()
        partners = (self | self.parent_ids[::-1]).sudo().partner_id
        zones = (debtor or partners.browse()).sudo().mapped("tz") + partners.mapped(
            "tz"
        )
        return pytz.timezone(next(filter(None, zones), "Europe/Paris"))
