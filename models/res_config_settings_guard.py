from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    collection_guard = fields.Boolean(
        related="company_id.collection_guard", readonly=False
    )
    collection_guard_mails = fields.Boolean(
        related="company_id.collection_guard_mails", readonly=False
    )
    collection_guard_day = fields.Integer(
        related="company_id.collection_guard_day", readonly=False
    )
    collection_guard_week = fields.Integer(
        related="company_id.collection_guard_week", readonly=False
    )
    collection_guard_month = fields.Integer(
        related="company_id.collection_guard_month", readonly=False
    )
    collection_guard_calls = fields.Integer(
        related="company_id.collection_guard_calls", readonly=False
    )
    collection_guard_opens = fields.Float(
        related="company_id.collection_guard_opens", readonly=False
    )
    collection_guard_closes = fields.Float(
        related="company_id.collection_guard_closes", readonly=False
    )
    collection_guard_days_off = fields.Selection(
        related="company_id.collection_guard_days_off", readonly=False
    )
    collection_guard_consumer_day = fields.Integer(
        related="company_id.collection_guard_consumer_day", readonly=False
    )
    collection_guard_consumer_week = fields.Integer(
        related="company_id.collection_guard_consumer_week", readonly=False
    )
    collection_guard_consumer_month = fields.Integer(
        related="company_id.collection_guard_consumer_month", readonly=False
    )
    collection_guard_consumer_calls = fields.Integer(
        related="company_id.collection_guard_consumer_calls", readonly=False
    )
    collection_guard_consumer_opens = fields.Float(
        related="company_id.collection_guard_consumer_opens", readonly=False
    )
    collection_guard_consumer_closes = fields.Float(
        related="company_id.collection_guard_consumer_closes", readonly=False
    )
    collection_guard_consumer_days_off = fields.Selection(
        related="company_id.collection_guard_consumer_days_off", readonly=False
    )
