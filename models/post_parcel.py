"""What travels between us and a provider of registered mail.

``channels/post_base.py`` holds the hooks of a provider, ``doc/post-providers.md`` tells
how to write the next one.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

# What a provider may tell of a letter.
ACCEPTED = "accepted"
DEPOSITED = "deposited"
REJECTED = "rejected"
PRESENTED = "presented"


class PostError(Exception):
    """Nothing was handed over; the text says why, in words for the collector."""


@dataclass(frozen=True)
class ParcelLetter:
    """One letter: ``reference`` is ours and comes back with every status; ``recipient``
    holds the address by parts, ``email`` too for an electronic letter."""

    reference: str
    content: bytes
    recipient: dict


@dataclass(frozen=True)
class Parcel:
    """One batch; ``name`` is its key: whatever bears it was handed over once."""

    name: str
    service: str
    sender: dict
    letters: tuple[ParcelLetter, ...]


@dataclass(frozen=True)
class Status:
    """What the provider tells of one letter.

    ``code`` is ``accepted`` (taken over), ``deposited``, ``rejected`` (it will not
    leave), ``presented`` or one of :data:`.collection_proof.FATES`. ``proof`` is
    the provider's own key of a file, empty where there is none; ``line`` is where it
    stands, for the person who is told of a problem.
    """

    reference: str
    code: str
    day: date
    number: str = ""
    proof: str = ""
    note: str = ""
    line: int = 0


@dataclass
class Envelope:
    """Statuses that came together. ``handle`` is the provider's own; ``problems`` what
    could not even be read, in words."""

    name: str
    handle: Any = None
    statuses: list[Status] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
