from odoo import api, models

REFUSED = ("rejected", "canceled")


class CollectionItem(models.Model):
    """Money or a credit note that was taken back and is still matched: the host calls
    the invoice paid, so nothing more is said, and nobody would notice."""

    _inherit = "collection.item"

    @api.model
    def _ask_about_taken_back(self, company, today):
        """Ask once about each entry that is a draft again, and each payment that was
        refused, which still settle what is on the ladder."""
        for entry in self._taken_back(company):
            settled = entry.line_ids.matched_debit_ids.debit_move_id
            items = settled.with_env(self.env)._collection_items().values()
            for case in self.browse().union(*items).case_id:
                case._ask(
                    self.env._(
                        "%(entry)s was taken back and still settles %(invoices)s: post "
                        "it again, or undo its matching.",
                        entry=entry.name,
                        invoices=", ".join(settled.move_id.mapped("name")),
                    ),
                    today,
                    once=True,
                )

    @api.model
    def _taken_back(self, company):
        """Return the entries that are not in the books, or should not be, and are
        matched."""
        # with the journals the host has an index, without them it reads all entries
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        mine = [
            ("journal_id", "in", journals.search([("company_id", "=", company.id)]).ids)
        ]
        drafts = (
            self.env["account.move"].sudo().search([*mine, ("state", "=", "draft")])
        )
        refused = (
            self.env["account.payment"]
            .sudo()
            .search([*mine, ("state", "in", REFUSED), ("is_matched", "=", False)])
        )
        return (drafts | refused.move_id).filtered("line_ids.matched_debit_ids")
