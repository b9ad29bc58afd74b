from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import DUE, CollectionCommon, day


@tagged("post_install", "-at_install")
class TestPolicyChoice(CollectionCommon):
    """Which policy an invoice follows: the nearest choice, said in words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.slow, cls.soft, cls.firm = (
            cls._one_stage_policy(name, days)
            for name, days in (("Slow", 30), ("Soft", 20), ("Firm", 1))
        )
        cls.consumer = cls._make_debtor(
            "Mme Rose", is_company=False, collection_class="consumer"
        )

    @classmethod
    def _one_stage_policy(cls, name, days, **vals):
        stage = cls._stage(f"{name} reminder", days)
        return cls.env["collection.policy"].create(
            {"name": name, "stage_ids": [stage], **vals}
        )

    def _rule(self, policy, **vals):
        rules = self.env["collection.policy.rule"]
        return rules.create(
            {
                "policy_id": policy.id,
                "company_id": self.company.id,
                "sequence": 10 * (1 + rules.search_count([])),
                **vals,
            }
        )

    def _reason(self, invoice):
        invoice.invalidate_recordset(["collection_policy_reason"])
        return invoice.collection_policy_reason

    def test_the_nearest_choice_wins_and_is_named(self):
        invoice = self._invoice()
        self.assertEqual(self._reason(invoice), "Standard: the company's default")
        self._rule(self.slow, debtor_class="business")
        self.assertEqual(self._reason(invoice), "Slow: rule 1, businesses")
        self.debtor.with_company(self.company).collection_policy_id = self.soft
        self.assertEqual(self._reason(invoice), "Soft: chosen on the debtor")
        invoice.collection_policy_id = self.firm
        self.assertEqual(self._reason(invoice), "Firm: chosen on the invoice")
        # An archived policy chooses nothing: the next nearest does.
        self.firm.active = False
        self.assertEqual(self._reason(invoice), "Soft: chosen on the debtor")

    def test_the_first_rule_that_fits_decides(self):
        self._rule(self.firm, debtor_class="public")
        self._rule(self.slow, debtor_class="consumer", amount_below=500.0)
        self._rule(self.soft, debtor_class="consumer")
        small, large, other = (
            self._invoice(499.99, debtor=self.consumer),
            self._invoice(500.0, debtor=self.consumer),
            self._invoice(499.99),
        )
        self.assertRegex(self._reason(small), r"^Slow: rule 2, consumers, below .*500")
        self.assertEqual(self._reason(large), "Soft: rule 3, consumers")
        self.assertEqual(self._reason(other), "Standard: the company's default")
        self.slow.active = False
        # The lines are counted as they are used: the archived one is not.
        self.assertEqual(self._reason(small), "Soft: rule 2, consumers")

    def test_tags_countries_and_brackets(self):
        key, chain = (
            self.env["res.partner.category"].sudo().create({"name": name})
            for name in ("Key account", "Chain")
        )
        belgium = self.env.ref("base.be")
        self._rule(self.slow, category_ids=[Command.set((key | chain).ids)])
        self._rule(self.soft, country_ids=[Command.set(belgium.ids)])
        self._rule(self.firm, amount_from=1000.0, amount_below=2000.0)
        tagged_one = self._make_debtor("Tagged", category_id=[Command.set(chain.ids)])
        belgian = self._make_debtor("Brasserie", country_id=belgium.id)
        reasons = [
            self._reason(self._invoice(amount, debtor=debtor))
            for amount, debtor in (
                (10.0, tagged_one),
                (10.0, belgian),
                (999.99, self.debtor),
                (1000.0, self.debtor),
                (1999.99, self.debtor),
                (2000.0, self.debtor),
            )
        ]
        # The tags in their own order, which is that of their names.
        self.assertEqual(reasons[0], "Slow: rule 1, Chain / Key account")
        self.assertEqual(reasons[1], "Soft: rule 2, Belgium")
        default = "Standard: the company's default"
        self.assertEqual((reasons[2], reasons[5]), (default, default))
        for reason in reasons[3:5]:
            self.assertRegex(reason, r"^Firm: rule 3, from .*1,000.* to below .*2,000")

    def test_an_amount_in_another_currency_is_compared_in_the_companys(self):
        usd = self.env.ref("base.USD").sudo()
        usd.active = True
        self.env["res.currency.rate"].sudo().create(
            {
                "currency_id": usd.id,
                "company_id": self.company.id,
                "name": day(-40),
                "rate": 2.0,
            }
        )
        self._rule(self.slow, amount_below=500.0)
        # 900 USD at two dollars for one euro are 450 EUR; 1,000 USD are 500 EUR.
        below = self._invoice(900.0, currency_id=usd.id)
        at = self._invoice(1000.0, currency_id=usd.id)
        self.assertIn("rule 1", self._reason(below))
        self.assertIn("default", self._reason(at))

    def test_a_branch_uses_the_rules_above_it_another_company_does_not(self):
        self._rule(self.slow, debtor_class="business")
        companies = self.env["res.company"].sudo()
        branch = companies.create({"name": "Branch", "parent_id": self.company.id})
        stranger = companies.create({"name": "Stranger"})
        rules = self.env["collection.policy.rule"].sudo()
        self.assertEqual(len(rules._table_of(branch)), 1)
        self.assertFalse(rules._table_of(stranger))
        rules.create({"policy_id": self.soft.id})
        self.assertEqual(len(rules._table_of(stranger)), 1)

    def test_item_and_case_show_what_chose(self):
        first, second = self._invoice(), self._invoice()
        second.collection_policy_id = self.firm
        self._play(day(3))
        case = first.collection_case_id
        self.assertEqual(
            set(case.item_ids.mapped("policy_reason")),
            {"Standard: the company's default", "Firm: chosen on the invoice"},
        )
        self.assertEqual(
            set(case.policy_reason.split("; ")),
            {"Standard: the company's default", "Firm: chosen on the invoice"},
        )
        self._pay(second, 1000.0, day(3))
        case.invalidate_recordset()
        self.assertEqual(case.policy_reason, "Standard: the company's default")

    def test_a_changed_rule_or_debtor_moves_those_who_climb(self):
        invoice = self._invoice()
        self._play(day(3))
        item = invoice.collection_item_ids
        self.assertEqual(item.next_date, day(15))
        rule = self._rule(self.slow, debtor_class="business")
        self.assertEqual((item.policy_id, item.next_date), (self.slow, day(30)))
        self.debtor.sudo().collection_class = "consumer"
        self.assertEqual((item.policy_id, item.next_date), (self.policy, day(15)))
        rule.debtor_class = "consumer"
        self.assertEqual(item.next_date, day(30))
        rule.unlink()
        self.assertEqual(item.next_date, day(15))

    def test_another_policy_in_mid_flight_goes_on_above_the_day_reached(self):
        """Three days after the due date the first reminder left. The other policy has
        stages on days 1, 3, 20: those of the days already lived are not said again."""
        other = self._one_stage_policy("Other", 1)
        for days in (3, 20):
            other.stage_ids[0].copy({"days": days, "name": f"On day {days}"})
        invoice = self._invoice()
        self._play(day(3))
        invoice.collection_policy_id = other
        history = self._play_until(day(4), day(40))
        self.assertEqual(self._stages(history), [(20, "On day 20")])
        self.assertEqual(invoice.collection_stage_id.name, "On day 20")

    def test_a_later_stage_of_the_other_policy_keeps_its_distance(self):
        """The second reminder leaves late, on day 22 instead of 15; the other policy's
        stages are on days 10, 16 and 30: 16 keeps its gap of six days from the
        departure, then 30 its fourteen."""
        other = self._one_stage_policy("Other", 10)
        for days in (16, 30):
            other.stage_ids[0].copy({"days": days, "name": f"On day {days}"})
        invoice = self._invoice()
        self._play(day(3))
        self._play_until(day(22), day(22))
        invoice.collection_policy_id = other
        # 22 + 6 = 28; 28 + 14 = 42
        history = self._play_until(day(23), day(50))
        self.assertEqual(self._stages(history), [(28, "On day 16"), (42, "On day 30")])

    def test_back_to_the_first_policy_says_nothing_twice(self):
        invoice = self._invoice()
        self._play(day(3))
        invoice.collection_policy_id = self.soft
        self._play(day(20))
        self.assertEqual(invoice.collection_stage_id.name, "Soft reminder")
        invoice.collection_policy_id = False
        # Day 15 lies behind day 20; the call of day 25 keeps ten days from day 20.
        self.assertEqual(invoice.collection_item_ids.next_date, day(30))
        self.assertEqual(invoice.collection_next_stage_id.name, "Phone call")

    def test_choices_cost_the_same_for_many_invoices(self):
        self._rule(self.slow, debtor_class="consumer", amount_below=500.0)
        debtors = [self._make_debtor(f"Debtor {rank}") for rank in range(8)]
        many = self._invoice(debtor=debtors[0]).browse()
        for debtor in debtors:
            many |= self._invoice(debtor=debtor)
        counts = []
        for some in (many[:2], many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._collection_policy_reasons()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_impossible_rules_are_refused_in_words(self):
        mine = self._one_stage_policy("Mine", 5, company_id=self.company.id)
        with self.assertRaisesRegex(ValidationError, "belongs to"):
            self._rule(mine, company_id=False)
        with self.assertRaisesRegex(ValidationError, r"at least 500\.00.€ and less"):
            self._rule(self.slow, amount_from=500.0, amount_below=500.0)

    def test_due_day_of_the_story(self):
        """A consumer's small invoice follows its own policy day by day."""
        self._rule(self.soft, debtor_class="consumer", amount_below=500.0)
        self._invoice(80.0, debtor=self.consumer)
        self._invoice(900.0, debtor=self.consumer, due=DUE)
        history = self._play_until(day(1), day(22))
        self.assertEqual(
            self._stages(history),
            [(3, "First reminder"), (15, "Second reminder"), (20, "Soft reminder")],
        )
