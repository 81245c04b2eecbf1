"""The parts of a recording: equal slices of header followed by payload, built one at a time in tmpfs.

Part 0 begins with the age header, so the header never touches the box's flash and the payload on it opens
nothing by itself. Memory stays constant: a part is copied in blocks and only one part exists at a time.
``cat part-*`` is one age file. Source: design §5.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from appliance.domain.errors import ContentTruncated
from appliance.sync.names import part_name
from appliance.sync.remote import Stored

PART_BYTES = 64 << 20
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Span:
    """Where a part lies in header + payload: its name, first byte and length in bytes."""

    name: str
    start: int
    length: int


def plan(total_bytes: int, *, part_bytes: int = PART_BYTES) -> tuple[Span, ...]:
    """Cut ``total_bytes`` into spans of ``part_bytes``; only the last may be shorter."""
    return tuple(
        Span(part_name(index), start, min(part_bytes, total_bytes - start))
        for index, start in enumerate(range(0, total_bytes, part_bytes))
    )


def build(span: Span, *, header: bytes, payload: Path, scratch: Path) -> Stored:
    """Write the part to ``scratch`` under its name and describe it. Raises ContentTruncated."""
    digest = hashlib.sha256()
    end = span.start + span.length
    with payload.open("rb") as source, (scratch / span.name).open("wb") as part:
        from_header = header[span.start : end]
        digest.update(from_header)
        part.write(from_header)
        source.seek(max(0, span.start - len(header)))
        _copy(source, part, span.length - len(from_header), digest)
    return Stored(span.name, span.length, digest.hexdigest())


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: BinaryIO, part: BinaryIO, length: int, digest: hashlib._Hash) -> None:
    while length > 0:
        block = source.read(min(_BLOCK_BYTES, length))
        if not block:
            raise ContentTruncated("the sealed file became shorter")
        digest.update(block)
        part.write(block)
        length -= len(block)
