from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize, format_date


class CollectionLreConsent(models.Model):
    """Who consented to electronic registered letters, when and how, with the proof.

    Art. L100 CPCE: who is no professional receives them only after having consented. A
    consent is not rewritten; one that is taken back stays readable.
    """

    _name = "collection.lre.consent"
    _description = "Consent to Electronic Registered Letters"
    _inherit = ["collection.record.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True
    _fact_fields = frozenset({"user_id", "withdrawn_on", "withdrawn_by_id"})

    partner_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', id)]",
    )
    company_id = fields.Many2one(
        "res.company",
        string="Given To",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(string="Given On", required=True)
    given_by = fields.Char(
        required=True, help="Name of the person who consented, and in what quality."
    )
    way = fields.Selection(
        [
            ("contract", "Clause of a signed contract"),
            ("form", "Signed form"),
            ("email", "E-mail"),
            ("portal", "Box ticked on line"),
            ("other", "Other writing"),
        ],
        string="How",
        required=True,
    )
    email = fields.Char(
        string="E-mail Address",
        required=True,
        help="The address the debtor gave for them: they go there.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Proof", required=True)
    note = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        string="Recorded By",
        required=True,
        default=lambda self: self.env.user,
    )
    withdrawn_on = fields.Date(string="Taken Back On", readonly=True)
    withdrawn_by_id = fields.Many2one(
        "res.users", string="Taken Back: Recorded By", readonly=True
    )

    @api.constrains("email", "attachment_ids", "date")
    def _check_proven(self):
        for consent in self:
            if not consent.attachment_ids:
                raise ValidationError(
                    self.env._(
                        "Attach what proves the consent of %s: without it the letter "
                        "is worth nothing in court.",
                        consent.partner_id.name,
                    )
                )
            if not email_normalize(consent.email):
                raise ValidationError(
                    self.env._("“%s” is not an e-mail address.", consent.email)
                )
            if consent.date > consent.company_id._collection_today():
                raise ValidationError(
                    self.env._(
                        "A consent is recorded once it was given: %s is still to come.",
                        format_date(self.env, consent.date),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # Files nobody owns are read by nobody else; once proof, they stay as is.
            loose = self.new(vals).attachment_ids._origin.filtered(
                lambda one: not one.res_id
            )
            loose.sudo().write(
                {"res_model": "res.partner", "res_id": vals.get("partner_id")}
            )
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su or vals.keys() - {"withdrawn_on", "withdrawn_by_id"}:
            raise UserError(
                self.env._(
                    "A consent is not rewritten: take it back and record another one."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_always(self):
        raise UserError(
            self.env._("A consent is evidence: take it back instead of deleting it.")
        )

    @api.model
    def _keeping(self, attachments):
        """Return the consents whose proof is among ``attachments``."""
        return self.search([("attachment_ids", "in", attachments.ids)], limit=1)

    def action_withdraw(self):
        """The debtor took his consent back today: what has not left goes on paper."""
        self.check_access("create")
        for consent in self.filtered(lambda one: not one.withdrawn_on):
            consent._record_fact(
                withdrawn_on=consent.company_id._collection_today(),
                withdrawn_by_id=self.env.uid,
            )
