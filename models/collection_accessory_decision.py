from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from .collection_accessory import unit_of


class CollectionAccessory(models.Model):
    """Who may decide what about interest and indemnity, and up to which amount."""

    _inherit = "collection.accessory"

    @api.model
    def _decide(self, decision, shares, reason=""):
        """Record a decision; to post also makes the invoices.

        :param shares: ``{invoice: (interest, indemnity)}`` as exact amounts, the first
            in the invoice's currency, the second in that of the law
        :raises UserError: more than what is open, a waiver that the law voids
        :raises AccessError: a waiver by a collector
        :return: the decisions
        """
        self.check_access("create")
        moves = self.env["account.move"].union(*shares)
        moves.check_access("read")
        made = self.browse()
        for company, mine in moves.grouped("company_id").items():
            self._check_may(decision, mine, reason)
            self._lock(mine)
            today = company._collection_today()
            claims = mine._collection_claims(today)
            rows = {move: shares[move] for move in mine}
            self._check_open(rows, claims)
            cases = self._cases_for(decision, mine, company)
            if decision == "post":
                made |= self._post(company, rows, claims, cases, reason)
            else:
                made |= self._record(decision, rows, claims, cases, reason)
        made._tell_cases()
        return made

    # -- may this be decided? ------------------------------------------------

    @api.model
    def _check_may(self, decision, moves, reason):
        if decision == "waive":
            self._check_waiver(moves, reason)
        documents = moves._collection_accessory_parents()
        if documents:
            raise UserError(
                self.env._(
                    "%s was made for interest and indemnity: it bears none itself.",
                    ", ".join(one.name for one in documents),
                )
            )

    @api.model
    def _check_waiver(self, moves, reason):
        if not self.env.user.has_group("account_collection.group_collection_manager"):
            raise AccessError(
                self.env._(
                    "Only a collections manager waives interest and indemnity. Keep "
                    "the claim, or ask your manager."
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why it is waived: the waiver is part of the history.")
            )
        public = moves.filtered(
            lambda move: move.commercial_partner_id.collection_class == "public"
        )
        if public:
            raise UserError(
                self.env._(
                    "%s is a public body: any waiver of its late-payment interest is "
                    "void (art. L2192-14 of the Public Procurement Code). Keep the "
                    "claim or post it.",
                    ", ".join(public.commercial_partner_id.mapped("name")),
                )
            )

    @api.model
    def _check_open(self, shares, claims):
        problems = []
        for move, (interest, indemnity) in shares.items():
            claim = claims[move]
            if claim.problem:
                problems.append(
                    self.env._(
                        "%(invoice)s: %(problem)s",
                        invoice=move.name,
                        problem=claim.problem,
                    )
                )
                continue
            if not (interest or indemnity):
                problems.append(self.env._("%s: choose an amount.", move.name))
            for amount, most, currency in (
                (interest, claim.interest_open, claim.currency),
                (indemnity, claim.indemnity_open, claim.indemnity_currency),
            ):
                problems += self._amount_problems(move, amount, most, currency)
        if problems:
            raise UserError("\n".join(problems))

    @api.model
    def _amount_problems(self, move, amount, most, currency):
        values = {
            "invoice": move.name,
            "amount": formatLang(self.env, float(amount), currency_obj=currency),
            "open": formatLang(self.env, float(most), currency_obj=currency),
        }
        if amount < 0:
            return [self.env._("%(invoice)s: %(amount)s is negative.", **values)]
        if amount > most:
            return [
                self.env._(
                    "%(invoice)s: %(amount)s is more than what is open (%(open)s).",
                    **values,
                )
            ]
        if amount % unit_of(currency):
            return [
                self.env._(
                    "%(invoice)s: %(amount)s has parts of the smallest unit.", **values
                )
            ]
        return []

    @api.model
    def _lock(self, moves):
        """Two people who decide at once: the second one starts again from what the
        first one recorded."""
        cases = moves.collection_case_id
        if cases:
            cases._claim()

    # -- where it stands -----------------------------------------------------

    @api.model
    def _cases_for(self, decision, moves, company):
        """Return ``{invoice: case}``; what remains a claim has an open case."""
        debtors = moves.commercial_partner_id
        cases = self.env["collection.case"]
        if decision == "waive":
            known = cases._open_cases(debtors, company)
            return {
                move: known.get(move.commercial_partner_id) or move.collection_case_id
                for move in moves
            }
        known = cases._ensure_cases(debtors, company)
        items = self.env["collection.item"].search([("move_id", "in", moves.ids)])
        for debtor, mine in items.grouped("partner_id").items():
            stray = mine.filtered(lambda item: item.case_id.phase == "closed")
            if stray and debtor in known:
                stray._record_fact(case_id=known[debtor].id)
        return {move: known[move.commercial_partner_id] for move in moves}

    @api.model
    def _record(self, decision, shares, claims, cases, reason, more=None):
        """Write down one decision for each invoice.

        :param more: ``{invoice: further values}``
        """
        rows = [
            {
                "move_id": move.id,
                "case_id": cases[move].id,
                "decision": decision,
                "date": claims[move].day,
                "user_id": self.env.uid,
                "reason": (reason or "").strip(),
                "currency_id": claims[move].currency.id,
                "indemnity_currency_id": claims[move].indemnity_currency.id,
                "amount_interest": float(interest),
                "amount_indemnity": float(indemnity),
                **(more or {}).get(move, {}),
            }
            for move, (interest, indemnity) in shares.items()
        ]
        return self.sudo().create(rows).with_env(self.env)

    def _tell_cases(self):
        """Note on the cases what was decided, and take back the question."""
        for case, mine in self.grouped("case_id").items():
            if not case:
                continue
            for one in mine.sorted("id"):
                case._log_event(one._in_words())
            case._answer_accessories()

    def _in_words(self):
        labels = dict(self._fields["decision"]._description_selection(self.env))
        amounts = [
            formatLang(self.env, amount, currency_obj=currency)
            for amount, currency in (
                (self.amount_interest, self.currency_id),
                (self.amount_indemnity, self.indemnity_currency_id),
            )
            if amount
        ]
        text = self.env._(
            "Interest and indemnity of %(invoice)s, %(amounts)s: %(decision)s.",
            invoice=self.move_id.name,
            amounts=" + ".join(amounts),
            decision=labels[self.decision],
        )
        more = [self.document_id.name, self.reason]
        return " ".join(filter(None, [text, *more]))
