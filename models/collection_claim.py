from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from odoo import api, models

from ..rules.daycount import DayCount
from ..rules.errors import RuleError
from ..rules.imputation import INTEREST_FIRST, PRINCIPAL, PRINCIPAL_FIRST
from ..rules.indemnity import Award, Instalment, fixed_indemnity
from ..rules.interest import Apart, Statement, first_day, statement
from ..rules.money import ZERO
from ..rules.rates import ContractRate, Rates
from ..rules.tables import Row
from .account_partial_reconcile import LOSS

INDEMNITY_TABLES = {"business": "indemnity_business", "public": "indemnity_public"}
NO_INTEREST = ContractRate(ZERO)
BY_DEFAULT = DayCount()
DONE = ("posted", "waived")


@dataclass(frozen=True)
class LineClaim:
    """One instalment at a day. ``plain``: its principal as booked; ``table``: with
    interest, ``None`` where none runs or a rate is missing; ``regime``: the rate in
    words, ``rates`` as a rule; ``given_up``: what the books took off
    as a loss, at whatever day."""

    line: Any
    events: tuple
    plain: Statement
    table: Statement | None = None
    regime: str = ""
    first: date | None = None
    rates: Rates = NO_INTEREST
    count: DayCount = BY_DEFAULT
    given_up: tuple = ()

    @property
    def later(self) -> tuple:
        """What the ledger says happened to it since it fell due."""
        return tuple(one for one in self.events[1:] if not isinstance(one, Apart))

    @property
    def apart(self) -> Decimal:
        """Interest that was posted or waived, so that no payment takes it."""
        found = (one.amount for one in self.events if isinstance(one, Apart))
        return sum(found, ZERO)

    @property
    def claimed(self) -> Statement:
        """Its account with interest, else without."""
        return self.table or self.plain

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of law its interest was made of."""
        lines = self.table.lines if self.table else ()
        return tuple(dict.fromkeys(row for line in lines for row in line.rows))


@dataclass(frozen=True)
class MoveClaim:
    """What one invoice owes at the end of a day, all of it.

    Amounts are exact, in the invoice's ``currency``; the indemnity in
    ``indemnity_currency``. ``interest``, ``indemnity``: as the law gives them;
    ``…_open``: less what was posted or waived. ``problem``: why the interest cannot be
    said, in words; then no accessory is claimed. ``lost``: principal that the books
    gave up.
    """

    move: Any
    day: date
    currency: Any
    lines: tuple[LineClaim, ...] = ()
    indemnity: Decimal = ZERO
    indemnity_rows: tuple[Row, ...] = ()
    indemnity_currency: Any = None
    decided: dict[str, Decimal] = field(default_factory=dict)
    is_kept: bool = False
    lost: Decimal = ZERO
    problem: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def amount(self) -> Decimal:
        """What the invoice claimed, credit notes that correct it included."""
        return sum((one.events[0].amount for one in self.lines), ZERO)

    @property
    def booked(self) -> Decimal:
        """Open principal as the ledger has it, due or not."""
        return sum((one.plain.owed[PRINCIPAL] for one in self.lines), ZERO)

    @property
    def principal(self) -> Decimal:
        """Open principal as claimed: more than booked where payments took interest."""
        return sum((one.claimed.owed[PRINCIPAL] for one in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        """What payments and credits took off the principal as booked."""
        return self.amount - self.booked

    @property
    def overdue(self) -> Decimal:
        """What of the booked principal is late."""
        return sum((one.plain.overdue for one in self.lines), ZERO)

    @property
    def is_lost(self) -> bool:
        """The books gave all of it up."""
        return bool(self.lost) and self.lost >= self.booked

    @property
    def interest(self) -> Decimal:
        """All the interest the table shows, paid or not."""
        return sum((one.table.interest for one in self.lines if one.table), ZERO)

    @property
    def interest_open(self) -> Decimal:
        """What the books do not have of the interest: where payments took some by law,
        the books have as much less open of the principal."""
        return self._open("interest", self.interest)

    @property
    def indemnity_open(self) -> Decimal:
        return self._open("indemnity", self.indemnity)

    @property
    def total(self) -> Decimal:
        """Principal, interest and, in the same currency, indemnity still to be paid."""
        indemnity = self.indemnity_open
        if self.currency != self.indemnity_currency:
            indemnity = ZERO
        return self.booked + self.interest_open + indemnity

    def _open(self, part: str, owed: Decimal) -> Decimal:
        if self.problem:
            return ZERO
        posted = self.decided.get(f"{part}_posted", ZERO)
        waived = self.decided.get(f"{part}_waived", ZERO)
        return max(ZERO, owed - posted - waived)

    @property
    def rows(self) -> tuple[Row, ...]:
        found = [row for one in self.lines for row in one.rows]
        return tuple(dict.fromkeys([*found, *self.indemnity_rows]))


class CollectionClaim(models.AbstractModel):
    """What an invoice bears: principal, interest, fixed indemnity.

    Read from the ledger and the tables of law each time, never copied; the arithmetic
    is in :mod:`rules`.
    """

    _name = "collection.claim"
    _description = "Claim Read from the Ledger"

    @api.model
    def _read(self, moves, day):
        """Return ``{invoice: MoveClaim}`` for posted invoices at the end of ``day``.

        A missing rate or fact does not stop the others: it stands in ``problem``.
        """
        claims = {}
        for company, mine in moves.grouped("company_id").items():
            claims.update(self._read_company(company, mine, day))
        return claims

    def _read_company(self, company, moves, day):
        lines = moves.line_ids.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line._collection_is_claim()
                and line.amount_currency > 0
            )
        )
        facts = self._facts(company, moves, lines, day)
        by_move = lines.grouped("move_id")
        empty = lines.browse()
        return {
            move: self._read_move(move, by_move.get(move, empty), facts)
            for move in moves
        }

    def _facts(self, company, moves, lines, day):
        """Read in a few queries what all the invoices need."""
        taken = self._taken(lines)
        holds = self.env["collection.hold"].sudo()._for_lines(lines._collection_items())
        return {
            "company": company,
            "day": day,
            "events": self._events(lines, taken),
            "taken": taken,
            "euro": self.env.ref("base.EUR"),
            "tables": self.env["collection.law"]._tables(self._country(company)),
            "holds": holds,
            "presented": self._presented(lines),
            "accessories": moves._collection_accessory_parents(),
            "decided": self.env["collection.accessory"]._sums(moves, day),
            "titles": self._titles(moves, day),
        }

    def _country(self, company):
        """Return the country whose law a company claims by."""
        return company.account_fiscal_country_id or company.country_id

    # -- one invoice ---------------------------------------------------------

    def _read_move(self, move, lines, facts):
        claims, problems, doubts = [], [], []
        bears = move not in facts["accessories"]
        decided = facts["decided"].get(move, {})
        apart = sum((decided.get(f"interest_{done}", ZERO) for done in DONE), ZERO)
        for line in lines.sorted(lambda one: (one.date_maturity, one.id)):
            claim, problem = self._read_line(line, facts, bears, apart)
            apart -= claim.apart
            claims.append(claim)
            problems += filter(None, [problem])
        if problems:
            # Nothing was imputed to an interest that nobody can say.
            claims = [replace(one, table=None) for one in claims]
        award = Award(ZERO, "accessory")
        if bears and not problems:
            # An indemnity nobody can say does not take the interest away.
            award, problem = self._award(move, claims, facts)
            doubts += filter(None, [problem])
        rows = tuple(row for one in claims for row in one.rows) + award.rows
        law = self.env["collection.law"]
        return MoveClaim(
            move=move,
            day=facts["day"],
            currency=move.currency_id,
            lines=tuple(claims),
            indemnity=award.amount,
            indemnity_rows=award.rows,
            indemnity_currency=facts["euro"],
            decided=decided,
            is_kept=bool(decided.get("kept")),
            lost=self._lost(lines, facts),
            problem=" ".join(dict.fromkeys(problems)),
            warnings=(
                *doubts,
                *law._doubts(rows),
                *self._breaches(move, claims, facts),
            ),
        )

    def _read_line(self, line, facts, bears, apart):
        """Return the claim of one instalment, and why its interest is unknown."""
        company, day = facts["company"], facts["day"]
        events = facts["events"][line]
        unit = self._unit(line.currency_id)
        plain = statement(
            events, NO_INTEREST, day, order=PRINCIPAL_FIRST, count=DayCount(unit=unit)
        )
        given_up = [one for one in facts["taken"][line] if one.nature.kind == LOSS]
        claim = LineClaim(
            line,
            tuple(events),
            plain,
            count=DayCount(unit=unit),
            given_up=tuple(given_up),
        )
        if not bears or line.date_maturity >= day:
            return claim, ""
        try:
            return self._with_interest(claim, facts, company, unit, apart), ""
        except RuleError as error:
            return claim, self._explain(error, company)

    def _with_interest(self, claim, facts, company, unit, apart):
        line, day = claim.line, facts["day"]
        debtor = line.move_id.commercial_partner_id.collection_class
        presented = facts["presented"].get(line)
        if debtor == "consumer" and not presented:
            # No interest before a formal notice: nothing is wrong, nothing runs.
            return claim
        first = first_day(debtor, line.date_maturity, presented)
        rates, words = self._regime(line, first, facts)
        count = DayCount(
            divisor=company.collection_divisor,
            stops=self._stops(line, facts),
            unit=unit,
        )
        claim = replace(claim, regime=words, first=first, rates=rates, count=count)
        return self._with_table(claim, day, self._imputation_order(company), apart)

    def _with_table(self, claim, day, order, apart):
        """Return the claim with its interest; what was posted or waived of it, no
        payment takes."""
        count, first = claim.count, claim.first
        if apart and order == INTEREST_FIRST:
            run = statement(claim.events, claim.rates, day, first=first, count=count)
            own = Apart(min(apart, run.interest))
            claim = replace(claim, events=(*claim.events, own))
        table = statement(
            claim.events, claim.rates, day, first=first, order=order, count=count
        )
        return replace(claim, table=table)

    def _explain(self, error, company):
        """Return in words what stands in the way, and where to enter it."""
        return self.env["collection.law"]._explain(error, self._country(company))

    def _imputation_order(self, company):
        """Return what a payment pays first, by the company's setting."""
        by_law = company.collection_imputation == "legal"
        return INTEREST_FIRST if by_law else PRINCIPAL_FIRST

    def _stops(self, line, facts):
        stops = (hold._interest_stop(line) for hold in facts["holds"][line])
        return tuple(filter(None, stops))

    def _lost(self, lines, facts):
        """Return the principal that the books gave up until the day."""
        return sum(
            (
                one.amount
                for line in lines
                for one in facts["taken"][line]
                if one.nature.kind == LOSS and one.nature.on <= facts["day"]
            ),
            ZERO,
        )

    # -- the fixed indemnity ---------------------------------------------------

    def _award(self, move, claims, facts):
        """Return what the invoice earned as indemnity, and why that is unknown."""
        debtor = move.commercial_partner_id.collection_class
        table = facts["tables"].get(INDEMNITY_TABLES.get(debtor))
        if debtor in INDEMNITY_TABLES and table is None:
            return Award(ZERO, "no_law"), ""
        instalments = (Instalment.of(one.events) for one in claims)
        try:
            award = fixed_indemnity(
                debtor,
                [one for one in instalments if one],
                table,
                facts["day"],
                contract_on=move._collection_contract_on(),
                insolvency_on=self._insolvency_on(move, claims, facts),
                per_instalment=facts["company"].collection_indemnity_each,
            )
        except RuleError as error:
            return Award(ZERO, error.code), self._explain(error, facts["company"])
        return award, ""

    def _insolvency_on(self, move, claims, facts):
        days = [
            stop[0]
            for one in claims
            for hold in facts["holds"][one.line]
            if hold.kind == "insolvency" and (stop := hold._interest_stop(one.line))
        ]
        return min(days, default=None)
