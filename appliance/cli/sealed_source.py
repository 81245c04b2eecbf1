"""A sealed recording as it lies on a person's disk: one file, or a folder of parts, read as one stream.

The names are the store's: ``part-00000``, ``part-00001`` ... and ``manifest.json``. The manifest is a hint:
it tells early that a part is missing, and afterwards which part was changed. Whether the film is genuine is
for the seal alone, so nothing here trusts a manifest, and a damaged one stops nobody. Source: design, "Sync
and store".
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.cli.os_words import in_dutch
from appliance.crypto.note_form import NOTE_MAX_BYTES, unverified_text
from appliance.domain.errors import ContentDamaged, ContentTruncated, FileUnreadable, NotAgeFile, NoteAltered
from appliance.sync.names import MANIFEST, is_part, part_name

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MANIFEST_KIND = "spiegelbox/manifest/v1"

_BUFFER_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ListedPart:
    """One part as the box says that it brought it."""

    name: str
    size_bytes: int
    sha256: str


def find_parts(path: Path) -> tuple[Path, ...]:
    """Return the files that make up a recording, in order.

    Raises: FileUnreadable, NotAgeFile (a folder without parts), ContentTruncated (a number is missing).
    """
    if not path.is_dir():
        return (path,)
    try:
        found = {entry.name for entry in path.iterdir() if is_part(entry.name)}
    except OSError as error:
        raise FileUnreadable(f"{path}: {in_dutch(error)}") from error
    if not found:
        raise NotAgeFile(f"in de map {path} staat geen {part_name(0)}")
    names = [part_name(index) for index in range(len(found))]
    missing = [name for name in names if name not in found]
    if missing:
        raise ContentTruncated(f"{missing[0]} ontbreekt")
    return tuple(path / name for name in names)


def read_manifest(path: Path) -> tuple[ListedPart, ...]:
    """Return the parts that a folder's manifest names; nothing when there is no manifest.

    Raises: NoteAltered (it cannot be read; the film itself may be whole).
    """
    try:
        with (path / MANIFEST).open("rb") as file:
            note = file.read(NOTE_MAX_BYTES + 1).decode()
        kind, _, body = unverified_text(note).partition("\n")
        listed = tuple(
            ListedPart(str(part["name"]), int(part["size_bytes"]), str(part["sha256"]))
            for part in json.loads(body)["parts"]
        )
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise NoteAltered(MANIFEST) from error
    if kind != MANIFEST_KIND:
        raise NoteAltered(MANIFEST)
    return listed


def check_complete(parts: Sequence[Path], listed: Sequence[ListedPart]) -> None:
    """Compare names and sizes with the manifest, before anything is opened.

    Raises: ContentTruncated (a part is missing or too short), ContentDamaged (a part is too long).
    """
    found = {part.name: part for part in parts}
    for part in listed:
        if part.name not in found:
            raise ContentTruncated(f"{part.name} ontbreekt")
        size_bytes = size_of(found[part.name])
        if size_bytes < part.size_bytes:
            raise ContentTruncated(f"{part.name} is te kort")
        if size_bytes > part.size_bytes:
            raise ContentDamaged(f"{part.name} is te lang")


def changed_parts(parts: Sequence[Path], listed: Sequence[ListedPart]) -> Iterator[str]:
    """Yield the names of parts whose content is not what the manifest says: those to fetch again."""
    digests = {part.name: part.sha256 for part in listed}
    for part in parts:
        if part.name in digests and _sha256(part) != digests[part.name]:
            yield part.name


def size_of(*paths: Path) -> int:
    """Return the size of all files together, in bytes. Raises: FileUnreadable."""
    try:
        return sum(path.stat().st_size for path in paths)
    except OSError as error:
        raise FileUnreadable(f"{error.filename}: {in_dutch(error)}") from error


def read_as_one(parts: Sequence[Path]) -> io.BufferedReader:
    """Return the parts as one stream; a part is open only while it is read.

    Reading raises FileUnreadable where the system gives an error, so that nobody takes it for an error of
    the file that is being written.
    """
    return io.BufferedReader(_Joined(parts), _BUFFER_BYTES)


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None  # a part that cannot be read is also one to fetch again


class _Joined(io.RawIOBase):
    def __init__(self, parts: Sequence[Path]) -> None:
        self._waiting = list(reversed(parts))
        self._part: io.FileIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            while self._part or self._waiting:
                if self._part is None:
                    self._part = io.FileIO(self._waiting.pop())
                if count := self._part.readinto(buffer):
                    return count
                self._close_part()
        except OSError as error:
            raise FileUnreadable(in_dutch(error)) from error
        return 0

    def close(self) -> None:
        self._close_part()
        super().close()

    def _close_part(self) -> None:
        if self._part:
            self._part.close()
        self._part = None
