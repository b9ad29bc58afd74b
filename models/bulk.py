"""Many rows of one model in one statement, for what a run records by the thousand.

``create`` and ``write`` spend a fifth of a millisecond on each record. These two let
the ORM know what changed, but check and compute nothing record by record: they are for
rows that the house makes itself, from what it has just read.
"""

import io
import json

from odoo import models
from odoo.tools import SQL

NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(model, rows):
    """Insert ``rows`` and return the new records in their order.

    Defaults are read once for all; no constraint in Python runs, the database alone
    checks the rows; stored computed fields that they do not say are computed as ever.
    Where a rule of the host's automation waits for new records of this model they are
    created one by one after all: the user wants to see each.

    :param rows: dicts with the same keys; amounts are rounded.
    :raises ValueError: a row says another column than the others.
    """
    if not rows:
        return model.browse()
    _check_alike(rows)
    if hasattr(type(model).create, "origin"):
        return model.create(rows)
    missing = [
        field
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in rows[0]
    ]
    defaults = model.default_get([field.name for field in missing])
    records = model.browse(_new_ids(model, len(rows)))
    columns = _columns_of(rows)
    _copy_in(records, columns, {**_log_columns(model), **defaults})
    for name, value in defaults.items():
        columns[name] = [value] * len(rows)
    fields = [model._fields[name] for name in columns]
    with model.env.protecting(fields, records):
        _tell(records, columns, create=True)
    for field in missing:
        if field.compute and field.name not in defaults:
            model.env.add_to_compute(field, records)
    return records


def update_rows(records, rows):
    """Write one row to each of these records, in one statement.

    When and by whom a record was last changed stays as it was: what is written beside
    it by the house is no change of the user's.

    :param rows: dicts with the same keys, in the order of the records.
    :raises ValueError: a row says another column than the others.
    """
    if not rows:
        return
    _check_alike(rows)
    records.flush_model(list(rows[0]))
    table = SQL.identifier(records._table)
    records.env.cr.execute(
        SQL(
            "UPDATE %(table)s SET (%(columns)s) = ROW(%(values)s)"
            " FROM json_populate_recordset(NULL::%(table)s, %(rows)s) AS data"
            " WHERE %(table)s.id = data.id",
            table=table,
            columns=SQL(", ").join(map(SQL.identifier, rows[0])),
            values=SQL(", ").join(SQL.identifier("data", name) for name in rows[0]),
            rows=json.dumps(
                [
                    {"id": record_id, **_as_columns(row)}
                    for record_id, row in zip(records._ids, rows, strict=True)
                ],
                default=str,
            ),
        )
    )
    records.invalidate_recordset(list(rows[0]), flush=False)
    _tell(records, _columns_of(rows))


def fill_cache(records, columns):
    """Say what non-stored computed fields of these records are worth, in one go.

    :param columns: ``{field name: values in the order of the records}``; of a relation
        the id.
    """
    for name, values in columns.items():
        field = records._fields[name]
        nothing = False if field.type == "boolean" else None
        field._insert_cache(
            records, [nothing if value is False else value for value in values]
        )


def read_columns(records, names):
    """Return for each record a tuple of what is stored in these columns: of a relation
    the id. Ten times as fast as reading field after field; of a record that only
    exists on a form the fields are read."""
    if not all(records._ids):
        return [tuple(_plain(record[name]) for name in names) for record in records]
    records.fetch(names)
    caches = [records._fields[name]._get_cache(records.env) for name in names]
    return [tuple(cache[one] for cache in caches) for one in records._ids]


def _plain(value):
    return value.id if isinstance(value, models.BaseModel) else value


def _check_alike(rows):
    columns = rows[0].keys()
    odd = {
        name for row in rows if row.keys() != columns for name in row.keys() ^ columns
    }
    if odd:
        raise ValueError(f"only some of the rows say {', '.join(sorted(odd))}")


def _new_ids(model, count):
    rows = model.env.execute_query(
        SQL(
            "SELECT nextval(%s) FROM generate_series(1, %s)",
            f"{model._table}_id_seq",
            count,
        )
    )
    return [row[0] for row in rows]


def _log_columns(model):
    if not model._log_access:
        return {}
    uid, now = model.env.uid, model.env.cr.now()
    return {
        "create_uid": uid,
        "write_uid": uid,
        "create_date": now,
        "write_date": now,
    }


def _copy_in(records, columns, constants):
    """Write new rows by PostgreSQL's COPY, faster than any INSERT.

    :param columns: ``{name: values in the order of the records}``
    :param constants: ``{name: value}``, the same in each row.
    """
    names = SQL(", ").join(map(SQL.identifier, ["id", *columns, *constants]))
    cells = [_as_cells(values) for values in (records._ids, *columns.values())]
    tail = "\t".join(["", *_as_cells(constants.values())]) + "\n"
    lines = ["\t".join(row) + tail for row in zip(*cells, strict=True)]
    statement = SQL("COPY %s (%s) FROM STDIN", SQL.identifier(records._table), names)
    records.env.cr.copy_expert(statement.code, io.StringIO("".join(lines)))


def _as_cells(values):
    """Return values as COPY reads them; nothing is NULL."""
    return [
        NULL
        if value is None or value is False
        else value.translate(ESCAPES)
        if isinstance(value, str)
        else str(value)
        for value in values
    ]


def _as_columns(row):
    """Return a row as the columns want it: nothing is NULL."""
    return {name: None if value is False else value for name, value in row.items()}


def _columns_of(rows):
    return {name: [row[name] for row in rows] for name in rows[0]}


def _tell(records, columns, create=False):
    """Let the ORM know what these records say now, and whom that concerns.

    :param columns: ``{field name: values in the order of the records}``
    """
    fill_cache(records, columns)
    for name in columns:
        field = records._fields[name]
        for inverse in records.env.registry.field_inverses[field]:
            inverse._invalidate_cache(records.env)
    records.modified(list(columns), create=create)
