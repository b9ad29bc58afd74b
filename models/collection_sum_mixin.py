from odoo import models


class CollectionSumMixin(models.AbstractModel):
    """Sums of amounts that are read from the ledger, for the heads of groups.

    A column the ledger answers for has no column in the table, so the database cannot
    add it up: the records of each group are read in one go and added here.
    """

    _name = "collection.sum.mixin"
    _description = "Sums of Amounts Read from the Ledger"

    _ledger_sums = ()
    """Fields that can be summed."""

    def _read_group_select(self, aggregate_spec, query):
        # EXTENDS 'base'
        if self._is_ledger_sum(aggregate_spec):
            return super()._read_group_select("id:recordset", query)
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_postprocess_aggregate(self, aggregate_spec, raw_values):
        # EXTENDS 'base'
        if not self._is_ledger_sum(aggregate_spec):
            return super()._read_group_postprocess_aggregate(aggregate_spec, raw_values)
        name, _colon, function = aggregate_spec.partition(":")
        groups = super()._read_group_postprocess_aggregate("id:recordset", raw_values)
        if function == "sum":
            return (sum(records.mapped(name)) for records in groups)
        return (records._sum_in_company_currency(name) for records in groups)

    def _is_ledger_sum(self, aggregate_spec):
        name, _colon, function = aggregate_spec.partition(":")
        return name in self._ledger_sums and function in ("sum", "sum_currency")

    def _sum_in_company_currency(self, name):
        """Return the sum of a monetary field at today's rates."""
        company = self.env.company
        today = company._collection_today()
        currency_field = self._fields[name].get_currency_field(self)
        return sum(
            record[currency_field]._convert(
                record[name], company.currency_id, company, today
            )
            for record in self
        )
