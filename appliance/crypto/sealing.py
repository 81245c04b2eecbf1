"""Sealing a whole source quickly: two threads seal while one reads, in buffers made once.

The cipher lets other threads run while it works, and a fresh buffer for every chunk would cost more in page
faults than the sealing itself. So a few trays go round: filled, sealed, handed out, filled again. Memory
stays constant whatever the size. The camera's film does not pass here: it comes at 0.3 MiB/s
(``LiveSealer``). Source: C2SP age.md, "Payload".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from appliance.crypto.payload import CHUNK_BYTES, SEALED_CHUNK_BYTES, TAG_BYTES, PayloadCipher

_SEALERS = 2
_TRAYS = 4  # one being filled, two being sealed, one being handed out
_TRAY_CHUNKS = 16
_TRAY_BYTES = _TRAY_CHUNKS * CHUNK_BYTES


class Source(Protocol):
    """What every binary file and ``io.BytesIO`` can: fill a buffer, and say with how much; 0 at the end."""

    def readinto(self, buffer: memoryview, /) -> int | None: ...


def sealed_chunks(source: Source, cipher: PayloadCipher) -> Iterator[bytes]:
    """Give everything in the source as sealed chunks of at most 65,552 bytes, the last marked as the last."""
    empty = deque(_Tray() for _ in range(_TRAYS))
    busy = deque[Future[_Tray]]()
    index = 0
    tray = empty.popleft().fill(source)
    with ThreadPoolExecutor(_SEALERS) as sealers:
        # A full chunk is the last one only when nothing follows: an empty last chunk is not allowed.
        while (following := empty.popleft().fill(source)).size:
            busy.append(sealers.submit(tray.seal, cipher, index, final=False))
            tray, index = following, index + _TRAY_CHUNKS
            if not empty:
                done = busy.popleft().result()
                yield from done.chunks()
                empty.append(done)
        while busy:
            yield from busy.popleft().result().chunks()
    yield from tray.seal(cipher, index, final=True).chunks()


class _Tray:
    """Room for some chunks in clear and the same chunks sealed."""

    def __init__(self) -> None:
        self._clear = memoryview(bytearray(_TRAY_BYTES))
        self._sealed = memoryview(bytearray(_TRAY_CHUNKS * SEALED_CHUNK_BYTES))
        self.size = 0

    def fill(self, source: Source) -> _Tray:
        """Read until full or until the source ends; a pipe gives bytes in its own portions."""
        self.size = 0
        while read := source.readinto(self._clear[self.size :]):
            self.size += read
        return self

    def seal(self, cipher: PayloadCipher, index: int, *, final: bool) -> _Tray:
        """Seal what lies here, from chunk number ``index`` on; ``final`` is for the last chunk only."""
        for n, (start, end) in enumerate(self._spans()):
            at = n * SEALED_CHUNK_BYTES
            sealed = self._sealed[at : at + end - start + TAG_BYTES]
            cipher.seal_into(index + n, self._clear[start:end], sealed, final=final and end == self.size)
        return self

    def chunks(self) -> Iterator[bytes]:
        """Give copies of what was sealed, so that the tray can go round."""
        for n, (start, end) in enumerate(self._spans()):
            at = n * SEALED_CHUNK_BYTES
            yield bytes(self._sealed[at : at + end - start + TAG_BYTES])

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Give start and end of every chunk; a source without content still has one, of no bytes."""
        for start in range(0, max(1, self.size), CHUNK_BYTES):
            yield start, min(start + CHUNK_BYTES, self.size)
