"""QR codes: vector pictures for paper, sharp on any printer; PNG for e-mails, whose
readers show nothing else."""

import io
import re
from functools import cache
from itertools import zip_longest

from PIL import Image
from reportlab.graphics.barcode import qrencoder

QUIET = 4
# Given: a reader undoes whichever the code names. To weigh all eight against each other
# takes ten times as long, more than the rest of a letter.
MASK = 3
VERSIONS = range(1, 41)
# From this version on the length of the text takes two bytes.
LONG = 10
BYTE_MODE = 0b0100
PADDING = b"\xec\x11"
_DARK = re.compile(b"\x01+")
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
    rows = _encode(text, level)
    path = "".join(
        f"M{start} {at}H{end}v1H{start}z"
        for at, row in enumerate(rows)
        for start, end in map(re.Match.span, _DARK.finditer(row))
    )
    return PICTURE.format(size=len(rows), path=path).encode()


def write_png(text: str, level: str = "M", scale: int = 6) -> bytes:
    """Return a square PNG picture of the QR code of ``text`` with the quiet border of
    four modules that readers of screens need.

    :param scale: pixels a module

    >>> write_png("BCD")[:4]
    b'\\x89PNG'
    """
    rows = _encode(text, level)
    side = len(rows) + 2 * QUIET
    picture = Image.new("1", (side, side), 1)
    for row, modules in enumerate(rows):
        for column, dark in enumerate(modules):
            if dark:
                picture.putpixel((column + QUIET, row + QUIET), 0)
    out = io.BytesIO()
    picture.resize((side * scale, side * scale)).save(out, "PNG", optimize=True)
    return out.getvalue()


def _encode(text: str, level: str) -> list[bytes]:
    """Return the rows of the QR code of ``text``, a byte a module, 1 where it is dark.

    What all codes of one size share is drawn once, by the library; what the text makes
    of it takes a hundredth of the time that the library does.

    :raises ValueError: when the text is longer than any code.
    """
    raw = text.encode()
    version, blocks = _size(len(raw), level)
    frame, places = _frame(version, level)
    cells = bytearray(frame)
    words = _codewords(raw, version, blocks)
    bits = f"{int.from_bytes(words):0{8 * len(words)}b}"
    for place, bit in zip(places, bits, strict=False):
        if bit == "1":
            cells[place] ^= 1
    side = version * 4 + 17
    return [bytes(cells[at : at + side]) for at in range(0, len(cells), side)]


@cache
def _size(length: int, level: str):
    """Return the smallest version for a text of ``length`` bytes, and its blocks as
    ``((data bytes, parity bytes), ...)``.

    >>> _size(14, "M"), _size(15, "M")[0]
    ((1, ((16, 10),)), 2)
    """
    for version in VERSIONS:
        blocks = tuple(
            (block.dataCount, block.totalCount - block.dataCount)
            for block in qrencoder.QRRSBlock.getRSBlocks(
                version, getattr(qrencoder.QRErrorCorrectLevel, level)
            )
        )
        room = sum(data for data, _parity in blocks)
        if length + (2 if version < LONG else 3) <= room:
            return version, blocks
    raise ValueError(f"{length} bytes do not fit into a QR code")


@cache
def _frame(version: int, level: str) -> tuple[bytes, list[int]]:
    """Return the modules of a code that says nothing, row by row, and where the bits
    of what it says go."""
    code = qrencoder.QRCode(version, getattr(qrencoder.QRErrorCorrectLevel, level))
    code.dataCache = [0]
    code.makeImpl(False, MASK)
    cells = bytes(bool(one) for row in code.modules for one in row)
    side = code.moduleCount
    return cells, [row * side + column for column, row in code.dataPosIterator()]


def _codewords(raw: bytes, version: int, blocks) -> bytes:
    """Return the data and parity bytes in their order in the code.

    Mode 4, length 1, the letter A (41), the end mark 0, then padding:

    >>> _codewords(b"A", 1, ((16, 10),))[:4].hex()
    '401410ec'
    """
    room = sum(data for data, _parity in blocks)
    width = 8 if version < LONG else 16
    bits = 4 + width + 8 * len(raw)
    head = (BYTE_MODE << width | len(raw)) << 8 * len(raw)
    # The end mark are four zeros: mode, length and mark fill whole bytes.
    words = ((head | int.from_bytes(raw)) << 4).to_bytes((bits + 4) // 8)
    words = (words + PADDING * room)[:room]
    data, parity, start = [], [], 0
    for size, count in blocks:
        data.append(words[start : start + size])
        parity.append(_parity(data[-1], count))
        start += size
    columns = (*zip_longest(*data), *zip_longest(*parity))
    return bytes(word for column in columns for word in column if word is not None)


def _parity(data: bytes, count: int) -> bytes:
    """Return the ``count`` Reed-Solomon bytes of a block.

    The example of ISO/IEC 18004, annex I ("01234567", 1-M):

    >>> _parity(bytes.fromhex("10200c566180ec11ec11ec11ec11ec11"), 10).hex()
    'a524d4c1ed36c7872c55'
    """
    table, shift = _remainders(count), 8 * (count - 1)
    rest, keep = 0, (1 << shift) - 1
    for byte in data:
        rest = (rest & keep) << 8 ^ table[byte ^ rest >> shift]
    return rest.to_bytes(count)


@cache
def _remainders(count: int) -> list[int]:
    """Return for each byte what it adds to the remainder of a division by the
    generator polynomial of ``count`` parity bytes."""
    generator = [1]
    for power in range(count):
        root = qrencoder.EXP_TABLE[power]
        shifted = [_product(one, root) for one in generator]
        generator = [
            one ^ other
            for one, other in zip([*generator, 0], [0, *shifted], strict=True)
        ]
    return [
        int.from_bytes(bytes(_product(byte, one) for one in generator[1:]))
        for byte in range(256)
    ]


def _product(one: int, other: int) -> int:
    """Multiply in the field of 256 elements.

    >>> _product(2, 128), _product(0, 7)
    (29, 0)
    """
    if not one or not other:
        return 0
    logs = qrencoder.LOG_TABLE[one] + qrencoder.LOG_TABLE[other]
    return qrencoder.EXP_TABLE[logs % 255]
