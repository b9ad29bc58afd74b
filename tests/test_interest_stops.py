from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import CollectionCommon, day

JUDGMENT = date(2026, 4, 20)


@tagged("post_install", "-at_install")
class TestInterestStops(CollectionCommon):
    """What stops interest, since when, and who may agree to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # invoiced on 1 March 2026, due on the 31st
        cls.invoice = cls._invoice()
        # invoiced on 21 April 2026, the day after the judgment
        cls.later = cls._invoice(due=date(2026, 5, 21))

    def setUp(self):
        super().setUp()
        self._play(day(3))
        self.item = self.invoice.collection_item_ids
        self.line = self.item.line_id
        self.later_line = self.later.line_ids.filtered("date_maturity")

    def _hold(self, kind, user=None, **vals):
        return (
            self.env["collection.hold"]
            .with_user(user or self.collector)
            .create(
                {
                    "case_id": self.item.case_id.id,
                    "kind": kind,
                    "reason": "x",
                    "date_from": day(30),
                    **vals,
                }
            )
        )

    def test_by_default_only_what_the_law_stops(self):
        kinds = self.env["collection.hold"]._fields["kind"].get_values(self.env)
        holds = {kind: self._hold(kind) for kind in kinds}
        self.assertEqual(
            {kind for kind, hold in holds.items() if hold.stops_interest},
            {"insolvency", "over_indebtedness"},
        )
        for kind in {*kinds} - {"insolvency", "over_indebtedness"}:
            self.assertIsNone(holds[kind]._interest_stop(self.line))

    def test_insolvency_stops_what_was_born_before_the_judgment(self):
        hold = self._hold("insolvency", interest_stop_date=JUDGMENT)
        for record in (self.line, self.item):
            self.assertEqual(hold._interest_stop(record), (JUDGMENT, None))
        self.assertIsNone(hold._interest_stop(self.later_line))
        # The work was done before the judgment, whenever it was invoiced.
        self.later.delivery_date = date(2026, 4, 19)
        self.assertEqual(hold._interest_stop(self.later_line), (JUDGMENT, None))

    def test_insolvency_stops_from_the_hold_where_no_day_is_known(self):
        self.assertEqual(
            self._hold("insolvency")._interest_stop(self.line), (day(30), None)
        )

    def test_the_clock_runs_again_interest_does_not(self):
        hold = self._hold("insolvency", interest_stop_date=JUDGMENT, date_to=day(60))
        self.assertEqual(hold._interest_stop(self.line), (JUDGMENT, None))

    def test_over_indebtedness_stops_while_it_lasts(self):
        hold = self._hold("over_indebtedness", date_to=day(90))
        self.assertEqual(hold._interest_stop(self.line), (day(30), day(90)))
        self.assertEqual(hold._interest_stop(self.later_line), (day(30), day(90)))

    def test_a_hold_that_never_began_stops_nothing(self):
        for kind in ("insolvency", "over_indebtedness"):
            hold = self._hold(kind, date_to=day(29))
            self.assertIsNone(hold._interest_stop(self.line))

    def test_a_waiver_is_a_managers(self):
        for kind in ("plan", "promise", "manual"):
            with self.assertRaisesRegex(ValidationError, "Only a manager"):
                self._hold(kind, stops_interest=True)
            hold = self._hold(kind, self.manager, stops_interest=True, date_to=day(45))
            self.assertEqual(hold._interest_stop(self.line), (day(30), day(45)))

    def test_a_public_body_cannot_be_spared(self):
        self.debtor.sudo().collection_class = "public"
        with self.assertRaisesRegex(ValidationError, "L2192-14"):
            self._hold("plan", self.manager, stops_interest=True)

    def test_a_dispute_stops_no_interest(self):
        for kind in ("dispute", "document", "handoff"):
            with self.assertRaisesRegex(ValidationError, "not the interest"):
                self._hold(kind, self.manager, stops_interest=True)

    def test_the_form_proposes_it(self):
        wizard = Form(
            self.env["collection.hold.wizard"].with_context(
                default_case_ids=self.item.case_id.ids, default_scope="case"
            )
        )
        wizard.reason = "Judgment of the commercial court"
        wizard.kind = "insolvency"
        wizard.interest_stop_date = JUDGMENT
        wizard.save().action_confirm()
        hold = self.item.case_id.hold_ids
        self.assertEqual(hold._interest_stop(self.line), (JUDGMENT, None))


@tagged("post_install", "-at_install")
class TestContractDate(CollectionCommon):
    def test_the_invoice_says_it_or_else_the_debtor(self):
        town = self._make_debtor("Commune", collection_class="public")
        own, general = self._invoice(debtor=town), self._invoice(debtor=town)
        self.assertIsNone(own._collection_contract_on())
        town.with_company(self.company).sudo().collection_contract_date = date(
            2020, 1, 2
        )
        own.sudo().collection_contract_date = date(2012, 5, 6)
        self.assertEqual(
            [invoice._collection_contract_on() for invoice in (own, general)],
            [date(2012, 5, 6), date(2020, 1, 2)],
        )

    def test_each_company_its_own_contract(self):
        other = self.env(su=True)["res.company"].create({"name": "Other"})
        self.debtor.with_company(other).sudo().collection_contract_date = date(
            2020, 1, 2
        )
        self.assertIsNone(self._invoice()._collection_contract_on())
