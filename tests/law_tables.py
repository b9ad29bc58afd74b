"""French rates for tests of rules/, dated rows as a person would enter them.

ECB main refinancing rate: announcements of the ECB. Legal interest rate: half-yearly
arrêtés (art. L313-2 CMF), columns "autres cas" and "particuliers".
"""

from datetime import date
from decimal import Decimal

from odoo.addons.account_collection.rules.tables import LAW, SEMESTER, Row, Table

ECB_TEXT = """
    2007-06-13 4.00; 2008-07-09 4.25; 2008-10-15 3.75; 2008-11-12 3.25;
    2008-12-10 2.50; 2009-01-21 2.00; 2009-03-11 1.50; 2009-04-08 1.25;
    2009-05-13 1.00; 2011-04-13 1.25; 2011-07-13 1.50; 2011-11-09 1.25;
    2011-12-14 1.00; 2012-07-11 0.75; 2013-05-08 0.50; 2013-11-13 0.25;
    2014-06-11 0.15; 2014-09-10 0.05; 2016-03-16 0.00; 2022-07-27 0.50;
    2022-09-14 1.25; 2022-11-02 2.00; 2022-12-21 2.50; 2023-02-08 3.00;
    2023-03-22 3.50; 2023-05-10 3.75; 2023-06-21 4.00; 2023-08-02 4.25;
    2023-09-20 4.50; 2024-06-12 4.25; 2024-09-18 3.65; 2024-10-23 3.40;
    2024-12-18 3.15; 2025-02-05 2.90; 2025-03-12 2.65; 2025-04-23 2.40;
    2025-06-11 2.15; 2026-06-17 2.40; 2026-09-16 2.65;
"""

LEGAL_TEXT = """
    2015-01-01 0.93 4.06; 2015-07-01 0.99 4.29; 2016-01-01 1.01 4.54;
    2016-07-01 0.93 4.35; 2017-01-01 0.90 4.16; 2017-07-01 0.90 3.94;
    2018-01-01 0.89 3.73; 2018-07-01 0.88 3.60; 2019-01-01 0.86 3.40;
    2019-07-01 0.87 3.26; 2020-01-01 0.87 3.15; 2020-07-01 0.84 3.11;
    2021-01-01 0.79 3.14; 2021-07-01 0.76 3.12; 2022-01-01 0.76 3.13;
    2022-07-01 0.77 3.15; 2023-01-01 2.06 4.47; 2023-07-01 4.22 6.82;
    2024-01-01 5.07 8.01; 2024-07-01 4.92 8.16; 2025-01-01 3.71 7.21;
    2025-07-01 2.76 6.65; 2026-01-01 2.62 6.67; 2026-07-01 2.75 6.84;
"""


def rows(text, column=1):
    cells = [cell.split() for cell in text.split(";") if cell.strip()]
    return tuple(
        Row(date.fromisoformat(cell[0]), Decimal(cell[column]), "test")
        for cell in cells
    )


def law(code, **values):
    """A table of rows ``since_2009_01_01="10"`` that stand until changed."""
    return Table(
        code,
        tuple(
            Row(date(*map(int, since.split("_")[1:])), Decimal(value), "test")
            for since, value in values.items()
        ),
        LAW,
    )


ECB = Table("ecb", rows(ECB_TEXT))
LEGAL_OTHER = Table("legal_other", rows(LEGAL_TEXT), SEMESTER)
LEGAL_INDIVIDUAL = Table("legal_individual", rows(LEGAL_TEXT, 2), SEMESTER)
MARGIN_BUSINESS = law("margin_business", since_2009_1_1="10")
MARGIN_PUBLIC = law("margin_public", since_2013_3_16="8")
FLOOR_FACTOR = law("floor_factor", since_2009_1_1="3")
JUDGMENT_POINTS = law("judgment_points", since_1975_7_15="5")
INDEMNITY_BUSINESS = law("indemnity_business", since_2013_1_1="40")
INDEMNITY_PUBLIC = law("indemnity_public", since_2013_3_16="40")

LIMITATION = {
    code: law(code, since_2008_6_19=value)
    for code, value in (
        ("business", "5"),
        ("consumer", "2"),
        ("public", "4"),
        ("carriage", "1"),
        ("listed", "1"),
        ("title", "10"),
        ("suspended", "6"),
    )
}
