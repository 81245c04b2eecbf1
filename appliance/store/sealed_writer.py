"""Writes a sealed recording while it is made: what an ``append`` returned from survives any power cut.

The file is an age payload (nonce and chunks); its header lies in the keyring. Beside it grows the tail log,
until ``close``. A file is never opened for writing again: what a crash left is ended by
``appliance.store.recovery``. After a failed write nothing is appended any more, because the sealer has moved
on. So no chunk number is ever sealed twice under one key with other content.
"""

from __future__ import annotations

import errno
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

from appliance.crypto.payload import CHUNK_BYTES, NONCE_BYTES, LiveSealer
from appliance.domain.errors import DiskFull, WrongState
from appliance.store.disk import Disk, RealDisk
from appliance.store.layout import Layout
from appliance.store.tail_log import RECORD_BYTES, TailRecord

FILE_MODE = 0o640  # sync's group reads ciphertext
LOG_MODE = 0o600


class Sealer(Protocol):
    """The part of ``LiveSealer`` that is needed here."""

    def seal(self, chunk: bytes) -> bytes: ...

    def ready_final(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SealedInfo:
    """A finished sealed file: its size, and the SHA-256 of its bytes in hex."""

    size_bytes: int
    sha256: str


class SealedWriter:
    """One recording in the making, for one thread at a time."""

    @classmethod
    def create(
        cls,
        layout: Layout,
        recording_id: str,
        file_key: bytes,
        *,
        new_sealer: Callable[[bytes, bytes], Sealer] = LiveSealer,
        disk: Disk | None = None,
    ) -> SealedWriter:
        """Begin a recording under a fresh 16-byte file key.

        Raises: WrongState (this id was used before), DiskFull, OSError.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return cls(layout, recording_id, nonce, new_sealer(file_key, nonce), disk or RealDisk())

    def __init__(self, layout: Layout, recording_id: str, nonce: bytes, sealer: Sealer, disk: Disk) -> None:
        self._path, self._log_path = layout.sealed(recording_id), layout.tail_log(recording_id)
        self._sealer, self._disk = sealer, disk
        self._digest = hashlib.sha256(nonce)  # of all that counts so far
        self._size_bytes = len(nonce)
        self._log_bytes = 0
        self._final = sealer.ready_final()
        self._failure: BaseException | None = None
        self._closed = False
        with _disk_errors(), ExitStack() as undo:
            self._file = disk.create(self._path, FILE_MODE)
            undo.callback(disk.remove, self._path)
            undo.callback(self._file.close)
            self._log = disk.create(self._log_path, LOG_MODE)
            undo.callback(disk.remove, self._log_path)
            undo.callback(self._log.close)
            self._file.write_at(0, nonce)
            self._file.sync()
            disk.sync_folder(self._path.parent)
            undo.pop_all()

    def append(self, fragment: bytes) -> None:
        """Seal one or more whole chunks of 64 KiB; on the disk on return, all of it or nothing.

        Raises: DiskFull, OSError (the file so far can still be closed or recovered, and every further append
        raises the same), ValueError (another length), WrongState (closed).
        """
        if not fragment or len(fragment) % CHUNK_BYTES:
            raise ValueError(f"an append is whole chunks of {CHUNK_BYTES} bytes")
        if self._failure:
            raise self._failure
        if self._closed:
            raise WrongState("het bestand is al dicht")
        try:
            with _disk_errors():
                self._append(fragment)
        except BaseException as failure:
            self._failure = failure
            raise

    def close(self) -> SealedInfo:
        """End the file after the last whole append, and drop the tail log. Raises: DiskFull, OSError."""
        if self._closed:
            raise WrongState("het bestand is al dicht")
        with _disk_errors():
            self._file.truncate(self._size_bytes)  # takes off what a failed append left
            self._file.write_at(self._size_bytes, self._final)
            self._file.sync()
            self.abort()
            self._disk.remove(self._log_path)
            self._disk.sync_folder(self._path.parent)
        self._digest.update(self._final)
        return SealedInfo(self._size_bytes + len(self._final), self._digest.hexdigest())

    def abort(self) -> None:
        """Let go of the files as they are, as a power cut would. Safe to call twice."""
        self._closed = True
        self._file.close()
        self._log.close()

    def _append(self, fragment: bytes) -> None:
        chunks = (fragment[at : at + CHUNK_BYTES] for at in range(0, len(fragment), CHUNK_BYTES))
        sealed = b"".join(self._sealer.seal(chunk) for chunk in chunks)
        digest = self._digest.copy()
        digest.update(sealed)
        record = TailRecord(self._size_bytes + len(sealed), digest.digest(), self._sealer.ready_final())
        self._file.write_at(self._size_bytes, sealed)
        self._log.write_at(self._log_bytes, record.packed())
        self._file.sync()
        self._log.sync()
        self._digest, self._size_bytes, self._final = digest, record.size_bytes, record.final
        self._log_bytes += RECORD_BYTES


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise WrongState("deze opname bestaat al") from None
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise
