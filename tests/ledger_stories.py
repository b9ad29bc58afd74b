"""Random stories of an invoice, told to the ledger by the host's own buttons.

What each act means for the debt is written down as it is done, apart from the code
that later reads the ledger; only how much of an act each instalment took comes from
the host's matchings.
"""

from datetime import date, timedelta
from decimal import Decimal

from odoo import Command

from . import second_opinion as naive
from .claim_common import ClaimCommon

DAY = timedelta(days=1)
FIRST = date(2024, 11, 1)
LAST = date(2026, 12, 31)


class LedgerStories(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.env.ref("base.EUR")
        cls.foreign = cls.env["res.currency"].sudo()
        for name, rate in (("USD", 1.25), ("JPY", 160.0), ("KWD", 0.33)):
            currency = (
                cls.env["res.currency"]
                .sudo()
                .with_context(active_test=False)
                .search([("name", "=", name)])
            )
            currency.active = True
            for at in range(5):
                cls.env["res.currency.rate"].sudo().create(
                    {
                        "currency_id": currency.id,
                        "company_id": cls.company.id,
                        "name": date(2024, 1, 1) + at * timedelta(days=200),
                        "rate": rate * (1 + at / 20),
                    }
                )
            cls.foreign |= currency
        cls.expense = cls.company_data["default_account_expense"]
        cls.rounding = (
            cls.env["account.cash.rounding"]
            .sudo()
            .create(
                {
                    "name": "0.05",
                    "rounding": 0.05,
                    "strategy": "add_invoice_line",
                    "rounding_method": "HALF-UP",
                    "profit_account_id": cls.company_data["default_account_revenue"].id,
                    "loss_account_id": cls.expense.id,
                }
            )
        )
        cls.terms = [
            cls._term(*shares) for shares in (((100, 30),), ((50, 30), (50, 60)))
        ]
        cls.terms.append(cls._term((30, 0), (30, 45), (40, 120)))
        cls.discount = cls._term((100, 30), early_discount=True)

    @classmethod
    def _term(cls, *shares, **vals):
        return (
            cls.env["account.payment.term"]
            .sudo()
            .create(
                {
                    "name": str(shares),
                    "line_ids": [
                        Command.create(
                            {
                                "value": "percent",
                                "value_amount": share,
                                "nb_days": days,
                            }
                        )
                        for share, days in shares
                    ],
                    **vals,
                }
            )
        )


class Story:
    """One debtor, one invoice, and what happens to it."""

    def __init__(self, test, random):
        self.test, self.random = test, random
        self.meaning = {}  # entry: (kind, day) of what it means for the debt
        self.followed = {}  # transfer to doubtful debts: what was paid on it
        self.payments = []
        self.told = []
        self.corrected = None  # a correction larger than what was left
        self.settings()
        self.debtor = test._make_debtor(f"Débiteur {random.random()}")
        self.regime = random.choice(("business", "business", "contract", "public"))
        self.rate = Decimal(random.randrange(1, 1800)) / 100
        vals = {
            "collection_class": "public" if self.regime == "public" else "business",
            "collection_contract_date": date(2024, 1, 1),
        }
        if self.regime == "contract":
            vals |= {
                "collection_rate_kind": "contract",
                "collection_rate": float(self.rate),
            }
        self.debtor.sudo().with_company(test.company).write(vals)
        self.write_invoice()

    def settings(self):
        random = self.random
        self.actual = random.random() < 0.4
        self.by_law = random.random() < 0.3
        self.each = random.random() < 0.3
        self.test.company.sudo().write(
            {
                "collection_divisor": "actual" if self.actual else "365",
                "collection_imputation": "legal" if self.by_law else "booked",
                "collection_indemnity_each": self.each,
            }
        )

    def write_invoice(self):
        test, random = self.test, self.random
        self.currency = random.choice([test.euro] * 4 + list(test.foreign))
        self.unit = Decimal(1).scaleb(-self.currency.decimal_places)
        term = random.choice([*test.terms, test.terms[1], test.discount])
        self.is_discounted = term == test.discount
        self.invoice = test._invoice(
            float(Decimal(random.randrange(500, 900_000)) * self.unit),
            debtor=self.debtor,
            invoice_date=FIRST + timedelta(days=random.randrange(500)),
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
            currency_id=self.currency.id,
            invoice_cash_rounding_id=(
                test.rounding.id
                if self.currency == test.euro and random.random() < 0.2
                else False
            ),
        )

    # -- what may happen -----------------------------------------------------

    def lines(self):
        lines = self.test._receivable(self.invoice)
        return lines.sorted(lambda one: (one.date_maturity, one.id))

    def open_lines(self):
        return self.lines().filtered(lambda one: not one.reconciled)

    def some_day(self):
        start = self.invoice.invoice_date
        due = self.random.choice(self.lines()).date_maturity
        near = due + self.random.choice((-1, 0, 0, 1)) * DAY
        far = start + timedelta(days=self.random.randrange(400))
        edge = date(far.year, 6, 30) + self.random.choice((0, 1)) * DAY
        return min(max(start, self.random.choice((near, far, far, edge))), LAST)

    def part(self):
        left = Decimal(f"{self.invoice.amount_residual:.3f}")
        share = self.random.choice((1, 1, Decimal("0.5"), Decimal("0.137")))
        return float(max((left * share).quantize(self.unit), self.unit))

    def act(self):
        acts = (self.draft_again, self.reject, self.take_off)
        if self.open_lines():
            acts = (
                self.pay,
                self.pay,
                self.pay,
                self.bank,
                self.bank,
                self.reject,
                self.reverse_payment,
                self.take_off,
                self.correct,
                self.correct_more,
                self.credit_note,
                self.set_off,
                self.doubtful,
                self.lose,
                self.bank_meets_payment,
                self.pay_in_euros,
            )
        act = self.random.choice(acts)
        act()
        self.told.append(act.__name__)

    def pay(self, **vals):
        on = self.some_day()
        wizard = (
            self.test.env["account.payment.register"]
            .sudo()
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create({"payment_date": on, "group_payment": True, **vals})
        )
        if not (self.is_discounted and wizard.early_payment_discount_mode):
            wizard.amount = wizard.amount if vals else self.part()
        payment = wizard._create_payments()
        self.meaning[payment.move_id] = ("payment", on)
        self.payments += payment

    def pay_in_euros(self):
        if self.currency != self.test.euro:
            self.pay(currency_id=self.test.euro.id)

    def bank(self):
        if self.currency != self.test.euro:
            return self.pay()
        on = self.some_day()
        line = self.test._bank_line(self.part(), on, self.debtor)
        self.meaning[line.move_id] = ("payment", on)
        self.test._match_bank_line(line, self.open_lines())
        return None

    def bank_meets_payment(self):
        """The bank line of a payment comes some days after it was registered."""
        for payment in self.payments:
            waiting = payment.move_id.line_ids.filtered(
                lambda one, pay=payment: (
                    one.account_id == pay.outstanding_account_id and not one.reconciled
                )
            )
            rejected = payment.state in ("rejected", "canceled")
            if waiting and payment.currency_id == self.test.euro and not rejected:
                on = min(payment.date + timedelta(days=3), LAST)
                line = self.test._bank_line(payment.amount, on, self.debtor)
                self.test._match_bank_line(line, waiting)
                self.meaning[payment.move_id] = ("payment", on)
                return

    def standing(self):
        return [
            one
            for one in self.payments
            if one.state == "in_process" and self.meaning[one.move_id][0] == "payment"
        ]

    def reject(self):
        if self.standing():
            payment = self.random.choice(self.standing())
            payment.action_reject()
            self.meaning[payment.move_id] = ("bounced", payment.date)

    def reverse_payment(self):
        if self.standing():
            payment = self.random.choice(self.standing())
            payment.move_id._reverse_moves([{"date": payment.date}], cancel=True)
            self.meaning[payment.move_id] = ("bounced", payment.date)
            self.payments.remove(payment)

    def take_off(self):
        """Somebody takes all matchings of an instalment off, maybe to make them
        again."""
        line = self.random.choice(self.lines())
        entries = line.matched_credit_ids.credit_move_id
        if any(
            self.meaning.get(one.move_id, ("doubtful",))[0] in ("doubtful", "retro")
            for one in entries
        ):
            return
        line.remove_move_reconcile()
        if self.random.random() < 0.7:
            lines = entries.exists().filtered(
                lambda one: one.account_type == "asset_receivable"
            )
            for one in lines:
                if not one.reconciled and not line.reconciled:
                    (one | line).reconcile()

    def correct(self, kind="retro"):
        note = self.test._credit_note(
            self.invoice, self.part(), self.some_day(), reversal=kind == "retro"
        )
        self.meaning[note] = (kind, note.invoice_date)

    def correct_more(self):
        """A correction larger than what is left: the invoice was paid too much."""
        paid = self.invoice.amount_total - self.invoice.amount_residual
        if len(self.lines()) > 1 or self.by_law or not paid or self.corrected:
            return
        left = self.invoice.amount_residual
        amount = self.part_of(left + paid / 3) or float(self.unit)
        note = self.test._credit_note(self.invoice, amount, self.some_day())
        self.meaning[note] = ("retro", note.invoice_date)
        self.corrected = note

    def credit_note(self):
        self.correct("credit")

    def misc(self, account, kind, amount=None):
        """An entry in euros that settles the invoice against another account."""
        if self.currency != self.test.euro:
            return None
        on = self.some_day()
        amount = amount or self.part()
        receivable = self.lines().account_id[:1]
        entry = self.test._misc_entry(
            on, (account, amount, 0.0), (receivable, 0.0, amount)
        )
        entry.line_ids.partner_id = self.debtor
        self.meaning[entry] = (kind, on)
        credit = self.test._receivable(entry)
        (credit | self.open_lines()).reconcile()
        return entry

    def set_off(self):
        self.misc(self.test.expense, "credit")

    def lose(self):
        self.misc(self.test.company._collection_account("loss"), "loss")

    def doubtful(self):
        entry = self.misc(
            self.test.company._collection_account("doubtful"),
            "doubtful",
            self.invoice.amount_residual,
        )
        if entry and self.random.random() < 0.7:
            on = min(entry.date + timedelta(days=self.random.randrange(60)), LAST)
            amount = self.part_of(self.invoice.amount_total / 3)
            debit = entry.line_ids.filtered("debit")
            amount = min(amount, debit.debit)
            line = self.test._bank_line(amount, on, self.debtor)
            self.test._match_bank_line(line, debit)
            self.followed[entry] = (on, Decimal(f"{amount:.2f}"))

    def part_of(self, amount):
        return float(Decimal(amount).quantize(self.unit))

    def draft_again(self):
        if not self.payments and not self.meaning:
            self.invoice.sudo().button_draft()
            self.invoice.sudo().action_post()

    def has_open_payments(self):
        return any(
            not line.reconciled
            for line in self.test._receivable(
                self.test.env["account.move"].union(*self.meaning)
            ).filtered("credit")
        )

    # -- what it comes to ----------------------------------------------------

    def exact(self, amount):
        return Decimal(f"{amount:.{self.currency.decimal_places}f}")

    def moves_of(self, line):
        """What each act took off one instalment, in the order of the books."""
        moves = []
        for partial in (
            self.test.env["account.partial.reconcile"]
            .sudo()
            .search([("debit_move_id", "=", line.id)])
        ):
            amount = self.exact(partial.debit_amount_currency)
            entry = partial.credit_move_id.move_id
            if entry not in self.meaning:
                assert not amount, f"{entry.name} took {amount}"
                continue
            kind, on = self.meaning[entry]
            if kind == "doubtful" and entry in self.followed:
                later, left = self.followed[entry]
                share = min(amount, left)
                self.followed[entry] = (later, left - share)
                if share:
                    moves.append(naive.Move(later, share))
            elif entry == self.corrected:
                amount = self.exact(entry.amount_total)
                moves.append(naive.Move(on, amount, "retro"))
            elif kind in ("payment", "credit", "retro"):
                moves.append(naive.Move(on, amount, kind))
        return moves

    def debts(self):
        """The instalments as debts of the naive calculator."""
        followed = dict(self.followed)
        debts = [
            naive.Debt(
                amount=self.exact(line.amount_currency),
                due=line.date_maturity,
                regime=self.regime,
                moves=self.moves_of(line),
                contract_rate=self.rate,
                actual=self.actual,
                unit=self.unit,
                interest_first=self.by_law,
            )
            for line in self.lines()
        ]
        self.followed = followed
        return debts
