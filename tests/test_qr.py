import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from odoo.tests import BaseCase, tagged

from ..export import qr

TEXTS = (
    "https://creditor.example/collection/check/VDMD-DWYP-4W3T-J43X",
    "BCD\n002\n1\nSCT\nTERXFRPP\nAtelier\nFR7619990000010001234567815\nEUR2849.44",
)


@tagged("post_install", "-at_install")
class TestQr(BaseCase):
    def test_another_library_draws_the_same_modules(self):
        for text in TEXTS:
            code = qr._encode(text, "M")
            other = qrcode.QRCode(
                version=code.version,
                error_correction=ERROR_CORRECT_M,
                mask_pattern=qr.MASK,
                border=0,
            )
            other.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
            other.make(fit=False)
            self.assertEqual(
                [[bool(one) for one in row] for row in code.modules],
                [[bool(one) for one in row] for row in other.get_matrix()],
            )
