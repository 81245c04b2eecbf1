"""A whole age file as a stream, for people and peers; the box itself keeps header and payload apart.

Memory stays constant whatever the size. Every byte given out was authenticated, and a stream that failed
never goes on: not after damage, and not after a missing end. Source: C2SP age.md, "Encrypted file format".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO, Protocol

from appliance.crypto.file_key import FILE_KEY_BYTES
from appliance.crypto.header import make_header, open_header
from appliance.crypto.identities import Unwrapper, Wrapper
from appliance.crypto.payload import CHUNK_BYTES, NONCE_BYTES, SEALED_CHUNK_BYTES, TAG_BYTES, PayloadCipher
from appliance.domain.errors import ContentDamaged, ContentTruncated, HeaderDamaged, SealError


class Source(Protocol):
    """What every binary file can: give at most ``size`` bytes, and none at the end."""

    def read(self, size: int, /) -> bytes: ...


def decrypt_stream(source: BinaryIO, identities: Sequence[Unwrapper]) -> Iterator[bytes]:
    """Open an age file; the header is read at once, the content as it is asked for.

    Returns: Pieces of plaintext of at most 64 KiB. The content is complete only when the iterator ends
    without an error.

    Raises: NotAgeFile, HeaderDamaged, WrongIdentity (at once, from the header), ContentDamaged (while
    reading; a chunk was changed, or bytes follow the last one), ContentTruncated (while reading; the file
    ends before its last chunk).
    """
    file_key = open_header(source, identities)
    nonce = _read_up_to(source, NONCE_BYTES)
    if len(nonce) != NONCE_BYTES:
        raise HeaderDamaged("het bestand houdt op vlak achter de kop")
    return _Plaintext(source, PayloadCipher(file_key, nonce))


def encrypt_stream(source: Source, recipients: Sequence[Wrapper]) -> Iterator[bytes]:
    """Write everything in the source as an age file, under a fresh file key.

    Raises: MixedRecipients, ValueError (as ``make_header``).
    """
    file_key, nonce = os.urandom(FILE_KEY_BYTES), os.urandom(NONCE_BYTES)
    head = make_header(file_key, recipients) + nonce
    return chain((head,), _seal_chunks(source, PayloadCipher(file_key, nonce)))


def _seal_chunks(source: Source, cipher: PayloadCipher) -> Iterator[bytes]:
    chunk, index = _read_up_to(source, CHUNK_BYTES), 0
    # A full chunk is the last one only when nothing follows: an empty last chunk is not allowed.
    while following := _read_up_to(source, CHUNK_BYTES):
        yield cipher.seal(index, chunk, final=False)
        chunk, index = following, index + 1
    yield cipher.seal(index, chunk, final=True)


class _Plaintext(Iterator[bytes]):
    """The content of a file. A class, because a generator ends quietly when asked again after an error."""

    def __init__(self, source: BinaryIO, cipher: PayloadCipher) -> None:
        self._source = source
        self._cipher = cipher
        self._index = 0
        self._ended = False
        self._failure: SealError | None = None

    def __next__(self) -> bytes:
        if self._failure:
            raise self._failure
        try:
            return self._next_chunk()
        except SealError as failure:
            self._failure = failure
            raise

    def _next_chunk(self) -> bytes:
        sealed = _read_up_to(self._source, SEALED_CHUNK_BYTES)
        if self._ended:
            if sealed:
                raise ContentDamaged("achter het einde staan nog bytes")
            raise StopIteration
        if len(sealed) < TAG_BYTES:
            raise ContentTruncated(f"deel {self._index} ontbreekt")
        if len(sealed) == TAG_BYTES and self._index:
            raise ContentDamaged("het laatste deel is leeg")
        plaintext = self._open(sealed)
        self._index += 1
        return plaintext

    def _open(self, sealed: bytes) -> bytes:
        """Open a chunk as one in the middle, and else as the last; a short one can only be the last."""
        if len(sealed) == SEALED_CHUNK_BYTES:
            plaintext = self._cipher.open(self._index, sealed, final=False)
            if plaintext is not None:
                return plaintext
        plaintext = self._cipher.open(self._index, sealed, final=True)
        if plaintext is None:
            raise ContentDamaged(f"deel {self._index}")
        self._ended = True
        return plaintext


def _read_up_to(source: Source, size: int) -> bytes:
    """Read ``size`` bytes, fewer only at the end; a pipe gives them in its own portions."""
    pieces, missing = [], size
    while missing and (piece := source.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
