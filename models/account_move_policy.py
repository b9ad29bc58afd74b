from odoo import api, fields, models

from .bulk import read_columns

OWN = "collection_policy_id"


class AccountMove(models.Model):
    """Which policy an invoice follows, and what chose it, in words."""

    _inherit = "account.move"

    collection_policy_reason = fields.Char(
        groups="account_collection.group_collection_readonly",
        string="Policy",
        compute="_compute_collection_policy_reason",
        help="The policy this invoice follows, and what chose it.",
    )

    @api.depends_context("lang", "company")
    @api.depends("collection_policy_id", "amount_total_signed", "partner_id")
    def _compute_collection_policy_reason(self):
        self.collection_policy_reason = False
        claims = self.filtered(
            lambda move: move.move_type in ("out_invoice", "out_receipt")
        )
        for move, reason in claims._collection_policy_reasons().items():
            move.collection_policy_reason = reason

    def _collection_choices(self):
        """Return ``{invoice: (policy, what chose it)}``.

        From the nearest to the farthest: the policy of the invoice itself, that of its
        debtor, the first rule that fits, that of the company or of the nearest one
        above it. An archived policy is not played.

        :return: what chose is the invoice, the debtor, a rule or the company.
        """
        choices = {}
        for company, moves in self.grouped("company_id").items():
            default = company._collection_default_policy()
            rules = self.env["collection.policy.rule"]._table_of(company)
            debtors = moves.commercial_partner_id.with_company(company)
            owned = {
                debtor.id: (debtor.collection_policy_id, debtor)
                for debtor in debtors
                if debtor.collection_policy_id.active
            }
            columns = read_columns(moves, ("commercial_partner_id", OWN))
            for move, (debtor_id, own) in zip(moves, columns, strict=True):
                if own and move.collection_policy_id.active:
                    choices[move] = (move.collection_policy_id, move)
                elif debtor_id in owned:
                    choices[move] = owned[debtor_id]
                else:
                    choices[move] = move._collection_ruled(rules, (default, company))
        return choices

    def _collection_ruled(self, rules, otherwise):
        if not rules:
            return otherwise
        rule = next((rule for rule in rules if rule._fits(self)), None)
        return (rule.policy_id, rule) if rule else otherwise

    def _collection_policy_reasons(self):
        """Return ``{invoice: its policy and what chose it, in words}``."""
        tables = {
            company: self.env["collection.policy.rule"]._table_of(company)
            for company in self.company_id
        }
        return {
            move: self._collection_choice_words(policy, source, tables[move.company_id])
            for move, (policy, source) in self._collection_choices().items()
            if policy
        }

    @api.model
    def _collection_choice_words(self, policy, source, table):
        """Return for instance "Standard: rule 3, consumers, below 500.00 €"."""
        if source._name == "account.move":
            return self.env._("%s: chosen on the invoice", policy.name)
        if source._name == "res.partner":
            return self.env._("%s: chosen on the debtor", policy.name)
        if source._name == "res.company":
            return self.env._("%s: the company's default", policy.name)
        return self.env._(
            "%(policy)s: rule %(rank)s, %(conditions)s",
            policy=policy.name,
            rank=table.ids.index(source.id) + 1,
            conditions=source.display_name,
        )
