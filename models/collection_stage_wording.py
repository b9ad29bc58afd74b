from odoo import api, models
from odoo.exceptions import ValidationError

from .client_actions import tell


class CollectionStage(models.Model):
    """A text is read as a lawyer would before a stage may use it."""

    _inherit = "collection.stage"

    @api.constrains(
        "mail_template_id",
        "letter_template_id",
        "sms_template_id",
        "channel_ids",
        "is_formal_notice",
        "phase",
    )
    def _check_wording(self):
        problems = self._wording_problems(blocking=True)
        if problems:
            raise ValidationError("\n".join(problems))

    def _wording_problems(self, blocking=False, templates=None):
        """Return in words what is wrong with the texts of these stages.

        :param blocking: only what must not leave.
        :param templates: only these texts.
        """
        wording = self.env["collection.wording"]
        problems = []
        for stage in self.filtered(lambda one: one.action == "notice"):
            # What no channel of the stage carries is not said; scripts are not read.
            used = self.env["mail.template"].union(
                *[stage._text_for(channel) for channel in stage.channel_ids]
            )
            texts = used - stage.script_template_id
            for template in texts if templates is None else texts & templates:
                found = wording._try_template(template, stage)
                problems += [
                    self.env._(
                        "Stage “%(stage)s”, text “%(text)s” (%(lang)s): %(problem)s.",
                        stage=stage.name,
                        text=template.name,
                        lang=lang,
                        problem=wording._say(finding),
                    )
                    for finding, lang in found.items()
                    if finding.blocks or not blocking
                ]
        return problems

    def action_check_texts(self):
        """Check the texts of these stages and show what is wrong with them."""
        problems = self._wording_problems()
        title = self.env._("Check of the texts")
        if problems:
            return tell(" ".join(problems), title, "warning", sticky=True)
        return tell(
            self.env._(
                "Nothing forbidden and nothing missing, for businesses, consumers "
                "and public bodies, in every language installed."
            ),
            title,
            "success",
        )
