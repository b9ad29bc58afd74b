"""Until when a claim can be brought to court, and why until then.

The delays come from outside as dated tables of years: ``business`` 5 (L110-4 C. com.,
2224 C. civ.), ``consumer`` 2 (L218-2 C. conso), ``public`` 4, counted from the next
1 January (loi 68-1250), ``carriage`` 1 (L133-6 C. com.), ``listed`` 1 (L110-4 II C.
com.), ``title`` 10 (L111-4 CPCE); so does ``suspended``, the months that remain after
a suspension, 6 (2238 C. civ.).

A formal notice does **not** interrupt (Cass. com. 18 May 2022, 20-23.204), except
against a public debtor, where any written claim does (loi 68-1250, art. 2). A partial
payment interrupts only when a person has confirmed that it acknowledges the debt.

>>> from decimal import Decimal
>>> from .tables import Row
>>> law = {kind: Table(kind, (Row(date(2008, 6, 19), Decimal(value)),), "law")
...     for kind, value in [("business", 5), ("consumer", 2), ("public", 4),
...         ("carriage", 1), ("listed", 1), ("title", 10), ("suspended", 6)]}
>>> sale = Basis(due=date(2024, 3, 31), service_done=date(2024, 2, 20))

The earlier of service and due date starts it:

>>> limitation("business", sale, law).last_day
datetime.date(2029, 2, 20)
>>> limitation("consumer", sale, law).last_day
datetime.date(2026, 2, 20)
>>> limitation("public", sale, law).last_day
datetime.date(2028, 12, 31)

Nobody has said what the debtor is: the shortest delay.

>>> unknown = limitation(None, sale, law)
>>> unknown.last_day, unknown.debtor, unknown.reasons
(datetime.date(2026, 2, 20), 'consumer', ('class_unknown',))

A formal notice changes nothing, an acknowledgment begins anew (2231, 2240 C. civ.):

>>> events = [Interruption(date(2025, 1, 15), "formal_notice"),
...           Interruption(date(2025, 6, 2), "acknowledgment")]
>>> known = limitation("consumer", sale, law, events)
>>> known.last_day
datetime.date(2027, 6, 2)
>>> [(step.effect, str(step.last_day)) for step in known.steps]
[('begins', '2026-02-20'), ('no_effect', '2026-02-20'), ('begins_anew', '2027-06-02')]
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .debtor import BUSINESS, CLASSES, PUBLIC, Debtor, check_class
from .errors import BadInput, BeforeTables, Refused
from .tables import ONE_DAY, Table, add_months

GENERAL = "general"
CARRIAGE = "carriage"
LISTED = "listed"
TITLE = "title"
KINDS = (GENERAL, CARRIAGE, LISTED, TITLE)

SUSPENDED = "suspended"

EARLIER = "earlier"
DUE = "due"
SERVICE = "service"

INTERRUPTS = {
    "acknowledgment": "2240 C. civ.",
    "partial_payment": "2240 C. civ.",
    "court_claim": "2241 C. civ.",
    "order_served": "2241 C. civ.",
    "enforcement": "2244 C. civ.",
    "claim_declared": "L622-24 C. com.",
    "title": "L111-4 CPCE",
}
"""What interrupts against every debtor, with its article."""

WRITTEN = ("reminder", "formal_notice", "written_claim", "order_filed")
"""Written claims: they interrupt against a public debtor alone."""

SUSPENDS = {
    "mediation": "2238 C. civ.",
    "conciliation": "2238 C. civ.",
    "small_claim": "2238 C. civ., L125-1 CPCE",
    "impossible": "2234 C. civ.",
}
"""What stops the delay without beginning it anew. A small claim: from the day the
debtor agreed. Public bodies: mediation by L213-6 CJA (from memory)."""

WITHOUT_FLOOR = ("impossible",)
"""Suspensions after which nothing more than the delay itself must remain."""


@dataclass(frozen=True)
class Basis:
    """The claim.

    ``kind``: ``general``, ``carriage`` (freight), ``listed`` (supplies of L110-4 II),
    ``title`` (a judgment; ``due`` is then the day it became enforceable). ``start``:
    ``earlier`` of service done and due date (default; courts tie services to their
    completion, art. 2233 3° to the term), ``due``, or ``service``. An unknown day of
    service leaves the due date.

    :raises BadInput: another kind or start.
    """

    due: date
    service_done: date | None = None
    kind: str = GENERAL
    start: str = EARLIER

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadInput("kind", self.kind)
        if self.start not in (EARLIER, DUE, SERVICE):
            raise BadInput("start", self.start)

    @property
    def begins(self) -> tuple[date, str]:
        """First day of the delay's count (itself not counted), and which day it is."""
        if self.kind == TITLE or self.service_done is None or self.start == DUE:
            return self.due, "due"
        if self.start == SERVICE or self.service_done < self.due:
            return self.service_done, "service_done"
        return self.due, "due"


