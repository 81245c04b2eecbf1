"""What a client's review code opens: the file key of their own recording, and nothing else.

One slow Argon2id per code and box gives the master; everything else comes from it fast. ``tag`` finds the
recording, ``wrap`` and ``unwrap`` lock its file key. So an attempt costs one Argon2id however many
recordings lie on the box, and whoever has the blobs but not the code pays that for every one of 2**50
guesses. Nothing here is stored: the blob goes into the keyring, the master dies with its process. The
nonce is drawn inside, because a caller that repeats one would give the file key away.

A blob is: version (1 byte), Argon2id memory in KiB (4), passes (1), lanes (1), nonce (12), sealed file key
(16 + 16). The recording's id and all before the nonce are authenticated with it.

Source: design §4 "The file key"; RFC 9106 (Argon2), RFC 5869 (HKDF), RFC 8439 (ChaCha20-Poly1305).
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from appliance.crypto.file_key import FILE_KEY_BYTES
from appliance.domain.errors import CodeUnknown

TAG_BYTES = 8
SALT_BYTES = 16  # at least; one per box

_VERSION = 1
_COST = struct.Struct(">BIBB")
_NONCE_BYTES = 12
_BLOB_BYTES = _COST.size + _NONCE_BYTES + FILE_KEY_BYTES + 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Cost:
    """What one guess costs: about a second on a Raspberry Pi 4."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1


DEFAULT_COST = Argon2Cost()


@dataclass(frozen=True, slots=True)
class ReviewMaster:
    """What one review code is worth on one box."""

    key: bytes = field(repr=False)  # 32 bytes
    cost: Argon2Cost

    @property
    def tag(self) -> bytes:
        """The eight bytes by which a recording is found; they say nothing about the code or the keys."""
        return self._derived(b"spiegelbox/review-tag/v1", TAG_BYTES)

    def wrap(self, file_key: bytes, recording_id: str) -> bytes:
        """Return the blob that gives this 16-byte file key back to whoever has the code."""
        if len(file_key) != FILE_KEY_BYTES:
            raise ValueError("a file key is 16 bytes")
        cost = _COST.pack(_VERSION, self.cost.memory_kib, self.cost.passes, self.cost.lanes)
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return cost + nonce + self._cipher().encrypt(nonce, file_key, cost + recording_id.encode())

    def unwrap(self, blob: bytes, recording_id: str) -> bytes:
        """Return the file key. Raises: CodeUnknown (another code, another recording or an altered blob)."""
        if len(blob) != _BLOB_BYTES:
            raise CodeUnknown
        cost, rest = blob[: _COST.size], blob[_COST.size :]
        nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
        try:
            return self._cipher().decrypt(nonce, sealed, cost + recording_id.encode())
        except InvalidTag:
            raise CodeUnknown from None

    def _cipher(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(self._derived(b"spiegelbox/review-wrap/v1", 32))

    def _derived(self, purpose: bytes, length: int) -> bytes:
        return HKDFExpand(SHA256(), length=length, info=purpose).derive(self.key)


def review_master(secret: bytes, box_salt: bytes, cost: Argon2Cost = DEFAULT_COST) -> ReviewMaster:
    """Return the master of a review code's secret. Takes ``cost`` in time and memory, on purpose.

    Raises: ValueError (a salt of less than 16 bytes).
    """
    if len(box_salt) < SALT_BYTES:
        raise ValueError("the box's salt is at least 16 bytes")
    argon2id = Argon2id(
        salt=box_salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return ReviewMaster(argon2id.derive(secret), cost)


def cost_of(blob: bytes) -> Argon2Cost:
    """Return what a blob was made with, so that a later default still opens it.

    Raises: CodeUnknown (not a blob of this version).
    """
    if len(blob) != _BLOB_BYTES or blob[0] != _VERSION:
        raise CodeUnknown
    _, memory_kib, passes, lanes = _COST.unpack_from(blob)
    return Argon2Cost(memory_kib=memory_kib, passes=passes, lanes=lanes)
