from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .accessory_common import LATER, AccessoryCommon, D


@tagged("post_install", "-at_install")
class TestCosts(AccessoryCommon):
    """Who bears the costs of recovery is the law's choice."""

    def _case(self, debtor=None, **vals):
        invoice = self._invoice(debtor=debtor, **vals)
        self._play(date(2026, 4, 3))
        return invoice.collection_case_id

    def _receipt(self):
        # As the browser does before the cost is saved: a file that belongs to nobody.
        files = self.env["ir.attachment"].with_user(self.collector)
        return files.create({"name": "recu.pdf", "raw": b"%PDF-1.4 receipt"})

    def _cost(self, case, amount, receipt=True, claimed=True, **vals):
        return (
            self.env["collection.cost"]
            .with_user(self.collector)
            .create(
                {
                    "name": "Injonction de payer",
                    "case_id": case.id,
                    "kind": "court",
                    "date": date(2026, 5, 4),
                    "amount": amount,
                    "is_claimed": claimed,
                    "attachment_ids": self._receipt().ids if receipt else False,
                    **vals,
                }
            )
        )

    @contextmanager
    def _refused(self, pattern):
        """What is refused is rolled back, as in a request."""
        with self.assertRaises(ValidationError) as caught:
            yield
        self.assertRegex(str(caught.exception), pattern)

    def _claimable(self, case, indemnity="40"):
        return self.env["collection.cost"]._claimable(case, D(indemnity), LATER)

    def test_between_professionals_only_the_excess(self):
        case = self._case()
        self._cost(case, 35.20)
        self._cost(case, 72.00)
        self._cost(case, 500.0, receipt=False, claimed=False)
        amount, reason = self._claimable(case)
        # 35.20 + 72.00 - 40.00
        self.assertEqual(amount, D("67.20"))
        self.assertIn("L441-10", reason)
        self.assertEqual(self._claimable(case, "80")[0], D("27.20"))
        self.assertEqual(self._claimable(case, "120")[0], D(0))

    def test_public_body_likewise(self):
        town = self._make_debtor("Ville de Lyon", collection_class="public")
        case = self._case(town, collection_contract_date=date(2025, 1, 15))
        self._cost(case, 100.0)
        amount, reason = self._claimable(case)
        self.assertEqual(amount, D("60.00"))
        self.assertIn("L2192-13", reason)

    def test_from_a_consumer_only_what_law_prescribes(self):
        person = self._make_debtor("Mme Petit", collection_class="consumer")
        case = self._case(person)
        with self._refused("L111-8.*L121-21"):
            self._cost(case, 18.50)
        # What it cost may be known, as long as it is not asked.
        self._cost(case, 18.50, claimed=False)
        self.assertEqual(self._claimable(case, "0")[0], D(0))
        with self._refused("name the article"):
            self._cost(case, 60.0, basis="prescribed")
        self._cost(case, 60.0, basis="prescribed", article="art. L111-8 al. 2 CPCE")
        self.assertEqual(self._claimable(case, "0")[0], D("60.00"))

    def test_after_a_title_that_is_on_record(self):
        person = self._make_debtor("Mme Petit", collection_class="consumer")
        case = self._case(person)
        with self._refused("no judgment"):
            self._cost(case, 90.0, basis="title")
        self.env["collection.event"].create(
            {"case_id": case.id, "kind": "title", "date": date(2026, 5, 1)}
        )
        self._cost(case, 90.0, basis="title")
        with self._refused("no judgment"):
            self._cost(case, 90.0, basis="title", date=date(2026, 4, 30))
        self.assertEqual(self._claimable(case, "0")[0], D("90.00"))

    def test_class_found_out_later_takes_the_claim_back(self):
        case = self._case()
        self._cost(case, 100.0)
        self.debtor.sudo().collection_class = "consumer"
        self.assertEqual(self._claimable(case, "0")[0], D(0))
        self.debtor.sudo().collection_class = False
        amount, reason = self._claimable(case)
        self.assertEqual(amount, Decimal(0))
        self.assertIn("class", reason)

    def test_a_claim_needs_its_receipt(self):
        with self._refused("receipts"):
            self._cost(self._case(), 100.0, receipt=False)

    def test_receipt_is_read_by_colleagues(self):
        cost = self._cost(self._case(), 100.0)
        receipt = cost.attachment_ids
        self.assertEqual((receipt.res_model, receipt.res_id), (cost._name, cost.id))
        self.assertTrue(receipt.with_user(self.manager).raw)

    def test_costs_of_another_currency_count_in_euro(self):
        dollar = self.env.ref("base.USD").sudo()
        dollar.active = True
        self.env["res.currency.rate"].sudo().create(
            {
                "currency_id": dollar.id,
                "name": date(2026, 5, 1),
                "rate": 1.25,
                "company_id": self.company.id,
            }
        )
        case = self._case()
        self._cost(case, 125.0, currency_id=dollar.id)
        # 125 USD ÷ 1.25 = 100 EUR, less 40
        self.assertEqual(self._claimable(case)[0], D("60.00"))

    def test_costs_incurred_later_are_not_asked_yet(self):
        case = self._case()
        self._cost(case, 100.0, date=date(2026, 8, 1))
        self.assertEqual(self._claimable(case)[0], D(0))

    def test_costs_follow_their_debtor_into_another_case(self):
        case = self._case()
        cost = self._cost(case, 100.0)
        other = self._case(self._make_debtor("Serrurerie Blanc"))
        self.env["collection.case"].sudo()._join(other.partner_id, case.partner_id)
        self.assertEqual(cost.case_id, other)