@dataclass(frozen=True)
class Interruption:
    """Something that may begin the delay anew.

    ``kind``: a key of :data:`INTERRUPTS` or one of :data:`WRITTEN`. ``until``: the end
    of proceedings, from which the new delay runs (2242 C. civ.); ``pending``: they are
    still going on. ``void``: withdrawn or dismissed (2243). ``confirmed``: a person
    says that a partial payment acknowledges the debt. ``key``: the caller's proof.

    :raises BadInput: another kind, proceedings that end before they begin.
    """

    on: date
    kind: str
    until: date | None = None
    pending: bool = False
    void: bool = False
    confirmed: bool = False
    key: Hashable = None

    def __post_init__(self) -> None:
        if self.kind not in INTERRUPTS and self.kind not in WRITTEN:
            raise BadInput("kind", self.kind)
        if self.until and self.until < self.on:
            raise BadInput("until", self.until)


@dataclass(frozen=True)
class Suspension:
    """Days on which the delay does not run, both included; ``None``: no end yet.

    :raises BadInput: a kind that is not in :data:`SUSPENDS`, an end before its start.
    """

    on: date
    until: date | None
    kind: str
    key: Hashable = None

    def __post_init__(self) -> None:
        if self.kind not in SUSPENDS:
            raise BadInput("kind", self.kind)
        if self.until and self.until < self.on:
            raise BadInput("until", self.until)


Event = Interruption | Suspension


@dataclass(frozen=True)
class Agreement:
    """What two businesses agreed about limitation; not with others (L218-1 C. conso).

    ``years``: 1 to 10; ``interrupts``: further kinds, such as ``formal_notice``. Not
    for rents and other sums paid by the year or less. Source: art. 2254 C. civ.

    :raises Refused: a length outside the law's bounds.
    """

    years: int | None = None
    interrupts: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.years is not None and not 1 <= self.years <= 10:
            raise Refused("agreed_years", "2254 C. civ.")


@dataclass(frozen=True)
class Step:
    """What one day did to the delay.

    ``effect``: ``begins``, ``begins_anew``, ``pending``, ``suspended``, ``no_effect``
    (a reminder, an unconfirmed payment, void proceedings) or ``too_late``.
    ``last_day``: as it stood after it; ``None``: the delay does not run.
    """

    on: date
    effect: str
    last_day: date | None
    event: Event | None = None


@dataclass(frozen=True)
class Limitation:
    """The last day to go to court, and the way to it.

    ``last_day`` itself is still in time; ``None``: the delay does not run at present.
    ``debtor``: the class it was computed for; ``delay``: code of the table, ``years``
    its value; ``begins``, ``begins_with``: its first day and whether that is ``due`` or
    ``service_done``. ``reasons``: ``class_unknown`` when the shortest was taken.
    """

    last_day: date | None
    debtor: str
    delay: str
    years: int
    begins: date
    begins_with: str
    steps: tuple[Step, ...]
    reasons: tuple[str, ...] = ()

    def is_prescribed(self, on: date) -> bool:
        """Whether the claim can no longer be brought on a day.

        A delay ends when its last day has passed (2229 C. civ.); a last day that is a
        Sunday is not moved, the prudent reading.
        """
        return self.last_day is not None and on > self.last_day


def limitation(
    debtor: Debtor,
    basis: Basis,
    law: Mapping[str, Table],
    events: Iterable[Event] = (),
    agreement: Agreement | None = None,
) -> Limitation:
    """Return the limitation of one claim.

    :param debtor: class; unknown: computed for each class, the shortest is returned.
    :param law: tables by code, see the module; years but for ``suspended`` (months).
    :param events: interruptions and suspensions, in any order. What comes after the
        last day changes nothing: a prescribed debt is not brought back.
    :raises BeforeTables: the delay begins before its table, or has none.
    :raises Refused: an agreement with anybody but a business.

    A mediation in the last month: at least six months remain after it (2238 C. civ.).

    >>> from decimal import Decimal
    >>> from .tables import Row
    >>> law = {kind: Table(kind, (Row(date(2008, 6, 19), Decimal(value)),), "law")
    ...     for kind, value in [("business", 5), ("suspended", 6)]}
    >>> talks = Suspension(date(2026, 3, 10), date(2026, 4, 20), "mediation")
    >>> limitation("business", Basis(date(2021, 3, 31)), law, [talks]).last_day
    datetime.date(2026, 10, 20)
    """
    known = check_class(debtor)
    if agreement and known and known != BUSINESS:
        raise Refused("agreed_limitation", "2254 C. civ., L218-1 C. conso")
    ordered = sorted(events, key=lambda event: event.on)
    found = [
        _Delay(one, code, basis, law, agreement).play(ordered)
        for one in ([known] if known else CLASSES)
        for code in _delays(one, basis.kind)
    ]
    shortest = min(found, key=lambda one: one.last_day or date.max)
    return shortest if known else replace(shortest, reasons=("class_unknown",))


