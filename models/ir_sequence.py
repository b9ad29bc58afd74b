from odoo import api, models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _collection_next(self, code, count):
        """Return the next ``count`` references of a sequence, in one query.

        A sequence that a user set to a date range or to no gaps is asked one by one:
        its own rules hold.
        """
        if not count:
            return []
        companies = [self.env.company.id, False]
        sequence = self.sudo().search(
            [("code", "=", code), ("company_id", "in", companies)],
            order="company_id",
            limit=1,
        )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [self.sudo().next_by_code(code) for _one in range(count)]
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        before, after = sequence._get_prefix_suffix()
        return [
            f"{before}{number:0{sequence.padding}d}{after}" for (number,) in numbers
        ]
