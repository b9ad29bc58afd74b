import base64

from markupsafe import Markup

from odoo import api, models
from odoo.tools import file_open, ormcache

from .collection_notice_letter import DEFAULT_FONT
from .collection_notice_print import REPORT

LAYOUT = "account_collection.letter_layout"
# Milliseconds. The host waits a second in each call for the bodies, the heads and the
# feet, for what scripts may draw. On a letter they draw nothing, and the engine itself
# waits for style sheets.
PRINT_DELAY = 100
# Where the host keeps the fonts a company can choose.
FONTS = "web/static/fonts/google/{font}/{font}-Regular.ttf"
LATO = "web/static/fonts/lato/Lato-Reg-webfont.woff"


class IrActionsReport(models.Model):
    """Letters by the hundred: what the PDF engine loads and waits for on each page."""

    _inherit = "ir.actions.report"

    def _get_layout(self):
        # EXTENDS 'base': the margins of a letter do not load all styles of Odoo
        own = len(self) == 1 and self.report_name == REPORT
        layout = own and self.env.ref(LAYOUT, raise_if_not_found=False)
        return layout or super()._get_layout()

    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        # EXTENDS 'base': nothing to wait for
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        if self.env.context.get("collection_letters"):
            place = command.index("--javascript-delay") + 1
            command[place] = str(min(PRINT_DELAY, int(command[place])))
        return command

    @api.model
    def _letter_fonts(self):
        """Return the style sheet of the heads' and feet's fonts, the fonts in it."""
        companies = self.env.context.get("collection_letter_companies")
        fonts = {one.font or DEFAULT_FONT for one in companies or self.env.companies}
        return Markup("").join(map(self._font_face, sorted(fonts)))

    @ormcache("font")
    def _font_face(self, font):
        """Return one of the host's fonts as a style sheet, or nothing where the host
        does not have it."""
        path = LATO if font == DEFAULT_FONT else FONTS.format(font=font)
        try:
            with file_open(path, "rb") as file:
                content = base64.b64encode(file.read()).decode()
        except OSError:
            return Markup("")
        return Markup(
            '@font-face { font-family: "%s"; src: url(data:font/opentype;base64,%s); }'
        ) % (font, content)
