from odoo import fields, models

KINDS = [("dispute", "He contests"), ("non_payment", "He does not pay")]
STANCES = [
    ("good_faith", "Good faith"),
    ("refusal", "Refusal"),
    ("inability", "Inability to pay"),
]


OUTCOMES = [
    ("reached", "Reached"),
    ("voicemail", "Voicemail or not there"),
    ("promised", "Promises to pay"),
    ("refuses", "Refuses to pay"),
    ("cannot_pay", "Cannot pay"),
    ("disputes", "Contests"),
    ("no_invoice", "Invoice not received"),
    ("wrong_contact", "Wrong contact"),
]
NOT_REACHED = ("voicemail", "wrong_contact")
STANCE_OF = {"promised": "good_faith", "refuses": "refusal", "cannot_pay": "inability"}


class CollectionReason(models.Model):
    """Why a debtor does not pay: a list, so that it can be counted."""

    _name = "collection.reason"
    _description = "Reason for Not Paying"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    kind = fields.Selection(KINDS, required=True, default="non_payment")
    stance = fields.Selection(
        STANCES,
        string="Attitude",
        help="What it says of the debtor: he is willing, he refuses, he cannot.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This reason exists already.")
