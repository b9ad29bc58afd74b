import csv
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from io import StringIO

import requests

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..rules.errors import DataMissing
from .client_actions import RELOAD, tell

ADDRESS = "account_collection.ecb_address"
TIMEOUT = 30
MOST_BYTES = 5_000_000
FIXED_SINCE = date(2008, 10, 15)
"""The series is that of fixed-rate tenders, without a gap since then; before it the
tenders were at variable rates and the law's rate was another series."""
AHEAD = timedelta(days=31)
"""A change is announced a few days before it takes effect; later days are nonsense."""
HIGHEST = Decimal(100)


class CollectionLaw(models.Model):
    """The ECB's rates read from its data portal, when a person asks for it.

    Changes are added as rows; what is there is never changed. An answer that
    contradicts a row, or is not what was expected, is refused as a whole.
    """

    _inherit = "collection.law"

    def action_update_from_ecb(self):
        """Add the changes the ECB has published since the last row."""
        self.ensure_one()
        self.check_access("write")
        today = self.env.company._collection_today()
        points = self._ecb_points(self._ecb_fetch(), today)
        self._ecb_compare(points)
        added = self._ecb_add(points, today)
        last = points[-1][0]
        if not self.known_until or self.known_until < last:
            self.known_until = last
        return self._ecb_notify(added, last)

    @api.model
    def _ecb_fetch(self):
        """Return the answer of the portal as text."""
        address = self.env["ir.config_parameter"].sudo().get_param(ADDRESS)
        if not address:
            raise UserError(
                self.env._("The address of the ECB's series is not set: %s", ADDRESS)
            )
        try:
            raw = _read_address(address)
        except requests.RequestException as error:
            raise UserError(
                self.env._(
                    "The ECB could not be asked (%(error)s). Try again later, or enter "
                    "the rate by hand; nothing was changed.",
                    error=error,
                )
            ) from error
        if len(raw) > MOST_BYTES:
            raise self._ecb_odd(self.env._("it is too long"))
        return raw.decode("utf-8", errors="replace")

    @api.model
    def _ecb_odd(self, what):
        return UserError(
            self.env._(
                "The ECB's answer is not the series that was expected (%s). Nothing "
                "was changed; enter the rate by hand.",
                what,
            )
        )

    @api.model
    def _ecb_points(self, text, today):
        """Return ``(day, rate)`` of the answer in the order of the days."""
        reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
        names = reader.fieldnames or ()
        if not {"TIME_PERIOD", "OBS_VALUE"} <= set(names):
            raise self._ecb_odd(self.env._("TIME_PERIOD or OBS_VALUE is missing"))
        points = {}
        try:
            for line in reader:
                self._ecb_point(line, points, today)
        except csv.Error as error:
            raise self._ecb_odd(str(error)) from error
        if not points:
            raise self._ecb_odd(self.env._("it holds no rate"))
        return sorted(points.items())

    @api.model
    def _ecb_point(self, line, points, today):
        cell = (line["OBS_VALUE"] or "").strip()
        if cell in ("", "NaN"):
            return
        try:
            day = date.fromisoformat((line["TIME_PERIOD"] or "").strip())
            rate = Decimal(cell)
        except (ValueError, InvalidOperation) as error:
            words = f"{line['TIME_PERIOD']}, {cell}"
            raise self._ecb_odd(words) from error
        if not rate.is_finite() or not 0 <= rate < HIGHEST or day > today + AHEAD:
            raise self._ecb_odd(f"{day}, {cell}")
        if points.setdefault(day, rate) != rate:
            raise self._ecb_odd(f"{day}, {points[day]}, {cell}")
        if day < FIXED_SINCE:
            del points[day]

    def _ecb_compare(self, points):
        """Refuse an answer that contradicts a row: a person must decide."""
        table = self._as_table()
        for day, rate in points:
            try:
                row = table.at(day)
            except DataMissing:
                continue
            if row.value != rate:
                self._ecb_contradiction(day, rate, row)
        standing = dict(points)
        first, last = points[0][0], points[-1][0]
        for row in table.rows:
            if not first <= row.valid_from <= last:
                continue
            rate = standing[max(day for day in standing if day <= row.valid_from)]
            if rate != row.value:
                self._ecb_contradiction(row.valid_from, rate, row)

    def _ecb_contradiction(self, day, rate, row):
        raise UserError(
            self.env._(
                "On %(day)s the ECB says %(theirs)s, the table says %(ours)s since "
                "%(since)s (%(article)s). Look which is right and correct the table; "
                "nothing was changed.",
                day=format_date(self.env, day),
                theirs=self._format(rate),
                ours=self._format(row.value),
                since=format_date(self.env, row.valid_from),
                article=row.source,
            )
        )

    def _ecb_add(self, points, today):
        """Add a row for each change after what the table knows."""
        rows = self._as_table().rows
        standing = {row.valid_from: row.value for row in rows}
        new = []
        for day, rate in points:
            before = [since for since in standing if since <= day]
            if before and standing[max(before)] == rate:
                continue
            standing[day] = rate
            new.append(
                {
                    "law_id": self.id,
                    "valid_from": day,
                    "value": float(rate),
                    "source": self.env._("ECB data portal, read on %s", today),
                    "evidence": self._ecb_address(),
                    "confidence": "confirmed",
                }
            )
        return self.env["collection.law.row"].create(new)

    @api.model
    def _ecb_address(self):
        return self.env["ir.config_parameter"].sudo().get_param(ADDRESS)

    def _ecb_notify(self, added, last):
        day = format_date(self.env, last)
        message = (
            self.env._(
                "New values: %(count)s; known until %(day)s.", count=len(added), day=day
            )
            if added
            else self.env._("No change; known until %s.", day)
        )
        title = self.env._("European Central Bank")
        return tell(message, title, "success", then=RELOAD)


def _read_address(address: str) -> bytes:
    """Return what stands at an address, cut a byte above the most we take."""
    heads = {"Accept": "text/csv"}
    raw = b""
    with requests.get(address, timeout=TIMEOUT, headers=heads, stream=True) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_content(64 * 1024):
            raw += chunk
            if len(raw) > MOST_BYTES:
                break
    return raw
