import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..models.collection_proof import FATES
from ..models.post_parcel import (
    ACCEPTED,
    DEPOSITED,
    PRESENTED,
    REJECTED,
    Envelope,
    PostError,
    Status,
)

SETTING = "collection_post_folder"
CODES = (ACCEPTED, DEPOSITED, REJECTED, PRESENTED, *FATES)
COLUMNS = {name: name for name in ("reference", "status", "date", "number")}
COLUMNS |= {"file": "proof", "proof": "proof", "note": "note"}
NEEDED = ("reference", "status", "date")
PLACES = ("out", "in", "done", "refused", ".journal")
MOST_BYTES = 20 * 1024 * 1024


class CollectionPostFileDrop(models.AbstractModel):
    """A provider that takes folders and gives files: whatever syncs them, such as the
    provider's own agent over SFTP, is no business of ours.

    Below the provider's folder: ``out`` has one folder for each batch, with its letters
    and ``manifest.json``; ``in`` receives status files and proofs; what was read goes
    to ``done``, what could not to ``refused``.

    Handed over is what was renamed: a batch is written under a name that begins with a
    dot, noted in ``.journal``, then renamed in one step. A process that dies leaves
    either nothing under the final name or all of it; and the journal tells a batch that
    the provider took away from one that was never complete.
    """

    _name = "collection.post.file_drop"
    _description = "Registered Mail Provider: File Drop"
    _inherit = ["collection.post.base", "collection.csv.mixin"]

    # -- where ---------------------------------------------------------------

    @api.model
    def _root(self):
        """Return the folder below which all providers' folders lie: the server's
        administrator sets it (``collection_post_folder`` in the configuration file),
        nobody through the screens."""
        chosen = config.get(SETTING)
        if chosen:
            return Path(chosen).resolve()
        base = Path(config["data_dir"]) / "collection_post" / self.env.cr.dbname
        return base.resolve()

    @api.model
    def _folder(self, provider):
        """Return the provider's folder.

        :raises UserError: when its name leads out of the root.
        """
        name = (provider.sudo().folder or "").strip()
        root = self._root()
        folder = (root / name).resolve()
        plain = name and not os.path.isabs(name) and ".." not in Path(name).parts
        if not plain or root not in folder.parents:
            raise UserError(
                self.env._(
                    "Folder “%(name)s” of provider %(provider)s: give the name of a "
                    "folder inside the one set on the server (%(setting)s), without "
                    "“..” and without a leading “/”.",
                    name=name,
                    provider=provider.name,
                    setting=SETTING,
                )
            )
        return folder

    @api.model
    def _place(self, provider, name):
        """Return one of the folders of a provider, made where it is missing.

        :raises PostError: when it cannot be made or leads elsewhere.
        """
        folder = self._folder(provider)
        place = folder / name
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unreachable(provider, error) from error
        if place.is_symlink() or place.resolve() != place:
            raise PostError(
                self.env._(
                    "Folder “%(place)s” of provider %(provider)s is a link to another "
                    "place: nothing is read or written there.",
                    place=name,
                    provider=provider.name,
                )
            )
        return place

    @api.model
    def _unreachable(self, provider, error):
        return PostError(
            self.env._(
                "The folders of provider %(provider)s cannot be used: %(error)s.",
                provider=provider.name,
                error=error.strerror or error,
            )
        )

    @api.model
    def _check(self, provider):
        self._folder(provider)
        try:
            for name in PLACES:
                place = self._place(provider, name)
                if not os.access(place, os.R_OK | os.W_OK | os.X_OK):
                    raise PermissionError(13, os.strerror(13))
        except PostError as error:
            raise UserError(str(error)) from error
        except OSError as error:
            raise UserError(str(self._unreachable(provider, error))) from error

    # -- folder out ----------------------------------------------------------

    @api.model
    def _submit(self, provider, parcel):
        try:
            if self._was_submitted(provider, parcel.name):
                return
            self._write_parcel(provider, parcel)
        except OSError as error:
            if self._was_submitted(provider, parcel.name):
                return
            raise self._unreachable(provider, error) from error

    @api.model
    def _was_submitted(self, provider, name):
        draft, final, note = self._paths(provider, name)
        # Noted and no draft any more: it was renamed, and the provider may have taken
        # it away since.
        return final.exists() or (note.exists() and not draft.exists())

    @api.model
    def _paths(self, provider, name):
        if not re.fullmatch(r"\w[\w.-]*", name):
            raise PostError(self.env._("“%s” cannot be the name of a folder.", name))
        out = self._place(provider, "out")
        note = self._place(provider, ".journal") / name
        return out / f".{name}.part", out / name, note

    @api.model
    def _write_parcel(self, provider, parcel):
        draft, final, note = self._paths(provider, parcel.name)
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir()
        rows = []
        for letter in parcel.letters:
            name = f"{re.sub(r'[^0-9A-Za-z-]', '-', letter.reference)}.pdf"
            self._write_file(draft / name, letter.content)
            rows.append(
                {
                    "reference": letter.reference,
                    "file": name,
                    "sha256": hashlib.sha256(letter.content).hexdigest(),
                    "recipient": letter.recipient,
                }
            )
        manifest = {
            "version": 1,
            "batch": parcel.name,
            "service": parcel.service,
            "sender": parcel.sender,
            "letters": rows,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
        self._write_file(draft / "manifest.json", text.encode())
        self._sync(draft)
        self._write_file(note, b"")
        self._sync(note.parent)
        draft.rename(final)
        self._sync(final.parent)

    @api.model
    def _write_file(self, path, content):
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    @api.model
    def _sync(self, folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    # -- folder in -----------------------------------------------------------

    @api.model
    def _poll(self, provider):
        try:
            inbox = self._place(provider, "in")
            files = sorted(
                path
                for path in inbox.iterdir()
                if path.suffix.lower() == ".csv" and self._is_ours(path)
            )
        except OSError as error:
            raise self._unreachable(provider, error) from error
        return [self._read_envelope(path) for path in files]

    @api.model
    def _is_ours(self, path):
        """Tell whether a file is complete and a file: what is being written has a name
        with a leading dot."""
        return (
            not path.name.startswith(".") and path.is_file() and not (path.is_symlink())
        )

    @api.model
    def _read_envelope(self, path):
        envelope = Envelope(path.name, handle=[path])
        try:
            if path.stat().st_size > MOST_BYTES:
                raise UserError(self.env._("The file is too large."))
            text = self._csv_decode(path.read_bytes())
            cells = list(self._csv_cells(text, COLUMNS, NEEDED))
        except (UserError, OSError) as error:
            envelope.problems.append(str(error))
            return envelope
        for number, row in cells:
            try:
                envelope.statuses.append(self._read_status(number, row))
            except ValueError as error:
                envelope.problems.append(self._on_line(number, error))
        return envelope

    @api.model
    def _on_line(self, number, problem):
        return self.env._(
            "Line %(number)s: %(problem)s", number=number, problem=problem
        )

    @api.model
    def _read_status(self, number, row):
        if any(row["more"]):
            raise ValueError(self.env._("more cells than headings"))
        code = row["status"].lower()
        if code not in CODES:
            raise ValueError(
                self.env._(
                    "“%(word)s” is no status: one of %(words)s is understood",
                    word=row["status"],
                    words=", ".join(CODES),
                )
            )
        return Status(
            reference=row["reference"],
            code=code,
            day=self._csv_day(row["date"]),
            number=row.get("number", ""),
            proof=row.get("proof", ""),
            note=row.get("note", ""),
            line=number,
        )

    @api.model
    def _fetch_proof(self, provider, status):
        name = status.proof
        if Path(name).name != name or name.startswith(".") or "\\" in name:
            raise PostError(
                self.env._(
                    "the file name “%s” leads out of the folder: it is not read", name
                )
            )
        path = self._place(provider, "in") / name
        done = self._place(provider, "done") / name
        found = path if self._is_ours(path) else done
        if not self._is_ours(found):
            raise PostError(self.env._("the proof “%s” is not in the folder", name))
        if found.stat().st_size > MOST_BYTES:
            raise PostError(self.env._("the proof “%s” is too large", name))
        return name, found.read_bytes()

    @api.model
    def _settle(self, provider, envelope, accepted):
        """Move what was read out of the way; its proofs go with it."""
        place = self._place(provider, "done" if accepted else "refused")
        done = self._place(provider, "done")
        inbox = self._place(provider, "in")
        for status in envelope.statuses:
            path = inbox / status.proof
            if status.proof and path.parent == inbox and self._is_ours(path):
                path.rename(self._free_name(done / path.name))
        for path in envelope.handle:
            if path.exists():
                path.rename(self._free_name(place / path.name))

    @api.model
    def _free_name(self, path):
        """Return a path that is free: what was read before is not overwritten."""
        number, free = 1, path
        while free.exists():
            number += 1
            free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        return free
