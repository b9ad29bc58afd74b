"""Computes the formulas of our workbooks anew, exactly, from their cells."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from openpyxl.utils import range_boundaries

_TOKEN = re.compile(
    r"(?P<range>(?:'(?:[^']|'')+'!)?[A-Z]+\d+(?::[A-Z]+\d+)?)|(?P<text>\"[^\"]*\")"
    r"|(?P<name>[A-Z]+)(?=\()|(?P<number>\d+)|(?P<sign>[-+*/(),])"
)


def compute(formulas, sheet, cell):
    """Return the value of a cell, its formulas computed with Decimals.

    :param formulas: workbook read with its formulas
    """
    value = formulas[sheet][cell].value
    if not (isinstance(value, str) and value.startswith("=")):
        if isinstance(value, datetime | date):
            return Decimal(value.toordinal())
        return Decimal(str(value)) if isinstance(value, int | float) else value
    code = "".join(_piece(match, sheet) for match in _TOKEN.finditer(value[1:]))
    if len("".join(match[0] for match in _TOKEN.finditer(value[1:]))) != len(value) - 1:
        raise AssertionError(f"a formula the tests cannot read: {value}")
    functions = {
        "cells": lambda where, span: _cells(formulas, where, span),
        "Decimal": Decimal,
        "SUM": lambda *values: sum(_flat(values), Decimal(0)),
        "MAX": lambda *values: max(_flat(values)),
        "ROUND": lambda number, places: number.quantize(
            Decimal(1).scaleb(-int(places)), ROUND_HALF_UP
        ),
        "SUMIF": lambda keys, key, values: sum(
            (value for one, value in zip(keys, values, strict=True) if one == key),
            Decimal(0),
        ),
    }
    # the text is one of our own formulas, cut into known tokens
    return eval(code, {"__builtins__": {}}, functions)


def _piece(match, sheet):
    if match["number"]:
        return f"Decimal({match['number']})"
    if not match["range"]:
        return match[0]
    where, _mark, span = match["range"].rpartition("!")
    where = where[1:-1].replace("''", "'") if where else sheet
    return f"cells({where!r}, {span!r})"


def _cells(formulas, where, span):
    left, top, right, bottom = range_boundaries(span)
    found = [
        compute(formulas, where, cell.coordinate)
        for row in formulas[where].iter_rows(top, bottom, left, right)
        for cell in row
    ]
    return found if ":" in span else found[0]


def _flat(values):
    for value in values:
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, Decimal))
        elif isinstance(value, Decimal):
            yield value
