from odoo import api, models


class CollectionExhibitNotice(models.AbstractModel):
    """The copies of the notices that departed for these due items, and their proofs."""

    _name = "collection.exhibit.notice"
    _description = "Exhibit Source: Notices"
    _inherit = "collection.exhibit.base"

    _sequence = 60

    @api.model
    def _gather(self, handoff):
        # The copy of a call holds our script, which is nobody else's business.
        notices = handoff._departed_notices().filtered(
            lambda notice: notice.body or notice.letter_body
        )
        documents = []
        for notice in notices.sorted(lambda one: (one.departed_on, one.id)):
            documents.append(self._copy_of(notice))
            documents += self._proofs_of(notice)
        return documents

    @api.model
    def _copy_of(self, notice):
        return self._document(
            "notice",
            f"{notice.stage_id.name} {notice.name}",
            included=notice._is_formal() or notice._has_letter(),
            attachment_id=notice.pdf_id.id,
            date=notice.departed_on,
            res_model=notice._name,
            res_id=notice.id,
        )

    @api.model
    def _proofs_of(self, notice):
        return [
            self._document(
                "notice",
                self.env._(
                    "Proof for %(notice)s: %(file)s", notice=notice.name, file=file.name
                ),
                attachment_id=file.id,
                date=proof.date,
                res_model=proof._name,
                res_id=proof.id,
            )
            for proof in notice.proof_ids._standing()
            for file in proof.attachment_ids
        ]
