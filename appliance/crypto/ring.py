"""The ring as bytes: every recording's two blobs, sealed under one key, and padded to say little by its size.

Pure: a value in, bytes out. Which key, which file and in which order is ``appliance.crypto.keyring``.

The file is: ``MAGIC``, generation (8 bytes), nonce (12), sealed entries. Magic and generation are
authenticated with the entries. Inside: the length of what follows (4), then per entry three fields,
each with its length (4) before it: id, release, review; then zeros up to a power of two.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SMALLEST_BYTES = 64 * 1024
BLANK = b"spiegelbox/keyring/blank/v1\n"
"""The file of a ring that never held a key: what a new box begins with."""

_MAGIC = b"spiegelbox/keyring/v1\n"
_HEAD = struct.Struct(f">{len(_MAGIC)}sQ12s")
_AUTHENTICATED_BYTES = len(_MAGIC) + 8
_LENGTH = struct.Struct(">I")
_FIELDS = 3


@dataclass(frozen=True, slots=True)
class KeyringEntry:
    """What one recording needs to be released, and to be looked back at."""

    release: bytes = field(repr=False)  # an age header for the chosen purposes
    review: bytes = field(repr=False)  # the file key under the client's review code


@dataclass(frozen=True, slots=True)
class Ring:
    """The entries by recording id; ``generation`` counts every change since the first."""

    generation: int
    entries: Mapping[str, KeyringEntry]

    def with_entry(self, recording_id: str, entry: KeyringEntry) -> Ring:
        """Return the next generation, with this entry in it."""
        return Ring(self.generation + 1, {**self.entries, recording_id: entry})

    def without(self, recording_id: str) -> Ring:
        """Return the next generation, with this entry gone."""
        kept = {known: entry for known, entry in self.entries.items() if known != recording_id}
        return Ring(self.generation + 1, kept)


def seal_ring(ring: Ring, key: bytes) -> bytes:
    """Return the file of this ring under a 32-byte key."""
    nonce = secrets.token_bytes(12)
    head = _HEAD.pack(_MAGIC, ring.generation, nonce)
    return head + ChaCha20Poly1305(key).encrypt(nonce, _padded(_packed(ring)), head[:_AUTHENTICATED_BYTES])


def open_ring(sealed: bytes, key: bytes) -> Ring | None:
    """Return the ring, or None when this file is not sealed under this key."""
    if len(sealed) < _HEAD.size or not sealed.startswith(_MAGIC):
        return None
    _, generation, nonce = _HEAD.unpack_from(sealed)
    try:
        plain = ChaCha20Poly1305(key).decrypt(nonce, sealed[_HEAD.size :], sealed[:_AUTHENTICATED_BYTES])
    except InvalidTag:
        return None
    fields = tuple(_fields(plain))
    entries = (fields[at : at + _FIELDS] for at in range(0, len(fields), _FIELDS))
    return Ring(generation, {name.decode(): KeyringEntry(*blobs) for name, *blobs in entries})


def _packed(ring: Ring) -> bytes:
    fields = (
        part for name, entry in ring.entries.items() for part in (name.encode(), entry.release, entry.review)
    )
    packed = b"".join(_LENGTH.pack(len(part)) + part for part in fields)
    return _LENGTH.pack(len(packed)) + packed


def _padded(packed: bytes) -> bytes:
    size_bytes = max(SMALLEST_BYTES, 1 << (len(packed) - 1).bit_length())
    return packed.ljust(size_bytes, b"\0")


def _fields(plain: bytes) -> Iterator[bytes]:
    (end,) = _LENGTH.unpack_from(plain)
    at, end = _LENGTH.size, _LENGTH.size + end
    while at < end:
        (length,) = _LENGTH.unpack_from(plain, at)
        at += _LENGTH.size + length
        yield plain[at - length : at]
