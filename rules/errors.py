"""What a rule cannot or will not answer, with the data that says why.

The texts are English and for programmers; whoever shows an error to a person translates
by ``code`` and ``data``. Who must act decides the class: a person enters what is
missing (:class:`DataMissing`), nobody may do it (:class:`Refused`), the caller asked
nonsense (:class:`BadInput`).

>>> error = RateMissing("ecb", "2027 S1")
>>> error.code, error.data["table"], error.data["semester"], error.data["enter_in"]
('rate_missing', 'ecb', '2027 S1', 'law_tables')
>>> print(error)
ecb: no value for 2027 S1, enter it in law_tables
"""

from datetime import date
from typing import Any


class RuleError(ValueError):
    """Root of the tree. ``code``: stable key of the text; ``data``: its values."""

    code = "rule"

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.data = data


class DataMissing(RuleError):
    """A person has to enter something; ``data["enter_in"]`` says where.

    ``enter_in`` is ``law_tables``, ``debtor``, ``notice`` or ``contract``.
    """

    code = "data_missing"


class RateMissing(DataMissing):
    """A dated table has no value for a semester; nothing is ever extrapolated.

    ``data``: ``table`` (its code), ``semester`` (such as ``2027 S1``), ``enter_in``.
    """

    code = "rate_missing"

    def __init__(self, table: str, semester: str) -> None:
        super().__init__(
            f"{table}: no value for {semester}, enter it in law_tables",
            table=table,
            semester=semester,
            enter_in="law_tables",
        )


class BeforeTables(DataMissing):
    """The day lies before the first row: the rule of that time is not in its tables.

    ``data``: ``table``, ``day``, ``first`` (first day known, ``None``: empty table),
    ``enter_in``.
    """

    code = "before_tables"

    def __init__(self, table: str, day: date, first: date | None) -> None:
        super().__init__(
            f"{table}: the rule of {day} is not in its tables, which begin {first}",
            table=table,
            day=day,
            first=first,
            enter_in="law_tables",
        )


class FactMissing(DataMissing):
    """A fact of the file is unknown and must not be guessed.

    ``data``: ``fact`` (``debtor_class``, ``formal_notice``, ``contract_on``),
    ``enter_in``.
    """

    code = "fact_missing"

    def __init__(self, fact: str, enter_in: str) -> None:
        super().__init__(
            f"{fact} is unknown, enter it in {enter_in}",
            fact=fact,
            enter_in=enter_in,
        )


class Refused(RuleError):
    """The law forbids what was asked. ``data``: ``rule`` and its ``article``."""

    code = "refused"

    def __init__(self, rule: str, article: str) -> None:
        super().__init__(f"refused: {rule} ({article})", rule=rule, article=article)


class BadInput(RuleError):
    """The caller's arguments contradict each other. ``data``: ``what``, ``value``."""

    code = "bad_input"

    def __init__(self, what: str, value: Any = None) -> None:
        super().__init__(f"{what}: {value!r}", what=what, value=value)
