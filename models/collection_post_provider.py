import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import plaintext2html

from .client_actions import tell
from .post_parcel import PostError

_logger = logging.getLogger(__name__)
PAPER = "paper"
ELECTRONIC = "electronic"
MANAGER = "account_collection.group_collection_manager"
TYPE = "account_collection.mail_activity_type_post"


class CollectionPostProvider(models.Model):
    """Who carries registered letters for us: takes batches, tells what became of each
    letter, gives the proofs. How one is spoken to stands in ``channels/post_*.py``."""

    _name = "collection.post.provider"
    _description = "Registered Mail Provider"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    code = fields.Selection(
        [("file_drop", "File drop: a folder out, a folder in")],
        string="Spoken To By",
        required=True,
        default="file_drop",
    )
    service = fields.Selection(
        [
            (PAPER, "Registered letter on paper"),
            (ELECTRONIC, "Electronic registered letter (LRE)"),
        ],
        required=True,
        default=PAPER,
        tracking=True,
    )
    is_qualified = fields.Boolean(
        string="Qualified Service",
        tracking=True,
        help="A qualified electronic registered delivery service (art. 44 eIDAS): only "
        "then is an electronic registered letter worth one on paper.",
    )
    folder = fields.Char(
        groups=MANAGER,
        help="Its name inside the folder that the server's administrator set.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Is told of what could not be read or handed over.",
    )
    last_poll = fields.Datetime(string="Last Asked", readonly=True, copy=False)
    problem = fields.Char(readonly=True, copy=False)
    batch_ids = fields.One2many("collection.batch", "provider_id", readonly=True)
    batch_count = fields.Integer(compute="_compute_batch_count")

    @api.depends("batch_ids")
    def _compute_batch_count(self):
        groups = self.env["collection.batch"]._read_group(
            [("provider_id", "in", self.ids)], ["provider_id"], ["__count"]
        )
        counts = {provider.id: count for provider, count in groups}
        for provider in self:
            provider.batch_count = counts.get(provider.id, 0)

    @api.constrains("folder", "code")
    def _check_settings(self):
        for provider in self:
            try:
                provider._service()._check(provider)
            except UserError as error:
                raise ValidationError(str(error)) from error

    def _service(self):
        """Return the abstract model that speaks to this provider."""
        self.ensure_one()
        return self.env[f"collection.post.{self.code}"]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.filtered("batch_count")
        if used:
            raise UserError(
                self.env._(
                    "Provider %s has carried letters: archive it instead of deleting "
                    "it.",
                    used[0].name,
                )
            )

    # -- buttons -------------------------------------------------------------

    def action_check(self):
        """Say whether this provider can be spoken to."""
        self.ensure_one()
        self._service()._check(self)
        return tell(self.env._("It can be spoken to."), self.name, "success")

    def action_poll(self):
        """Ask now what became of the letters."""
        self.check_access("write")
        for provider in self:
            provider._poll_now()

    def action_view_batches(self):
        """Open the batches this provider took."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_collection.collection_batch_action"
        )
        action["domain"] = [("provider_id", "=", self.id)]
        return action

    # -- the scheduled action ------------------------------------------------

    @api.model
    def _cron_post(self):
        """Settle what was interrupted, hand over what waits, ask every provider."""
        self.env["collection.batch"]._settle_submitting()
        self.env["collection.batch"]._submit_waiting()
        providers = self.search([("company_id.collection_active", "=", True)])
        for position, provider in enumerate(providers, start=1):
            company = provider.company_id
            scoped = provider.with_company(company).with_context(
                lang=company._collection_lang()
            )
            scoped._poll_now()
            self.env["collection.run"]._commit_progress(
                1, remaining=len(providers) - position
            )

    def _poll_now(self):
        """Read what came in, each envelope committed before it is put away."""
        self.ensure_one()
        service = self._service()
        try:
            envelopes = list(service._poll(self))
            for envelope in envelopes:
                problems = self._take(envelope)
                self.env["collection.run"]._commit_progress()
                service._settle(self, envelope, not problems)
        except (PostError, UserError) as error:
            self._cannot_be_reached(str(error))
            return
        self.sudo().write({"last_poll": fields.Datetime.now(), "problem": False})

    def _cannot_be_reached(self, error):
        self.sudo().problem = error
        self._report(self.env._("%s does not answer", self.name), [error])

    def _take(self, envelope):
        """Write down what an envelope says; one wrong line does not stop the others.

        :return: what could not be written down, in words.
        """
        problems = list(envelope.problems)
        letters = self._letters(envelope.statuses)
        for status in envelope.statuses:
            problem = self._take_one(status, letters.get(status.reference.upper()))
            if problem:
                words = self.env["collection.csv.mixin"]._csv_on_line
                problems.append(words(status.line, problem))
        if problems:
            title = self.env._("%s: not everything could be read", envelope.name)
            self._report(title, problems)
        return problems

    def _letters(self, statuses):
        """Return ``{our reference: letter this provider took}``."""
        names = [one.reference.upper() for one in statuses]
        letters = self.env["collection.delivery"].search(
            [("batch_id.provider_id", "=", self.id), ("notice_id.name", "in", names)]
        )
        return {one.notice_id.name: one for one in letters}

    def _take_one(self, status, letter):
        """Write down one status; return the problem in words, or an empty text."""
        if not letter:
            return self.env._(
                "this provider was given no letter with the reference “%s”",
                status.reference,
            )
        problem = ""
        files = self.env["ir.attachment"]
        if status.proof:
            try:
                name, content = self._service()._fetch_proof(self, status)
                files = letter._proof_file(name, content)
            except PostError as error:
                # Told again without its file, which is kept already: no problem.
                kept = letter.notice_id.proof_ids.attachment_ids.mapped("name")
                problem = "" if status.proof in kept else str(error)
        try:
            with self.env.cr.savepoint():
                letter._take_status(status, files)
        except (ValueError, UserError) as error:
            return str(error)
        return problem

    def _report(self, title, problems):
        """Ask the responsible once; the same is not asked again while it is open."""
        self.ensure_one()
        if title in self.activity_ids.mapped("summary"):
            return
        _logger.warning("%s: %s", title, "; ".join(problems))
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            TYPE,
            date_deadline=self.company_id._collection_today(),
            summary=title,
            note=plaintext2html("\n".join(problems)),
            user_id=self.user_id.id,
        )
