"""ISO base media boxes: take them apart, put them together, pad them to the block of a sealed file.

Source: ISO/IEC 14496-12, section 4.2. Never interprets a box's content.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.domain.errors import FilmDamaged

# One chunk of an age payload (C2SP age.md). A piece of film fills whole chunks, so that what was
# written is sealed at once and a range of film is a range of chunks.
BLOCK_BYTES = 65_536

# Reads ``length`` bytes at ``offset`` of a film; fewer only at its end.
ReadAt = Callable[[int, int], bytes]

_HEAD = struct.Struct(">I4s")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box stands: its kind, the offset of its first byte, and its sizes in bytes."""

    kind: bytes
    start: int
    head_bytes: int
    size_bytes: int

    @property
    def body(self) -> slice:
        """The content of the box within the bytes it was found in."""
        return slice(self.start + self.head_bytes, self.end)

    @property
    def end(self) -> int:
        """The offset just after the box."""
        return self.start + self.size_bytes


def read_box(data: bytes, start: int) -> Box | None:
    """Read the box head at ``start``; None when fewer bytes are left than a head. Raises: FilmDamaged."""
    if len(data) - start < _HEAD.size:
        return None
    size, kind = _HEAD.unpack_from(data, start)
    if size < _HEAD.size:  # 0 (to the end) and 1 (64-bit size) never stand in a film of ours
        raise FilmDamaged(f"box size {size}")
    return Box(kind, start, _HEAD.size, size)


def boxes(data: bytes, within: slice | None = None) -> Iterator[Box]:
    """Walk the boxes that stand side by side in ``data`` (or a slice of it). Raises: FilmDamaged."""
    start, stop, _ = (within or slice(0, len(data))).indices(len(data))
    while start < stop:
        box = read_box(data, start)
        if box is None or box.end > stop:
            raise FilmDamaged("a box runs past its end")
        yield box
        start = box.end


def find(data: bytes, *path: bytes, within: slice | None = None) -> Box | None:
    """Find the first box at ``path`` (such as ``b"moov", b"mvex"``), or None."""
    kind, *deeper = path
    for box in boxes(data, within):
        if box.kind == kind:
            return find(data, *deeper, within=box.body) if deeper else box
    return None


def pack_box(kind: bytes, *parts: bytes) -> bytes:
    """Put a box around ``parts``."""
    return b"".join((_HEAD.pack(_HEAD.size + sum(map(len, parts)), kind), *parts))


def padded_bytes(used_bytes: int) -> int:
    """Return the whole blocks that ``used_bytes`` take, with room for the ``free`` box behind them."""
    if used_bytes % BLOCK_BYTES == 0:
        return used_bytes
    return -(-(used_bytes + _HEAD.size) // BLOCK_BYTES) * BLOCK_BYTES


def pad(data: bytes) -> bytes:
    """Fill ``data`` up to whole blocks with one ``free`` box, which every player skips."""
    room = padded_bytes(len(data)) - len(data)
    return data + pack_box(b"free", bytes(room - _HEAD.size)) if room else data
