import base64
import secrets

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..export import qr

# 80 random bits are sixteen letters: none is left over, none is needed to pad.
CODE_BYTES = 10
GROUP = 4
# Read by a person from paper: what looks like a letter of the alphabet is one.
MISREAD = str.maketrans("018", "OIB")
PAGE = "/collection/check"


def _new_code():
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()


class CollectionNotice(models.Model):
    """The code by which a debtor finds out that a letter is really ours.

    It is kept as it is, not hashed: the copy of the letter beside it shows it anyway, a
    second print must show the same one, and it opens nothing but what the letter says.
    """

    _inherit = "collection.notice"

    check_code = fields.Char(
        string="Genuine-Check Code",
        readonly=True,
        copy=False,
        help="Whoever types it on the page of genuine letters sees who wrote, about "
        "which invoices, and what is open today.",
    )
    check_code_words = fields.Char(
        compute="_compute_check_code_words", string="Code on the Letter"
    )

    _check_code = models.UniqueIndex("(check_code) WHERE check_code IS NOT NULL")

    @api.depends("check_code")
    def _compute_check_code_words(self):
        for notice in self:
            code = notice.check_code or ""
            notice.check_code_words = "-".join(
                code[at : at + GROUP] for at in range(0, len(code), GROUP)
            )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            for vals in vals_list:
                vals.setdefault("check_code", _new_code())
        return super().create(vals_list)

    @api.model
    def _prepare(self, plan, run):
        return {**super()._prepare(plan, run), "check_code": _new_code()}

    # -- on the letter -------------------------------------------------------

    def _check_page(self):
        """Return the address of the page where codes are typed."""
        return self.get_base_url() + PAGE

    def _check_url(self):
        """Return the address of the page of this letter."""
        return f"{self._check_page()}/{self.check_code_words}"

    def _check_qr(self):
        """Return the QR code of that address as a data address."""
        picture = base64.b64encode(qr.write_svg(self._check_url())).decode()
        return f"data:image/svg+xml;base64,{picture}"

    # -- what the page shows -------------------------------------------------

    @api.model
    def _find_genuine(self, typed):
        """Return the notice that bears a code, as typed; one that has not left is as
        unknown as one that does not exist, at the same price: one look into an index.
        """
        letters = (typed or "")[:100].upper().translate(MISREAD)
        code = "".join(one for one in letters if one.isalnum())
        return self.sudo().search(
            [
                ("check_code", "=", code or "-"),
                "|",
                ("departed_on", "!=", False),
                ("state", "in", ("sending", "uncertain")),
            ],
            limit=1,
        )

    def _genuine_facts(self):
        """Return what the page shows, in the language of the context: nothing that is
        not on the letter, but for what is open today."""
        today = self.company_id._collection_today()
        lines = self._genuine_lines()
        items = lines.item_id.filtered("is_open")
        balance = sum(items.mapped("amount_residual"))
        return {
            "rows": [
                self._genuine_row(line)
                for line in lines.sorted(lambda one: (one.date_due, one.id))
            ],
            "today": self._read_day(today, "long"),
            "date": self._read_day(self.departed_on or today, "long"),
            "balance": self._read_money(balance),
            "is_open": not self.currency_id.is_zero(balance),
            "account": self._payment_account().acc_number,
        }

    def _genuine_lines(self):
        """Return the due items it is about; a message is about those of a notice."""
        return self.line_ids or self.confirms_id.line_ids

    def _genuine_row(self, line):
        return {
            "id": line.id,
            "name": line.invoice_name,
            "due": self._read_day(line.date_due, "medium"),
            "said": self._read_money(line.amount_residual),
            "open": self._read_money(line.item_id.amount_residual),
            "is_open": line.item_id.is_open,
            "payable": self._payable_online(line.move_id),
        }

    def _read_day(self, day, style):
        """Return a day as the reader's language writes it, the month in letters."""
        return format_date(self.env, day, date_format=style)

    def _read_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _payable_online(self, move):
        return bool(
            "payment.link.wizard" in self.env
            and move._fields.get("transaction_ids")
            and move._has_to_be_paid()
        )

    def _payment_link(self, line_id):
        """Return the host's payment link of an invoice of this notice, or ``None``."""
        lines = self._genuine_lines()
        move = lines.filtered(lambda one: one.id == line_id).move_id
        if not move or not self._payable_online(move):
            return None
        return move._get_portal_payment_link()
