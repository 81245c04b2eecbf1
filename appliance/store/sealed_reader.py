"""Reads any range of a sealed recording, in the memory of one chunk, and nothing that is not authentic.

The last chunk is opened first, once: it proves the size, so a file that was cut off is found out before
anything is shown of it.
"""

from __future__ import annotations

import os
from pathlib import Path

from appliance.crypto.payload import CHUNK_BYTES, NONCE_BYTES, SEALED_CHUNK_BYTES, ChunkOpener
from appliance.domain.errors import ContentTruncated, SealError
from appliance.store.tail_log import FINAL_BYTES


class SealedReader:
    """One sealed recording, open for reading; a context manager. Not for two threads at once."""

    def __init__(self, path: Path, file_key: bytes) -> None:
        """Open the file and prove its size.

        Raises: ContentTruncated (the end is missing, or the whole file), ContentDamaged (changed, or another
        key).
        """
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise ContentTruncated("het bestand ontbreekt") from None
        try:
            self._opener = self._proven(file_key)
            self._cached = self._opener.chunks - 1, self._opened(self._opener.chunks - 1)
        except SealError:
            self.close()
            raise

    @property
    def size_bytes(self) -> int:
        """The size of the recording in clear."""
        return self._opener.plaintext_bytes

    def read(self, offset: int, length: int) -> bytes:
        """Return the bytes of this range, as far as there are any.

        Raises: ContentDamaged, ValueError (a negative offset or length).
        """
        if offset < 0 or length < 0:
            raise ValueError("a range has no negative offset or length")
        end = min(offset + length, self.size_bytes)
        parts = []
        while offset < end:
            index, skip = divmod(offset, CHUNK_BYTES)
            part = self._chunk(index)[skip : skip + end - offset]
            parts.append(part)
            offset += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Let go of the file. Safe to call twice."""
        self._file.close()

    def __enter__(self) -> SealedReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _proven(self, file_key: bytes) -> ChunkOpener:
        payload_bytes = os.fstat(self._file.fileno()).st_size - NONCE_BYTES
        if payload_bytes % SEALED_CHUNK_BYTES != FINAL_BYTES:
            raise ContentTruncated("het einde ontbreekt")
        return ChunkOpener(file_key, self._sealed(0, NONCE_BYTES), payload_bytes)

    def _chunk(self, index: int) -> bytes:
        if self._cached[0] != index:
            self._cached = index, self._opened(index)
        return self._cached[1]

    def _opened(self, index: int) -> bytes:
        sealed = self._sealed(NONCE_BYTES + index * SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES)
        return self._opener.open_chunk(index, sealed)

    def _sealed(self, offset: int, length: int) -> bytes:
        return os.pread(self._file.fileno(), length, offset)
