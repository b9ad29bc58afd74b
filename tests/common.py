import io
from datetime import date, timedelta
from unittest.mock import patch

from reportlab.pdfgen.canvas import Canvas

from odoo import Command
from odoo.tests import freeze_time, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import MailCase

DUE = date(2026, 3, 31)


def day(offset, due=DUE):
    """Return the day ``offset`` days after the due date."""
    return due + timedelta(days=offset)


def blank_pdf(text):
    """Return a PDF of one page that says ``text``."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(72, 720, text)
    canvas.save()
    return out.getvalue()


def _letters_without_engine(notices, today):
    return {notice: blank_pdf(f"{notice.name} {today}") for notice in notices}


class CollectionCommon(AccountTestInvoicingCommon, MailCase):
    """A French company that is switched on, one business debtor, and the days.

    E-mails are caught by the host's mock gateway; letters are not rendered here (see
    ``test_letters``): their copy is a short PDF made in Python.
    """

    @classmethod
    @AccountTestInvoicingCommon.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.manager = cls._user(
            "collection_manager", "account_collection.group_collection_manager"
        )
        cls.collector = cls._user(
            "collection_user",
            "account_collection.group_collection_user",
            email="collector@creditor.example",
        )
        cls.env = cls.env(user=cls.manager)
        cls.policy = cls.env.ref("account_collection.policy_default")
        # Most stories do not look at the invoices' PDFs, which take the PDF engine.
        cls.policy.stage_ids.write({"attach_invoices": False})
        cls.company.sudo().write(
            {
                "collection_active": True,
                # Its own tests switch it on: the others play any day, at any hour.
                "collection_guard": False,
                "collection_unsent": "remind",
                "collection_policy_id": cls.policy.id,
                "collection_user_id": cls.collector.id,
                "email": "billing@creditor.example",
            }
        )
        cls.debtor = cls._make_debtor("Menuiserie Lefèvre")
        cls.startClassPatcher(
            patch.object(
                cls.env.registry["collection.notice"],
                "_render_letters",
                _letters_without_engine,
            )
        )

    @classmethod
    def _user(cls, login, groups, company=None, **vals):
        """Return a user of one company, else of the creditor's, with these groups."""
        company = company or cls.company
        return new_test_user(
            cls.env(su=True),
            login=login,
            groups=groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **vals,
        )

    @classmethod
    def _make_debtor(cls, name, **vals):
        return (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": name,
                    "is_company": True,
                    "street": "12 rue des Lilas",
                    "zip": "69003",
                    "city": "Lyon",
                    "country_id": cls.env.ref("base.fr").id,
                    "email": "compta@debtor.example",
                    "phone": "+33 4 72 00 00 00",
                    "lang": "fr_FR",
                    "collection_class": "business",
                    **vals,
                }
            )
        )

    @classmethod
    def _invoice(cls, amount=1000.0, due=DUE, debtor=None, **vals):
        """Post an invoice of ``amount`` without tax, due on ``due``."""
        invoice = (
            cls.env["account.move"]
            .sudo()
            .with_company(cls.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (debtor or cls.debtor).id,
                    "invoice_date": due - timedelta(days=30),
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Travaux",
                                "quantity": 1,
                                "price_unit": amount,
                                "tax_ids": [],
                            }
                        )
                    ],
                    **vals,
                }
            )
        )
        invoice.action_post()
        return invoice.with_env(cls.env)

    @classmethod
    def _pay(cls, invoice, amount, on):
        wizard = (
            cls.env["account.payment.register"]
            .sudo()
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"amount": amount, "payment_date": on, "group_payment": True})
        )
        return wizard._create_payments()

    @classmethod
    def _unmatched_payment(cls, amount, on, **values):
        """Post money of the debtor that is not matched with an invoice."""
        payment = (
            cls.env["account.payment"]
            .sudo()
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": cls.debtor.id,
                    "amount": amount,
                    "date": on,
                    "journal_id": cls.company_data["default_journal_bank"].id,
                    **values,
                }
            )
        )
        payment.action_post()
        return payment

    @classmethod
    def _misc_entry(cls, on, *rows):
        """Post a miscellaneous entry.

        :param rows: ``(account, debit, credit)``, and a debtor other than the usual.
        """
        entry = (
            cls.env["account.move"]
            .sudo()
            .create(
                {
                    "move_type": "entry",
                    "date": on,
                    "journal_id": cls.company_data["default_journal_misc"].id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": account.id,
                                "partner_id": (debtor or [cls.debtor])[0].id,
                                "debit": debit,
                                "credit": credit,
                            }
                        )
                        for account, debit, credit, *debtor in rows
                    ],
                }
            )
        )
        entry.action_post()
        return entry

    def _balances(self):
        """Return the trial balance of the company: ``{account code: balance}``."""
        self.env.flush_all()
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [("company_id", "=", self.company.id), ("parent_state", "=", "posted")],
                ["account_id"],
                ["balance:sum"],
            )
        )
        return {
            account.code: round(balance, 2)
            for account, balance in groups
            if round(balance, 2)
        }

    @classmethod
    def _stage(cls, name="Reminder", days=1, **vals):
        """Return the command that adds a reminder by e-mail to a policy."""
        return Command.create(
            {
                "name": name,
                "days": days,
                "channel_ids": [
                    Command.set(cls.env.ref("account_collection.channel_email").ids)
                ],
                "mail_template_id": cls.env.ref(
                    "account_collection.mail_template_reminder_1"
                ).id,
                "attach_invoices": False,
                **vals,
            }
        )

    @classmethod
    def _write_by_letter(cls, stage):
        """Let a stage go by ordinary letter alone."""
        text = cls.env.ref("account_collection.mail_template_letter_reminder")
        letter = cls.env.ref("account_collection.channel_letter")
        stage.write(
            {
                "letter_template_id": text.id,
                "channel_ids": [Command.set(letter.ids)],
            }
        )

    @classmethod
    def _policy(cls, *stages):
        return cls.env["collection.policy"].create(
            {"name": "Other", "stage_ids": list(stages)}
        )

    # -- the days ------------------------------------------------------------

    def _play(self, on, deliver=True):
        """Play one day as the scheduled action does; return the notices recorded."""
        before = self.env["collection.notice"].search([])
        with freeze_time(f"{on} 08:00:00"), self.mock_mail_gateway():
            run = self.env["collection.run"].sudo()._play(self.company, on)
            if deliver:
                self.env["collection.delivery"].sudo()._cron_deliver()
        self.run = run
        return self.env["collection.notice"].search([]) - before

    def _play_until(self, start, end, people=True):
        """Play every day; people print, call and approve on the same day.

        :return: ``{day: notices that departed on it}``
        """
        history = {}
        for offset in range((end - start).days + 1):
            on = start + timedelta(days=offset)
            self._play(on)
            if people:
                self._act(on)
            departed = self.env["collection.notice"].search([("departed_on", "=", on)])
            if departed:
                history[on] = departed
        return history

    def _climb(self, top):
        """Play only the days of the default policy's stages, up to ``top``."""
        for offset in (-5, 3, 15, 25, 40, 60):
            if offset <= top:
                self._play_until(day(offset), day(offset))

    def _act(self, on):
        """What people do on a day: approve, print, post, call."""
        with freeze_time(f"{on} 14:00:00"), self.mock_mail_gateway():
            notices = self.env["collection.notice"]
            notices.search([("state", "=", "review")]).action_approve()
            deliveries = self.env["collection.delivery"].search(
                [("state", "=", "ready")]
            )
            letters = deliveries.filtered(
                lambda one: one.channel_code in ("letter", "registered")
            )
            if letters:
                letters.action_print()
                letters.batch_id.action_confirm()
            deliveries.filtered(
                lambda one: one.channel_code in ("phone", "visit")
            ).action_done()

    def _say_outcome(self, source, outcome, on, **values):
        """Let the collector say what came out of a call or visit, in the form that the
        button of ``source`` opens.

        :return: the e-mails that left.
        """
        with freeze_time(f"{on} 10:00:00"), self.mock_mail_gateway():
            action = source.with_user(self.collector).action_outcome()
            self._fill_in(action, {"outcome": outcome, **values}).action_confirm()
            return list(self._mails)

    def _fill_in(self, action, values):
        """Return the form that a button opened for the collector, filled in."""
        forms = self.env[action["res_model"]].with_user(self.collector)
        return forms.with_context(**action["context"]).create(values)

    def _stages(self, history):
        """Return the days from the due date on which something departed, with the
        stages' names."""
        return [
            ((on - DUE).days, notice.stage_id.name)
            for on, notices in sorted(history.items())
            for notice in notices
        ]
