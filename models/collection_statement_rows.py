from decimal import Decimal

from markupsafe import Markup

from odoo import models

from ..export import claim_rows as rows
from ..export.claim_steps import balances
from ..export.step_chart import step_chart_svg
from ..rules.imputation import INTEREST, PRINCIPAL
from ..rules.interest import Credit
from ..rules.money import ZERO
from .account_partial_reconcile import PAYMENT


class CollectionStatement(models.Model):
    """The ledger and the claims of a case as rows of :mod:`export.claim_rows`."""

    _inherit = "collection.statement"

    # -- the whole -----------------------------------------------------------

    def _account(self):
        """Return the statement as :class:`export.claim_rows.ClaimAccount`.

        :raises ExportError: figures that do not add up.
        """
        self.ensure_one()
        reader = self.with_context(lang=self.lang).sudo()
        moves = reader.move_ids or reader.case_id.item_ids.move_id
        moves = moves.filtered(lambda move: move.state == "posted")
        claims = moves._collection_claims(reader.date)
        claims, unallocated = reader._settle_by_law(claims)
        shown = [claim for claim in claims.values() if reader._is_shown(claim)]
        shown.sort(key=lambda claim: (claim.move.invoice_date, claim.move.id))
        return rows.ClaimAccount(
            reference=reader.name,
            date=reader.date,
            creditor=reader._party(reader.company_id.partner_id),
            debtor=reader._party(reader.partner_id),
            invoices=tuple(reader._as_invoice(claim) for claim in shown),
            costs=tuple(reader._costs(claims.values())),
            unallocated=tuple(unallocated),
            conventions=tuple(reader._conventions()),
            sources=tuple(reader._sources(shown)),
            warnings=tuple(reader._warnings(shown)),
            reconciliations=tuple(reader._reconciliations(shown, unallocated)),
            markers=tuple(reader._markers()),
        )

    def _is_shown(self, claim):
        """Tell whether an invoice belongs into the statement: anything is or was owed
        late, or is still open."""
        return bool(claim.booked or claim.interest or claim.indemnity)

    # -- one invoice ---------------------------------------------------------

    def _as_invoice(self, claim):
        move = claim.move
        interest, indemnity = (
            self._part(claim, "interest"),
            self._part(claim, "indemnity"),
        )
        several = len(claim.lines) > 1
        invoice = {
            "name": move.name,
            "date": move.invoice_date,
            "currency": claim.currency.name,
            "instalments": tuple(self._instalment(one) for one in claim.lines),
            "movements": tuple(
                sorted(
                    (row for one in claim.lines for row in self._movements(one)),
                    key=lambda row: row.date,
                )
            ),
            "principal": claim.principal,
            "interest_rows": ()
            if claim.problem
            else tuple(
                self._interest_row(one, line, several)
                for one in claim.lines
                if one.table
                for line in one.table.lines
            ),
            "interest": interest,
            "indemnity": indemnity,
            "indemnity_currency": claim.indemnity_currency.name,
            "regime": "; ".join(
                dict.fromkeys(one.regime for one in claim.lines if one.regime)
            ),
            "problem": claim.problem,
            "notes": tuple(self._notes(claim)),
            "origin": ", ".join(
                move._collection_accessory_parents()
                .get(move, move.browse())
                .mapped("name")
            ),
            "places": claim.currency.decimal_places,
        }
        taken = sum((-row.interest for row in invoice["movements"]), ZERO)
        total = claim.principal + _left(interest, taken)
        if claim.currency == claim.indemnity_currency:
            total += _left(indemnity, ZERO)
        return rows.ClaimedInvoice(**invoice, total=total)

    def _part(self, claim, name):
        accrued = ZERO if claim.problem else getattr(claim, name)
        return rows.Part(
            accrued=accrued,
            posted=claim.decided.get(f"{name}_posted", ZERO),
            waived=claim.decided.get(f"{name}_waived", ZERO),
        )

    def _instalment(self, one):
        note = ""
        if one.first and (one.first - one.line.date_maturity).days > 1:
            note = self.env._("interest from %s", self._format_day(one.first))
        return rows.Instalment(
            due=one.line.date_maturity,
            amount=one.events[0].amount,
            residual=one.claimed.owed[PRINCIPAL],
            note=note,
        )

    def _interest_row(self, one, line, several):
        return rows.InterestRow(
            start=line.start,
            end=line.end,
            days=line.days,
            base=line.base,
            rate=line.rate,
            divisor=line.divisor,
            interest=line.interest,
            source=" + ".join(self._figure(row.value) for row in line.rows),
            due=one.line.date_maturity if several else None,
        )

    def _movements(self, one):
        """Yield what happened to one instalment up to the day."""
        claim = one.events[0]
        yield rows.Movement(
            date=claim.due,
            document=one.line.move_id.name,
            label=self.env._("Due on %s", self._format_day(claim.due)),
            amount=claim.amount,
            kind=rows.CLAIM,
        )
        taken = {
            id(done.payment): done.split.of(INTEREST)
            for done in (one.table.imputations if one.table else ())
        }
        for event in one.later:
            yield from self._movement(one, event, taken.get(id(event), ZERO))

    def _movement(self, one, event, interest):
        entry, label = self._source_of(event)
        retroactive = isinstance(event, Credit) and event.retroactive
        if event.on > self.date and not retroactive:
            return
        kind = rows.PAYMENT
        if isinstance(event, Credit):
            is_note = entry.move_type == "out_refund"
            kind = rows.CREDIT if is_note else rows.SET_OFF
        row = rows.Movement(
            date=event.on,
            document=entry.name or "",
            label=label,
            amount=-event.amount,
            kind=kind,
            interest=-interest,
            effective=one.line.date_maturity if retroactive else None,
        )
        yield row
        if getattr(event, "bounced_on", None):
            yield rows.Movement(
                date=event.on,
                document=entry.name or "",
                label=self.env._("Rejected by the bank, still matched in the books"),
                amount=event.amount,
                kind=rows.BOUNCED,
            )

    def _source_of(self, event):
        """Return the entry an event came from, and its words."""
        key = event.key
        line = key.credit_move_id if key._name == "account.partial.reconcile" else key
        entry = line.move_id
        return entry, entry.ref or entry.payment_reference or entry.journal_id.name

    def _notes(self, claim):
        if claim.lost:
            yield self.env._(
                "%s of the principal were given up in the books; the debtor owes it "
                "all the same.",
                self._formats().amount(claim.lost, claim.currency.name),
            )
        corrected = [
            event.key.move_id.name
            for one in claim.lines
            for event in one.later
            if event.key._name == "account.move.line" and isinstance(event, Credit)
        ]
        if corrected:
            yield self.env._(
                "%s corrects the invoice after it was paid: the payments are shown as "
                "far as the invoice needed them, the rest is the debtor's.",
                ", ".join(dict.fromkeys(corrected)),
            )
        unbanked = self.env._("Date of the payment as registered, no bank line yet: %s")
        waiting = []
        for one in claim.lines:
            partials = one.line.matched_credit_ids
            natures = partials._collection_natures()
            waiting += [
                partial.credit_move_id.move_id.name
                for partial in partials
                if natures[partial].kind == PAYMENT
                and not natures[partial].is_banked
                and natures[partial].on <= self.date
            ]
        if waiting:
            yield unbanked % ", ".join(dict.fromkeys(waiting))

    # -- what stands around the figures ----------------------------------------

    def _costs(self, claims):
        """Yield the recovery costs of the case, each with what may be claimed of it:
        the fixed indemnities cover the earliest ones first."""
        costs = self.case_id.cost_ids.filtered(
            lambda cost: cost.is_claimed and cost.date <= self.date
        ).sorted(lambda cost: (cost.date, cost.id))
        if self.move_ids or not costs:
            return
        indemnity = sum((one.indemnity for one in claims), ZERO)
        claimable, reason = self.env["collection.cost"]._claimable(
            self.case_id, indemnity, self.date
        )
        euro = self.env.ref("base.EUR")
        claimed = {}
        for cost in reversed(costs):
            claimed[cost] = min(cost._in(euro), claimable)
            claimable -= claimed[cost]
        for cost in costs:
            amount = cost._in(euro)
            yield rows.Charge(
                date=cost.date,
                document=cost.bill_id.name or "",
                label=cost.name,
                amount=amount,
                currency=euro.name,
                claimed=claimed[cost],
                note="" if claimed[cost] == amount else reason,
            )

    def _conventions(self):
        company = self.company_id
        labels = {
            name: dict(company._fields[name]._description_selection(self.env))
            for name in ("collection_divisor", "collection_imputation")
        }
        yield (
            self.env._("First day"),
            self.env._(
                "the day after the due date; for a consumer the day after the formal "
                "notice was first presented"
            ),
        )
        yield (
            self.env._("Last day"),
            self.env._("the day the money reached the account, included"),
        )
        yield (
            self.env._("Days in a year"),
            labels["collection_divisor"][company.collection_divisor],
        )
        yield (
            self.env._("Rounding"),
            self.env._("half up to the cent on each line; simple interest"),
        )
        yield (
            self.env._("What a payment pays"),
            labels["collection_imputation"][company.collection_imputation],
        )

    def _sources(self, claims):
        """Return the rows of law that were used, each with its day and source."""
        used = {row.row_id for claim in claims for row in claim.rows}
        found = self.env["collection.law.row"].browse(used).exists()
        return [
            self.env._(
                "%(law)s: %(value)s from %(day)s (%(article)s)",
                law=row.law_id.name,
                value=row.value_text,
                day=self._format_day(row.valid_from),
                article=row.source,
            )
            for row in found.sorted(lambda row: (row.law_id.sequence, row.valid_from))
        ]

    def _warnings(self, claims):
        found = [text for claim in claims for text in claim.warnings]
        found += [
            self.env._("%(invoice)s: %(problem)s", invoice=one.move.name, problem=text)
            for one in claims
            if (text := one.problem)
        ]
        return dict.fromkeys(found)

    def _markers(self):
        """Return the notices that left, for the picture of the balance."""
        sent = self.case_id.notice_ids.filtered(
            lambda notice: notice.departed_on and notice.departed_on <= self.date
        )
        return [
            rows.Marker(
                date=notice.departed_on,
                label=notice.stage_id.name,
                kind="formal" if notice._is_formal() else "notice",
            )
            for notice in sent.sorted("departed_on")
        ]

    # -- on the screen -----------------------------------------------------------

    def _render_screen(self, account):
        """Return the statement as HTML for the screen, with the course of the
        balance."""
        words, formats = self._labels("ClaimLabels"), self._formats()
        charts = [
            Markup(step_chart_svg(balance, words, formats))
            for balance in balances(account)
        ]
        return self.env["ir.qweb"]._render(
            "account_collection.statement_screen",
            {
                "account": account,
                "words": words,
                "formats": formats,
                "charts": charts,
                "figure": self._figure,
            },
        )

    def _figure(self, value):
        """Return a figure of law in the reader's language, as :func:`_as_printed`."""
        return self._formats().number(_as_printed(value))


def _left(part, taken):
    """Return what is open of interest or indemnity."""
    return max(ZERO, part.accrued - part.posted - part.waived - taken)


def _as_printed(value):
    """Return a figure of law with the digits it is printed with: none behind the
    decimal sign, or two at least.

    >>> _as_printed(Decimal("10.0000")), _as_printed(Decimal("2.4000"))
    (Decimal('10'), Decimal('2.40'))
    >>> _as_printed(Decimal("2.125"))
    Decimal('2.125')
    """
    whole, _point, rest = f"{value.normalize():f}".partition(".")
    return Decimal(f"{whole}.{rest:0<2}" if rest else whole)
