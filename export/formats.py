"""How amounts and dates are written: plain functions the caller may replace.

The ORM side passes its own (language of the recipient); the two sets here need no
locale data and serve as defaults and in tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .text import ExportError, human_size

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Formats:
    """Functions from a value to the words on paper.

    :param amount: (Decimal, ISO currency code) → text
    :param day: date → text
    :param moment: datetime, already in the reader's time zone → text
    :param size: bytes → text
    :param number: Decimal → text, e.g. a rate, with its decimals and no unit
    """

    amount: Callable[[Decimal, str], str]
    day: Callable[[date], str]
    moment: Callable[[datetime], str]
    size: Callable[[int], str] = human_size
    number: Callable[[Decimal], str] = "{:,f}".format

    def when(self, value: date) -> str:
        """Write a date, or a datetime with its time."""
        is_moment = isinstance(value, datetime)
        return self.moment(value) if is_moment else self.day(value)


def exact(value: Decimal) -> Decimal:
    """Refuse anything but a finite Decimal: a float would print a rounding error.

    >>> exact(0.1)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ExportError: The amount 0.1 is not a Decimal: …
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ExportError(
            f"The amount {value!r} is not a Decimal: convert it with "
            "Decimal(str(amount)) and round it to its currency first."
        )
    return value


def english_amount(value: Decimal, currency: str) -> str:
    """Two decimals unless the value has more, sign first.

    >>> english_amount(Decimal("-1234.5"), "EUR"), english_amount(Decimal("8"), "CHF")
    ('-€1,234.50', 'CHF\\xa08.00')
    """
    sign = "-" if value < 0 else ""
    symbol = _SYMBOLS.get(currency, currency + _NO_BREAK)
    return f"{sign}{symbol}{abs(_two_decimals(value)):,f}"


def french_amount(value: Decimal, currency: str) -> str:
    """Narrow no-break space between thousands, comma, symbol behind.

    >>> french_amount(Decimal("1234567.5"), "EUR")
    '1\\u202f234\\u202f567,50\\xa0€'
    """
    text = french_number(f"{_two_decimals(value):,f}")
    return f"{text}{_NO_BREAK}{_SYMBOLS.get(currency, currency)}"


def french_number(english: str) -> str:
    """
    >>> french_number("1,234.50")
    '1\u202f234,50'
    """
    return english.translate({ord(","): "\u202f", ord("."): ","})


def _two_decimals(value: Decimal) -> Decimal:
    if value.as_tuple().exponent < -2:
        return value
    return value.quantize(Decimal("0.01"))


def english_day(value: date) -> str:
    """
    >>> english_day(date(2026, 2, 3))
    '3 Feb 2026'
    """
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def french_day(value: date) -> str:
    """
    >>> french_day(date(2026, 2, 3))
    '03/02/2026'
    """
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


ENGLISH = Formats(
    amount=english_amount,
    day=english_day,
    moment=lambda value: f"{english_day(value)}, {value:%H:%M}",
)
FRENCH = Formats(
    amount=french_amount,
    day=french_day,
    moment=lambda value: f"{french_day(value)} à {value:%H:%M}",
    size=lambda size: human_size(size).replace(".", ",").replace("B", "o"),
    number=lambda value: french_number(f"{value:,f}"),
)
