"""Reading back what was brought: downloaded, hashed by ourselves, and compared with what was made.

rclone's own verdict about a copy is never asked. While one part is read back the next one already goes up,
so ``ReadingBack`` works on a thread of its own; whoever gives up on it must cancel it, which ends its rclone
at once, also when the store says nothing any more. Source: design §5.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future
from contextlib import closing
from threading import Thread
from typing import Protocol

from appliance.sync.remote import Reading, Remote, Stored


def read_back(remote: Remote, folder: str, name: str, *, limit_bytes: int) -> Stored:
    """Download a file and hash it; stop soon after ``limit_bytes``, whatever a store goes on sending."""
    with closing(remote.read(folder, name)) as reading:
        return _hashed(reading, name, limit_bytes)


def comes_back(remote: Remote, folder: str, made: Stored) -> bool:
    """Wait and say whether the store gives back what was made. Raises StoreError."""
    return read_back(remote, folder, made.name, limit_bytes=made.size_bytes) == made


class Comparison(Protocol):
    """A read-back of which the outcome is asked later."""

    part: Stored

    def comes_back(self) -> bool:
        """Wait and say whether the store gave back what was made. Raises StoreError."""

    def cancel(self) -> None:
        """Give up on it, now. Harmless when it is over."""


class ReadingBack:
    """A read-back on a thread of its own, begun at once."""

    def __init__(self, remote: Remote, folder: str, part: Stored) -> None:
        self.part = part
        self._reading = remote.read(folder, part.name)
        self._found: Future[Stored] = Future()
        # A daemon: when the process has to end, nobody waits for a store.
        self._thread = Thread(target=self._read, name="read-back", daemon=True)
        self._thread.start()

    def comes_back(self) -> bool:
        return self._found.result() == self.part

    def cancel(self) -> None:
        self._reading.close()
        self._thread.join()

    def _read(self) -> None:
        try:
            self._found.set_result(_hashed(self._reading, self.part.name, self.part.size_bytes))
        except BaseException as error:  # noqa: BLE001  whoever asks for the outcome gets it
            self._found.set_exception(error)
        finally:
            self._reading.close()


def _hashed(reading: Reading, name: str, limit_bytes: int) -> Stored:
    digest = hashlib.sha256()
    size_bytes = 0
    for block in reading:
        digest.update(block)
        size_bytes += len(block)
        if size_bytes > limit_bytes:
            break
    return Stored(name, size_bytes, digest.hexdigest())
