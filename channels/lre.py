from odoo import api, models

from ..rules.debtor import BUSINESS, PUBLIC

PROFESSIONAL = (BUSINESS, PUBLIC)


class CollectionChannelLre(models.AbstractModel):
    """Electronic registered letter (LRE): leaves by itself through a qualified
    provider, departs when he confirms the deposit.

    Worth a registered letter on paper where the service is qualified (art. 44 eIDAS);
    who is no professional must have consented beforehand (art. L100 CPCE). A debtor
    whose class is unknown may be a consumer: his consent is asked for too.
    """

    _name = "collection.channel.lre"
    _description = "Collection Channel: Electronic Registered Letter"
    _inherit = "collection.channel.registered"

    _on_paper = False
    _leaves_by_itself = True
    _post_service = "electronic"

    @api.model
    def _obstacle(self, recipient):
        company = self.env.company
        if not company._collection_post_providers(self._post_service):
            return self.env._(
                "No qualified provider carries electronic registered letters for %s.",
                company.name,
            )
        if self._needs_consent(recipient):
            return self._consent_obstacle(recipient, company)
        if not recipient.email:
            return self.env._(
                "%s has no e-mail address for an electronic registered letter.",
                recipient.display_name,
            )
        return ""

    @api.model
    def _needs_consent(self, recipient):
        debtor = recipient.commercial_partner_id
        return debtor.collection_class not in PROFESSIONAL

    @api.model
    def _consent_obstacle(self, recipient, company):
        debtor = recipient.commercial_partner_id
        if debtor._collection_lre_consent(company):
            return ""
        if debtor.collection_class:
            return self.env._(
                "%s is a consumer who has not consented to electronic registered "
                "letters (art. L100 CPCE): record the consent with its proof, or write "
                "on paper.",
                debtor.name,
            )
        return self.env._(
            "Nobody has said whether %s is a professional, and no consent to "
            "electronic registered letters is recorded (art. L100 CPCE): write on "
            "paper.",
            debtor.name,
        )

    @api.model
    def _deliver(self, deliveries, today):
        """Put what may still leave into a batch, and hand it to the provider."""
        company = deliveries.company_id
        scoped = deliveries.with_company(company)
        going = scoped._still_sendable(today)._begin_safely(today)
        if going:
            channel = going.channel_id
            batch = self.env["collection.batch"]._put_into(company, channel, going)
            batch._choose_lre_provider()
            self._commit()
            batch._submit()
        return False
