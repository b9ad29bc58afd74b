"""QR codes as vector pictures: sharp on any printer, and no imaging library needed."""

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing

SIZE = 100


def write_svg(text: str, level: str = "M") -> bytes:
    """Return a square SVG picture of the QR code of ``text``, without a quiet border.

    :param level: share of damage it survives; M (15 %) is what the European guideline
        for transfers asks for (EPC069-12)

    >>> write_svg("BCD")[:5]
    b'<?xml'
    """
    widget = QrCodeWidget(
        text, barLevel=level, barBorder=0, barWidth=SIZE, barHeight=SIZE
    )
    drawing = Drawing(SIZE, SIZE)
    drawing.add(widget)
    picture = drawing.asString("svg")
    return picture.encode() if isinstance(picture, str) else picture
