"""The port to the municipal store: folders named by recording id, with parts and a manifest in them.

Beside them ``audit/<box>`` holds small signed notes (names.audit_folder); the same verbs serve them.

Whoever stands behind this port moves ciphertext only and is never believed: what counts is what
readback.py hashed itself and what a listing shows. Errors: StoreUnreachable (nobody answers),
StoreRefused (rights, room, object lock), StoreError (anything else).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from appliance.domain.errors import StoreError


@dataclass(frozen=True, slots=True)
class Stored:
    """A file as it was made or as it came back: its name, size in bytes and SHA-256 in hex."""

    name: str
    size_bytes: int
    sha256: str


class Reading(Protocol):
    """A file under way from the store, in blocks."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None:
        """End it, from whatever thread; an iteration that waits for the store ends too."""


class Remote(Protocol):
    """What the sync process asks of a store. Every verb may be repeated without harm."""

    def put(self, folder: str, source: Path) -> None:
        """Write the file under its own name into the folder, over what is there."""

    def put_small(self, folder: str, name: str, content: bytes) -> None:
        """Write content that lies in memory (a manifest, a note) under this name, over what is there."""

    def read(self, folder: str, name: str) -> Reading:
        """Begin to read the file; without a block when it is not there. Close it when done."""

    def names(self, folder: str) -> dict[str, int]:
        """Return the names in a folder with their sizes in bytes; empty when the folder is not there."""

    def delete(self, folder: str, name: str) -> None:
        """Delete one file; a file that is not there is deleted already."""

    def purge(self, folder: str) -> None:
        """Delete the folder with everything in it, old versions and delete markers too."""

    def folders(self) -> frozenset[str]:
        """List the parent: every folder of which the store still holds anything, old versions too.

        This is the proof of an erasure, so a parent that cannot be listed is an error, never empty.
        """


def read_small(remote: Remote, folder: str, name: str, *, limit_bytes: int) -> bytes | None:
    """Download a small file into memory; None when it is not there. Raises StoreError when it is larger."""
    content = b""
    with closing(remote.read(folder, name)) as blocks:
        for block in blocks:
            content += block
            if len(content) > limit_bytes:
                raise StoreError("a file in the store is larger than it can be")
    return content or None


def stored_bytes(name: str, content: bytes) -> Stored:
    """Describe content that lies in memory, such as a manifest."""
    return Stored(name, len(content), hashlib.sha256(content).hexdigest())
