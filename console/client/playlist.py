"""The film as a player wants it: an HLS byte-range playlist over the one unmodified fragmented MP4.

Pure. Source: RFC 8216 (EXT-X-MAP, EXT-X-BYTERANGE), and what was measured: a bare ``<video src>`` on
fragmented MP4 reads the whole film before it can seek, this reads what it plays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SEGMENT_S = 4.0

Fragment = tuple[int, int, float, float]  # offset and size in bytes, start and duration in seconds


@dataclass(frozen=True, slots=True)
class Segment:
    """A few whole fragments that lie behind each other in the file."""

    offset: int
    size: int
    duration_s: float


def segments(fragments: Sequence[Fragment]) -> Iterator[Segment]:
    """Join fragments to segments of about four seconds; a jump in the file starts a new one."""
    run: Segment | None = None
    for offset, size, _, duration_s in fragments:
        if run and offset == run.offset + run.size and run.duration_s + duration_s <= SEGMENT_S + 0.01:
            run = Segment(run.offset, run.size + size, run.duration_s + duration_s)
            continue
        if run:
            yield run
        run = Segment(offset, size, duration_s)
    if run:
        yield run


def playlist(init_bytes: int, fragments: Sequence[Fragment], *, film: str) -> str:
    """Return the playlist for the file at the address ``film``, whose first ``init_bytes`` describe it."""
    parts = list(segments(fragments))
    longest_s = max((part.duration_s for part in parts), default=1.0)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{round(longest_s + 0.5)}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{film}",BYTERANGE="{init_bytes}@0"',
    ]
    for part in parts:
        lines += [f"#EXTINF:{part.duration_s:.3f},", f"#EXT-X-BYTERANGE:{part.size}@{part.offset}", film]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
