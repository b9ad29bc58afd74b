"""A ZIP that can be checked years later with one command, offline.

It carries `SHA256SUMS` (`sha256sum -c SHA256SUMS` in the unpacked folder) and
`manifest.json` with the metadata of the hand-over and of every file.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from .text import ExportError, clean, split_extension

SUMS_NAME = "SHA256SUMS"
MANIFEST_NAME = "manifest.json"

# already compressed: deflating them again costs time and gains nothing
_STORED = {"pdf", "jpg", "jpeg", "png", "gif", "webp", "zip", "docx", "xlsx", "odt"}
_FORBIDDEN = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')


@dataclass(frozen=True)
class ArchiveFile:
    """One file of the bundle.

    :param str name: name inside the ZIP, `/` between folders
    :param bytes content: the file itself
    :param Mapping metadata: JSON values that describe it in the manifest
    """

    name: str
    content: bytes = field(repr=False)
    metadata: Mapping[str, object] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Lower-case hexadecimal SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


def archive_bytes(
    files: Iterable[ArchiveFile], day: date, metadata: Mapping[str, object]
) -> bytes:
    """Return the ZIP of `write_archive` as bytes."""
    out = io.BytesIO()
    write_archive(out, files, day, metadata)
    return out.getvalue()


def write_archive(
    out: BinaryIO,
    files: Iterable[ArchiveFile],
    day: date,
    metadata: Mapping[str, object],
) -> None:
    """Write the files, their manifest and their checksums as a ZIP.

    :param out: file object opened for binary writing
    :param files: in the order they shall be listed
    :param date day: the date every entry bears
    :param metadata: JSON values about the hand-over (who, to whom, what for)
    :raise ExportError: a name that is unsafe, reserved or used twice
    """
    files = tuple(files)
    check_names([file.name for file in files])
    manifest = ArchiveFile(MANIFEST_NAME, manifest_json(files, metadata).encode())
    sums = ArchiveFile(SUMS_NAME, checksums((*files, manifest)).encode())
    with zipfile.ZipFile(out, "w") as archive:
        for file in (*files, manifest, sums):
            archive.writestr(_entry(file.name, day), file.content)


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    """Return an entry with nothing in it of the machine that wrote it."""
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    stored = split_extension(name)[1] in _STORED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return entry


def checksums(files: Iterable[ArchiveFile]) -> str:
    """Return the lines `sha256sum -c` reads: digest, two spaces, name.

    >>> print(checksums([ArchiveFile("a.txt", b"abc")]), end="")
    ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt
    """
    return "".join(f"{file.sha256}  {file.name}\n" for file in files)


def manifest_json(files: Sequence[ArchiveFile], metadata: Mapping[str, object]) -> str:
    """Return the manifest: the metadata, then every file with size and SHA-256."""
    rows = [
        {
            **file.metadata,
            "name": file.name,
            "size": len(file.content),
            "sha256": file.sha256,
        }
        for file in files
    ]
    content = {**metadata, "files": rows}
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def check_names(names: Iterable[str]) -> None:
    """Refuse names that another system could not unpack, or would overwrite.

    >>> check_names(["../a.pdf"])  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    ExportError: '../a.pdf' cannot be a file name in the ZIP: …
    """
    taken = {SUMS_NAME.casefold(), MANIFEST_NAME.casefold()}
    for name in names:
        if not _is_safe(name):
            raise ExportError(
                f"{name!r} cannot be a file name in the ZIP: "
                "use a relative name without special characters."
            )
        if name.casefold() in taken:
            raise ExportError(
                f"{name!r} is the name of two files in the ZIP: give each its own name."
            )
        taken.add(name.casefold())


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return (
        clean(name) == name
        and not _FORBIDDEN.search(name)
        and all(part.strip(" .") and part == part.strip() for part in parts)
    )
