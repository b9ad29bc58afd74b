from datetime import date

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import CollectionCommon, day
from .test_replies import ReplyCommon


class MovedCommon(CollectionCommon):
    def _play(self, on, deliver=True):
        # A scheduled action begins with nothing read.
        self.env.flush_all()
        self.env.invalidate_all()
        return super()._play(on, deliver)

    def _claims(self, invoice):
        lines = invoice.sudo().line_ids
        return lines.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).sorted("date_maturity")

    def _letter(self, notice):
        return notice.delivery_ids.filtered(lambda one: one.channel_code == "letter")


@tagged("post_install", "-at_install")
class TestDueDateMoved(MovedCommon):
    """The due date of a posted invoice is moved: what was said is not said again, what
    holds it still holds it."""

    def _instalments(self, *rows):
        """Return an invoice of 1,000, issued 30 days before the usual due date.

        :param rows: percent and days of each instalment.
        """
        invoice = self._invoice().sudo()
        invoice.button_draft()
        self._put_on_terms(invoice, *rows)
        return invoice

    def _put_on_terms(self, invoice, *rows):
        invoice.invoice_payment_term_id = invoice.env["account.payment.term"].create(
            {
                "name": "Instalments",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": percent,
                            "nb_days": days,
                        }
                    )
                    for percent, days in rows
                ],
            }
        )
        invoice.action_post()

    def test_no_stage_is_said_again(self):
        invoice = self._invoice()
        self._climb(15)
        self._claims(invoice).date_maturity = day(2)
        departed = self._play_until(day(16), day(27), people=False)
        self.assertFalse(departed)
        item = invoice.collection_item_ids
        self.assertEqual(
            (item.date_due, item.stage_id.name), (day(2), "Second reminder")
        )
        # Its call is due 25 days after the new date: 2 + 25 = 27.
        call = self.env["collection.notice"].search([("state", "=", "ready")])
        self.assertEqual(
            (call.stage_id.name, call.run_id.date), ("Phone call", day(27))
        )
        told = "".join(item.case_id.message_ids.mapped("body"))
        self.assertIn("due on 04/02/2026 instead of 03/31/2026", told)

    def test_the_answer_to_why_follows_at_once(self):
        invoice = self._invoice()
        self._climb(15)
        bookkeeper = self._user("bookkeeper", "account.group_account_manager")
        with freeze_time(f"{day(16)} 10:00:00"):
            self._claims(invoice).with_user(bookkeeper).date_maturity = day(90)
            # The call is due 25 days after the new date: 90 + 25 = 115, 24 July.
            self.assertIn("Phone call", invoice.collection_why)
            self.assertIn("07/24/2026", invoice.collection_why)

    def test_a_dispute_of_the_instalment_still_holds(self):
        invoice = self._invoice()
        self._play(day(3))
        item = invoice.collection_item_ids
        self.env["collection.hold"].create(
            {
                "kind": "dispute",
                "reason": "Malfaçons",
                "case_id": item.case_id.id,
                "item_id": item.id,
                "date_from": day(4),
            }
        )
        self._claims(invoice).date_maturity = day(10)
        self.assertFalse(self._play_until(day(11), day(40), people=False))
        self.assertEqual(invoice.collection_item_ids, item)

    def test_all_instalments_put_off_by_a_month(self):
        invoice = self._instalments((50, 30), (50, 60))
        first, second = self._claims(invoice)
        self.assertEqual(first.date_maturity, date(2026, 3, 31))
        self.assertEqual(second.date_maturity, date(2026, 4, 30))
        self._play(day(3))
        # The second reminder of the first one announces the second one.
        self._play(date(2026, 4, 25))
        first.date_maturity = date(2026, 4, 30)
        second.date_maturity = date(2026, 5, 30)
        # 25 days after 30 April; the announcement was of 25 April.
        departed = self._play_until(date(2026, 4, 26), date(2026, 5, 24), people=False)
        self.assertFalse(departed)
        call = self._play(date(2026, 5, 25))
        self.assertEqual(call.stage_id.name, "Phone call")
        items = invoice.collection_item_ids.sorted("date_due")
        self.assertEqual(
            items.mapped("date_due"), [date(2026, 4, 30), date(2026, 5, 30)]
        )
        self.assertEqual(
            items.stage_id.mapped("name"), ["Second reminder", "Courtesy message"]
        )

    def test_a_printed_letter_that_names_the_old_date_stays_here(self):
        invoice = self._invoice()
        self._climb(3)
        letter = self._letter(self._play(day(15)))
        with freeze_time(f"{day(15)} 11:00:00"):
            letter.action_print()
        self._claims(invoice).date_maturity = day(20)
        self._play(day(21))
        with freeze_time(f"{day(21)} 11:00:00"):
            letter.batch_id.action_confirm()
        self.assertEqual(letter.state, "skipped")

    def test_fewer_instalments_begin_anew(self):
        invoice = self._instalments((30, 30), (30, 60), (40, 90))
        self._play(day(3))
        self._play(date(2026, 5, 3))
        self.assertEqual(len(invoice.collection_item_ids), 2)
        with freeze_time("2026-05-04 10:00:00"):
            invoice.button_draft()
            self._put_on_terms(invoice, (100, 70))
        # 31 March - 30 + 70 days = 10 May; three days later it is claimed as one.
        notice = self._play(date(2026, 5, 13))
        self.assertEqual(notice.stage_id.name, "First reminder")
        self.assertEqual(notice.amount_total, 1000.0)


