"""QR codes: vector pictures for paper, sharp on any printer; PNG for e-mails, whose
readers show nothing else."""

import io

from PIL import Image
from reportlab.graphics.barcode.qr import QrCodeWidget

QUIET = 4
MASK = 3
PICTURE = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" \
viewBox="0 0 {size} {size}" shape-rendering="crispEdges"><path d="{path}"/></svg>"""


def write_svg(text: str, level: str = "M") -> bytes:
    """Return a square SVG picture of the QR code of ``text``, without a quiet border.

    The picture is one path: hundreds of little squares as elements of their own take
    the library a hundred times longer.

    :param level: share of damage it survives; M (15 %) is what the European guideline
        for transfers asks for (EPC069-12)

    >>> write_svg("BCD")[:5]
    b'<?xml'
    """
    code = _encode(text, level)
    path = "".join(
        f"M{column} {row}h{width}v1h-{width}z"
        for row, modules in enumerate(code.modules)
        for column, width in _dark_runs(modules)
    )
    return PICTURE.format(size=code.getModuleCount(), path=path).encode()


def write_png(text: str, level: str = "M", scale: int = 6) -> bytes:
    """Return a square PNG picture of the QR code of ``text`` with the quiet border of
    four modules that readers of screens need.

    :param scale: pixels a module

    >>> write_png("BCD")[:4]
    b'\\x89PNG'
    """
    code = _encode(text, level)
    side = code.getModuleCount() + 2 * QUIET
    picture = Image.new("1", (side, side), 1)
    for row, modules in enumerate(code.modules):
        for column, dark in enumerate(modules):
            if dark:
                picture.putpixel((column + QUIET, row + QUIET), 0)
    out = io.BytesIO()
    picture.resize((side * scale, side * scale)).save(out, "PNG", optimize=True)
    return out.getvalue()


def _encode(text, level):
    """Return the QR code of ``text`` with its modules.

    The mask is given: a reader undoes whichever the code names. To weigh all eight
    against each other takes ten times as long, more than the rest of a letter.
    """
    code = QrCodeWidget(text, barLevel=level).qr
    code.version = code.version or code.calculate_version()
    code.makeImpl(False, MASK)
    return code


def _dark_runs(modules):
    """Yield first column and width of each dark run of a row.

    >>> list(_dark_runs([True, True, False, True]))
    [(0, 2), (3, 1)]
    """
    start = None
    for column, dark in enumerate([*modules, False]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            yield start, column - start
            start = None
