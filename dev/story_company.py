"""The creditor of the demo: a French company that exists nowhere, and its people."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

import odoo.init

NAME = "Atelier Duvernay SAS"
# Numbers with right keys that belong to nobody: bank 19999 is not attributed.
SIRET = "90412783400011"
DOMAIN = "atelier-duvernay.example"
VAT = "FR62904127834"
IBAN = "FR7619999000010001234567815"
COLOUR = "#1b4965"
PEOPLE = (
    ("collecteur", "Camille Perrin", "group_collection_user", "04 78 00 12 41"),
    ("responsable", "Denis Marchand", "group_collection_manager", "04 78 00 12 42"),
)


def set_up(env):
    """Give the company its papers, its people and the default policy; switch it on.

    :return: ``{login: user}``
    """
    env["res.lang"]._activate_lang("fr_FR")
    company = env.company
    company.write(
        {
            "name": NAME,
            "street": "14 rue des Tanneurs",
            "zip": "69005",
            "city": "Lyon",
            "country_id": env.ref("base.fr").id,
            "phone": "04 78 00 12 40",
            "email": f"compta@{DOMAIN}",
            "website": f"https://www.{DOMAIN}",
            "vat": VAT,
            "company_registry": SIRET,
            "logo": base64.b64encode(draw_logo()),
            "primary_color": COLOUR,
            "collection_signatory": "Hélène Duvernay, présidente",
            "alias_domain_id": env["mail.alias.domain"].create({"name": DOMAIN}).id,
        }
    )
    company.partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
    _add_account(company)
    _number_in_french(env, company)
    people = _hire(env, company)
    company.write(
        {
            "collection_policy_id": env.ref("account_collection.policy_default").id,
            "collection_user_id": people["collecteur"].id,
            "collection_active": True,
            # The story plays at the hour it is started, with invoices never sent.
            "collection_guard": False,
            "collection_unsent": "remind",
        }
    )
    return people


def _add_account(company):
    env = company.env
    account = env["res.partner.bank"].create(
        {
            "acc_number": IBAN,
            "partner_id": company.partner_id.id,
            "bank_id": env["res.bank"]
            .create({"name": "Banque des Terreaux", "bic": "TERXFRPP"})
            .id,
            "allow_out_payment": True,
        }
    )
    journals = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    journals.bank_account_id = account


def _number_in_french(env, company):
    """Invoices are FAC/2026/00001: the host's chart, loaded in English, says INV."""
    journal = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
    )
    journal.write({"code": "FAC", "name": "Factures clients"})


def _hire(env, company):
    users = {}
    for login, name, group, phone in PEOPLE:
        users[login] = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": login,
                    "password": login,
                    "name": name,
                    "email": f"{login}@{DOMAIN}",
                    "phone": phone,
                    "lang": "fr_FR",
                    "tz": "Europe/Paris",
                    "company_id": company.id,
                    "company_ids": [odoo.Command.set(company.ids)],
                    "group_ids": [
                        odoo.Command.link(env.ref("base.group_user").id),
                        odoo.Command.link(env.ref(f"account_collection.{group}").id),
                    ],
                }
            )
        )
    env.ref("base.user_admin").write({"lang": "fr_FR", "tz": "Europe/Paris"})
    return users


def draw_logo():
    """Draw the company's logo: a dovetail joint and its name, as PNG bytes."""
    picture = Image.new("RGB", (700, 260), "white")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((20, 30, 220, 230), radius=24, fill=COLOUR)
    pen.polygon([(60, 80), (180, 80), (150, 130), (90, 130)], fill="white")
    pen.polygon([(90, 135), (150, 135), (180, 185), (60, 185)], fill="#9fc4d8")
    pen.text((260, 52), "Atelier", font=ImageFont.load_default(64), fill=COLOUR)
    pen.text((260, 128), "DUVERNAY", font=ImageFont.load_default(80), fill=COLOUR)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