@tagged("post_install", "-at_install")
class TestAddressMoved(MovedCommon):
    """A letter goes to where the debtor is, not to where he was."""

    def _move_house(self):
        self.debtor.sudo().write({"street": "1 rue Neuve", "zip": "75001"})

    def test_printed_for_the_old_address_it_is_printed_again(self):
        self._invoice()
        self._climb(25)
        notice = self._play(day(40))
        with freeze_time(f"{day(40)} 11:00:00"):
            notice.action_approve()
            notice.action_print()
            batch = notice.delivery_ids.batch_id
            self._move_house()
            told = batch.action_confirm()
        self.assertIn("Print it again", told["params"]["message"])
        self.assertEqual((notice.state, notice.departed_on), ("ready", False))
        with freeze_time(f"{day(41)} 11:00:00"):
            notice.action_print()
            self.assertIn("1 rue Neuve", notice.letter_address)
            notice.delivery_ids.batch_id.action_confirm()
        self.assertEqual((notice.state, notice.departed_on), ("sent", day(41)))

    def test_written_when_the_e_mail_left_it_is_not_posted(self):
        self._invoice()
        self._climb(3)
        notice = self._play(day(15))
        self._move_house()
        letter = self._letter(notice)
        with freeze_time(f"{day(16)} 11:00:00"):
            letter.action_print()
        self.assertEqual(letter.state, "skipped")
        self.assertIn("was changed after letter", letter.reason)
        self.assertIn(letter.reason, notice.case_id.activity_ids.mapped("summary"))

    def test_another_name_on_the_bell_is_no_other_address(self):
        self._invoice()
        self._climb(3)
        letter = self._letter(self._play(day(15)))
        self.debtor.sudo().phone = "+33 4 72 11 11 11"
        with freeze_time(f"{day(15)} 11:00:00"):
            letter.action_print()
            letter.batch_id.action_confirm()
        self.assertEqual(letter.state, "sent")

    def test_the_pile_is_told_why_in_the_words_of_the_reason(self):
        self._invoice()
        self._climb(3)
        letter = self._letter(self._play(day(15)))
        with freeze_time(f"{day(15)} 11:00:00"):
            letter.action_print()
            self.debtor.sudo().write(
                {"collection_silence": "stop", "collection_silence_reason": "Appel"}
            )
            told = letter.batch_id.action_confirm()
        self.assertIn("asked to be left alone", told["params"]["message"])


