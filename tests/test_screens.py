from datetime import timedelta

from lxml import etree, html

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import DUE, CollectionCommon, day

READERS = ("collection.case", "collection.notice", "collection.item", "collection.hold")


@tagged("post_install", "-at_install")
class TestScreens(CollectionCommon):
    """What the screens show, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._user(
            "collection_reader", "account_collection.group_collection_readonly"
        )
        cls.biller = cls._user("collection_stranger", "account.group_account_invoice")

    # -- the ladder as a picture ---------------------------------------------

    def test_ladder_places_days_before_the_due_date(self):
        picture = html.fromstring(str(self.policy.ladder_html))
        days = picture.xpath("//div[contains(@class, 'fw-bold')]/text()")
        places = self._places(picture)
        self.assertEqual(days, ["D-5", "D+3", "D+15", "D+25", "D+40", "D+60"])
        self.assertEqual(places[0], 0.0)
        self.assertEqual(places[-1], 100.0)
        self.assertAlmostEqual(places[1], 100 * 8 / 65)

    def test_ladder_counts_from_the_previous_stage(self):
        self.policy.stage_ids[-1].write({"days": 25, "anchor": "previous"})
        picture = html.fromstring(str(self.policy.ladder_html))
        days = picture.xpath("//div[contains(@class, 'fw-bold')]/text()")
        self.assertEqual(days[-1], "D+65")

    def test_ladder_of_an_empty_policy(self):
        policy = self.env["collection.policy"].create({"name": "Empty"})
        self.assertFalse(policy.ladder_html)

    def test_labels_that_would_cover_each_other_stand_in_rows(self):
        rows = self.env["collection.policy"]._label_rows([0, 8, 10, 20, 90])
        self.assertEqual(rows, [0, 1, 2, 0, 0])

    def _places(self, picture):
        styles = picture.xpath("//div[@title]/@style")
        return [float(one.split("left: ")[1].split("%")[0]) for one in styles]

    # -- sums of what the ledger says ----------------------------------------

    def test_board_sums_the_overdue_of_each_phase(self):
        self._invoice(amount=300)
        self._invoice(amount=200, debtor=self._make_debtor("Autre"))
        self._play(day(3))
        groups = (
            self.env["collection.case"]
            .with_user(self.collector)
            .formatted_read_group(
                [("company_id", "=", self.company.id)],
                ["phase"],
                ["amount_overdue:sum", "amount_overdue:sum_currency"],
            )
        )
        amicable = next(one for one in groups if one["phase"] == "amicable")
        self.assertEqual(amicable["amount_overdue:sum"], 500)
        self.assertEqual(amicable["amount_overdue:sum_currency"], 500)

    def test_sum_of_several_currencies_is_in_the_companys(self):
        dollar = self.env.ref("base.USD").sudo()
        dollar.write(
            {
                "active": True,
                "rate_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "2026-01-01",
                            "rate": 2.0,
                            "company_id": self.company.id,
                        }
                    ),
                ],
            }
        )
        self._invoice(amount=300)
        self._invoice(amount=300, currency_id=dollar.id)
        self._play(day(3))
        groups = self.env["collection.item"].formatted_read_group(
            [("company_id", "=", self.company.id)], [], ["amount_residual:sum_currency"]
        )
        self.assertEqual(groups[0]["amount_residual:sum_currency"], 450)

    # -- before switching on -------------------------------------------------

    def test_preview_says_what_would_go_and_writes_nothing(self):
        self.company.sudo().collection_active = False
        invoice = self._invoice()
        before = self.env["collection.item"].search_count([])
        preview = self.env["collection.preview"].create(
            {"company_id": self.company.id, "date": day(3)}
        )
        preview._fill()
        line = preview.line_ids.filtered(lambda one: one.move_id == invoice)
        self.assertRecordValues(
            line,
            [
                {
                    "partner_id": self.debtor.id,
                    "date_due": DUE,
                    "days_late": 3,
                    "amount_residual": 1000.0,
                    "obstacle": "",
                }
            ],
        )
        self.assertEqual(line.stage_id.name, "First reminder")
        self.assertEqual(self.env["collection.item"].search_count([]), before)
        self.assertFalse(self.company.collection_active)

    def test_preview_tells_who_cannot_be_reached(self):
        self.debtor.email = False
        self._invoice()
        preview = self.env["collection.preview"].create(
            {"company_id": self.company.id, "date": day(3)}
        )
        preview._fill()
        self.assertIn("no e-mail", preview.line_ids.obstacle)

    def test_manager_switches_on_from_the_preview(self):
        self.company.sudo().collection_active = False
        preview = self.env["collection.preview"].create({})
        preview.with_user(self.manager).action_switch_on()
        self.assertTrue(self.company.collection_active)
        self.company.sudo().collection_active = False
        with self.assertRaises(AccessError):
            preview.with_user(self.collector).sudo(False).action_switch_on()

    def test_settings_show_the_preview(self):
        action = (
            self.env["res.config.settings"]
            .sudo()
            .create({"company_id": self.company.id})
            .action_preview_collections()
        )
        self.assertEqual(action["res_model"], "collection.preview")

    # -- what a person is told -----------------------------------------------

    def test_button_tells_what_the_run_did(self):
        invoice = self._invoice(due=self.company._collection_today() - timedelta(5))
        told = invoice.with_user(self.collector).action_collection_run()
        self.assertIn("Notices recorded: 1", told["params"]["message"])
        told = invoice.with_user(self.collector).action_collection_run()
        self.assertIn("Nothing new", told["params"]["message"])

    def test_the_whole_company_is_played_by_a_button(self):
        self._invoice(due=self.company._collection_today() - timedelta(5))
        runs = self.env["collection.run"].with_user(self.collector)
        shown = runs.action_run_company()
        run = runs.browse(shown["res_id"])
        self.assertEqual((run.notice_count, run.user_id), (1, self.collector))
        self.assertIn("Nothing new", runs.action_run_company()["params"]["message"])

    def test_due_stage_that_cannot_be_said_tells_why(self):
        self.debtor.email = False
        invoice = self._invoice()
        self._play(day(3))
        item = invoice.collection_item_ids
        dated = item.sudo().with_context(collection_today=str(day(3)))
        self.assertIn("is due", dated.explanation)
        self.assertIn("no e-mail address", dated.explanation)
        why = dated.move_id.collection_why
        self.assertEqual(why, dated.explanation)
        # What the run met is told as well once it is no more in the way.
        self.debtor.email = "compta@debtor.example"
        dated.invalidate_recordset(["explanation"])
        self.assertIn("Found on 04/03/2026", dated.explanation)

    def test_invoices_are_found_by_their_case(self):
        chased, waiting = self._invoice(), self._invoice(due=day(60))
        self._play(day(3), deliver=False)
        case = chased.collection_case_id
        self.assertEqual(case.partner_id, self.debtor)
        self.assertFalse(waiting.collection_case_id)
        both = [("id", "in", (chased | waiting).ids)]
        moves = self.env["account.move"].with_user(self.collector)
        for condition, expected in (
            (("collection_case_id", "!=", False), chased),
            (("collection_case_id", "=", False), waiting),
            (("collection_case_id", "=", case.id), chased),
            (("collection_case_id", "!=", case.id), waiting),
            (("collection_case_id", "in", [False, case.id]), chased | waiting),
            (("collection_case_id", "ilike", case.name), chased),
            (("collection_case_id.phase", "=", "closed"), moves),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(moves.search([*both, condition]), expected)

    def test_collector_says_the_class_of_a_debtor(self):
        self.debtor.collection_class = False
        invoice = self._invoice()
        self._play(day(3))
        case = invoice.collection_case_id
        case.with_user(self.collector).action_class_consumer()
        self.assertEqual(case.debtor_class, "consumer")
        with self.assertRaises(AccessError):
            case.with_user(self.reader).action_class_business()

    def test_notice_shows_what_would_be_said_then_what_was_said(self):
        invoice = self._invoice()
        notice = self._play(day(3), deliver=False)
        self.assertIn(invoice.name, str(notice.preview_body))
        self.assertFalse(notice.preview_letter)
        self.assertTrue(notice.can_send)
        self.assertFalse(notice.can_print)

    # -- to whom -------------------------------------------------------------

    def _buttons(self, model, user):
        arch = self.env[model].with_user(user).get_view(view_type="form")["arch"]
        header = etree.fromstring(arch).find(".//header")
        return set(header.xpath(".//button/@name")) if header is not None else set()

    def test_reader_sees_no_button_that_writes(self):
        allowed = {"action_view_pdf"}
        for model in READERS:
            self.assertLessEqual(self._buttons(model, self.reader), allowed)
            self.assertTrue(self._buttons(model, self.collector) - allowed)

    def test_invoice_shows_collections_to_our_groups_only(self):
        views = {
            "form": self.env.ref("account.view_move_form"),
            "list": self.env.ref("account.view_out_invoice_tree"),
        }
        for user, seen in ((self.reader, True), (self.biller, False)):
            moves = self.env["account.move"].with_user(user)
            for kind, view in views.items():
                arch = moves.get_view(view.id, kind)["arch"]
                self.assertEqual("collection_next_date" in arch, seen, (kind, user))

    def test_stranger_still_opens_invoices(self):
        invoice = self._invoice()
        self._play(day(3))
        with Form(invoice.with_user(self.biller)) as form:
            self.assertEqual(form.partner_id, self.debtor)

    def test_menus(self):
        visible = {
            user.login: self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            for user in (self.reader, self.collector, self.manager, self.biller)
        }
        cases = self.env.ref("account_collection.menu_collection_case").id
        setup = self.env.ref("account_collection.menu_collection_configuration").id
        for login, sees in (
            (self.reader.login, (True, False)),
            (self.collector.login, (True, False)),
            (self.manager.login, (True, True)),
            (self.biller.login, (False, False)),
        ):
            found = (cases in visible[login], setup in visible[login])
            self.assertEqual(found, sees, login)

    def test_collector_cannot_change_a_policy(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.collector).name = "Mine"
