from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from .client_actions import show_list

NAMES_SHOWN = 3
QUESTION = "account_collection.mail_activity_type_accessory"


class CollectionCase(models.Model):
    """What a case still bears when its principal is paid: nobody forgets it, and
    nobody is asked twice."""

    _inherit = "collection.case"

    accessory_ids = fields.One2many(
        "collection.accessory", "case_id", string="Decisions on Interest"
    )
    accessory_question = fields.Char(
        compute="_compute_accessory_question",
        help="Interest and indemnity of paid invoices that nobody decided about.",
    )
    accessory_count = fields.Integer(compute="_compute_accessory_count")

    @api.depends_context("collection_today", "lang")
    @api.depends("item_ids.move_id.payment_state", "accessory_ids", "phase")
    def _compute_accessory_question(self):
        questions = self._accessory_questions()
        for case in self:
            case.accessory_question = questions.get(case)

    @api.depends("accessory_ids")
    def _compute_accessory_count(self):
        for case in self:
            case.accessory_count = len(case.accessory_ids)

    # -- what is left --------------------------------------------------------

    def _accessory_moves(self):
        """Return the invoices that may bear interest in these cases."""
        return (self.item_ids.move_id | self.accessory_ids.move_id).filtered(
            lambda move: move.state == "posted"
        )

    def _accessory_claims(self, today):
        """Return ``{case: claims}`` of the invoices that still bear something, and of
        those of which nobody can say it; in a few queries for all cases of a company.
        """
        # Read once for all cases: a run may settle many of them.
        moves = self._accessory_moves()
        claims = moves._collection_claims(today)
        left = defaultdict(list)
        for case in self:
            mine = filter(None, map(claims.get, case._accessory_moves()))
            left[case] += [one for one in mine if self._bears(one)]
        return {case: mine for case, mine in left.items() if mine}

    @api.model
    def _bears(self, claim):
        """Tell whether an invoice still bears something, or nobody can say it."""
        if claim.is_lost:
            return False
        return bool(claim.interest_open or claim.indemnity_open or claim.problem)

    def _accessory_questions(self):
        """Return ``{case: what a person must decide, in words}``; only of invoices
        whose principal is paid, and not of what was kept."""
        questions = {}
        opened = self.filtered(lambda case: case.phase != "closed")
        for company, cases in opened.grouped("company_id").items():
            claims = cases._accessory_claims(company._collection_today())
            for case, mine in claims.items():
                asked = [one for one in mine if not (one.booked or one.is_kept)]
                if asked:
                    questions[case] = self._question_about(asked)
        return questions

    @api.model
    def _question_about(self, claims):
        names = [claim.move.name for claim in claims]
        more = len(names[NAMES_SHOWN:])
        values = {
            "invoices": ", ".join(names[:NAMES_SHOWN])
            + (f" (+ {more})" if more else ""),
            "amounts": self._accessory_amounts(claims),
        }
        problems = list(dict.fromkeys(filter(None, [one.problem for one in claims])))
        if not values["amounts"]:
            return self.env._(
                "Paid late: %(invoices)s. What remains cannot be said: %(problem)s",
                invoices=values["invoices"],
                problem=" ".join(problems),
            )
        text = self.env._(
            "Paid late: %(invoices)s. Keep, waive or post %(amounts)s?",
            **values,
        )
        return " ".join([text, *problems])

    @api.model
    def _accessory_amounts(self, claims):
        """Return interest and indemnity of some claims in words."""
        interest, indemnity = defaultdict(int), defaultdict(int)
        for claim in claims:
            interest[claim.currency] += claim.interest_open
            indemnity[claim.indemnity_currency] += claim.indemnity_open
        texts = [
            self.env._("%s interest", self._amount_text(amount, currency))
            for currency, amount in interest.items()
            if amount
        ] + [
            self.env._("%s indemnity", self._amount_text(amount, currency))
            for currency, amount in indemnity.items()
            if amount
        ]
        return " + ".join(texts)

    @api.model
    def _amount_text(self, amount, currency):
        return formatLang(self.env, float(amount), currency_obj=currency)

    # -- settled, but for them -----------------------------------------------

    def _without_accessories(self, today):
        """Return those of these settled cases that bear nothing any more.

        The others stay open: their collector is asked, once, unless the claim was kept.
        """
        left = self._accessory_claims(today)
        for case, claims in left.items():
            asked = [one for one in claims if not one.is_kept]
            if asked:
                case._ask_accessories(self._question_about(asked), today)
        return self.filtered(lambda case: case not in left)

    @api.model
    def _take_back_credited(self, company, today):
        """Go on with settled cases whose invoice for interest was credited or cancelled
        since: what it had claimed is owed again."""
        document = Domain("state", "!=", "posted") | Domain(
            "reversal_move_ids.state", "=", "posted"
        )
        settled = self.search(
            Domain("company_id", "=", company.id)
            & Domain("outcome", "=", "settled")
            & Domain("phase", "=", "closed")
            & Domain("accessory_ids.document_id", "any", document)
        )
        left = settled._accessory_claims(today)
        opened = self._open_cases(settled.partner_id, company)
        for case, claims in left.items():
            if case.partner_id in opened:
                moves = self.env["account.move"].union(*[one.move for one in claims])
                case._hand_over(moves, opened[case.partner_id])
            else:
                case.action_reopen()
                opened[case.partner_id] = case

    def _hand_over(self, moves, other):
        """Let what concerns some invoices go on in the debtor's open case."""
        moves.collection_accessory_ids._record_fact(case_id=other.id)
        moves.collection_item_ids._record_fact(case_id=other.id)

    def _ask_accessories(self, question, today):
        """Ask the collector; one question a case, which says what remains today."""
        mine = self._accessory_activities()
        waiting = mine.filtered("active")
        if waiting:
            self._reword_accessories(question)
        elif question not in mine.mapped("summary"):
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                QUESTION,
                date_deadline=today,
                summary=question,
                user_id=self._responsible().id,
            )

    def _accessory_activities(self):
        """Return what was ever asked about interest, answered questions included."""
        return self.with_context(active_test=False).activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(QUESTION)
        )

    def _reword_accessories(self, question):
        """Let the open question say what remains by now."""
        stale = self._accessory_activities().filtered(
            lambda one: one.active and one.summary != question
        )
        # Of its collector: whoever decided in his place may not write it.
        stale.sudo().summary = question

    def _answer_accessories(self):
        """Take back the question where it is answered; where something remains, it
        says what, in the language of who was asked."""
        for company, cases in self.grouped("company_id").items():
            told = cases.with_context(lang=company._collection_lang())
            questions = told._accessory_questions()
            for case in told.filtered(questions.get):
                case._reword_accessories(questions[case])
            answered = told.filtered(lambda case, left=questions: case not in left)
            answered.activity_feedback([QUESTION])

    def _close(self, outcome, today):
        result = super()._close(outcome, today)
        self.activity_unlink([QUESTION])
        return result

    def _carry_over(self, other):
        """Let what was decided and spent in this case go on in ``other``."""
        self.accessory_ids._record_fact(case_id=other.id)
        self.cost_ids.sudo().write({"case_id": other.id})

    # -- buttons -------------------------------------------------------------

    def action_close(self):
        # Closing by hand decides nothing about interest: it is said, not forgotten.
        for case, question in self._accessory_questions().items():
            case._log_event(self.env._("Closed by hand, not decided: %s", question))
        return super().action_close()

    def action_accessory_keep(self):
        """Ask which interest and indemnity remain a claim."""
        return self.env["collection.accessory.wizard"]._open_for(self, "keep")

    def action_accessory_waive(self):
        """Ask which interest and indemnity are waived, and why."""
        return self.env["collection.accessory.wizard"]._open_for(self, "waive")

    def action_accessory_post(self):
        """Show the invoice for interest and indemnity before it is made."""
        return self.env["collection.accessory.wizard"]._open_for(self, "post")

    def action_view_accessories(self):
        """Open what was decided about interest and indemnity."""
        return show_list(
            self.env, "collection_accessory_action", [("case_id", "in", self.ids)]
        )
