import logging

import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..export import letters

_logger = logging.getLogger(__name__)

REPORT = "account_collection.report_collection_letter"
# Letters in one start of the PDF engine: what it takes is shared, memory stays bounded.
PRINT_BATCH = 50


class CollectionNotice(models.Model):
    """The letters of notices as PDF, many in one start of the engine."""

    _inherit = "collection.notice"

    def _render_letters(self, today):
        """Return ``{notice: PDF}``; a letter that cannot be printed is left out.

        A formal notice is followed by the copies it encloses.

        :raises UserError: when none of them could be printed: it is the engine.
        """
        copies, problems = {}, {}
        for start in range(0, len(self), PRINT_BATCH):
            batch = self[start : start + PRINT_BATCH]
            copies.update(batch._render_batch(today, problems))
        if self and not copies:
            raise UserError(
                self.env._(
                    "The letters could not be printed, none has left: %(error)s",
                    error=next(iter(problems.values())),
                )
            )
        return copies

    def _bind_letter(self, letter):
        enclosures = self._enclosures()
        return merge_pdf([letter, *enclosures.mapped("raw")]) if enclosures else letter

    def _render_batch(self, today, problems):
        """Return ``{notice: PDF}``. Where a batch does not come out as one letter for
        each notice, its halves are tried: the broken one is found in a few steps.

        :param dict problems: gets ``{notice: words}`` of those that cannot be printed.
        """
        try:
            with self.env.cr.savepoint():
                return {
                    notice: notice._bind_letter(letter)
                    for notice, letter in zip(
                        self, self._print_together(today), strict=True
                    )
                }
        except (psycopg2.Error, MemoryError):
            raise
        except Exception as error:
            if len(self) == 1:
                _logger.warning("Letter %s cannot be printed", self.name, exc_info=True)
                problems[self] = str(error)
                return {}
        half = len(self) // 2
        return {
            **self[:half]._render_batch(today, problems),
            **self[half:]._render_batch(today, problems),
        }

    def _print_together(self, today):
        """Return the PDFs of these letters, from one start of the engine.

        :raises letters.NotOnePerLetter: when they cannot be told apart.
        """
        report = (
            self.env["ir.actions.report"]
            .sudo()
            .with_context(
                collection_letter_date=today,
                collection_letters=True,
                collection_letter_companies=self.company_id,
                force_report_rendering=True,
                debug=False,
            )
            ._get_report(REPORT)
        )
        page = report._render_qweb_html(REPORT, self.ids, data={"report_type": "pdf"})[
            0
        ]
        bodies, ids, header, footer, paper = report._prepare_html(
            page, report_model=self._name
        )
        if ids != self.ids:
            raise letters.NotOnePerLetter(f"letters {self.ids}, on paper {ids}")
        content = report._run_wkhtmltopdf(
            bodies,
            report_ref=report,
            header=header,
            footer=footer,
            specific_paperformat_args=paper,
        )
        return letters.split(content, len(self))
