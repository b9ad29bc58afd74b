"""The fixed indemnity of 40 EUR for recovery costs, and what may be asked beyond it.

Between professionals: art. L441-10 II and D441-5 C. com.; public bodies: D2192-35 and
L2192-13 CCP. Never a consumer, for whom recovery costs stay with the creditor
(L111-8 CPCE) and asking for them is an offence (L121-21 C. conso). It bears no VAT and
no interest. The amounts come from outside as dated tables.

>>> from .tables import Row, Table
>>> forty = Table("indemnity_business", (
...     Row(date(2013, 1, 1), Decimal(40), "D441-5 C. com."),), "law")
>>> late = [Instalment(date(2026, 3, 31), paid_on=date(2026, 4, 2))]

Due for two days of delay, and also once the invoice has been paid:

>>> fixed_indemnity("business", late, forty, date(2026, 11, 21)).amount
Decimal('40')

>>> fixed_indemnity("consumer", late, forty, date(2026, 11, 21)).reason
'consumer'
>>> fixed_indemnity(None, late, forty, date(2026, 11, 21)).reason
'class_unknown'
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .debtor import CONSUMER, PUBLIC, Debtor, check_class
from .errors import FactMissing
from .interest import Claim, Credit, Event, Payment
from .money import CENT, ZERO, check_amount
from .tables import Row, Table

OWED = "owed"
NOT_LATE = "not_late"
FORBIDDEN_BY_INSOLVENCY = "insolvency"
CLASS_UNKNOWN = "class_unknown"
WITHIN_INDEMNITY = "within_indemnity"


@dataclass(frozen=True)
class Instalment:
    """One due date of an invoice; ``paid_on``: the day it was paid in full.

    A payment that bounced is no payment; an instalment cancelled by a retroactive
    credit note was never owed and is not one of the invoice's instalments.
    """

    due: date
    paid_on: date | None = None

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Instalment | None":
        """Return the instalment whose events these are: one claim and what paid it.

        ``None`` where retroactive credits cancelled it: it was never owed.

        >>> from .interest import Claim, Credit, Payment
        >>> due, april, may = date(2026, 3, 31), date(2026, 4, 2), date(2026, 5, 9)
        >>> claim = Claim(due, Decimal(100))
        >>> Instalment.of([claim, Payment(may, Decimal(60)), Payment(april, Decimal(40)
        ...     )]).paid_on
        datetime.date(2026, 5, 9)
        >>> Instalment.of([claim, Payment(april, Decimal(100), bounced_on=may)]).paid_on
        >>> Instalment.of([claim, Credit(may, Decimal(100), retroactive=True)])
        """
        claimed, received = ZERO, []
        for event in events:
            if isinstance(event, Claim):
                claimed, due = claimed + event.amount, event.due
            elif isinstance(event, Credit) and event.retroactive:
                claimed -= event.amount
            elif isinstance(event, Credit | Payment) and not getattr(
                event, "bounced_on", None
            ):
                received.append((event.on, event.amount))
        if claimed <= ZERO:
            return None
        for on, amount in sorted(received):
            claimed -= amount
            if claimed <= ZERO:
                return cls(due, on)
        return cls(due)

    def is_late(self, on: date) -> bool:
        """Late on a day, or paid late before it.

        >>> Instalment(date(2026, 3, 31)).is_late(date(2026, 3, 31))
        False
        >>> Instalment(date(2026, 3, 31), date(2026, 3, 31)).is_late(date(2026, 5, 1))
        False
        """
        return self.due < (on if self.paid_on is None else min(on, self.paid_on))


@dataclass(frozen=True)
class Award:
    """What may be asked, and why no more.

    ``reason``: ``owed``, or why nothing is: ``consumer``, ``class_unknown``,
    ``not_late``, ``insolvency``, ``within_indemnity``. ``dues``: the due dates it is
    owed for, ``rows``: the rows of law it comes from, one for each of them.
    """

    amount: Decimal
    reason: str
    dues: tuple[date, ...] = ()
    rows: tuple[Row, ...] = ()


def fixed_indemnity(
    debtor: Debtor,
    instalments: Iterable[Instalment],
    amounts: Table,
    on: date,
    contract_on: date | None = None,
    insolvency_on: date | None = None,
    per_instalment: bool = False,
) -> Award:
    """Return the indemnity that one invoice has earned by a day.

    :param amounts: between professionals by due date (40 since 1 January 2013), for
        public bodies by the day of the contract (40 since 16 March 2013); both dates
        from memory.
    :param contract_on: day of a public contract; other debtors need none.
    :param insolvency_on: judgment opening an insolvency to which this debt is prior. On
        or before the due date it forbade to pay then: nothing is due (L441-10 II, last
        sentence). The judgment's own day counts as forbidden, the prudent reading.
    :param per_instalment: once for each late instalment; the decisions (CJEU C-419/21,
        C-279/23) speak of each late payment. Prudent default: once per invoice.
    :raises BeforeTables: a due date or contract older than the rule: what stood then is
        not in its tables.
    :raises FactMissing: a public contract without its day.

    >>> from .tables import Row, Table
    >>> forty = Table("indemnity", (Row(date(2013, 1, 1), Decimal(40)),), "law")
    >>> both = [Instalment(date(2026, 3, 31)), Instalment(date(2026, 4, 30))]
    >>> today = date(2026, 11, 21)
    >>> fixed_indemnity("business", both, forty, today).amount
    Decimal('40')
    >>> fixed_indemnity("business", both, forty, today, per_instalment=True).amount
    Decimal('80')
    >>> fixed_indemnity("business", both, forty, today,
    ...                 insolvency_on=date(2026, 3, 31)).reason
    'insolvency'
    """
    known = check_class(debtor)
    if known in (None, CONSUMER):
        return Award(ZERO, known or CLASS_UNKNOWN)
    late = sorted(one.due for one in instalments if one.is_late(on))
    if not late:
        return Award(ZERO, NOT_LATE)
    payable = [due for due in late if insolvency_on is None or due < insolvency_on]
    if not payable:
        return Award(ZERO, FORBIDDEN_BY_INSOLVENCY)
    dues = payable if per_instalment else payable[:1]
    rows = [amounts.at(_law_day(known, due, contract_on)) for due in dues]
    return Award(sum((row.value for row in rows), ZERO), OWED, tuple(dues), tuple(rows))


def _law_day(debtor: str | None, due: date, contract_on: date | None) -> date:
    """The day whose law decides: the contract's for a public body, else the due."""
    if debtor != PUBLIC:
        return due
    if contract_on is None:
        raise FactMissing("contract_on", "contract")
    return contract_on


