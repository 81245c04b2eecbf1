"""A disk that forgets nothing, and somebody who searches all of it with every key there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path

from appliance.crypto.header import open_header
from appliance.crypto.identities import Unwrapper
from appliance.crypto.keyring import KeyringEntry
from appliance.crypto.payload import FINAL_PLAINTEXT, NONCE_BYTES, SEALED_CHUNK_BYTES, PayloadCipher
from appliance.crypto.review_key import ReviewMaster
from appliance.crypto.ring import open_ring
from appliance.crypto.slots import SLOT_BYTES
from appliance.domain.errors import CodeUnknown, SealError

_AGE = b"age-encryption.org/v1\n"
_SMALL_BYTES = 4096
_CHUNKS = 4  # more than any film of these tests has


class HoardingDisk:
    """Serves ``appliance.store.disk.Disk``; keeps each version of each file, and each block as written."""

    def __init__(self) -> None:
        self._names: dict[Path, bytearray] = {}
        self.versions: set[bytes] = set()
        self.blocks: set[bytes] = set()

    def create(self, path: Path, mode: int) -> HoardingFile:
        if path in self._names:
            raise FileExistsError(path)
        self._names[path] = bytearray()
        return HoardingFile(self, self._names[path])

    def open(self, path: Path) -> HoardingFile:
        if path not in self._names:
            raise FileNotFoundError(path)
        return HoardingFile(self, self._names[path])

    def rename(self, old: Path, new: Path) -> None:
        self._names[new] = self._names.pop(old)

    def remove(self, path: Path) -> None:
        self._names.pop(path, None)

    def sync_folder(self, folder: Path) -> None:
        """Nothing is ever lost here."""


class HoardingFile:
    def __init__(self, disk: HoardingDisk, content: bytearray) -> None:
        self._disk, self._content = disk, content

    def size_bytes(self) -> int:
        return len(self._content)

    def read_at(self, offset: int, length: int) -> bytes:
        return bytes(self._content[offset : offset + length])

    def write_at(self, offset: int, content: bytes) -> None:
        self._disk.blocks.add(content)
        self._content[offset : offset + len(content)] = content
        self._disk.versions.add(bytes(self._content))

    def truncate(self, size_bytes: int) -> None:
        del self._content[size_bytes:]
        self._disk.versions.add(bytes(self._content))

    def sync(self) -> None:
        """Nothing is ever lost here."""

    def close(self) -> None:
        """Nothing to let go of."""


@dataclass(frozen=True)
class Searcher:
    """Whoever has the disk with all of its past, and maybe slots, identities and review codes."""

    disk: HoardingDisk
    slots: Sequence[bytes | None] = ()
    identities: Sequence[Unwrapper] = ()
    codes: Sequence[ReviewMaster] = ()

    def films(self) -> set[bytes]:
        """Return the beginning of every film that opens, whatever is tried on whatever."""
        nonces = {version[:NONCE_BYTES] for version in self.disk.versions if len(version) >= NONCE_BYTES}
        chunks = {chunk for block in self.disk.blocks for chunk in _chunks(block)}
        opened = {
            plain[:16]
            for key, nonce in product(self.file_keys(), nonces)
            for cipher in (PayloadCipher(key, nonce),)
            for chunk, index, final in product(chunks, range(_CHUNKS), (False, True))
            if (plain := cipher.open(index, chunk, final=final)) is not None
        }
        return opened - {FINAL_PLAINTEXT}  # every film's end, and known to all

    def file_keys(self) -> set[bytes]:
        """Return every file key that can be had."""
        found = set()
        entries = self.entries()
        headers = {entry.release for _, entry in entries} | set(self.headers_in_clear())
        for header, identity in product(headers, self.identities):
            with suppress(SealError):
                found.add(open_header(BytesIO(header), [identity]))
        for (name, entry), code in product(entries, self.codes):
            with suppress(CodeUnknown):
                found.add(code.unwrap(entry.review, name))
        return found

    def entries(self) -> set[tuple[str, KeyringEntry]]:
        """Return every entry of every ring that ever was, as far as a key opens it."""
        rings = (open_ring(v, key) for v in self.disk.versions for key in self.ring_keys())
        return {pair for ring in rings if ring for pair in ring.entries.items()}

    def ring_keys(self) -> set[bytes]:
        """Return what the slots hold, and all that lies on the disk and could have been in one."""
        small = [block for block in self.disk.blocks if len(block) <= _SMALL_BYTES]
        places = ((block, at) for block in small for at in range(len(block) - SLOT_BYTES + 1))
        on_disk = {block[at : at + SLOT_BYTES] for block, at in places}
        return on_disk | {bytes(SLOT_BYTES)} | {key for key in self.slots if key}

    def headers_in_clear(self) -> Iterator[bytes]:
        for version in self.disk.versions:
            at = version.find(_AGE)
            while at >= 0:
                yield version[at:]
                at = version.find(_AGE, at + 1)


def _chunks(block: bytes) -> Iterator[bytes]:
    """Yield what can be a chunk: whole ones on their places, and the end of the block."""
    for at in range(0, len(block), SEALED_CHUNK_BYTES):
        yield block[at : at + SEALED_CHUNK_BYTES]
