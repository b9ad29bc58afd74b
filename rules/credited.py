"""What is left of the parts of a document once it was credited.

>>> parts = {"interest": Decimal("29.92"), "forty": Decimal("40.00")}
>>> left_after_credit(parts, {"forty": Decimal("40.00")}, Decimal(0))
{'interest': Decimal('29.92'), 'forty': Decimal('0.00')}

What the credit note does not attribute lowers all parts alike, here by half:

>>> left_after_credit(parts, {}, Decimal("34.96"))
{'interest': Decimal('14.96'), 'forty': Decimal('20.00')}
"""

from collections.abc import Hashable, Mapping
from decimal import Decimal

from .money import CENT, ZERO, share_pro_rata


def left_after_credit(
    parts: Mapping[Hashable, Decimal],
    credited: Mapping[Hashable, Decimal],
    unattributed: Decimal,
    unit: Decimal = CENT,
) -> dict[Hashable, Decimal]:
    """Return what is left of each part, never less than nothing.

    :param parts: amounts of the document's lines.
    :param credited: by part, what credit notes took back of that line.
    :param unattributed: what they took back without saying of which line; shared in
        proportion to what is left. What exceeds a line goes here too.
    :param unit: smallest unit of the currency.

    A line credited twice over lowers the others:

    >>> left_after_credit({1: Decimal(30), 2: Decimal(40)}, {2: Decimal(50)}, ZERO)
    {1: Decimal('20.00'), 2: Decimal('0.00')}
    """
    left = {}
    for key, amount in parts.items():
        rest = amount - credited.get(key, ZERO)
        left[key] = max(rest, ZERO)
        unattributed += max(-rest, ZERO)
    total = sum(left.values(), ZERO)
    taken = min(unattributed, total)
    if taken <= 0:
        return left
    shares = share_pro_rata(taken, list(left.values()), unit)
    return {
        key: amount - share
        for (key, amount), share in zip(left.items(), shares, strict=True)
    }
