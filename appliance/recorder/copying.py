"""A copy of the open film for the client (AVG art. 15): an age file for eight words, made as it is read.

Lives in the process that knows the client's code, and never on a disk. It comes out once, from its beginning
to its end: no piece is ever sealed twice, so a download that broke is made anew, for other words (ADR 0014).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from appliance.crypto.age_file import encrypt_stream
from appliance.crypto.passphrase import PassphraseRecipient
from appliance.crypto.payload import CHUNK_BYTES, TAG_BYTES
from appliance.store.sealed_file import SealedReader

PIECE_BYTES = 1024 * 1024


class Copy:
    """One copy under way."""

    def __init__(self, film: SealedReader, recipient: PassphraseRecipient) -> None:
        pieces = encrypt_stream(_Reading(film), [recipient])
        head = next(pieces)
        self._pieces: Iterator[bytes] = chain((head,), pieces)
        chunks = max(1, -(-film.size_bytes // CHUNK_BYTES))
        self.size_bytes = len(head) + film.size_bytes + chunks * TAG_BYTES

    def next_piece(self) -> bytes:
        """Return the next bytes of the file, about a mebibyte; none at its end. Raises: ContentDamaged."""
        taken, size = [], 0
        for piece in self._pieces:
            taken.append(piece)
            size += len(piece)
            if size >= PIECE_BYTES - CHUNK_BYTES - TAG_BYTES:
                break
        return b"".join(taken)


class _Reading:
    """The film in clear as a source."""

    def __init__(self, film: SealedReader) -> None:
        self._film, self._at = film, 0

    def read(self, size: int, /) -> bytes:
        piece = self._film.read(self._at, size)
        self._at += len(piece)
        return piece
