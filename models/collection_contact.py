import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("phone", "Call"),
    ("visit", "Visit"),
    ("sms", "SMS"),
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("other", "Other"),
]
VOICE = ("phone", "visit")


class CollectionContact(models.Model):
    """A contact with a debtor outside the notices: a call, a visit, a message that a
    person made by himself. It counts like a notice. Append-only."""

    _name = "collection.contact"
    _description = "Contact with a Debtor"
    _inherit = ["collection.record.mixin"]
    _order = "at desc, id desc"
    _rec_name = "kind"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id", "date"})

    case_id = fields.Many2one(
        "collection.case",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="phone")
    at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    date = fields.Date(compute="_compute_date", store=True, index=True)
    note = fields.Text(help="What was said. It stays in this company.")
    user_id = fields.Many2one(
        "res.users",
        string="Made By",
        required=True,
        default=lambda self: self.env.user,
    )

    @api.depends("at")
    def _compute_date(self):
        for contact in self:
            company = contact.company_id or contact.case_id.company_id
            zone = (company or self.env.company)._collection_zone()
            contact.date = pytz.utc.localize(contact.at).astimezone(zone).date()

    @api.constrains("at")
    def _check_not_ahead(self):
        for contact in self:
            if contact.at > fields.Datetime.add(fields.Datetime.now(), minutes=5):
                raise ValidationError(
                    self.env._("A contact is recorded once it took place, not before.")
                )

    def write(self, vals):
        if vals and not self.env.su:
            raise UserError(
                self.env._(
                    "A contact is not rewritten: it is evidence. Record another one "
                    "that says what was wrong."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(self.env._("A contact cannot be deleted: it is evidence."))
