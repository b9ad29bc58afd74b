"""Rows for the tests of ``export/``: parties, due items, files of every kind."""

import io
from datetime import date
from decimal import Decimal

import pikepdf
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.account_collection.export.dossier_rows import (
    Claim,
    ClaimLine,
    Exhibit,
    Party,
)

DAY = date(2026, 6, 1)
CREDITOR = Party(
    "Électricité Lœuil & Fils",
    ("12 rue de l’Église", "69003 Lyon"),
    ("SIREN 732 829 320",),
    ("compta@loeuil.example",),
)
DEBTOR = Party("Строитель Παπαδόπουλος 株式会社 <b>SA</b>", ("31000 Toulouse",))
AGENCY = Party("Cabinet Dupont", ("69002 Lyon",))


def make_claim(**values):
    """Return a claim; `values` replace its fields."""
    defaults = {
        "creditor": CREDITOR,
        "debtor": DEBTOR,
        "recipient": AGENCY,
        "date": DAY,
        "reference": "HO/2026/0007",
    }
    return Claim(**{**defaults, **values})


def make_lines(count, currency="EUR"):
    """Return due items of 100.10, 200.10… on each of which 10.00 was paid."""
    return tuple(
        ClaimLine(
            invoice=f"FAC/2026/{rank:04d}",
            invoice_date=date(2026, 1, 2),
            due_date=date(2026, 2, 1),
            days_late=120,
            original=Decimal(rank * 100) + Decimal("0.10"),
            paid=Decimal("10.00"),
            residual=Decimal(rank * 100) - Decimal("9.90"),
            currency=currency,
        )
        for rank in range(1, count + 1)
    )


def make_pdf(pages=1, size=(595, 842), words="Content", rotate=0, **save):
    """Return a PDF; `save` goes to pikepdf, e.g. `encryption`."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for page in range(1, pages + 1):
        canvas.drawString(20, size[1] / 2, f"{words} {page}")
        canvas.showPage()
    canvas.save()
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        for page in document.pages:
            page.obj.Rotate = rotate
        document.save(saved, **(save or {"static_id": True}))
    return saved.getvalue()


def make_image(kind="JPEG", mode="RGB", size=(300, 200), frames=1):
    """Return a picture of one colour."""
    colour = (200, 30, 30, 0)[: len(mode)]
    pictures = [Image.new(mode, size, colour) for _frame in range(frames)]
    out = io.BytesIO()
    more = {"save_all": True, "append_images": pictures[1:]} if frames > 1 else {}
    pictures[0].save(out, kind, **more)
    return out.getvalue()


def make_exhibit(number, content, mimetype="application/pdf", **values):
    """Return an exhibit with that file."""
    defaults = {
        "number": number,
        "category": "Facture",
        "title": f"Titre n° {number}",
        "date": date(2026, 1, 2),
        "file_name": f"{number:02d}_Facture.pdf",
        "mimetype": mimetype,
        "content": content,
    }
    return Exhibit(**{**defaults, **values})


def check_fonts(test, content):
    """Check that a PDF carries every font it uses."""
    with pikepdf.open(io.BytesIO(content)) as document:
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary)
            and item.get("/Type") == pikepdf.Name.Font
        ]
        test.assertTrue(fonts)
        for font in fonts:
            test.assertIn("/FontFile2", font.FontDescriptor)