def alarms(last_day: date, months: Sequence[int]) -> list[date]:
    """Return the days on which so many months are left.

    >>> alarms(date(2027, 8, 31), [6, 3])
    [datetime.date(2027, 2, 28), datetime.date(2027, 5, 31)]
    """
    return [add_months(last_day, -count) for count in months]


def _delays(debtor: str, kind: str) -> list[str]:
    """Codes of the delays that may rule a claim; the shortest of them decides."""
    if kind == GENERAL:
        return [debtor]
    if kind == TITLE:
        return [TITLE, PUBLIC] if debtor == PUBLIC else [TITLE]
    return [kind, debtor]


class _Delay:
    """One delay while its events are played in their order."""

    def __init__(
        self,
        debtor: str,
        code: str,
        basis: Basis,
        law: Mapping[str, Table],
        agreement: Agreement | None,
    ) -> None:
        self.debtor, self.code, self.law = debtor, code, law
        self.begins, self.begins_with = basis.begins
        self.years = self._value(code, self.begins)
        self.interrupts = set(INTERRUPTS)
        if code == PUBLIC:
            self.interrupts.update(WRITTEN)
        if agreement and debtor == BUSINESS:
            self.interrupts.update(agreement.interrupts)
            if code == BUSINESS:
                self.years = agreement.years or self.years
        self.start = self.frozen_to = self.begins
        self.in_court = self.suspended = False
        self.ends = self._full()
        self.steps = [Step(self.begins, "begins", self.ends)]

    def play(self, events: Iterable[Event]) -> Limitation:
        for event in events:
            effect = self._apply(event)
            self.steps.append(Step(event.on, effect, self.last_day, event))
        return Limitation(
            last_day=self.last_day,
            debtor=self.debtor,
            delay=self.code,
            years=self.years,
            begins=self.begins,
            begins_with=self.begins_with,
            steps=tuple(self.steps),
        )

    @property
    def last_day(self) -> date | None:
        return None if self.in_court or self.suspended else self.ends

    def _value(self, code: str, day: date) -> int:
        if code not in self.law:
            raise BeforeTables(code, day, None)
        return int(self.law[code].at(day).value)

    def _full(self) -> date:
        """Last day of a full delay from ``start``, and the days it stood still."""
        if self.code == PUBLIC:
            last = date(self.start.year + self.years, 12, 31)
        else:
            last = add_months(self.start, 12 * self.years)
        return last + max(timedelta(), self.frozen_to - self.start)

    def _apply(self, event: Event) -> str:
        if self.last_day is not None and event.on > self.last_day:
            return "too_late"
        if isinstance(event, Suspension):
            return self._suspend(event)
        return self._interrupt(event)

    def _interrupt(self, event: Interruption) -> str:
        unproved = event.kind == "partial_payment" and not event.confirmed
        if event.void or unproved or event.kind not in self.interrupts:
            return "no_effect"
        if event.kind == TITLE and self.code != PUBLIC:
            self.code = TITLE
            self.years = self._value(TITLE, event.on)
        self.in_court = event.pending or (self.in_court and event.kind != TITLE)
        self.start = max(self.start, event.until or event.on)
        self.ends = self._full()
        return "pending" if event.pending else "begins_anew"

    def _suspend(self, event: Suspension) -> str:
        if event.until is None:
            self.suspended = True
            return "suspended"
        still_from = max(event.on, self.frozen_to + ONE_DAY, self.start + ONE_DAY)
        still = event.until - still_from + ONE_DAY
        self.ends += max(timedelta(), still)
        self.frozen_to = max(self.frozen_to, event.until)
        if event.kind not in WITHOUT_FLOOR:
            months = self._value(SUSPENDED, event.on)
            self.ends = max(self.ends, add_months(event.until, months))
        return "suspended"
