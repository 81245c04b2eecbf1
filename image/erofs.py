"""How large an EROFS file system is, by its own word. Source: Linux, fs/erofs/erofs_fs.h."""

from __future__ import annotations

import struct
from pathlib import Path

_SUPER, _MAGIC = 1024, 0xE0F5E1E2


def size_bytes(image: Path) -> int:
    """Return the bytes that the file system at the start of ``image`` takes. Raises: ValueError."""
    with image.open("rb") as file:
        file.seek(_SUPER)
        block = file.read(64)
    magic, _, _, bits = struct.unpack_from("<IIIB", block)
    if magic != _MAGIC:
        raise ValueError(f"{image.name} holds no erofs")
    (blocks,) = struct.unpack_from("<I", block, 36)
    return int(blocks) << int(bits)
