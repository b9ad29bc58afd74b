"""The classes of a debtor, which decide what may be claimed from him.

>>> require_class("public")
'public'
>>> require_class(False)
Traceback (most recent call last):
rules.errors.FactMissing: debtor_class is unknown, enter it in debtor
"""

from .errors import BadInput, FactMissing

BUSINESS = "business"
CONSUMER = "consumer"
PUBLIC = "public"
CLASSES = (BUSINESS, CONSUMER, PUBLIC)

Debtor = str | bool | None
"""One of :data:`CLASSES`; anything empty means that nobody has said."""


def check_class(debtor: Debtor) -> str | None:
    """Return the class, or ``None`` when it is unknown.

    :raises BadInput: a class that does not exist.
    """
    if debtor and debtor not in CLASSES:
        raise BadInput("debtor_class", debtor)
    return debtor or None


def require_class(debtor: Debtor) -> str:
    """Return the class.

    :raises FactMissing: unknown, a person must choose: an association, a property
        company or a co-ownership may be one or the other.
    """
    known = check_class(debtor)
    if known is None:
        raise FactMissing("debtor_class", "debtor")
    return known
