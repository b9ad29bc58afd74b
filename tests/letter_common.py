"""What the tests of letters and texts share: notices, and reading PDFs."""

import io
from datetime import timedelta

import pypdf

from odoo import Command

from .common import CollectionCommon, day

TODAY = day(40)


def words_of(text):
    """Return a text with its spaces, breaks and no-break spaces made alike."""
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def read_pages(content):
    """Return the text of each page of a PDF."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [words_of(page.extract_text()) for page in reader.pages]


class LetterCommon(CollectionCommon):
    """Notices written without a run, one day, in both languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.sudo().write(
            {
                "street": "18 quai Perrache",
                "zip": "69002",
                "city": "Lyon",
                "phone": "+33 4 72 40 11 22",
                "vat": "FR23334175221",
                "company_registry": "33417522101010",
                "collection_signatory": "Claire Delmas, directrice financière",
            }
        )
        bank = cls.env["res.bank"].sudo().create({"name": "CL", "bic": "CRLYFRPP"})
        cls.account = (
            cls.env["res.partner.bank"]
            .sudo()
            .create(
                {
                    "acc_number": "FR7630006000011234567890189",
                    "partner_id": cls.company.partner_id.id,
                    "bank_id": bank.id,
                    "allow_out_payment": True,
                }
            )
        )
        stages = cls.policy.stage_ids.sorted("sequence")
        names = ("courtesy", "first", "second", "call", "formal", "handoff")
        cls.stages = dict(zip(names, stages, strict=True))

    @classmethod
    def _notice(cls, stage, amounts, debtor=None, announced=(), channels=None, paid=0):
        """Return a notice about one overdue invoice per amount, and one that is not
        due yet per announced amount."""
        debtor = debtor or cls.debtor
        case = cls.env["collection.case"].sudo()._ensure_cases(debtor, cls.company)
        due = TODAY - timedelta(days=40)
        later = TODAY + timedelta(days=5)
        staged = [
            (cls._item(case[debtor], amount, due - timedelta(days=at)), stage)
            for at, amount in enumerate(amounts)
        ]
        staged += [
            (cls._item(case[debtor], amount, later), "courtesy") for amount in announced
        ]
        if paid:
            cls._pay(staged[0][0].move_id, paid, TODAY)
        return cls._write_notice(case[debtor], stage, staged, channels)

    @classmethod
    def _item(cls, case, amount, due):
        invoice = cls._invoice(amount, due, case.partner_id)
        invoice.sudo().partner_bank_id = cls.account
        return (
            cls.env["collection.item"]
            .sudo()
            .create(
                {
                    "move_id": invoice.id,
                    "date_due": due,
                    "company_id": cls.company.id,
                    "partner_id": case.partner_id.id,
                    "currency_id": invoice.currency_id.id,
                    "case_id": case.id,
                }
            )
        )

    @classmethod
    def _write_notice(cls, case, stage, staged, channels):
        record = cls.stages[stage]
        lines = cls.env["collection.notice.line"]._prepare(
            [(item, cls.stages[own]) for item, own in staged], TODAY
        )
        channels = channels or record.channel_ids
        # As the house does it: what a notice says is nobody's to write.
        notice = cls.env(su=True)["collection.notice"].create(
            {
                "name": f"REL-{case.id}-{len(case.notice_ids)}",
                "case_id": case.id,
                "recipient_id": case.partner_id.id,
                "currency_id": staged[0][0].currency_id.id,
                "stage_id": record.id,
                "lang": case.partner_id.lang,
                "grace_days": record.grace_days,
                "date_deadline": record.grace_days
                and TODAY + timedelta(days=record.grace_days),
                "line_ids": [Command.create(line) for line in lines],
                "delivery_ids": [
                    Command.create({"channel_id": channel.id}) for channel in channels
                ],
            }
        )
        notice.amount_total = sum(
            line.amount_residual for line in notice.line_ids if line.is_claimed
        )
        notice.write(notice._texts())
        return notice

    @classmethod
    def _english(cls, name="Baustoffhandel GmbH", **vals):
        germany = cls.env.ref("base.de").id
        return cls._make_debtor(name, lang="en_US", country_id=germany, **vals)
