from odoo import models

TEXT_LIMIT = 2000
REASONS = ("not_received", "not_ordered", "not_as_agreed", "amount", "paid", "other")


class CollectionNotice(models.Model):
    """What a debtor answers on the page of genuine letters: he contests, or names his
    lawyer. Each is a proof, stops the clock once, and asks a person."""

    _inherit = "collection.notice"

    def _contest_reasons(self):
        """Return ``{code: words}`` of the reasons a debtor may choose from."""
        words = (
            self.env._("I did not receive the goods or the service"),
            self.env._("I did not order it"),
            self.env._("It is not as agreed"),
            self.env._("The amount is wrong"),
            self.env._("I have paid"),
            self.env._("Another reason"),
        )
        return dict(zip(REASONS, words, strict=True))

    def _contest(self, reason, text):
        """Record that the debtor contests this notice; its invoices are held once."""
        self.ensure_one()
        self.case_id._claim()
        company = self.with_context(lang=self.company_id._collection_lang())
        words = company._contest_reasons()[reason]
        said = (text or "").strip()[:TEXT_LIMIT]
        self._record_answer(f"{words}\n{said}".strip())
        holds = self.env["collection.hold"].sudo()
        running = self.case_id.hold_ids.filtered(
            lambda one: one.kind == "dispute" and one.is_running
        )
        for move in self._genuine_lines().move_id:
            covering = running.filtered(
                lambda one, move=move: one.move_id == move or not one.move_id
            ).filtered(lambda one: not one.item_id)
            if not covering:
                holds.create(
                    self._hold_values(
                        "dispute",
                        company.env._(
                            "Contested on the page of genuine letters: %s", words
                        ),
                    )
                    | {"move_id": move.id}
                )
        self.case_id.with_env(company.env)._ask(
            company.env._("%s is contested: answer the debtor.", self.name),
            self.company_id._collection_today(),
        )

    def _name_lawyer(self, name, contact):
        """Record that the debtor named his lawyer; nobody writes to him until a person
        has decided."""
        self.ensure_one()
        self.case_id._claim()
        company = self.with_context(lang=self.company_id._collection_lang())
        lawyer = ", ".join(
            part.strip()[:200] for part in (name, contact) if part and part.strip()
        )
        self._record_answer(company.env._("The debtor's lawyer: %s", lawyer))
        reason = company.env._("Write to the debtor's lawyer: %s", lawyer)
        running = self.case_id.hold_ids.filtered("is_running")
        if reason not in running.mapped("reason"):
            self.env["collection.hold"].sudo().create(
                self._hold_values("manual", reason)
            )
        self.case_id.with_env(company.env)._ask(
            reason, self.company_id._collection_today()
        )

    def _hold_values(self, kind, reason):
        return {
            "kind": kind,
            "reason": reason,
            "case_id": self.case_id.id,
            "date_from": self.company_id._collection_today(),
            "user_id": self.case_id._responsible().id,
        }

    def _record_answer(self, text):
        """Write down what the debtor said, as a proof without an author of ours."""
        self.env["collection.proof"].sudo().create(
            {
                "notice_id": self.id,
                "kind": "reply",
                "date": self.company_id._collection_today(),
                "note": text,
                "user_id": False,
            }
        )
