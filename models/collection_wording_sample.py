import logging
from datetime import timedelta

from lxml import html

from odoo import Command, api, models
from odoo.tools.rendering_tools import parse_inline_template, render_inline_template

from ..rules import wording
from .collection_notice_purposes import MESSAGE
from .collection_notice_text import _root_cause

_logger = logging.getLogger(__name__)

CLASSES = ("business", "consumer", "public")
INDEMNITY = {"business": 40.0, "public": 40.0, "consumer": 0.0}


class CollectionWordingSample(models.AbstractModel):
    """Texts tried on notices that do not exist: every kind of debtor, one invoice and
    several, with and without interest, in every language of the house.

    Nothing is written: the notices are records in memory.
    """

    _inherit = "collection.wording"

    @api.model
    def _try_template(self, template, stage):
        """Return what is wrong with ``template`` at ``stage``, ``{finding: language}``.

        A text that cannot be written is not the business of this check.
        """
        findings = {}
        for lang in self._langs():
            for notice in self._samples(stage, lang):
                text = self._render_sample(template, notice)
                if not text:
                    continue
                letter = notice._as_letter(text, stage.phase == "legal")
                for finding in wording.check(letter):
                    findings.setdefault(finding, lang)
        return findings

    @api.model
    def _message_problems(self, templates):
        """Return in words what must not be said in messages of their own."""
        stage = self.env["collection.stage"].sudo().search([], limit=1)
        problems = []
        for template in templates if stage else ():
            found = self._try_message(template, stage)
            problems += [
                self.env._(
                    "Text “%(text)s” (%(lang)s): %(problem)s.",
                    text=template.name,
                    lang=lang,
                    problem=self._say(finding),
                )
                for finding, lang in found.items()
                if finding.blocks
            ]
        return problems

    @api.model
    def _try_message(self, template, stage):
        """Return what is wrong with ``template`` as a message about a notice,
        ``{finding: language}``."""
        findings = {}
        for lang in self._langs():
            for about in self._samples(stage, lang):
                notice = about.new(
                    {
                        **{
                            name: about[name]
                            for name in (
                                "name",
                                "case_id",
                                "partner_id",
                                "company_id",
                                "recipient_id",
                                "currency_id",
                                "stage_id",
                                "lang",
                            )
                        },
                        "text_id": template,
                        "purpose": MESSAGE,
                        "confirms_id": about,
                        "details": "…",
                    }
                )
                text = self._render_sample(template, notice)
                letter = notice._as_letter(text, False)
                for finding in wording.check(letter) if text else ():
                    findings.setdefault(finding, lang)
        return findings

    @api.model
    def _langs(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    @api.model
    def _render_sample(self, template, notice):
        template = template.sudo().with_context(lang=notice.lang)
        tools = {**template._render_eval_context(), "object": notice}
        source = html.fragment_fromstring(template.body_html or "", create_parent="div")
        try:
            subject = render_inline_template(
                parse_inline_template(template.subject or ""), dict(tools)
            )
            body = self.env["ir.qweb"]._render(source, tools)
        except Exception as error:
            _logger.info("%s not checked: %s", template.name, _root_cause(error))
            return ""
        return f"<p>{subject}</p>{body}"

    @api.model
    def _samples(self, stage, lang):
        """Yield notices in memory that show every branch of a text."""
        for kind in CLASSES:
            yield self._sample(stage, lang, kind, 1, accessories=False)
            yield self._sample(stage, lang, kind, 2, accessories=True)

    @api.model
    def _sample(self, stage, lang, kind, count, accessories):
        company = stage.company_id or self.env.company
        today = company._collection_today()
        partner = self.env["res.partner"].new(
            {"name": "Xxxxx", "lang": lang, "collection_class": kind}
        )
        case = self.env["collection.case"].new(
            {"name": "DOS-0", "partner_id": partner, "company_id": company}
        )
        announces = stage._nominal_day() <= 0
        late = 0 if announces else 40
        principal = 0.0 if announces else 1234.56 * count
        interest = 12.34 * count if accessories and stage.claim_interest else 0.0
        indemnity = 0.0
        if accessories and stage.claim_indemnity:
            indemnity = INDEMNITY[kind] * count
        return self.env["collection.notice"].new(
            {
                "name": "REL-0",
                "case_id": case,
                "partner_id": partner,
                "company_id": company,
                "recipient_id": partner,
                "currency_id": company.currency_id,
                "stage_id": stage,
                "lang": lang,
                "grace_days": stage.grace_days,
                "date_deadline": today + timedelta(days=stage.grace_days),
                "amount_total": principal,
                "amount_interest": interest,
                "amount_indemnity": indemnity,
                "accessories": self._sample_rows(today, interest, indemnity),
                "line_ids": [
                    Command.create(
                        {
                            "stage_id": stage,
                            "invoice_name": f"FAC/0/{number}",
                            "invoice_date": today - timedelta(days=late + 30),
                            "date_due": today - timedelta(days=late),
                            "days_late": late,
                            "amount_total": 1234.56,
                            "amount_residual": 1234.56,
                        }
                    )
                    for number in range(count)
                ],
            }
        )

    @api.model
    def _sample_rows(self, today, interest, indemnity):
        start, end = (today - timedelta(days=39)).isoformat(), today.isoformat()
        row = ["FAC/0/0", start, end, 40, "1234.56", "12.15", str(round(interest, 2))]
        return {
            "interest": [row] if interest else [],
            "indemnity": [["FAC/0/0", str(indemnity)]] if indemnity else [],
        }
