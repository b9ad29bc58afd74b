from odoo import api, models
from odoo.exceptions import AccessError

ALL = None


class CollectionRecordMixin(models.AbstractModel):
    """Facts: fields that only the methods of the house write.

    What left, when, at which stage and who said so is proof only as long as nobody can
    write it down himself. The methods write facts with full rights, after they have
    asked for the right to act; whoever writes them from outside, be it through RPC or
    an import, is refused, whatever the access rights of his role.
    """

    _name = "collection.record.mixin"
    _description = "Record of Facts"

    _fact_fields = ALL
    """Names of the fields that are facts, or ``ALL``."""
    _plain_fields = frozenset()
    """With ``ALL``: the fields that people write."""

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_facts(vals.keys())
        return super().create(vals_list)

    def write(self, vals):
        self._check_facts(vals.keys())
        return super().write(vals)

    @api.model
    def _check_facts(self, names):
        if self.env.su:
            return
        facts = (
            names - self._plain_fields
            if self._fact_fields is ALL
            else names & self._fact_fields
        )
        if facts:
            raise AccessError(
                self.env._(
                    "%(model)s: what happened is recorded by the buttons and the "
                    "scheduled action, not written by hand (%(fields)s).",
                    model=self.env["ir.model"]._get(self._name).name,
                    fields=", ".join(sorted(facts)),
                )
            )

    def _record_fact(self, **vals):
        """Write facts; the caller has asked for the right to act."""
        self.sudo().write(vals)

    def _record_changes(self, **vals):
        """Write what of these facts, relations apart, one record does not say yet."""
        changed = {name: value for name, value in vals.items() if self[name] != value}
        if changed:
            self._record_fact(**changed)
