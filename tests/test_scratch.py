import base64, pathlib
from datetime import date
from unittest.mock import patch
from odoo.tests import HttpCase, tagged
from .common import DUE, day
from .letter_common import TODAY, LetterCommon
from .claim_common import ClaimCommon

OUT = pathlib.Path("/var/tmp/french/out")
OUT.mkdir(exist_ok=True)


@tagged("post_install", "-at_install")
class TestScratch(LetterCommon, ClaimCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registry = cls.env.registry["collection.notice"]
        real = next(
            b.__dict__["_render_letters"]
            for b in registry.__mro__[1:]
            if "_render_letters" in b.__dict__
        )
        cls.startClassPatcher(patch.object(registry, "_render_letters", real))
        settings = cls.env["ir.config_parameter"].sudo()
        settings.set_param("report.url", cls.base_url())
        settings.set_param("report.print_delay", "100")

    def test_letters(self):
        for kind in ("business", "public", "consumer"):
            debtor = self._make_debtor(f"Débiteur {kind}", collection_class=kind)
            notice = self._notice("formal", (1000, 548.50, 12000), debtor)
            moves = notice.line_ids.move_id.sudo()
            moves.collection_contract_date = date(2025, 9, 1)
            notice.sudo()._read_accessories(TODAY)
            notice.sudo().write(notice._texts())
            (OUT / f"letter_{kind}.pdf").write_bytes(
                notice._render_letters(TODAY)[notice]
            )

    def test_statement(self):
        for kind in ("business", "public", "consumer"):
            for imp in ("booked", "legal"):
                self.company.sudo().collection_imputation = imp
                debtor = self._make_debtor(
                    f"Débiteur {kind} {imp}", collection_class=kind
                )
                self.debtor = debtor
                one = self._invoice(1000.0, DUE, debtor)
                two = self._invoice(548.5, date(2026, 5, 15), debtor)
                one.sudo().collection_contract_date = date(2025, 9, 1)
                for offset in (3, 15, 25, 40):
                    self._play_until(day(offset), day(offset))
                first = one.collection_last_notice_id
                self.env["collection.proof"].create(
                    {
                        "notice_id": first.id,
                        "kind": "presented",
                        "date": date(2026, 5, 14),
                    }
                )
                self._pay(one, 400, date(2026, 7, 15))
                self._credit_note(two, 48.5, date(2026, 7, 20))
                self._bank_line(50.0, date(2026, 8, 1), debtor)
                case = one.collection_case_id
                self.env["collection.cost"].create(
                    {
                        "case_id": case.id,
                        "kind": "officer" if 0 else "postage",
                        "name": "Lettre recommandée",
                        "amount": 65.4,
                        "date": date(2026, 7, 2),
                    }
                ) if kind != "consumer" else None
                st = self.env["collection.statement"].create(
                    {"case_id": case.id, "date": date(2026, 8, 31)}
                )
                st.action_issue()
                (OUT / f"statement_{kind}_{imp}.pdf").write_bytes(st.pdf_id.raw)
                (OUT / f"statement_{kind}_{imp}.xlsx").write_bytes(st.xlsx_id.raw)
                (OUT / f"statement_{kind}_{imp}.html").write_text(
                    str(
                        st.with_context(lang="fr_FR").html
                        if "html" in st._fields
                        else ""
                    )
                )
                print("LANG", st.lang, [f for f in st._fields if "html" in f])
