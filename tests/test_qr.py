import io
import re

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from odoo.tests import BaseCase, tagged

from ..export import qr

TEXTS = (
    "https://creditor.example/collection/check/VDMD-DWYP-4W3T-J43X",
    "BCD\n002\n1\nSCT\nTERXFRPP\nAtelier\nFR7619990000010001234567815\nEUR2849.44",
    "A",
    "Société Générale, 1 234,56 €",
    # blocks of two lengths, then a length of two bytes
    "x" * 140,
    "Échéance " * 40,
)


@tagged("post_install", "-at_install")
class TestQr(BaseCase):
    def test_another_library_draws_the_same_modules(self):
        for text in TEXTS:
            rows = qr._encode(text, "M")
            other = qrcode.QRCode(
                error_correction=ERROR_CORRECT_M, mask_pattern=qr.MASK, border=0
            )
            other.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
            other.make(fit=True)
            self.assertEqual(
                [[bool(one) for one in row] for row in rows],
                [[bool(one) for one in row] for row in other.get_matrix()],
            )

    def test_a_picture_has_the_modules_of_the_code(self):
        rows = qr._encode(TEXTS[0], "M")
        drawn = [[0] * len(rows) for _row in rows]
        svg = qr.write_svg(TEXTS[0]).decode()
        for start, y, end in re.findall(r"M(\d+) (\d+)H(\d+)v1H\1z", svg):
            for x in range(int(start), int(end)):
                drawn[int(y)][x] = 1
        self.assertEqual(drawn, [list(row) for row in rows])
        picture = Image.open(io.BytesIO(qr.write_png(TEXTS[0], scale=2)))
        side = len(rows) + 2 * qr.QUIET
        self.assertEqual(picture.size, (2 * side, 2 * side))
        border = qr.QUIET
        self.assertEqual(
            [
                [int(not picture.getpixel((2 * (x + border), 2 * (y + border))))]
                for y in range(len(rows))
                for x in range(len(rows))
            ],
            [[one] for row in rows for one in row],
        )

    def test_a_text_that_is_too_long_is_refused(self):
        with self.assertRaisesRegex(ValueError, "do not fit"):
            qr._encode("x" * 2400, "M")