def excess_of_costs(
    debtor: Debtor,
    receipts: Sequence[Decimal],
    indemnity: Decimal,
    unit: Decimal = CENT,
) -> Award:
    """Return what may be asked of recovery costs beyond the fixed indemnity.

    Only the part over it, and only what receipts prove. Source: art. L441-10 II C. com.
    (*indemnisation complémentaire, sur justificatifs*), L2192-13 CCP.

    :param receipts: amounts of the costs of the same late payments, each with proof.
    :param indemnity: fixed indemnities owed for those payments.
    :param unit: smallest unit of the currency.
    :raises BadInput: a negative receipt or parts of a cent.

    >>> receipts = [Decimal("35.20"), Decimal("72.00")]
    >>> excess_of_costs("business", receipts, Decimal(40)).amount
    Decimal('67.20')
    >>> excess_of_costs("business", [Decimal(12)], Decimal(40)).reason
    'within_indemnity'
    >>> excess_of_costs("consumer", receipts, Decimal(0))
    Award(amount=Decimal('0'), reason='consumer', dues=(), rows=())
    """
    known = check_class(debtor)
    if known in (None, CONSUMER):
        return Award(ZERO, known or CLASS_UNKNOWN)
    proved = sum((check_amount(one, unit) for one in receipts), ZERO)
    if proved <= indemnity:
        return Award(ZERO, WITHIN_INDEMNITY)
    return Award(proved - indemnity, OWED)