@tagged("post_install", "-at_install")
class TestPeopleMoved(MovedCommon):
    """Whoever left the house signs nothing and is asked nothing; the scheduled action
    is nobody."""

    def _cron(self, on):
        self.env.invalidate_all()
        with freeze_time(f"{on} 08:00:00"), self.mock_mail_gateway():
            self.env["collection.run"].with_user(SUPERUSER_ID)._cron_run()
            return [mail["email_from"] for mail in self._mails]

    def test_a_collector_who_left(self):
        self._invoice()
        self.collector.sudo().active = False
        (sender,) = self._cron(day(3))
        self.assertIn("billing@creditor.example", sender)
        notice = self.env["collection.notice"].search([], limit=1)
        self.assertNotIn(self.collector.name, str(notice.body))

    def test_a_case_whose_collector_left_goes_to_the_company_s(self):
        invoice = self._invoice()
        self._play(day(3))
        case = invoice.collection_case_id
        gone = self._user("gone", "account_collection.group_collection_user")
        case.user_id = gone
        gone.sudo().active = False
        self.assertEqual(case._responsible(), self.collector)

    def test_a_lawyer_who_was_archived_is_not_written_to(self):
        lawyer = self._make_debtor("Maître Roche", email="roche@lawyer.example")
        self.debtor.sudo().write(
            {
                "collection_silence": "lawyer",
                "collection_silence_reason": "Courrier du 2 avril",
                "collection_lawyer_id": lawyer.id,
            }
        )
        self._invoice()
        notice = self._play(day(3), deliver=False)
        self.assertEqual(notice.recipient_id, lawyer)
        lawyer.active = False
        with freeze_time(f"{day(3)} 09:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            self.assertFalse(self._mails)
        self.assertEqual(notice.state, "skipped")
        self.assertIn("enter the lawyer", notice.reason)

    def test_a_visitor_of_the_site_is_asked_nothing(self):
        self.company.sudo().collection_user_id = False
        visitor = self.env.ref("base.public_user").sudo()
        company = self.company.with_user(visitor).sudo()
        self.assertTrue(
            company._collection_person().has_group(
                "account_collection.group_collection_manager"
            )
        )

    def test_nobody_collects(self):
        self.company.sudo().collection_user_id = False
        self._invoice()
        (sender,) = self._cron(day(3))
        self.assertIn("billing@creditor.example", sender)
        self.debtor.sudo().write({"email": False, "street": False, "city": False})
        self._cron(day(15))
        case = self.env["collection.case"].search([("partner_id", "=", self.debtor.id)])
        self.assertIn("no complete postal address", case.activity_ids.summary)
        # A task of the scheduled action's own user would be seen by nobody.
        self.assertTrue(case.activity_ids.user_id.active)
        self.assertTrue(
            case.activity_ids.user_id.has_group(
                "account_collection.group_collection_manager"
            )
        )


@tagged("post_install", "-at_install")
class TestClosedMeanwhile(MovedCommon):
    def test_nothing_leaves_from_a_case_a_person_closed(self):
        self._invoice()
        notice = self._play(day(3), deliver=False)
        with freeze_time(f"{day(3)} 08:30:00"):
            notice.case_id.with_user(self.collector).action_close()
        with freeze_time(f"{day(3)} 09:00:00"), self.mock_mail_gateway():
            self.env["collection.delivery"].sudo()._cron_deliver()
            self.assertFalse(self._mails)
        self.assertEqual(notice.state, "skipped")
        self.assertIn("The case was closed by", notice.reason)
        # What stays open goes on in a new case.
        again = self._play(day(4))
        self.assertEqual((again.state, again.stage_id), ("sent", notice.stage_id))
        self.assertNotEqual(again.case_id, notice.case_id)

    def test_asked_to_run_where_nothing_is_due_it_says_so(self):
        run = self.env["collection.run"].with_user(self.collector)
        told = run.action_run_company()
        self.assertIn("Nothing new", told["params"]["message"])
        self.company.sudo().collection_active = False
        told = run.action_run_company()
        self.assertIn("switched off", told["params"]["message"])
        told = self._invoice().with_user(self.collector).action_collection_run()
        self.assertIn("switched off", told["params"]["message"])


@tagged("post_install", "-at_install")
class TestNothingToDo(MovedCommon):
    """A button of a list answers, whichever notices were chosen."""

    def test_what_left_is_neither_approved_nor_sent(self):
        self._invoice()
        notice = self._play(day(3)).with_user(self.collector)
        told = notice.action_approve()
        self.assertIn("waits for an approval", told["params"]["message"])
        with self.mock_mail_gateway():
            told = notice.action_send()
            self.assertFalse(self._mails)
        self.assertIn("can leave by itself", told["params"]["message"])

    def test_a_case_of_which_nothing_is_overdue(self):
        self._invoice()
        case = self._play(day(-5)).case_id
        with (
            freeze_time(f"{day(-4)} 10:00:00"),
            self.assertRaisesRegex(UserError, "Nothing is overdue in this case"),
        ):
            case.action_bad_debt()


@tagged("post_install", "-at_install")
class TestMoneyTakenBack(MovedCommon):
    """A payment that is a draft again, or rejected, stays matched: the host calls the
    invoice paid, and nobody would notice."""

    def setUp(self):
        super().setUp()
        self.invoice = self._invoice()
        self.second = self._invoice(50.0)
        self.case = self._play(day(3)).case_id
        self.payment = self._pay(self.invoice, 1000.0, day(4))

    def _tasks(self):
        return [words for words in self.case.activity_ids.mapped("summary") if words]

    def test_a_person_is_asked_once(self):
        self._play(day(5))
        self.payment.action_draft()
        self.assertEqual(self.invoice.payment_state, "paid")
        for offset in (6, 7):
            self._play(day(offset))
        asked = [words for words in self._tasks() if "still settles" in words]
        self.assertEqual(len(asked), 1)
        self.assertIn(self.payment.name, asked[0])
        self.assertIn(self.invoice.name, asked[0])

    def test_a_rejected_payment(self):
        self._play(day(5))
        self.payment.action_reject()
        self._play(day(6))
        self.assertTrue([words for words in self._tasks() if "still settles" in words])

    def test_a_credit_note_that_is_a_draft_again(self):
        refund = self.second.sudo()._reverse_moves(
            [{"invoice_date": day(5), "date": day(5)}], cancel=True
        )
        refund.button_draft()
        self.assertFalse(self.second.amount_residual)
        self._play(day(6))
        (asked,) = [words for words in self._tasks() if "still settles" in words]
        self.assertIn(self.second.name, asked)

    def test_nobody_is_asked_about_a_payment_that_stands(self):
        self._play(day(5))
        self.assertFalse([one for one in self._tasks() if "still settles" in one])

    def test_he_is_not_thanked_for_it(self):
        self.company.sudo().collection_thanks = True
        payment = self._pay(self.second, 50.0, day(4))
        thanks = self._play(day(5), deliver=False)
        self.assertEqual(thanks.purpose, "thanks")
        payment.action_draft()
        self._play(day(6))
        self.assertEqual(thanks.state, "skipped")
        self.assertIn("taken back", thanks.reason)


@tagged("post_install", "-at_install")
class TestSharedMailbox(ReplyCommon):
    def test_a_person_writes_to_a_shared_mailbox(self):
        self._invoice()
        notice = self._play(day(3))
        listed = "Precedence: list\nList-ID: <compta.creditor.example>"
        self._answer(notice, day(4), extra=listed)
        self.assertTrue(self._holds(notice.case_id))
