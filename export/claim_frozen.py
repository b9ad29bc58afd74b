"""A claim statement as text that never changes: to keep, to hash, to print again.

Canonical JSON: sorted keys, no spaces, UTF-8, amounts as decimal strings. The hash of
these bytes is what the foot of the paper bears.
"""

import dataclasses
import hashlib
import json
import types
import typing
from datetime import date
from decimal import Decimal, InvalidOperation

from .claim_rows import ClaimAccount
from .text import ExportError

_VERSION = 1


def freeze(account: ClaimAccount) -> bytes:
    """Return the statement's data; its own `sha256` is not part of it.

    >>> from datetime import date
    >>> from .dossier_rows import Party
    >>> account = ClaimAccount("S1", date(2026, 8, 31), Party("A"), Party("B"))
    >>> thaw(freeze(account)) == account
    True
    """
    data = _plain(dataclasses.replace(account, sha256=""))
    text = json.dumps(
        {"version": _VERSION, "account": data},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return text.encode()


def sealed(account: ClaimAccount) -> ClaimAccount:
    """Return the statement with the hash of its data at its foot."""
    digest = hashlib.sha256(freeze(account)).hexdigest()
    return dataclasses.replace(account, sha256=digest)


def thaw(content: bytes, sha256: str = "") -> ClaimAccount:
    """Return the statement, its rows checked again.

    :param sha256: when given, the content must still have it; it is put at the foot
    :raise ExportError: changed or unreadable content
    """
    digest = hashlib.sha256(content).hexdigest()
    if sha256 and digest != sha256:
        raise ExportError(
            f"The data of this statement is not what was frozen: SHA-256 {digest} "
            f"instead of {sha256}. Restore it from a backup or issue a new statement."
        )
    try:
        data = json.loads(content)
        if data["version"] != _VERSION:
            raise ExportError(
                f"The data of this statement has the version {data['version']}: "
                "update the add-on that reads it."
            )
        account = _typed(ClaimAccount, data["account"])
    except (KeyError, TypeError, InvalidOperation, json.JSONDecodeError) as error:
        raise ExportError(
            "The data of this statement cannot be read: issue a new statement."
        ) from error
    return dataclasses.replace(account, sha256=sha256)


def _plain(value: object) -> object:
    """Return what JSON knows."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _typed(kind: object, value: object) -> object:
    """Return the value as the annotation of its field wants it."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is types.UnionType:
        return None if value is None else _typed(arguments[0], value)
    if origin is tuple:
        kinds = arguments
        if arguments[-1] is Ellipsis:
            kinds = arguments[:1] * len(value)
        return tuple(map(_typed, kinds, value))
    if dataclasses.is_dataclass(kind):
        kinds = typing.get_type_hints(kind)
        return kind(**{name: _typed(kinds[name], one) for name, one in value.items()})
    if kind is Decimal:
        return Decimal(value)
    return date.fromisoformat(value) if kind is date else value
