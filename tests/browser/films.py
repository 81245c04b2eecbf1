"""A real film for the player: fragmented MP4 made by ffmpeg, with its map read out of its boxes."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from typing import Any

FRAGMENT_S = 0.5


def make_film(path: Path, *, seconds: int = 12) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes of a film and its index as ``review.index`` gives it."""
    picture = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=24:duration={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}:sample_rate=48000"]
    h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "baseline", "-pix_fmt", "yuv420p"]
    keyframes = ["-g", "12", "-keyint_min", "12", "-sc_threshold", "0"]
    fragmented = ["-movflags", "empty_moov+default_base_moof+skip_trailer+frag_keyframe", "-f", "mp4"]
    command = ["ffmpeg", "-v", "error", *picture, *sound, *h264, *keyframes, "-c:a", "aac", *fragmented]
    subprocess.run([*command, str(path)], check=True)
    data = path.read_bytes()
    starts = [offset for offset, kind in _boxes(data) if kind == b"moof"]
    ends = [*starts[1:], len(data)]
    fragments = [
        [start, end - start, number * FRAGMENT_S, FRAGMENT_S]
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    index = {"init_bytes": starts[0], "fragments": fragments, "size_bytes": len(data), "seconds": seconds}
    return data, index


def _boxes(data: bytes) -> list[tuple[int, bytes]]:
    found, offset = [], 0
    while offset + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, offset)
        found.append((offset, kind))
        offset += size
    return found
