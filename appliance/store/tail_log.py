"""The tail log: what lets boot seal a torn recording without any key.

For every append it holds how far the sealed file reaches then, the digest of all of it up to there, and the
ready-made final chunk that makes a valid age payload of it. A record that survived whole, with a digest
that fits, proves everything before it; so no order of records and no chain has to be trusted. The log holds
nothing secret: digests of ciphertext, and the seal of eight known bytes. Pure: bytes in, values out.

A record is: file size (8 bytes), SHA-256 (32), final chunk (24), and the first 8 bytes of the SHA-256 over
those. One record per append and not per chunk, because an append is a whole fragment of film: a file that
ends in the middle of one would be valid and not playable to its end.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.crypto.payload import FINAL_PLAINTEXT, TAG_BYTES

FINAL_BYTES = len(FINAL_PLAINTEXT) + TAG_BYTES

_FIELDS = struct.Struct(f">Q32s{FINAL_BYTES}s")
_CHECK_BYTES = 8
RECORD_BYTES = _FIELDS.size + _CHECK_BYTES


@dataclass(frozen=True, slots=True)
class TailRecord:
    """How the sealed file can end after one append."""

    size_bytes: int  # of the sealed file, nonce and chunks, without the final chunk
    sha256: bytes  # of those bytes
    final: bytes  # the final chunk, 24 bytes

    def packed(self) -> bytes:
        """Return the ``RECORD_BYTES`` bytes of this record."""
        fields = _FIELDS.pack(self.size_bytes, self.sha256, self.final)
        return fields + _check(fields)


def read_records(log: bytes) -> Iterator[TailRecord]:
    """Yield the records that survived whole; torn, zeroed and missing ones are passed over."""
    for at in range(0, len(log) - RECORD_BYTES + 1, RECORD_BYTES):
        fields, check = log[at : at + _FIELDS.size], log[at + _FIELDS.size : at + RECORD_BYTES]
        if check == _check(fields):
            yield TailRecord(*_FIELDS.unpack(fields))


def appends_begun(log_bytes: int) -> int:
    """Return how many appends a log of this size tells of, the last one possibly unfinished."""
    return -(-log_bytes // RECORD_BYTES)


def _check(fields: bytes) -> bytes:
    return hashlib.sha256(fields).digest()[:_CHECK_BYTES]
