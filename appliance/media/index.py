"""Where every piece of a film stands and when it plays, found in the film itself.

Needs no index beside the film: only the head of each fragment is read, so a long recording costs one
block a fragment. A film that was torn off is good up to its last whole fragment.
Source: ISO/IEC 14496-12 section 8.8; RFC 8216 (HLS) for the playlist.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from appliance.domain.errors import FilmDamaged
from appliance.media.boxes import Box, ReadAt, padded_bytes, read_box
from appliance.media.moof import MovieFragment
from appliance.media.moov import Track, read_tracks

_SEGMENT_S = 4.0  # long enough for few requests, short enough to jump in
_HEAD_BYTES = 8


@dataclass(frozen=True, slots=True)
class FragmentEntry:
    """A piece that starts with a keyframe: bytes in the film, seconds in its time."""

    offset: int
    size: int
    start_s: float
    duration_s: float

    @property
    def end_s(self) -> float:
        """When the piece is over."""
        return self.start_s + self.duration_s


@dataclass(frozen=True, slots=True)
class FilmIndex:
    """The pieces of a film. The init is its first ``init_bytes``."""

    init_bytes: int
    fragments: tuple[FragmentEntry, ...]

    @property
    def seconds(self) -> float:
        """How long the film plays."""
        return self.fragments[-1].end_s if self.fragments else 0.0

    @property
    def size_bytes(self) -> int:
        """How far the film reaches; what a torn file has behind that plays nothing."""
        return max((entry.offset + entry.size for entry in self.fragments), default=self.init_bytes)

    def playlist(self, url: str) -> str:
        """Return an HLS playlist of byte ranges in the film at ``url``, about 4 s a segment."""
        segments = list(_segments(self.fragments))
        longest_s = max((segment.duration_s for segment in segments), default=_SEGMENT_S)
        lines = [
            "#EXTM3U",
            "#EXT-X-VERSION:7",
            f"#EXT-X-TARGETDURATION:{math.ceil(longest_s)}",
            "#EXT-X-PLAYLIST-TYPE:VOD",
            "#EXT-X-INDEPENDENT-SEGMENTS",
            f'#EXT-X-MAP:URI="{url}",BYTERANGE="{self.init_bytes}@0"',
        ]
        for segment in segments:
            lines += [f"#EXTINF:{segment.duration_s:.6f},"]
            lines += [f"#EXT-X-BYTERANGE:{segment.size}@{segment.offset}", url]
        return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def scan(read_at: ReadAt, size: int) -> FilmIndex:
    """Read the index of a film of ``size`` bytes. Raises: FilmDamaged when it has no whole beginning."""
    init_bytes = padded_bytes(_moov_end(read_at, size))
    tracks = read_tracks(read_at(0, init_bytes))
    fragments: list[FragmentEntry] = []
    for entry, keyframe in _fragments(read_at, tracks, init_bytes, size):
        if keyframe or not fragments:
            fragments.append(entry)
        else:
            fragments[-1] = _join(fragments[-1], entry)
    return FilmIndex(init_bytes, tuple(fragments))


def _moov_end(read_at: ReadAt, size: int) -> int:
    offset = 0
    while box := _box_at(read_at, offset):
        offset = box.end
        if offset > size:
            break
        if box.kind == b"moov":
            return offset
    raise FilmDamaged("a film without a beginning")


def _fragments(
    read_at: ReadAt, tracks: dict[int, Track], offset: int, size: int
) -> Iterator[tuple[FragmentEntry, bool]]:
    """Walk the whole fragments from ``offset`` on, each with whether it starts with a keyframe."""
    while (moof := _box_at(read_at, offset)) and moof.kind == b"moof":
        head = read_at(offset, moof.size_bytes + _HEAD_BYTES)
        mdat = read_box(head, moof.size_bytes)
        if mdat is None or mdat.kind != b"mdat":
            return
        bytes_ = padded_bytes(mdat.end)
        if offset + bytes_ > size:
            return
        yield _entry(head[: moof.size_bytes], tracks, offset, bytes_)
        offset += bytes_


def _entry(moof: bytes, tracks: dict[int, Track], offset: int, size: int) -> tuple[FragmentEntry, bool]:
    for run in MovieFragment.parse(moof).runs:
        track = tracks.get(run.track)
        if track and track.is_picture:
            start_s, duration_s = run.starts_at / track.ticks_hz, run.duration / track.ticks_hz
            return FragmentEntry(offset, size, start_s, duration_s), run.samples[0].keyframe
    raise FilmDamaged("a fragment without a picture")


def _box_at(read_at: ReadAt, offset: int) -> Box | None:
    head = read_at(offset, _HEAD_BYTES)
    box = read_box(head, 0)
    return replace(box, start=offset) if box else None


def _segments(fragments: tuple[FragmentEntry, ...]) -> Iterator[FragmentEntry]:
    """Join neighbours into segments of about ``_SEGMENT_S``."""
    segment: FragmentEntry | None = None
    for entry in fragments:
        if segment is None:
            segment = entry
        elif segment.duration_s + entry.duration_s / 2 > _SEGMENT_S:
            yield segment
            segment = entry
        else:
            segment = _join(segment, entry)
    if segment:
        yield segment


def _join(first: FragmentEntry, then: FragmentEntry) -> FragmentEntry:
    size = then.offset + then.size - first.offset
    return FragmentEntry(first.offset, size, first.start_s, then.end_s - first.start_s)
